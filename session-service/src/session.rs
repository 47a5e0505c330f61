//! The rules of a session, as plain values: no clock, no I/O.
//!
//! A [`Session`] is a fold over its **records**, an append-only list numbered 0,
//! 1, 2 …. Every transition is one record, and a record is an insert under
//! (session, number), so of any number who decide on the same state one wins; the
//! others read what won and decide again ([`command`]).
//!
//! Whatever needs the chat service is written down before it is tried: a record
//! says what is wanted (`Claimed`, `Vacating`, `Ending`), [`Session::pending`]
//! names the call, and another record says that it was done. Anybody may finish
//! what another left pending, since the calls may be repeated.

pub(crate) mod command;
mod record;
#[cfg(test)]
mod tests;

pub(crate) use self::record::{Misfit, Opening, Record, Visibility, fold};
use crate::{
    id::{RoomId, UserId},
    person::Person,
    rooms::StartDocument,
    time::Moment,
};

/// What is known of a session's id: how many records there are, and what they
/// come to. There is no session before the first record, nor after the undoing
/// of one that was never opened.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Journal {
    /// The number of the next record.
    pub(crate) next: u64,
    /// The session.
    pub(crate) session: Option<Session>,
}

/// A session as its records tell it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Session {
    /// What it was created with.
    pub(crate) opening: Opening,
    /// How far it has come.
    pub(crate) stage: Stage,
    /// The one seat.
    pub(crate) seat: Seat,
    /// Who last was let into the room in the seat, and from which seq they see it.
    pub(crate) last: Option<Seating>,
    /// Everybody who ever had the seat, in order, each once.
    pub(crate) history: Vec<Person>,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
    /// The host has yet to be let into the room; nobody sees the session.
    Opening,
    /// It goes on.
    Active,
    /// It was created, but its host could not be let in: the room has yet to be
    /// ended, and nobody ever sees the session.
    Undoing,
    /// The host wanted the end; the room has yet to be ended.
    Ending(Moment),
    /// It has ended.
    Completed(Moment),
}

/// The one seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Seat {
    /// Nobody has it.
    Free,
    /// Somebody has it who has yet to be let into the room.
    Claimed(Seating),
    /// Somebody has it and may be in the room.
    Taken(Seating),
    /// Somebody gave it up who has yet to be shut out. It is nobody else's before.
    Vacating(Person),
}

/// Somebody in the seat.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Seating {
    /// Who.
    pub(crate) person: Person,
    /// The first seq of the room they see; 0 is the grant itself.
    pub(crate) visible_from: u64,
}

/// A call to the chat service that is wanted and not known to be done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// Let somebody in; with a document that begins anew, if any.
    Grant(RoomId, Seating, Option<StartDocument>),
    /// Shut somebody out.
    Revoke(RoomId, UserId),
    /// End the room.
    Close(RoomId),
}

impl Session {
    /// The call that is wanted next, if any.
    pub(crate) fn pending(&self) -> Option<Step> {
        let room = || self.opening.room_id.clone();
        match (self.stage, &self.seat) {
            (Stage::Completed(_), _) => None,
            (Stage::Undoing | Stage::Ending(_), _) => Some(Step::Close(room())),
            (Stage::Opening, _) => {
                let person = self.opening.host.clone();
                let seating = Seating { person, visible_from: 1 };
                Some(Step::Grant(room(), seating, Some(self.start())))
            }
            (Stage::Active, Seat::Claimed(seating)) => {
                // Who sees nothing of before sees no code of before.
                let start = (seating.visible_from == 0).then(|| self.start());
                Some(Step::Grant(room(), seating.clone(), start))
            }
            (Stage::Active, Seat::Vacating(person)) => {
                Some(Step::Revoke(room(), person.user.clone()))
            }
            (Stage::Active, Seat::Free | Seat::Taken(_)) => None,
        }
    }

    /// What the shared document begins with: the problem's starter code.
    fn start(&self) -> StartDocument {
        StartDocument {
            language: self.opening.language.clone(),
            starter_code: self.opening.problem.content.starter_code.clone(),
        }
    }

    /// The record for "the call that was pending is done"; `seq` is its answer.
    pub(crate) fn done(&self, seq: u64) -> Option<Record> {
        match (self.stage, &self.seat) {
            (Stage::Completed(_), _) => None,
            (Stage::Undoing | Stage::Ending(_), _) => Some(Record::Ended),
            (Stage::Opening, _) => Some(Record::Opened),
            (Stage::Active, Seat::Claimed(_)) => Some(Record::Seated { seq }),
            (Stage::Active, Seat::Vacating(_)) => Some(Record::Vacated),
            (Stage::Active, Seat::Free | Seat::Taken(_)) => None,
        }
    }

    /// The record that takes back what was wanted, where a grant is pending.
    pub(crate) fn undo(&self, now: Moment) -> Option<Record> {
        match (self.stage, &self.seat) {
            (Stage::Opening, _) => Some(Record::Ending { time: now }),
            (Stage::Active, Seat::Claimed(_)) => Some(Record::Vacating),
            _ => None,
        }
    }

    /// Whether `user` is to be in the room, now or soon.
    pub(crate) fn wants_in(&self, user: &UserId) -> bool {
        let has_seat = match &self.seat {
            Seat::Claimed(seating) | Seat::Taken(seating) => seating.person.user == *user,
            Seat::Free | Seat::Vacating(_) => false,
        };
        self.is_hosted_by(user) || has_seat
    }

    /// Whether it ever was there for anybody.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Opening | Stage::Undoing)
    }

    /// Whether `user` opened it.
    pub(crate) fn is_hosted_by(&self, user: &UserId) -> bool {
        self.opening.host.user == *user
    }

    /// Who is shown to have the seat.
    pub(crate) fn participant(&self) -> Option<&Person> {
        match &self.seat {
            Seat::Taken(seating) => Some(&seating.person),
            Seat::Free | Seat::Claimed(_) | Seat::Vacating(_) => None,
        }
    }

    /// When it ended.
    pub(crate) fn end_time(&self) -> Option<Moment> {
        match self.stage {
            Stage::Completed(time) => Some(time),
            _ => None,
        }
    }

    /// Whether `user`, who passes `code`, may know that it exists.
    pub(crate) fn is_visible_to(&self, user: &UserId, code: &str) -> bool {
        let is_over = matches!(self.stage, Stage::Completed(_));
        let is_public = self.opening.visibility == Visibility::Open && !is_over;
        let had_the_seat = self.history.iter().any(|person| person.user == *user);
        let is_theirs = self.is_hosted_by(user) || had_the_seat;
        self.is_open() && (is_theirs || is_public || self.opening.invite_code.is(code))
    }

    /// The first seq that `user` sees when they take the seat now: a first guest
    /// sees all; whoever returns loses nothing while nobody else sat there;
    /// anybody else sees nothing of before.
    fn visible_from(&self, user: &UserId) -> u64 {
        match &self.last {
            None => 1,
            Some(last) if last.person.user == *user => last.visible_from,
            Some(_) => 0,
        }
    }
}
