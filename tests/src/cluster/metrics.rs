//! What a chat service counts.

use crate::person;

/// One reading of `/metrics`.
#[derive(Debug)]
pub struct Metrics(String);

impl Metrics {
    pub(super) async fn read(address: &str) -> Metrics {
        let (status, text) = person::get(&format!("http://{address}/metrics")).await;
        assert_eq!(status.as_u16(), 200, "{text}");
        Metrics(text)
    }

    /// The value of a series, named as in the text: `name{label="value"}`. 0 if it is
    /// not there.
    pub fn value(&self, series: &str) -> f64 {
        let values = self.0.lines().filter_map(|line| line.rsplit_once(' '));
        let mut values = values.filter(|(name, _)| *name == series);
        values.next().and_then(|(_, value)| value.parse().ok()).unwrap_or(0.0)
    }

    /// How many appends ended so: `committed`, `conflict` or `unknown`.
    pub fn appends(&self, outcome: &str) -> f64 {
        self.value(&format!("chat_appends_total{{outcome=\"{outcome}\"}}"))
    }

    /// Whether hints come from the broker.
    pub fn has_hints(&self) -> bool {
        self.value("chat_hints_connected") == 1.0
    }
}
