//! The rooms that sessions are held in: the port to the chat service.
//!
//! Every call may be repeated: a repeat changes nothing and answers as the first
//! did.

mod chat;
mod replicas;

pub(crate) use self::chat::ChatRooms;
use crate::{
    id::{RoomId, UserId},
    person::Person,
};

/// Who may be in which room.
#[async_trait::async_trait]
pub(crate) trait Rooms: Send + Sync {
    /// Lets a person into a room; they see it from `visible_from` on, 0 being the
    /// grant itself. Returns the seq of the grant in force.
    async fn grant(
        &self,
        room: &RoomId,
        person: &Person,
        visible_from: u64,
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
