//! Two people in a session.

use proto::session::v1::{Session, Visibility};

use crate::{door::Via, person::Person, stack::Stack};

/// A session with its host and a guest in the seat.
#[derive(Debug)]
pub struct Interview {
    /// Who opened it.
    pub host: Person,
    /// Who has the seat.
    pub guest: Person,
    /// The session, as the host saw it at its creation.
    pub session: Session,
}

impl Interview {
    /// Ada opens a session and Ben takes its seat.
    pub async fn begin(stack: &Stack, via: Via) -> Interview {
        let host = Person::sign_in(stack, via, "ada").await;
        let guest = Person::sign_in(stack, via, "ben").await;
        let session = host.create_session(Visibility::Open).await;
        guest.join_session(&session.session_id).await.expect("the seat is free");
        Interview { host, guest, session }
    }

    /// The session's room.
    pub fn room(&self) -> &str {
        &self.session.room_id
    }

    /// The session's id.
    pub fn id(&self) -> &str {
        &self.session.session_id
    }
}
