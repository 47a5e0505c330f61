//! Which lists a session is on: what its state comes to, for those who look for it.

use crate::{
    id::{SessionId, UserId},
    session::{Seat, Session, Stage, Visibility},
};

/// A list of sessions.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum List {
    /// Active ones in which the user is host or participant.
    Mine(UserId),
    /// Active ones that are open, with a free seat.
    Open,
    /// Completed ones in which the user was host or ever had the seat.
    Recent(UserId),
}

/// Where one session is listed, as of a number of its records.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Listing {
    /// The session.
    pub(crate) session: SessionId,
    /// How many records it had.
    pub(crate) version: u64,
    /// The lists it is on, each once.
    pub(crate) lists: Vec<List>,
}

impl Session {
    /// The lists it belongs on, each once.
    pub(crate) fn lists(&self) -> Vec<List> {
        let host = self.opening.host.user.clone();
        match self.stage {
            Stage::Opening | Stage::Undoing => Vec::new(),
            Stage::Active | Stage::Ending(_) => {
                let participant = self.participant().map(|person| List::Mine(person.user.clone()));
                let open = self.is_up_for_grabs().then_some(List::Open);
                [List::Mine(host)].into_iter().chain(participant).chain(open).collect()
            }
            Stage::Completed(_) => {
                let guests = self.history.iter().map(|person| List::Recent(person.user.clone()));
                [List::Recent(host)].into_iter().chain(guests).collect()
            }
        }
    }

    /// Whether everybody may take the seat. One that is being vacated is free for
    /// this: whoever takes it finishes that first.
    fn is_up_for_grabs(&self) -> bool {
        self.stage == Stage::Active
            && self.opening.visibility == Visibility::Open
            && matches!(self.seat, Seat::Free | Seat::Vacating(_))
    }
}
