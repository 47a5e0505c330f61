//! What became of a run.

use std::fmt;

use crate::{
    cluster::{Cluster, room::Room},
    history::verdict::Verdict,
};

/// What was measured in a run, and what of it is not as it must be.
#[derive(Debug, Default)]
pub struct Report {
    lines: Vec<String>,
    broken: Vec<String>,
    late: Vec<String>,
}

impl Report {
    /// Something that was measured.
    pub fn note(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Something that must hold on any machine.
    pub fn require(&mut self, holds: bool, what: &str) {
        if !holds {
            self.broken.push(what.to_owned());
        }
    }

    /// A time that must hold on a machine that has nothing else to do.
    pub fn limit(&mut self, holds: bool, what: &str) {
        if !holds {
            self.late.push(what.to_owned());
        }
    }

    /// Whether all promises but those of time were kept.
    pub fn keeps_promises(&self) -> bool {
        self.broken.is_empty()
    }

    /// Whether all were.
    pub fn is_good(&self) -> bool {
        self.broken.is_empty() && self.late.is_empty()
    }

    /// Judges these rooms, whose people have settled.
    pub async fn judge(&mut self, cluster: &Cluster, rooms: &[Room]) {
        let mut verdicts = Vec::new();
        for (number, room) in rooms.iter().enumerate() {
            let chat = number % cluster.chats.len();
            verdicts.push(room.judge(cluster, chat).await);
        }
        let acked: usize = rooms.iter().map(|room| room.history.count_acked()).sum();
        let unsure: usize = rooms.iter().map(|room| room.history.count_unsure()).sum();
        let verdict: Verdict = verdicts.into_iter().sum();
        self.note(format!("acknowledged: {acked}, unanswered and sent again: {unsure}"));
        self.note(format!("{} anomalies: {verdict}", verdict.anomalies()));
        let misled = rooms.iter().flat_map(|room| room.history.misled());
        misled.for_each(|said| self.note(format!("told a failure that was none: {said}")));
        self.require(verdict == Verdict::default(), "no anomaly");
    }

    /// Notes how the appends of all chat services ended since they were started.
    pub async fn count_appends(&mut self, cluster: &Cluster) -> Appends {
        let mut sum = Appends::default();
        for chat in 0..cluster.chats.len() {
            let metrics = cluster.metrics(chat).await;
            sum.committed += metrics.appends("committed");
            sum.conflict += metrics.appends("conflict");
            sum.unknown += metrics.appends("unknown");
        }
        let Appends { committed, conflict, unknown } = sum;
        let ratio = 100.0 * conflict / (committed + conflict).max(1.0);
        self.note(format!(
            "appends: {committed} committed, {conflict} in conflict ({ratio:.1} %), {unknown} unknown"
        ));
        sum
    }
}

/// How appends ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Appends {
    /// Done.
    pub committed: f64,
    /// Another replica was first; done again.
    pub conflict: f64,
    /// Not known at first.
    pub unknown: f64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        for failure in self.broken.iter().chain(&self.late) {
            writeln!(f, "FAILED: {failure}")?;
        }
        f.write_str(if self.is_good() { "good" } else { "BAD" })
    }
}
