//! The rules of a room, as plain values: no clock, no I/O.
//!
//! A [`Room`] is a fold over its log. A [`Command`] is checked against it before
//! the append; what the log then holds is applied, whoever wrote it.

mod checkpoint;
mod draft;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::{DefaultHasher, Hasher as _},
};

use proto::chat::v1::{self as pb, event::Body};

pub(crate) use self::draft::{Draft, Taken, timestamp};
use crate::{
    document::{Document, Misfit},
    id::{ClientEventId, ReplicaId, UserId},
    log::{PresenceChange, Seq},
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
        /// What the shared document begins with, if it does with this grant.
        start: Option<pb::StartDocument>,
    },
    /// A user is taken off the allow-list.
    Revoke {
        /// Whom.
        user: UserId,
    },
    /// The room ends.
    Close,
    /// A user's first connection to a replica.
    Arrive {
        /// Who.
        person: Person,
        /// Where.
        replica: ReplicaId,
    },
    /// A user's last connection to a replica is gone, or the replica itself, and
    /// the grace has passed.
    Depart {
        /// Who.
        user: UserId,
        /// Where.
        replica: ReplicaId,
    },
}

/// What a command comes to.
#[derive(Debug)]
pub(crate) enum Decision {
    /// This.
    Append(Change),
    /// Nothing: it is so already, since this seq.
    Already(Seq),
    /// Nothing: it may not be.
    Refuse(Refusal),
}

/// What a command appends.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// The events, in this order: each with whom it is by or about, if anybody.
    pub(crate) events: Vec<(Option<Person>, Body)>,
    /// Who is where now, or no longer.
    pub(crate) presence: Option<PresenceChange>,
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
    /// What was sent does not fit the shared document.
    #[error(transparent)]
    Misfit(#[from] Misfit),
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
    /// The first seq of each slot.
    slots: Vec<Seq>,
    closed_at: Option<Seq>,
    members: BTreeMap<UserId, Member>,
    posted: HashMap<(UserId, ClientEventId), Posted>,
    document: Document,
}

/// Somebody who is or was on the allow-list.
#[derive(Clone, Debug, Default)]
struct Member {
    name: String,
    windows: Windows,
    granted_at: Seq,
    removed_at: Seq,
    /// The replicas they are connected to.
    at: BTreeSet<ReplicaId>,
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
        self.slots.len() as u64
    }

    /// The first seq of a slot; of the next slot, the seq its first event will have.
    pub(crate) fn first_seq(&self, slot: u64) -> Seq {
        let slot = usize::try_from(slot).unwrap_or(usize::MAX);
        self.slots.get(slot).copied().unwrap_or(self.head + 1)
    }

    /// The slot that holds the event of this seq.
    pub(crate) fn slot_of(&self, seq: Seq) -> u64 {
        self.slots.partition_point(|first| *first <= seq).saturating_sub(1) as u64
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
    #[cfg(test)]
    pub(crate) fn here(&self) -> impl Iterator<Item = &UserId> {
        self.members.iter().filter(|(_, member)| member.is_here()).map(|(user, _)| user)
    }

    /// Whether the user is here, on any replica.
    pub(crate) fn is_here(&self, user: &UserId) -> bool {
        self.members.get(user).is_some_and(Member::is_here)
    }

    /// Whether the user is on this replica.
    pub(crate) fn is_at(&self, user: &UserId, replica: &ReplicaId) -> bool {
        self.members.get(user).is_some_and(|member| member.at.contains(replica))
    }

    /// Who is on which replica.
    pub(crate) fn presence(&self) -> impl Iterator<Item = (&UserId, &ReplicaId)> {
        self.members.iter().flat_map(|(user, member)| member.at.iter().map(move |at| (user, at)))
    }

    /// A user with the name they had last.
    pub(crate) fn person(&self, user: &UserId) -> Person {
        let name = self.members.get(user).map(|member| member.name.clone()).unwrap_or_default();
        Person { user: user.clone(), name }
    }

    /// Everybody on the allow-list, by id.
    pub(crate) fn participants(&self) -> Vec<pb::Participant> {
        let allowed = self.members.iter().filter(|(_, member)| member.windows.is_open());
        let participants = allowed.map(|(user, member)| pb::Participant {
            user_id: user.to_string(),
            display_name: member.name.clone(),
            is_present: member.is_here(),
        });
        participants.collect()
    }

    /// The shared document.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// Checks a command against the log as it is.
    pub(crate) fn decide(&self, command: &Command) -> Decision {
        match command {
            Command::Post { sender, id, body } => self.decide_post(sender, id, body),
            Command::Grant { person, visible_from, start } => {
                self.decide_grant(person, *visible_from, start)
            }
            Command::Revoke { user } => self.decide_revoke(user),
            Command::Close if self.head == 0 => Decision::Refuse(Refusal::NoRoom),
            Command::Close => match self.closed_at {
                Some(seq) => Decision::Already(seq),
                None => Decision::event(None, Body::RoomClosed(pb::RoomClosed {})),
            },
            Command::Arrive { person, replica } => self.decide_arrive(person, replica),
            Command::Depart { user, replica } => self.decide_depart(user, replica),
        }
    }

    fn decide_arrive(&self, person: &Person, replica: &ReplicaId) -> Decision {
        let user = &person.user;
        if let Err(refusal) = self.admit(user.as_str()) {
            return Decision::Refuse(refusal);
        }
        if self.is_at(user, replica) {
            return Decision::Already(self.head);
        }
        let joined = (Some(person.clone()), Body::UserJoined(pb::UserJoined {}));
        let (user, replica) = (user.clone(), replica.clone());
        Decision::Append(Change {
            events: if self.is_here(&user) { Vec::new() } else { vec![joined] },
            presence: Some(PresenceChange { user, replica, is_here: true }),
        })
    }

    fn decide_depart(&self, user: &UserId, replica: &ReplicaId) -> Decision {
        if !self.is_at(user, replica) {
            return Decision::Already(self.head);
        }
        let is_last = self.members.get(user).is_some_and(|member| member.at.len() == 1);
        let (user, replica) = (user.clone(), replica.clone());
        Decision::Append(Change {
            events: if is_last { vec![self.departure(&user)] } else { Vec::new() },
            presence: Some(PresenceChange { user, replica, is_here: false }),
        })
    }

    fn decide_post(&self, sender: &Person, id: &ClientEventId, body: &Body) -> Decision {
        if let Err(refusal) = self.admit(sender.user.as_str()) {
            return Decision::Refuse(refusal);
        }
        match self.posted.get(&(sender.user.clone(), id.clone())) {
            None => match self.document.propose(&sender.user, body, digest(body)) {
                Ok(Some(body)) => Decision::event(Some(sender.clone()), body),
                Ok(None) => Decision::Already(self.head),
                Err(misfit) => Decision::Refuse(misfit.into()),
            },
            Some(first) if first.digest == digest(body) => Decision::Already(first.seq),
            Some(_) => Decision::Refuse(Refusal::IdReused),
        }
    }

    fn decide_grant(
        &self,
        person: &Person,
        visible_from: Seq,
        start: &Option<pb::StartDocument>,
    ) -> Decision {
        if self.closed_at.is_some() {
            return Decision::Refuse(Refusal::Closed);
        }
        let member = self.members.get(&person.user);
        match member.and_then(|member| Some((member.granted_at, member.windows.open_since()?))) {
            Some((granted_at, since)) if visible_from == 0 || since <= visible_from => {
                Decision::Already(granted_at)
            }
            _ => {
                // Whoever only sees more of the past from now on begins nothing.
                let is_in = self.is_allowed(person.user.as_str());
                let start_document = start.clone().filter(|_| !is_in);
                let grant = pb::AccessGranted { visible_from_seq: visible_from, start_document };
                Decision::event(Some(person.clone()), Body::AccessGranted(grant))
            }
        }
    }

    fn decide_revoke(&self, user: &UserId) -> Decision {
        let Some(member) = self.members.get(user) else { return Decision::Already(0) };
        if !member.windows.is_open() {
            return Decision::Already(member.removed_at);
        }
        let departure = member.is_here().then(|| self.departure(user));
        let removal = (Some(self.person(user)), Body::AccessRemoved(pb::AccessRemoved {}));
        let events = departure.into_iter().chain([removal]).collect();
        Decision::Append(Change { events, presence: None })
    }

    fn departure(&self, user: &UserId) -> (Option<Person>, Body) {
        (Some(self.person(user)), Body::UserLeft(pb::UserLeft {}))
    }

    /// Applies the rest of the next slot, whose events, from `first_seq` on, have been
    /// applied.
    pub(crate) fn end_slot(&mut self, first_seq: Seq, presence: &[PresenceChange]) {
        self.slots.push(first_seq);
        for PresenceChange { user, replica, is_here } in presence {
            let Some(member) = self.members.get_mut(user) else { continue };
            match is_here {
                true => drop(member.at.insert(replica.clone())),
                false => drop(member.at.remove(replica)),
            }
        }
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
            self.posted.insert((user.clone(), id), Posted { seq, digest: digest_sent(body) });
        }
        self.document.apply(event);
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
                member.at.clear();
            }
            _ => {}
        }
    }

    fn close(&mut self, seq: Seq) {
        self.closed_at = Some(seq);
        for member in self.members.values_mut() {
            member.windows.close(seq);
            member.at.clear();
        }
    }
}

impl Decision {
    fn event(person: Option<Person>, body: Body) -> Decision {
        Decision::Append(Change { events: vec![(person, body)], presence: None })
    }
}

impl Member {
    fn is_here(&self) -> bool {
        !self.at.is_empty()
    }
}

/// The digest of what somebody sent, of what became of it.
fn digest_sent(body: &Body) -> u64 {
    match body {
        Body::DocUpdate(change) => change.sent_digest,
        _ => digest(body),
    }
}

/// The same for equal bodies, here and after a restart with the same build; two
/// unequal ones share it once in 2^64, to the harm of their own sender only.
fn digest(body: &Body) -> u64 {
    let mut encoded = Vec::with_capacity(body.encoded_len());
    body.encode(&mut encoded);
    let mut hasher = DefaultHasher::new();
    hasher.write(&encoded);
    hasher.finish()
}

#[cfg(test)]
mod tests;
