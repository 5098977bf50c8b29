//! Faults by script: the next `times` calls of a path go wrong as told.
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub path: String,
    /// Answered as WeChat would: HTTP 200 and this code.
    pub errcode: Option<i64>,
    /// Answered with this status instead of 200.
    pub http: Option<u16>,
    /// Answered late; with nothing else set, the answer itself is the right one.
    pub delay_ms: Option<u64>,
    /// Answered with these bytes: an HTML page, half a JSON.
    pub body: Option<String>,
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

#[derive(Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn script(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What goes wrong with this call, if anything; in the order they were scripted.
    pub fn next(&mut self, path: &str) -> Option<Fault> {
        self.0.retain(|fault| fault.times > 0);
        let fault = self.0.iter_mut().find(|fault| fault.path == path)?;
        fault.times -= 1;
        Some(fault.clone())
    }
}

impl Fault {
    /// Only late, otherwise right.
    pub fn only_late(&self) -> bool {
        self.errcode.is_none() && self.http.is_none() && self.body.is_none()
    }
}
