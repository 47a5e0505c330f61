//! The gRPC surface: parse the request, ask the room, answer.
//!
//! The streams carry bytes that are encoded already, so `streams` serves them
//! with a codec of its own; `chat` has the unary calls for people, `access` the
//! internal ones for services.

mod access;
mod chat;
mod document;
mod history;
mod streams;

use bytes::Bytes;
use proto::chat::v1::{self as pb, connect_response::Frame, event::Body};
use service_kit::{
    auth::{Principal, Verifier},
    clock::SharedClock,
};
use tonic::{Request, Status};

pub(crate) use self::{access::RoomAccess, streams::Streams};
use crate::{
    connections::Connections,
    error::Error,
    frame,
    id::{RoomId, UserId},
    pace::Pace,
    room::{Person, timestamp},
    rooms::Rooms,
};

/// Pages hold this many things if the request does not say, and at most.
const DEFAULT_PAGE: i32 = 100;
const MAX_PAGE: i32 = 1000;

/// What every call needs.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) rooms: Rooms,
    pub(crate) connections: Connections,
    pub(crate) verifier: Verifier,
    pub(crate) pace: Pace,
    pub(crate) clock: SharedClock,
}

impl Api {
    /// The frame of an ephemeral event.
    pub(crate) fn ephemeral_frame(&self, room: &RoomId, sender: &Person, body: Body) -> Bytes {
        frame::encode(Frame::Event(pb::Event {
            room_id: room.to_string(),
            occurred_at: Some(timestamp(self.clock.now())),
            user_id: sender.user.to_string(),
            display_name: sender.name.clone(),
            body: Some(body),
            ..Default::default()
        }))
    }
}

/// Who calls, by their token alone.
fn caller<T>(request: &Request<T>) -> Result<(Person, std::sync::Arc<Principal>), Status> {
    let principal = service_kit::auth::principal(request)?;
    let user = UserId::parse(&principal.user_id).map_err(Error::from)?;
    let name = principal.display_name.to_string();
    Ok((Person { user, name }, principal))
}

/// The size of a page.
fn page_size(asked: i32) -> Result<usize, Error> {
    let size = if asked == 0 { DEFAULT_PAGE } else { asked.min(MAX_PAGE) };
    let rule = "0 or more";
    usize::try_from(size)
        .map_err(|_| service_kit::text::Invalid { field: "page_size", rule }.into())
}
