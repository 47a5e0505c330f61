//! The next slot of a room, while it is put together.

use std::{
    collections::HashSet,
    time::{SystemTime, UNIX_EPOCH},
};

use prost::Message as _;
use proto::chat::v1::{self as pb, event::Body};

use super::{Change, Command, Decision, Person, Refusal, Room};
use crate::{
    id::{ClientEventId, RoomId, UserId},
    log::{PresenceChange, Seq},
};

/// The most events and changes of presence in a slot, and the bytes beyond which it takes no more: what a
/// document of every database we store slots in can hold.
const MAX_EVENTS: usize = 256;
const MAX_BYTES: usize = 256 * 1024;

/// Commands of one group commit, each checked against the log as it is.
///
/// A command whose check could be changed by what the draft holds already waits
/// for the next slot, so every decision is exact.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    room: &'a Room,
    id: &'a RoomId,
    now: prost_types::Timestamp,
    events: Vec<pb::Event>,
    presence: Vec<PresenceChange>,
    bytes: usize,
    access_changes: HashSet<UserId>,
    posts: HashSet<(UserId, ClientEventId)>,
    /// The languages whose text it changes.
    texts: HashSet<String>,
    is_closing: bool,
}

/// What became of a command offered to a draft.
#[derive(Debug)]
pub(crate) enum Taken {
    /// It is in the draft; its last event will have this seq.
    In(Seq),
    /// It is settled without an event.
    Settled(Result<Seq, Refusal>),
    /// Offer it again for the next slot.
    Later,
}

impl<'a> Draft<'a> {
    /// Begins the slot after the room's last.
    pub(crate) fn new(room: &'a Room, id: &'a RoomId, now: SystemTime) -> Draft<'a> {
        Draft {
            room,
            id,
            now: timestamp(now),
            events: Vec::new(),
            presence: Vec::new(),
            bytes: 0,
            access_changes: HashSet::new(),
            posts: HashSet::new(),
            texts: HashSet::new(),
            is_closing: false,
        }
    }

    /// The events and changes of presence so far.
    pub(crate) fn into_parts(self) -> (Vec<pb::Event>, Vec<PresenceChange>) {
        (self.events, self.presence)
    }

    /// Whether it could change what `user` may do.
    pub(crate) fn touches(&self, user: &UserId) -> bool {
        self.is_closing || self.access_changes.contains(user)
    }

    /// Checks a command and takes its events in.
    pub(crate) fn take(&mut self, command: &Command) -> Taken {
        if self.is_full() || self.could_change(command) {
            return Taken::Later;
        }
        match self.room.decide(command) {
            Decision::Already(seq) => Taken::Settled(Ok(seq)),
            Decision::Refuse(refusal) => Taken::Settled(Err(refusal)),
            Decision::Append(Change { events, presence }) => {
                self.note(command);
                self.presence.extend(presence);
                for (person, body) in events {
                    self.push(person, body, command);
                }
                Taken::In(self.room.head() + self.events.len() as Seq)
            }
        }
    }

    fn is_full(&self) -> bool {
        self.events.len() + self.presence.len() >= MAX_EVENTS || self.bytes >= MAX_BYTES
    }

    fn could_change(&self, command: &Command) -> bool {
        match command {
            Command::Post { sender, id, body } => {
                self.touches(&sender.user)
                    || self.posts.contains(&(sender.user.clone(), id.clone()))
                    || changed_text(body).is_some_and(|language| self.texts.contains(language))
            }
            Command::Grant { person, .. } | Command::Arrive { person, .. } => {
                self.touches(&person.user)
            }
            Command::Revoke { user } | Command::Depart { user, .. } => self.touches(user),
            Command::Close => !self.events.is_empty() || !self.presence.is_empty(),
        }
    }

    fn note(&mut self, command: &Command) {
        match command {
            Command::Post { sender, id, body } => {
                self.posts.insert((sender.user.clone(), id.clone()));
                self.texts.extend(changed_text(body).map(str::to_owned));
            }
            Command::Grant { person, .. } | Command::Arrive { person, .. } => {
                self.access_changes.insert(person.user.clone());
            }
            Command::Revoke { user } | Command::Depart { user, .. } => {
                self.access_changes.insert(user.clone());
            }
            Command::Close => self.is_closing = true,
        }
    }

    fn push(&mut self, person: Option<Person>, body: Body, command: &Command) {
        let (user_id, display_name) =
            person.map(|it| (it.user.to_string(), it.name)).unwrap_or_default();
        let client_event_id = match command {
            Command::Post { id, .. } => id.to_string(),
            _ => String::new(),
        };
        let event = pb::Event {
            room_id: self.id.to_string(),
            seq: self.room.head() + 1 + self.events.len() as Seq,
            occurred_at: Some(self.now),
            user_id,
            display_name,
            client_event_id,
            body: Some(body),
        };
        self.bytes += event.encoded_len();
        self.events.push(event);
    }
}

/// The language whose text a body changes.
fn changed_text(body: &Body) -> Option<&str> {
    match body {
        Body::DocUpdate(change) => Some(&change.language),
        Body::CodeChange(change) => Some(&change.language),
        _ => None,
    }
}

/// A point in time as the wire has it; before 1970 is 1970.
pub(crate) fn timestamp(time: SystemTime) -> prost_types::Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    prost_types::Timestamp {
        seconds: since.as_secs().try_into().unwrap_or(i64::MAX),
        nanos: since.subsec_nanos().try_into().unwrap_or(0),
    }
}
