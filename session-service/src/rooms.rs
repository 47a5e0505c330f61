//! The rooms that sessions are held in: the port to the chat service.
//!
//! Every call may be repeated: a repeat changes nothing and answers as the first
//! did.

mod chat;
mod replicas;

use std::collections::BTreeMap;

pub(crate) use self::chat::ChatRooms;
use crate::{
    id::{Language, RoomId, UserId},
    person::Person,
};

/// What a room's shared document begins with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct StartDocument {
    /// The language the editor shows first.
    pub(crate) language: Language,
    /// The first text of each language.
    pub(crate) starter_code: BTreeMap<Language, String>,
}

/// Who may be in which room.
#[async_trait::async_trait]
pub(crate) trait Rooms: Send + Sync {
    /// Lets a person into a room; they see it from `visible_from` on, 0 being the
    /// grant itself. With `start` the document begins anew, unless they are in
    /// already. Returns the seq of the grant in force.
    async fn grant(
        &self,
        room: &RoomId,
        person: &Person,
        visible_from: u64,
        start: Option<&StartDocument>,
    ) -> Result<u64, RoomsError>;

    /// Shuts a user out of a room. When it returns they hear nothing more.
    async fn revoke(&self, room: &RoomId, user: &UserId) -> Result<(), RoomsError>;

    /// Ends a room; it need not have begun.
    async fn close(&self, room: &RoomId) -> Result<(), RoomsError>;
}

/// Why a room could not be changed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum RoomsError {
    /// The room was ended.
    #[error("the room was ended")]
    Ended,
    /// The chat service did not do it, or not that we know of.
    #[error("the chat service cannot be reached")]
    Unavailable(#[source] tonic::Status),
}
