//! What callers want of a session, checked against it as it is.

use super::{Journal, Opening, Record, Seat, Seating, Session, Stage, Step};
use crate::{id::UserId, person::Person, time::Moment};

/// Something to be done with a session.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    /// The host opens it.
    Create(Box<Opening>),
    /// Somebody takes the seat.
    Join {
        /// Who.
        person: Person,
        /// What they pass as the invite code.
        code: String,
    },
    /// Somebody gives up the seat.
    Leave {
        /// Who.
        user: UserId,
    },
    /// Somebody ends it.
    End {
        /// Who.
        user: UserId,
        /// When.
        time: Moment,
    },
}

/// What a command comes to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    /// It is so.
    Done,
    /// First the pending step must be taken; then decide again.
    Settle,
    /// This is the next record; then decide again.
    Append(Record),
    /// It may not be.
    Refuse(Refusal),
}

/// Why a command was refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is none, or the caller may not know that there is.
    #[error("there is no such session, or you may not see it")]
    NotFound,
    /// It has ended.
    #[error("the session has ended")]
    Completed,
    /// The caller is the host.
    #[error("the host cannot take the seat")]
    HostCannotJoin,
    /// Somebody else has the seat.
    #[error("somebody else has the seat")]
    Full,
    /// The caller is not the host.
    #[error("only the host may do this")]
    NotHost,
    /// The caller does not have the seat.
    #[error("you do not have the seat")]
    NotParticipant,
}

impl Command {
    /// Checks it against the records as they are.
    pub(crate) fn decide(&self, journal: &Journal) -> Decision {
        let session = journal.session.as_ref();
        if let Command::Create(opening) = self {
            return match session {
                None => Decision::Append(Record::Created(opening.clone())),
                Some(session) if session.is_open() => Decision::Done,
                Some(_) => Decision::Settle,
            };
        }
        let visible = session.filter(|session| match self {
            Command::Join { person, code } => session.is_visible_to(&person.user, code),
            Command::Leave { user } | Command::End { user, .. } => session.is_visible_to(user, ""),
            Command::Create(_) => true,
        });
        match (self, visible) {
            (_, None) => Decision::Refuse(Refusal::NotFound),
            (Command::Join { person, .. }, Some(session)) => session.decide_join(person),
            (Command::Leave { user }, Some(session)) => session.decide_leave(user),
            (Command::End { user, time }, Some(session)) => session.decide_end(user, *time),
            (Command::Create(_), Some(_)) => Decision::Done,
        }
    }

    /// Whether what is pending is the caller's own wish, to be taken back when it
    /// cannot be granted. What a leave or an end wants stays wanted.
    pub(crate) fn owns_pending(&self, session: &Session) -> bool {
        match (self, session.stage, &session.seat) {
            (Command::Create(_), Stage::Opening, _) => true,
            (Command::Join { person, .. }, Stage::Active, Seat::Claimed(seating)) => {
                seating.person.user == person.user
            }
            _ => false,
        }
    }

    /// The grant to repeat when a join found nothing to do: the room may have
    /// lost it.
    pub(crate) fn repair(&self, session: &Session) -> Option<Step> {
        match (self, &session.seat) {
            (Command::Join { .. }, Seat::Taken(seating)) => {
                Some(Step::Grant(session.opening.room_id.clone(), seating.clone(), None))
            }
            _ => None,
        }
    }
}

impl Session {
    fn decide_join(&self, person: &Person) -> Decision {
        let is_me = |other: &Person| other.user == person.user;
        match (self.stage, &self.seat) {
            (Stage::Completed(_), _) => Decision::Refuse(Refusal::Completed),
            (Stage::Ending(_) | Stage::Opening | Stage::Undoing, _) => Decision::Settle,
            (Stage::Active, _) if self.is_hosted_by(&person.user) => {
                Decision::Refuse(Refusal::HostCannotJoin)
            }
            (Stage::Active, Seat::Claimed(_) | Seat::Vacating(_)) => Decision::Settle,
            (Stage::Active, Seat::Taken(seating)) if is_me(&seating.person) => Decision::Done,
            (Stage::Active, Seat::Taken(_)) => Decision::Refuse(Refusal::Full),
            (Stage::Active, Seat::Free) => Decision::Append(Record::Claimed {
                person: person.clone(),
                visible_from: self.visible_from(&person.user),
            }),
        }
    }

    fn decide_leave(&self, user: &UserId) -> Decision {
        let is_me = |other: &Person| other.user == *user;
        match (self.stage, &self.seat) {
            (Stage::Completed(_), _) => Decision::Refuse(Refusal::Completed),
            (Stage::Ending(_) | Stage::Opening | Stage::Undoing, _) => Decision::Settle,
            (Stage::Active, Seat::Taken(seating)) if is_me(&seating.person) => {
                Decision::Append(Record::Vacating)
            }
            (Stage::Active, Seat::Claimed(Seating { person, .. }) | Seat::Vacating(person))
                if is_me(person) =>
            {
                Decision::Settle
            }
            // A repeated leave changes nothing, as long as the seat waits for them.
            (Stage::Active, Seat::Free) if self.last.as_ref().is_some_and(|l| is_me(&l.person)) => {
                Decision::Done
            }
            (Stage::Active, _) => Decision::Refuse(Refusal::NotParticipant),
        }
    }

    fn decide_end(&self, user: &UserId, time: Moment) -> Decision {
        match self.stage {
            _ if !self.is_hosted_by(user) => Decision::Refuse(Refusal::NotHost),
            Stage::Completed(_) => Decision::Done,
            Stage::Ending(_) | Stage::Opening | Stage::Undoing => Decision::Settle,
            Stage::Active => Decision::Append(Record::Ending { time }),
        }
    }
}
