//! Of each tab: every event that is its reader's to see, once, in order.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use proto::chat::v1::Event;

use super::{
    access::Windows,
    fact::{Fact, Id, Record, Tab},
    verdict::Verdict,
};

/// How far a tab has come.
struct Cursor<'a> {
    user: &'a str,
    last: u64,
    entered_at: Duration,
    is_there: bool,
}

pub(super) fn judge(records: &[Record], log: &[Event], verdict: &mut Verdict) {
    let windows = Windows::of(records, log);
    let by_seq: BTreeMap<u64, &Event> = log.iter().map(|event| (event.seq, event)).collect();
    let mut cursors: BTreeMap<Tab, Cursor<'_>> = BTreeMap::new();
    for Record { at, fact } in records {
        if let Fact::Entered { tab, user, after, .. } = fact {
            let cursor = Cursor { user, last: *after, entered_at: *at, is_there: true };
            cursors.insert(*tab, cursor);
        }
        let Some(cursor) = tab(fact).and_then(|tab| cursors.get_mut(&tab)) else { continue };
        match fact {
            Fact::Saw { event, .. } => {
                verdict.fork += usize::from(by_seq.get(&event.seq) != Some(&event));
                cursor.see(event.seq, verdict);
            }
            Fact::Skipped { to, .. } => cursor.skip(*to, &windows, verdict),
            Fact::Cut { .. } | Fact::Closed { .. } => cursor.is_there = false,
            _ => {}
        }
    }
    for cursor in cursors.values().filter(|cursor| cursor.is_there) {
        let is_missed = |seq: &u64| *seq > cursor.last && windows.is_open(cursor.user, *seq);
        verdict.missed += acked(records).filter(is_missed).count();
    }
}

impl Cursor<'_> {
    fn see(&mut self, seq: u64, verdict: &mut Verdict) {
        verdict.dup += usize::from(seq <= self.last);
        verdict.gap += seq.saturating_sub(self.last + 1) as usize;
        self.last = self.last.max(seq);
    }

    /// Only what is not the reader's to see may be skipped.
    fn skip(&mut self, to: u64, windows: &Windows<'_>, verdict: &mut Verdict) {
        verdict.dup += usize::from(to <= self.last);
        let is_theirs = |seq: &u64| windows.was_open(self.user, *seq, self.entered_at);
        verdict.gap += (self.last + 1..=to).filter(is_theirs).count();
        self.last = self.last.max(to);
    }
}

/// How long after its sending each message since `from` was seen in each other tab.
pub(super) fn delays(records: &[Record], from: Duration) -> Vec<Duration> {
    let mut sent: HashMap<&Id, (Tab, Duration)> = HashMap::new();
    let mut delays = Vec::new();
    for Record { at, fact } in records {
        match fact {
            Fact::Sent { tab, id, .. } if *at >= from => drop(sent.insert(id, (*tab, *at))),
            Fact::Saw { tab, event } => {
                let message = Id::of(event).and_then(|id| sent.get(&id).copied());
                let of_another = message.filter(|(own, _)| own != tab);
                delays.extend(of_another.map(|(_, sent_at)| at.saturating_sub(sent_at)));
            }
            _ => {}
        }
    }
    delays
}

fn tab(fact: &Fact) -> Option<Tab> {
    match fact {
        Fact::Saw { tab, .. }
        | Fact::Skipped { tab, .. }
        | Fact::Cut { tab }
        | Fact::Closed { tab } => Some(*tab),
        _ => None,
    }
}

fn acked(records: &[Record]) -> impl Iterator<Item = u64> {
    records.iter().filter_map(|record| match record.fact {
        Fact::Acked { seq, .. } => Some(seq),
        _ => None,
    })
}
