//! The rules of a room, as plain values: no clock, no I/O.
//!
//! A [`Room`] is a fold over its log. A [`Command`] is checked against it before
//! the append; what the log then holds is applied, whoever wrote it.

mod draft;

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use proto::chat::v1::{self as pb, event::Body};

pub(crate) use self::draft::{Draft, Taken, timestamp};
use crate::{
    id::{ClientEventId, Language, UserId},
    log::Seq,
    window::Windows,
};

/// A user with the name their token gives them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Person {
    /// Who.
    pub(crate) user: UserId,
    /// Their name; may be empty.
    pub(crate) name: String,
}

/// Something to be done in a room.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// A person puts something in.
    Post {
        /// The sender.
        sender: Person,
        /// The sender's id for it.
        id: ClientEventId,
        /// What.
        body: Body,
    },
    /// A user is put on the allow-list.
    Grant {
        /// Whom.
        person: Person,
        /// The first seq they may see; 0 is the grant itself.
        visible_from: Seq,
    },
    /// A user is taken off the allow-list.
    Revoke {
        /// Whom.
        user: UserId,
    },
    /// The room ends.
    Close,
    /// A user's first connection.
    Arrive {
        /// Who.
        person: Person,
    },
    /// A user's last connection is gone, and the grace has passed.
    Depart {
        /// Who.
        user: UserId,
    },
}

/// What a command comes to.
#[derive(Debug)]
pub(crate) enum Decision {
    /// These events, in this order: each with whom it is by or about, if anybody.
    Append(Vec<(Option<Person>, Body)>),
    /// Nothing: it is so already, since this seq.
    Already(Seq),
    /// Nothing: it may not be.
    Refuse(Refusal),
}

/// Why a command was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The user is not on the allow-list, or there is no such room.
    #[error("you are not on the allow-list of this room")]
    NotAllowed,
    /// The room has ended.
    #[error("the room has ended")]
    Closed,
    /// There is no such room; only ever said to services.
    #[error("there is no such room")]
    NoRoom,
    /// The sender used the id before, with another body.
    #[error("client_event_id was used before, with another body")]
    IdReused,
    /// `after_seq` is above the head.
    #[error("after_seq is above the room's head, {head}: the log has lost what you have seen")]
    AboveHead {
        /// The head.
        head: Seq,
    },
    /// The outcome is not known; trying again is safe.
    #[error("the outcome is not known yet; try again")]
    Unknown,
}

/// A room as its log tells it.
#[derive(Debug, Default)]
pub(crate) struct Room {
    head: Seq,
    next_slot: u64,
    closed_at: Option<Seq>,
    members: BTreeMap<UserId, Member>,
    posted: HashMap<(UserId, ClientEventId), Posted>,
    code: BTreeMap<Language, Vec<Seq>>,
}

/// Somebody who is or was on the allow-list.
#[derive(Clone, Debug, Default)]
struct Member {
    name: String,
    windows: Windows,
    granted_at: Seq,
    removed_at: Seq,
    is_here: bool,
}

#[derive(Clone, Copy, Debug)]
struct Posted {
    seq: Seq,
    /// Tells a resend from another body under the same id.
    digest: u64,
}

impl Room {
    /// The seq of the newest event; 0 in a room that does not exist.
    pub(crate) fn head(&self) -> Seq {
        self.head
    }

    /// The slot to append to.
    pub(crate) fn next_slot(&self) -> u64 {
        self.next_slot
    }

    /// What the user may see.
    pub(crate) fn windows(&self, user: &str) -> Windows {
        self.members.get(user).map(|member| member.windows.clone()).unwrap_or_default()
    }

    /// Whether the user is on the allow-list.
    pub(crate) fn is_allowed(&self, user: &str) -> bool {
        self.members.get(user).is_some_and(|member| member.windows.is_open())
    }

    /// Refuses a user who is not on the allow-list. Whoever was in a room that
    /// has ended is told so.
    pub(crate) fn admit(&self, user: &str) -> Result<(), Refusal> {
        let Some(member) = self.members.get(user) else { return Err(Refusal::NotAllowed) };
        match member.windows.is_open() {
            true => Ok(()),
            // The end closes the open windows at itself.
            false if self.closed_at.is_some_and(|end| member.windows.shows(end)) => {
                Err(Refusal::Closed)
            }
            false => Err(Refusal::NotAllowed),
        }
    }

    /// Who is here, by id.
    pub(crate) fn here(&self) -> impl Iterator<Item = &UserId> {
        self.members.iter().filter(|(_, member)| member.is_here).map(|(user, _)| user)
    }

    /// Everybody on the allow-list, by id.
    pub(crate) fn participants(&self) -> Vec<pb::Participant> {
        let allowed = self.members.iter().filter(|(_, member)| member.windows.is_open());
        let participants = allowed.map(|(user, member)| pb::Participant {
            user_id: user.to_string(),
            display_name: member.name.clone(),
            is_present: member.is_here,
        });
        participants.collect()
    }

    /// The newest code change that `windows` show: of one language, or of any.
    pub(crate) fn newest_code(
        &self,
        language: Option<&Language>,
        windows: &Windows,
    ) -> Option<Seq> {
        let newest = |seqs: &Vec<Seq>| seqs.iter().rev().copied().find(|&seq| windows.shows(seq));
        match language {
            Some(language) => newest(self.code.get(language)?),
            None => self.code.values().filter_map(newest).max(),
        }
    }

    /// Checks a command against the log as it is.
    pub(crate) fn decide(&self, command: &Command) -> Decision {
        match command {
            Command::Post { sender, id, body } => self.decide_post(sender, id, body),
            Command::Grant { person, visible_from } => self.decide_grant(person, *visible_from),
            Command::Revoke { user } => self.decide_revoke(user),
            Command::Close if self.head == 0 => Decision::Refuse(Refusal::NoRoom),
            Command::Close => match self.closed_at {
                Some(seq) => Decision::Already(seq),
                None => Decision::Append(vec![(None, Body::RoomClosed(pb::RoomClosed {}))]),
            },
            Command::Arrive { person } => match self.admit(person.user.as_str()) {
                Err(refusal) => Decision::Refuse(refusal),
                Ok(()) if self.is_here(&person.user) => Decision::Already(self.head),
                Ok(()) => Decision::Append(vec![(
                    Some(person.clone()),
                    Body::UserJoined(pb::UserJoined {}),
                )]),
            },
            Command::Depart { user } => match self.is_here(user) {
                true => Decision::Append(vec![self.departure(user)]),
                false => Decision::Already(self.head),
            },
        }
    }

    fn decide_post(&self, sender: &Person, id: &ClientEventId, body: &Body) -> Decision {
        if let Err(refusal) = self.admit(sender.user.as_str()) {
            return Decision::Refuse(refusal);
        }
        match self.posted.get(&(sender.user.clone(), id.clone())) {
            None => Decision::Append(vec![(Some(sender.clone()), body.clone())]),
            Some(first) if first.digest == digest(body) => Decision::Already(first.seq),
            Some(_) => Decision::Refuse(Refusal::IdReused),
        }
    }

    fn decide_grant(&self, person: &Person, visible_from: Seq) -> Decision {
        if self.closed_at.is_some() {
            return Decision::Refuse(Refusal::Closed);
        }
        let member = self.members.get(&person.user);
        match member.and_then(|member| Some((member.granted_at, member.windows.open_since()?))) {
            Some((granted_at, since)) if visible_from == 0 || since <= visible_from => {
                Decision::Already(granted_at)
            }
            _ => {
                let grant = pb::AccessGranted { visible_from_seq: visible_from };
                Decision::Append(vec![(Some(person.clone()), Body::AccessGranted(grant))])
            }
        }
    }

    fn decide_revoke(&self, user: &UserId) -> Decision {
        let Some(member) = self.members.get(user) else { return Decision::Already(0) };
        if !member.windows.is_open() {
            return Decision::Already(member.removed_at);
        }
        let person = Person { user: user.clone(), name: member.name.clone() };
        let departure = self.is_here(user).then(|| self.departure(user));
        let removal = (Some(person), Body::AccessRemoved(pb::AccessRemoved {}));
        Decision::Append(departure.into_iter().chain([removal]).collect())
    }

    fn is_here(&self, user: &UserId) -> bool {
        self.members.get(user).is_some_and(|member| member.is_here)
    }

    fn departure(&self, user: &UserId) -> (Option<Person>, Body) {
        let name = self.members.get(user).map(|member| member.name.clone()).unwrap_or_default();
        (Some(Person { user: user.clone(), name }), Body::UserLeft(pb::UserLeft {}))
    }

    /// Notes that the events of the next slot have been applied.
    pub(crate) fn end_slot(&mut self) {
        self.next_slot += 1;
    }

    /// Applies the event that follows the head, as the log holds it.
    pub(crate) fn apply(&mut self, event: &pb::Event) {
        self.head = event.seq;
        let (seq, Some(body)) = (event.seq, &event.body) else { return };
        if matches!(body, Body::RoomClosed(_)) {
            self.close(seq);
        }
        let Ok(user) = UserId::parse(&event.user_id) else { return };
        if let Ok(id) = ClientEventId::parse(&event.client_event_id) {
            self.posted.insert((user.clone(), id), Posted { seq, digest: digest(body) });
        }
        if let Body::CodeChange(change) = body
            && let Ok(language) = Language::parse(&change.language)
        {
            self.code.entry(language).or_default().push(seq);
        }
        self.apply_to_member(user, event, body);
    }

    fn apply_to_member(&mut self, user: UserId, event: &pb::Event, body: &Body) {
        let seq = event.seq;
        let member = self.members.entry(user).or_default();
        if !event.display_name.is_empty() && member.name != event.display_name {
            member.name.clone_from(&event.display_name);
        }
        match body {
            Body::AccessGranted(grant) => {
                let first = if grant.visible_from_seq == 0 { seq } else { grant.visible_from_seq };
                member.windows.open(first.min(seq));
                member.granted_at = seq;
            }
            Body::AccessRemoved(_) => {
                member.windows.close(seq);
                member.removed_at = seq;
                member.is_here = false;
            }
            Body::UserJoined(_) => member.is_here = true,
            Body::UserLeft(_) => member.is_here = false,
            _ => {}
        }
    }

    fn close(&mut self, seq: Seq) {
        self.closed_at = Some(seq);
        for member in self.members.values_mut() {
            member.windows.close(seq);
            member.is_here = false;
        }
    }
}

/// The same for equal bodies, here and after a restart with the same build; two
/// unequal ones share it once in 2^64, to the harm of their own sender only.
fn digest(body: &Body) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
