//! Where something is, and how far that is. Pure.
use entity::store::Model;

use crate::lang::say;

/// Radius of the earth, in metres.
const EARTH: f64 = 6_371_008.8;

/// In degrees, GCJ-02, as WeChat's maps have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    latitude: f64,
    longitude: f64,
}

impl Place {
    /// None, if there is no such place.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let real = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        real.then_some(Self { latitude, longitude })
    }

    pub fn of(store: &Model) -> Option<Self> {
        let degrees = |millionths: i32| f64::from(millionths) / 1_000_000.0;
        Self::new(degrees(store.latitude?), degrees(store.longitude?))
    }

    /// Along the great circle (haversine), as the crow flies.
    pub fn metres_to(self, there: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), there.latitude.to_radians());
        let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
        let east = half(there.longitude - self.longitude);
        let chord = half(there.latitude - self.latitude) + from.cos() * to.cos() * east;
        2.0 * EARTH * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// `320 米`, `1.2 公里`, `120 公里`
pub fn distance_text(metres: f64) -> String {
    match metres {
        ..995.0 => say!("{:.0} 米", "{:.0} m", (metres / 10.0).round().max(1.0) * 10.0),
        ..99_950.0 => say!("{:.1} 公里", "{:.1} km", metres / 1_000.0),
        _ => say!("{:.0} 公里", "{:.0} km", metres / 1_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude: f64, longitude: f64) -> Place {
        Place::new(latitude, longitude).expect("a place")
    }

    #[test]
    fn distances_are_those_of_a_map() {
        for (from, to, metres) in [
            ((30.25, 120.16), (30.25, 120.16), 0.0),
            // A degree of latitude is 111.195 km on this sphere, wherever it is.
            ((0.0, 0.0), (1.0, 0.0), 111_195.0),
            ((59.0, 120.0), (60.0, 120.0), 111_195.0),
            // A degree of longitude at 60° is half of one at the equator.
            ((60.0, 120.0), (60.0, 121.0), 55_597.0),
            // Shanghai to Beijing.
            ((31.2304, 121.4737), (39.9042, 116.4074), 1_067_310.0),
            ((0.0, 179.5), (0.0, -179.5), 111_195.0),
        ] {
            let found = place(from.0, from.1).metres_to(place(to.0, to.1));
            assert!((found - metres).abs() <= metres / 1_000.0 + 1.0, "{found} and not {metres}");
        }
    }

    #[test]
    fn distances_are_said_as_people_say_them() {
        for (metres, text) in [
            (0.0, "10 米"),
            (324.0, "320 米"),
            (994.0, "990 米"),
            (996.0, "1.0 公里"),
            (1_249.0, "1.2 公里"),
            (99_900.0, "99.9 公里"),
            (123_456.0, "123 公里"),
        ] {
            assert_eq!(distance_text(metres), text);
        }
    }

    #[test]
    fn there_is_no_such_place() {
        for (latitude, longitude) in
            [(90.1, 0.0), (0.0, 180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
        {
            assert_eq!(Place::new(latitude, longitude), None);
        }
    }
}
