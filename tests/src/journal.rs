//! What one reader saw of one room, checked as it comes.

use std::collections::HashMap;

use proto::chat::v1::{Document, Event, Joined, RemovedReason, event::Body};

use crate::body;

/// Everything a reader saw of a room, over all its streams. It refuses whatever
/// breaks the contract: `seq` goes up by one, or a `skip` says why not; nothing
/// twice; nothing before `joined` or after `removed`.
#[derive(Clone, Debug)]
pub struct Journal {
    reader: String,
    room_id: String,
    first: u64,
    last: u64,
    is_joined: bool,
    removed: Option<RemovedReason>,
    events: Vec<Event>,
    documents: Vec<Document>,
    ids: HashMap<(String, String), u64>,
}

impl Journal {
    /// For `reader`'s view of a room.
    pub fn new(reader: &str, room_id: &str) -> Journal {
        Journal {
            reader: reader.to_owned(),
            room_id: room_id.to_owned(),
            first: 1,
            last: 0,
            is_joined: false,
            removed: None,
            events: Vec::new(),
            documents: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// Who read.
    pub fn reader(&self) -> &str {
        &self.reader
    }

    /// The seq up to which all is done with: resume after it.
    pub fn last_seq(&self) -> u64 {
        self.last
    }

    /// Where this view began: the first seq it would have shown.
    pub fn first_seq(&self) -> u64 {
        self.first
    }

    /// Durable and ephemeral events, as they came.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The texts of the shared document that were sent as they were, as they came.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The durable events, by seq.
    pub fn durable(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.seq > 0)
    }

    /// The texts of the chat messages, by seq.
    pub fn texts(&self) -> Vec<&str> {
        self.durable().filter_map(body::text_of).collect()
    }

    /// Why the room was taken from this reader, if it was.
    pub fn removed_reason(&self) -> Option<RemovedReason> {
        self.removed
    }

    /// A new stream begins.
    pub fn begin_stream(&mut self) {
        self.is_joined = false;
        self.removed = None;
    }

    /// A new stream that starts after `seq`, with no view before it.
    pub fn begin_after(&mut self, seq: u64) {
        (self.first, self.last) = (seq + 1, seq);
    }

    /// The room's `joined` came.
    pub fn joined(&mut self, joined: &Joined) -> Result<(), String> {
        self.check_room(&joined.room_id)?;
        check(!self.is_joined, || "joined twice on one stream".to_owned())?;
        self.is_joined = true;
        Ok(())
    }

    /// An event came.
    pub fn event(&mut self, event: Event) -> Result<(), String> {
        self.check_open("an event", &event.room_id)?;
        check(event.body.is_some(), || format!("event {} has no body", event.seq))?;
        if event.seq == 0 {
            self.check_ephemeral(&event)?;
        } else {
            self.check_next(&event)?;
            self.last = event.seq;
        }
        self.events.push(event);
        Ok(())
    }

    /// A `document` came.
    pub fn document(&mut self, document: Document) -> Result<(), String> {
        self.check_open("a document", &document.room_id)?;
        self.documents.push(document);
        Ok(())
    }

    /// A `skip` came.
    pub fn skip(&mut self, room_id: &str, to_seq: u64) -> Result<(), String> {
        self.check_open("a skip", room_id)?;
        check(to_seq > self.last, || format!("skip to {to_seq} after {}", self.last))?;
        self.last = to_seq;
        Ok(())
    }

    /// The room's `removed` came.
    pub fn removed(&mut self, room_id: &str, reason: RemovedReason) -> Result<(), String> {
        self.check_room(room_id)?;
        check(self.removed.is_none(), || "removed twice".to_owned())?;
        self.removed = Some(reason);
        Ok(())
    }

    fn check_ephemeral(&self, event: &Event) -> Result<(), String> {
        let is_ephemeral = matches!(event.body, Some(Body::Typing(_) | Body::Cursor(_)));
        check(is_ephemeral, || format!("a {} has seq 0", body::kind(event)))?;
        check(event.user_id != self.reader, || "an own ephemeral event came back".to_owned())
    }

    fn check_next(&mut self, event: &Event) -> Result<(), String> {
        let (seq, next) = (event.seq, self.last + 1);
        check(seq == next, || format!("event {seq} where {next} was due"))?;
        let is_ephemeral = matches!(event.body, Some(Body::Typing(_) | Body::Cursor(_)));
        check(!is_ephemeral, || format!("a {} has seq {seq}", body::kind(event)))?;
        check(event.occurred_at.is_some(), || format!("event {seq} has no time"))?;
        if event.client_event_id.is_empty() {
            return Ok(());
        }
        let id = (event.user_id.clone(), event.client_event_id.clone());
        match self.ids.insert(id, seq) {
            None => Ok(()),
            Some(first) => {
                Err(format!("{} came at {first} and again at {seq}", event.client_event_id))
            }
        }
    }

    fn check_open(&self, what: &str, room_id: &str) -> Result<(), String> {
        self.check_room(room_id)?;
        check(self.is_joined, || format!("{what} before joined"))?;
        check(self.removed.is_none(), || format!("{what} after removed"))
    }

    fn check_room(&self, room_id: &str) -> Result<(), String> {
        check(room_id == self.room_id, || format!("a frame of {room_id:?}"))
    }
}

fn check(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

#[cfg(test)]
mod tests {
    use proto::chat::v1::{Message, Typing};

    use super::*;

    #[test]
    fn a_seq_after_the_other_is_fine_and_a_skip_bridges_what_is_hidden() {
        let mut journal = joined();
        assert_eq!(journal.event(said(1, "a")), Ok(()));
        assert_eq!(journal.skip("room", 4), Ok(()));
        assert_eq!(journal.event(said(5, "b")), Ok(()));
        assert_eq!((journal.last_seq(), journal.texts().len()), (5, 2));
    }

    #[test]
    fn gaps_repeats_and_useless_skips_are_refused() {
        let mut journal = joined();
        journal.event(said(1, "a")).expect("the first");
        assert!(journal.event(said(3, "b")).is_err(), "a gap");
        assert!(journal.event(said(1, "a")).is_err(), "a repeat");
        assert!(journal.event(said(2, "a")).is_err(), "the same message twice");
        assert!(journal.skip("room", 1).is_err(), "a skip of nothing");
    }

    #[test]
    fn nothing_comes_before_joined_or_after_removed_or_of_another_room() {
        let mut journal = Journal::new("ben", "room");
        assert!(journal.event(said(1, "a")).is_err(), "before joined");
        let mut journal = joined();
        assert!(journal.skip("another", 9).is_err(), "another room");
        journal.removed("room", RemovedReason::RoomClosed).expect("once");
        assert!(journal.event(said(1, "a")).is_err(), "after removed");
    }

    #[test]
    fn only_what_others_do_in_passing_has_no_seq() {
        let mut journal = joined();
        let typing = |user: &str, seq| Event {
            user_id: user.into(),
            body: Some(Body::Typing(Typing { is_typing: true })),
            ..said(seq, "")
        };
        assert_eq!(journal.event(typing("ada", 0)), Ok(()));
        assert!(journal.event(typing("ben", 0)).is_err(), "one's own");
        assert!(journal.event(typing("ada", 1)).is_err(), "kept");
        assert!(journal.event(said(0, "a")).is_err(), "a message in passing");
    }

    fn joined() -> Journal {
        let mut journal = Journal::new("ben", "room");
        let joined = Joined { room_id: "room".into(), ..Default::default() };
        journal.joined(&joined).expect("the first");
        journal
    }

    fn said(seq: u64, id: &str) -> Event {
        Event {
            room_id: "room".into(),
            seq,
            occurred_at: Some(Default::default()),
            user_id: "ada".into(),
            client_event_id: id.into(),
            body: Some(Body::Message(Message { text: id.into() })),
            ..Default::default()
        }
    }
}
