//! What is counted.

use std::{fmt, iter::Sum, ops::Add};

/// How often each promise was broken; all zero in a good run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Acknowledged, but not in the log.
    pub lost: usize,
    /// A message at two seqs, or a seq twice in a tab.
    pub dup: usize,
    /// Acknowledged before another was sent, but behind it in the log; or a tab's
    /// messages in another order than they were sent.
    pub reorder: usize,
    /// A seq that the log or a tab has passed over.
    pub gap: usize,
    /// Two who differ about what is at a seq.
    pub fork: usize,
    /// In the log, but never sent like that, or refused.
    pub phantom: usize,
    /// Seen by somebody to whom it was not open; entered after a removal.
    pub aclleak: usize,
    /// Not let in after a grant.
    pub falsedeny: usize,
    /// Acknowledged, but not seen in a tab that was there to the end.
    pub missed: usize,
    /// Told of a failure that was none.
    pub misled: usize,
}

impl Verdict {
    /// How many promises were broken.
    pub fn anomalies(&self) -> usize {
        self.counts().iter().map(|(_, count)| count).sum()
    }

    fn counts(&self) -> [(&'static str, usize); 10] {
        [
            ("lost", self.lost),
            ("dup", self.dup),
            ("reorder", self.reorder),
            ("gap", self.gap),
            ("fork", self.fork),
            ("phantom", self.phantom),
            ("aclleak", self.aclleak),
            ("falsedeny", self.falsedeny),
            ("missed", self.missed),
            ("misled", self.misled),
        ]
    }
}

impl Add for Verdict {
    type Output = Verdict;

    fn add(self, other: Verdict) -> Verdict {
        Verdict {
            lost: self.lost + other.lost,
            dup: self.dup + other.dup,
            reorder: self.reorder + other.reorder,
            gap: self.gap + other.gap,
            fork: self.fork + other.fork,
            phantom: self.phantom + other.phantom,
            aclleak: self.aclleak + other.aclleak,
            falsedeny: self.falsedeny + other.falsedeny,
            missed: self.missed + other.missed,
            misled: self.misled + other.misled,
        }
    }
}

impl Sum for Verdict {
    fn sum<I: Iterator<Item = Verdict>>(verdicts: I) -> Verdict {
        verdicts.fold(Verdict::default(), Add::add)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts().map(|(name, count)| format!("{name} {count}"));
        f.write_str(&counts.join(", "))
    }
}
