//! What happened in a session, record by record, and what it comes to.

use serde::{Deserialize, Serialize};

use super::{Journal, Seat, Seating, Session, Stage};
use crate::{
    id::{Language, RoomId},
    person::Person,
    problem::Problem,
    secret::InviteCode,
    time::Moment,
};

/// One transition.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Record {
    /// Somebody wants a session.
    Created(Box<Opening>),
    /// Its host was let into the room: it is there.
    Opened,
    /// Somebody wants the free seat.
    Claimed {
        /// Who.
        person: Person,
        /// The first seq they are to see; 0 is the grant itself.
        visible_from: u64,
    },
    /// They were let into the room: the seat is theirs.
    Seated {
        /// The seq of the grant.
        seq: u64,
    },
    /// They give it up, or could not be let in.
    Vacating,
    /// They were shut out: the seat is free.
    Vacated,
    /// The host wants the end, or could not be let in.
    Ending {
        /// When.
        time: Moment,
    },
    /// The room was ended.
    Ended,
}

/// What a session is created with; it never changes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Opening {
    /// The room's id.
    pub(crate) room_id: RoomId,
    /// Who opened it.
    pub(crate) host: Person,
    /// The problem as it was then.
    pub(crate) problem: Problem,
    /// The language it starts with.
    pub(crate) language: Language,
    /// Who may see and join it.
    pub(crate) visibility: Visibility,
    /// What shows it to others, if it is invite-only.
    pub(crate) invite_code: InviteCode,
    /// When it was created.
    pub(crate) create_time: Moment,
}

/// Who may see and join a session.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Visibility {
    /// Everybody who is signed in.
    Open,
    /// Whoever has the invite code.
    InviteOnly,
}

/// A record that cannot follow the ones before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("record {0} cannot follow the ones before it")]
pub(crate) struct Misfit(u64);

/// What the records come to.
pub(crate) fn fold(records: Vec<Record>) -> Result<Journal, Misfit> {
    let mut journal = Journal::default();
    for record in records {
        let misfit = Misfit(journal.next);
        journal.session = apply(journal.session, record).ok_or(misfit)?;
        journal.next += 1;
    }
    Ok(journal)
}

/// The session after the record; nothing when the record does not fit.
fn apply(session: Option<Session>, record: Record) -> Option<Option<Session>> {
    let Some(mut session) = session else {
        let Record::Created(opening) = record else { return None };
        return Some(Some(Session::new(*opening)));
    };
    match (session.stage, &session.seat, record) {
        (Stage::Opening, _, Record::Opened) => session.stage = Stage::Active,
        (Stage::Opening, _, Record::Ending { .. }) => session.stage = Stage::Undoing,
        (Stage::Undoing, _, Record::Ended) => return Some(None),
        (Stage::Active, Seat::Free, Record::Claimed { person, visible_from }) => {
            session.seat = Seat::Claimed(Seating { person, visible_from });
        }
        (Stage::Active, Seat::Claimed(seating), Record::Seated { seq }) => {
            let seating = seating.clone().granted(seq);
            session.seat(seating);
        }
        (
            Stage::Active,
            Seat::Claimed(Seating { person, .. }) | Seat::Taken(Seating { person, .. }),
            Record::Vacating,
        ) => session.seat = Seat::Vacating(person.clone()),
        (Stage::Active, Seat::Vacating(_), Record::Vacated) => session.seat = Seat::Free,
        (Stage::Active, _, Record::Ending { time }) => session.stage = Stage::Ending(time),
        (Stage::Ending(time), _, Record::Ended) => session.stage = Stage::Completed(time),
        _ => return None,
    }
    Some(Some(session))
}

impl Session {
    fn new(opening: Opening) -> Session {
        let (stage, seat) = (Stage::Opening, Seat::Free);
        Session { opening, stage, seat, last: None, history: Vec::new() }
    }

    fn seat(&mut self, seating: Seating) {
        if self.history.iter().all(|person| person.user != seating.person.user) {
            self.history.push(seating.person.clone());
        }
        self.last = Some(seating.clone());
        self.seat = Seat::Taken(seating);
    }
}

impl Seating {
    /// As it is after the grant of this seq.
    fn granted(self, seq: u64) -> Seating {
        let visible_from = if self.visible_from == 0 { seq } else { self.visible_from };
        Seating { visible_from, ..self }
    }
}

impl Record {
    /// Its name, for the log.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Record::Created(_) => "created",
            Record::Opened => "opened",
            Record::Claimed { .. } => "claimed",
            Record::Seated { .. } => "seated",
            Record::Vacating => "vacating",
            Record::Vacated => "vacated",
            Record::Ending { .. } => "ending",
            Record::Ended => "ended",
        }
    }
}
