//! Of the log alone: nothing lost, doubled, reordered or made up.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use proto::chat::v1::Event;

use super::{
    fact::{Fact, Id, Record, Tab},
    verdict::Verdict,
};
use crate::body;

/// What people tried to say, and what they were told.
#[derive(Default)]
struct Told<'a> {
    sent: HashMap<&'a Id, (Duration, &'a str)>,
    tabs: HashMap<Tab, Vec<&'a Id>>,
    acked: Vec<(&'a Id, u64, Duration)>,
    unsure: HashSet<&'a Id>,
    refused: HashSet<&'a Id>,
}

pub(super) fn judge(records: &[Record], log: &[Event], verdict: &mut Verdict) {
    let told = Told::gather(records);
    let mut at: HashMap<Id, u64> = HashMap::new();
    let mut last = 0;
    for event in log {
        verdict.gap += event.seq.saturating_sub(last + 1) as usize;
        verdict.dup += usize::from(event.seq <= last);
        last = last.max(event.seq);
        if let Some(id) = Id::of(event) {
            verdict.phantom += usize::from(!told.could_be(&id, event));
            // The first place counts: the second is the copy.
            let first = *at.entry(id).or_insert(event.seq);
            verdict.dup += usize::from(first != event.seq);
        }
    }
    told.judge_acks(&at, verdict);
    told.judge_time(log, verdict);
    told.judge_tabs(&at, verdict);
}

impl<'a> Told<'a> {
    fn gather(records: &'a [Record]) -> Told<'a> {
        let mut told = Told::default();
        for Record { at, fact } in records {
            match fact {
                Fact::Sent { tab, id, text } => {
                    told.sent.insert(id, (*at, text));
                    told.tabs.entry(*tab).or_default().push(id);
                }
                Fact::Acked { id, seq } => told.acked.push((id, *seq, *at)),
                Fact::Unsure { id } => drop(told.unsure.insert(id)),
                Fact::Refused { id } => drop(told.refused.insert(id)),
                _ => {}
            }
        }
        told
    }

    fn could_be(&self, id: &Id, event: &Event) -> bool {
        let sent = self.sent.get(id).map(|(_, text)| *text);
        sent == body::text_of(event) && !self.refused.contains(id)
    }

    fn judge_acks(&self, at: &HashMap<Id, u64>, verdict: &mut Verdict) {
        for (id, seq, _) in &self.acked {
            match at.get(id) {
                None => verdict.lost += 1,
                Some(found) => verdict.fork += usize::from(found != seq),
            }
        }
    }

    /// From the end of the log to its start: nothing may have been acknowledged
    /// behind a message before that was sent.
    fn judge_time(&self, log: &[Event], verdict: &mut Verdict) {
        let mut acked_at: HashMap<u64, Duration> = HashMap::new();
        for (_, seq, at) in &self.acked {
            let first = acked_at.entry(*seq).or_insert(*at);
            *first = (*first).min(*at);
        }
        let mut earliest = Duration::MAX;
        for event in log.iter().rev() {
            let sent = Id::of(event).and_then(|id| self.sent.get(&id).copied());
            verdict.reorder += usize::from(sent.is_some_and(|(sent_at, _)| earliest < sent_at));
            earliest = acked_at.get(&event.seq).map_or(earliest, |at| earliest.min(*at));
        }
    }

    /// Whose outcome was not known was sent again, perhaps behind others.
    fn judge_tabs(&self, at: &HashMap<Id, u64>, verdict: &mut Verdict) {
        for ids in self.tabs.values() {
            let sure = ids.iter().filter(|id| !self.unsure.contains(*id));
            let seqs: Vec<u64> = sure.filter_map(|id| at.get(*id).copied()).collect();
            verdict.reorder += seqs.windows(2).filter(|pair| pair[0] > pair[1]).count();
        }
    }
}
