//! What happened in one room, as those who took part saw it, and whether the
//! promises held.
//!
//! In reading order: [`fact`] is what is written down, [`verdict`] what is counted;
//! `order`, `readers` and `access` find what went wrong.

mod access;
pub mod fact;
mod order;
mod readers;
#[cfg(test)]
mod tests;
pub mod verdict;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use proto::chat::v1::Event;

use self::{
    fact::{Fact, Id, Record, Tab},
    verdict::Verdict,
};
use crate::journal::Journal;

/// A room's history, written by everybody at once with one clock. Cheap to clone.
#[derive(Clone, Debug)]
pub struct History {
    begin: Instant,
    records: Arc<Mutex<Vec<Record>>>,
    tabs: Arc<AtomicUsize>,
}

impl Default for History {
    fn default() -> History {
        History {
            begin: Instant::now(),
            records: Arc::default(),
            tabs: Arc::new(AtomicUsize::new(1)),
        }
    }
}

impl History {
    /// A tab nobody had yet.
    pub fn tab(&self) -> Tab {
        Tab(self.tabs.fetch_add(1, Ordering::Relaxed))
    }

    /// The time by the history's clock.
    pub fn now(&self) -> Duration {
        self.begin.elapsed()
    }

    /// Writes down what happened just now.
    pub fn write(&self, fact: Fact) {
        let mut records = self.records();
        // Under the lock, so that the records are in the order of their times.
        let at = self.now();
        records.push(Record { at, fact });
    }

    /// `user` is about to send `text` under `id` for the first time.
    pub fn sent(&self, tab: Tab, user: &str, id: &str, text: &str) {
        self.write(Fact::Sent { tab, id: Id::new(user, id), text: text.to_owned() });
    }

    /// `user`'s message `id` was acknowledged.
    pub fn acked(&self, user: &str, id: &str, seq: u64) {
        self.write(Fact::Acked { id: Id::new(user, id), seq });
    }

    /// Somebody saw all this of the room in a tab of their own, now closed.
    pub fn seen(&self, journal: &Journal) {
        let (tab, user) = (self.tab(), journal.reader().to_owned());
        let (asked_at, after) = (self.now(), journal.first_seq() - 1);
        self.write(Fact::Entered { tab, user, after, asked_at });
        for event in journal.durable() {
            self.write(Fact::Saw { tab, event: event.clone() });
        }
        self.write(Fact::Closed { tab });
    }

    /// How many messages were acknowledged.
    pub fn count_acked(&self) -> usize {
        let is_ack = |record: &&Record| matches!(record.fact, Fact::Acked { .. });
        self.records().iter().filter(is_ack).count()
    }

    /// How often a sender was left without an answer, or told that it is not known.
    pub fn count_unsure(&self) -> usize {
        let is_unsure = |record: &&Record| matches!(record.fact, Fact::Unsure { .. });
        self.records().iter().filter(is_unsure).count()
    }

    /// The highest seq that was acknowledged: readers must have come that far.
    pub fn last_acked(&self) -> u64 {
        let seq = |record: &Record| match record.fact {
            Fact::Acked { seq, .. } => Some(seq),
            _ => None,
        };
        self.records().iter().filter_map(seq).max().unwrap_or(0)
    }

    /// Judges it by the room's whole `log`, read last by somebody who may see all.
    pub fn judge(&self, log: &[Event]) -> Verdict {
        let records = self.records();
        let mut verdict = Verdict::default();
        order::judge(&records, log, &mut verdict);
        readers::judge(&records, log, &mut verdict);
        access::judge(&records, log, &mut verdict);
        verdict.misled = misled(&records).count();
        verdict
    }

    /// The failures that were none, as they were told.
    pub fn misled(&self) -> Vec<String> {
        misled(&self.records()).map(str::to_owned).collect()
    }

    /// For each removal, how long after its answer the removed user still saw older
    /// events, or still had a stream.
    pub fn removal_lags(&self) -> Vec<Duration> {
        access::removal_lags(&self.records())
    }

    /// For each message sent since `from` and each tab but its own, how long after its
    /// sending it was seen there.
    pub fn delays(&self, from: Duration) -> Vec<Duration> {
        readers::delays(&self.records(), from)
    }

    fn records(&self) -> MutexGuard<'_, Vec<Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn misled(records: &[Record]) -> impl Iterator<Item = &str> {
    records.iter().filter_map(|record| match &record.fact {
        Fact::Misled { said, .. } => Some(said.as_str()),
        _ => None,
    })
}
