//! What all tables of figures have.
use std::fs;

use crate::drive::Round;

/// Of the rounds.
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// Of at least one value.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let last = values.len() - 1;
        Self { median: values[last / 2], least: values[0], most: values[last] }
    }
}

/// The 50th and the 99th, in microseconds, of at least one answer.
pub fn percentiles(rounds: &[Round]) -> [u32; 2] {
    let mut latencies: Vec<u32> = rounds.iter().flat_map(|r| r.latencies.clone()).collect();
    latencies.sort_unstable();
    [50, 99].map(|percent| latencies[(latencies.len() - 1) * percent / 100])
}

pub fn ms(us: u32) -> f64 {
    f64::from(us) / 1e3
}

/// Runnable tasks of the last minute, as the kernel says it.
pub fn load_average() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or_default().to_owned()
}

pub fn model() -> String {
    let about = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = about.lines().find_map(|line| line.strip_prefix("model name"));
    let name = named.map(|rest| rest.trim_start_matches([' ', '\t', ':']).to_owned());
    name.unwrap_or_else(|| "unknown processor".to_owned())
}
