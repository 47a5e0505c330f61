//! What is counted, for operators: Prometheus text on the internal listener.

use std::sync::Arc;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use crate::log::Appended;

/// What is counted. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Metrics(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    registry: Registry,
    appends: Family<Outcome, Counter>,
    hints_connected: Gauge,
    streams: Gauge,
}

#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
struct Outcome {
    outcome: &'static str,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut registry = Registry::default();
        let (appends, hints_connected, streams) =
            (Family::default(), Gauge::default(), Gauge::default());
        let counted = "Appends to room logs, by what became of them";
        registry.register("chat_appends", counted, Family::clone(&appends));
        let live = "Whether hints between replicas get through";
        registry.register("chat_hints_connected", live, hints_connected.clone());
        registry.register("chat_streams", "Open streams", streams.clone());
        Metrics(Arc::new(Inner { registry, appends, hints_connected, streams }))
    }
}

impl Metrics {
    /// Counts an append.
    pub(crate) fn count(&self, outcome: &Appended) {
        let outcome = match outcome {
            Appended::Committed => "committed",
            Appended::Conflict => "conflict",
            Appended::Unknown(_) => "unknown",
        };
        self.0.appends.get_or_create(&Outcome { outcome }).inc();
    }

    /// Everything as text, with what is so right now.
    pub(crate) fn render(&self, are_hints_live: bool, streams: usize) -> String {
        self.0.hints_connected.set(are_hints_live.into());
        self.0.streams.set(i64::try_from(streams).unwrap_or(i64::MAX));
        let mut text = String::new();
        // A String takes all that is written to it.
        let _ = encode(&mut text, &self.0.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_in_prometheus_text() {
        let metrics = Metrics::default();
        metrics.count(&Appended::Conflict);
        metrics.count(&Appended::Conflict);
        let text = metrics.render(true, 3);
        for line in [
            "chat_appends_total{outcome=\"conflict\"} 2",
            "chat_hints_connected 1",
            "chat_streams 3",
        ] {
            assert!(text.lines().any(|it| it == line), "{line} is not in:\n{text}");
        }
    }
}
