//! Judges a whole run: what was sent and acknowledged, beside what each reader
//! saw. The seq gives the order, so one pass over each reader is enough.

use std::collections::{BTreeMap, HashMap};

use proto::chat::v1::Event;

use crate::{body, journal::Journal};

/// What people tried to say, and what they were told. Each sender, which is one
/// stream or its successors, writes one; all of them together are judged.
#[derive(Debug, Default)]
pub struct History {
    attempts: HashMap<Id, String>,
    acks: Vec<(Id, u64)>,
    unordered: usize,
}

/// Who said it, under which `client_event_id`.
type Id = (String, String);

/// How often each promise was broken; all zero in a good run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Acknowledged, but not seen where the ack said.
    pub lost: usize,
    /// Seen at two seqs, or two events at one.
    pub dup: usize,
    /// One sender's messages acknowledged in another order than they were sent,
    /// or two readers who differ about one seq.
    pub reorder: usize,
    /// A seq that a reader of the whole room has not seen.
    pub gap: usize,
    /// Seen, but never sent like that.
    pub phantom: usize,
}

impl History {
    /// `user` is about to send `text` under `id`.
    pub fn attempt(&mut self, user: &str, id: &str, text: &str) {
        self.attempts.insert((user.to_owned(), id.to_owned()), text.to_owned());
    }

    /// `user`'s message `id` was acknowledged. Written in the order of sending.
    pub fn acked(&mut self, user: &str, id: &str, seq: u64) {
        let is_behind = self.acks.last().is_none_or(|(_, last)| *last < seq);
        self.unordered += usize::from(!is_behind);
        self.acks.push(((user.to_owned(), id.to_owned()), seq));
    }

    /// One history of what all these senders wrote.
    pub fn merge(senders: impl IntoIterator<Item = History>) -> History {
        let mut all = History::default();
        for sender in senders {
            all.attempts.extend(sender.attempts);
            all.acks.extend(sender.acks);
            all.unordered += sender.unordered;
        }
        all
    }

    /// The highest seq that was acknowledged: readers must have come that far.
    pub fn last_acked(&self) -> u64 {
        self.acks.iter().map(|(_, seq)| *seq).max().unwrap_or(0)
    }

    /// How many messages were acknowledged.
    pub fn count(&self) -> usize {
        self.acks.len()
    }

    /// Judges readers who saw the whole room at least to the last ack.
    pub fn judge<'a>(&self, readers: impl IntoIterator<Item = &'a Journal>) -> Verdict {
        let mut verdict = Verdict { reorder: self.unordered, ..Verdict::default() };
        let mut agreed: BTreeMap<u64, Event> = BTreeMap::new();
        for reader in readers {
            self.judge_reader(reader.durable(), &mut agreed, &mut verdict);
        }
        verdict
    }

    fn judge_reader<'a>(
        &self,
        events: impl Iterator<Item = &'a Event>,
        agreed: &mut BTreeMap<u64, Event>,
        verdict: &mut Verdict,
    ) {
        let mut at: HashMap<Id, u64> = HashMap::new();
        let mut last = 0;
        for event in events {
            verdict.dup += usize::from(event.seq <= last);
            verdict.gap += event.seq.saturating_sub(last + 1) as usize;
            last = last.max(event.seq);
            verdict.reorder +=
                usize::from(agreed.entry(event.seq).or_insert(event.clone()) != event);
            if let Some(text) = body::text_of(event) {
                let id = (event.user_id.clone(), event.client_event_id.clone());
                let was_sent = self.attempts.get(&id).is_some_and(|sent| sent == text);
                verdict.phantom += usize::from(!was_sent);
                verdict.dup += usize::from(at.insert(id, event.seq).is_some());
            }
        }
        let found = |(id, seq): &&(Id, u64)| at.get(id) == Some(seq);
        verdict.lost += self.acks.len() - self.acks.iter().filter(found).count();
    }
}

#[cfg(test)]
mod tests {
    use proto::chat::v1::{Message, event::Body};

    use super::*;

    #[test]
    fn a_good_run_breaks_nothing() {
        assert_eq!(verdict(&[(1, "a", "one"), (2, "b", "two")]), Verdict::default());
    }

    #[test]
    fn an_acked_message_that_is_not_there_is_lost() {
        assert_eq!(verdict(&[(1, "a", "one")]), Verdict { lost: 1, ..Default::default() });
    }

    #[test]
    fn a_message_at_two_seqs_is_a_dup() {
        let seen = verdict(&[(1, "a", "one"), (2, "b", "two"), (3, "a", "one")]);
        assert_eq!(seen, Verdict { dup: 1, lost: 1, ..Default::default() });
    }

    #[test]
    fn a_missing_seq_is_a_gap() {
        assert_eq!(verdict(&[(2, "b", "two")]).gap, 1);
    }

    #[test]
    fn a_text_nobody_sent_is_a_phantom() {
        let seen = verdict(&[(1, "a", "one"), (2, "b", "two"), (3, "c", "three")]);
        assert_eq!(seen, Verdict { phantom: 1, ..Default::default() });
        assert_eq!(verdict(&[(1, "a", "other"), (2, "b", "two")]).phantom, 1);
    }

    #[test]
    fn readers_who_differ_about_a_seq_saw_another_order() {
        let mut verdict = Verdict::default();
        let mut agreed = BTreeMap::new();
        let history = history();
        history.judge_reader([event(1, "a", "one")].iter(), &mut agreed, &mut verdict);
        history.judge_reader([event(1, "b", "two")].iter(), &mut agreed, &mut verdict);
        assert_eq!(verdict.reorder, 1);
    }

    #[test]
    fn acks_against_the_order_of_sending_are_a_reorder() {
        let mut history = history();
        history.acked("ada", "c", 1);
        assert_eq!(history.judge([]).reorder, 1);
    }

    fn history() -> History {
        let mut history = History::default();
        for (seq, id, text) in [(1, "a", "one"), (2, "b", "two")] {
            history.attempt("ada", id, text);
            history.acked("ada", id, seq);
        }
        history
    }

    fn verdict(seen: &[(u64, &str, &str)]) -> Verdict {
        let events: Vec<Event> = seen.iter().map(|(seq, id, text)| event(*seq, id, text)).collect();
        let mut verdict = Verdict::default();
        history().judge_reader(events.iter(), &mut BTreeMap::new(), &mut verdict);
        verdict
    }

    fn event(seq: u64, id: &str, text: &str) -> Event {
        Event {
            seq,
            user_id: "ada".into(),
            client_event_id: id.into(),
            body: Some(Body::Message(Message { text: text.into() })),
            ..Default::default()
        }
    }
}
