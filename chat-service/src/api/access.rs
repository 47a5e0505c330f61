//! The internal calls: who may be in which room. For services only.

use proto::chat::v1::{self as pb, room_access_service_server::RoomAccessService};
use tonic::{Request, Response, Status};
use tracing::info;

use super::page_size;
use service_kit::text::Invalid;

use crate::{
    body,
    error::Error,
    id::{Language, RoomId, UserId},
    room::{Command, Person, Refusal, Room},
    rooms::{RoomHandle, Rooms},
};

/// The longest name, in bytes.
const MAX_NAME: usize = 128;
/// The most languages a document begins with, and the longest of their texts in bytes:
/// as the session service has them in a problem.
const MAX_STARTERS: usize = 32;
const MAX_STARTER: usize = 32 * 1024;

/// Answers `RoomAccessService` calls.
#[derive(Clone)]
pub(crate) struct RoomAccess {
    rooms: Rooms,
}

impl RoomAccess {
    /// Over these rooms.
    pub(crate) fn new(rooms: Rooms) -> RoomAccess {
        RoomAccess { rooms }
    }

    fn open(&self, room_id: &str) -> Result<(RoomId, RoomHandle), Error> {
        let id = RoomId::parse(room_id)?;
        let handle = self.rooms.open(&id);
        Ok((id, handle))
    }

    async fn add(&self, request: pb::AddAllowedRequest) -> Result<u64, Error> {
        let user = UserId::parse(&request.user_id)?;
        if request.display_name.len() > MAX_NAME {
            return Err(Invalid { field: "display_name", rule: "at most 128 bytes" }.into());
        }
        let (id, room) = self.open(&request.room_id)?;
        let person = Person { user: user.clone(), name: request.display_name };
        let visible_from = request.visible_from_seq;
        let start = request.start_document.map(parse_start).transpose()?;
        let granted = room.change(Command::Grant { person, visible_from, start }).await;
        let seq = granted.map_err(|refusal| match refusal {
            Refusal::Closed => Error::RoomCleared,
            other => other.into(),
        })?;
        info!(room = %id, %user, seq, "access granted");
        Ok(seq)
    }

    async fn remove(&self, request: pb::RemoveAllowedRequest) -> Result<u64, Error> {
        let user = UserId::parse(&request.user_id)?;
        let (id, room) = self.open(&request.room_id)?;
        let seq = room.change(Command::Revoke { user: user.clone() }).await?;
        info!(room = %id, %user, seq, "access removed");
        Ok(seq)
    }

    async fn clear(&self, request: pb::ClearRoomRequest) -> Result<u64, Error> {
        let (id, room) = self.open(&request.room_id)?;
        let seq = room.change(Command::Close).await?;
        info!(room = %id, seq, "room cleared");
        Ok(seq)
    }

    async fn list(
        &self,
        request: pb::GetAllRoomsRequest,
    ) -> Result<pb::GetAllRoomsResponse, Error> {
        let limit = page_size(request.page_size)?;
        if !request.page_token.is_empty() {
            let rule = "empty or the next_page_token of the page before";
            RoomId::parse(&request.page_token)
                .map_err(|_| Invalid { field: "page_token", rule })?;
        }
        let page = self.rooms.log().rooms(&request.page_token, limit).await?;
        let is_whole = page.len() == limit;
        let last = page.last().filter(|_| is_whole).map(|(id, _)| id.to_string());
        let rooms =
            page.into_iter().map(|(id, head_seq)| pb::Room { room_id: id.to_string(), head_seq });
        let rooms = rooms.collect();
        Ok(pb::GetAllRoomsResponse { rooms, next_page_token: last.unwrap_or_default() })
    }
}

/// Checks what a document is to begin with.
fn parse_start(start: pb::StartDocument) -> Result<pb::StartDocument, Error> {
    let pb::StartDocument { language, starter_code } = start;
    Language::parse(&language)?;
    if starter_code.len() > MAX_STARTERS {
        return Err(Invalid { field: "starter_code", rule: "at most 32 languages" }.into());
    }
    let parse = |(language, code): (String, String)| {
        Language::parse(&language)?;
        match code.len() {
            0..=MAX_STARTER => Ok((language, body::with_line_feeds(&code))),
            _ => Err(Invalid { field: "starter_code", rule: "at most 32 KiB for each language" }),
        }
    };
    let starter_code = starter_code.into_iter().map(parse).collect::<Result<_, _>>()?;
    Ok(pb::StartDocument { language, starter_code })
}

#[tonic::async_trait]
impl RoomAccessService for RoomAccess {
    async fn add_allowed(
        &self,
        request: Request<pb::AddAllowedRequest>,
    ) -> Result<Response<pb::AddAllowedResponse>, Status> {
        let seq = self.add(request.into_inner()).await?;
        Ok(Response::new(pb::AddAllowedResponse { seq }))
    }

    async fn remove_allowed(
        &self,
        request: Request<pb::RemoveAllowedRequest>,
    ) -> Result<Response<pb::RemoveAllowedResponse>, Status> {
        let seq = self.remove(request.into_inner()).await?;
        Ok(Response::new(pb::RemoveAllowedResponse { seq }))
    }

    async fn is_allowed(
        &self,
        request: Request<pb::IsAllowedRequest>,
    ) -> Result<Response<pb::IsAllowedResponse>, Status> {
        let request = request.into_inner();
        let user = UserId::parse(&request.user_id).map_err(Error::from)?;
        let (_, room) = self.open(&request.room_id)?;
        let allowed = room.look(move |room| room.is_allowed(user.as_str())).await;
        Ok(Response::new(pb::IsAllowedResponse { allowed: allowed.map_err(Error::from)? }))
    }

    async fn clear_room(
        &self,
        request: Request<pb::ClearRoomRequest>,
    ) -> Result<Response<pb::ClearRoomResponse>, Status> {
        let seq = self.clear(request.into_inner()).await?;
        Ok(Response::new(pb::ClearRoomResponse { seq }))
    }

    async fn get_room_participants(
        &self,
        request: Request<pb::GetRoomParticipantsRequest>,
    ) -> Result<Response<pb::GetRoomParticipantsResponse>, Status> {
        let (_, room) = self.open(&request.into_inner().room_id)?;
        let participants = room.look(Room::participants).await.map_err(Error::from)?;
        Ok(Response::new(pb::GetRoomParticipantsResponse { participants }))
    }

    async fn get_all_rooms(
        &self,
        request: Request<pb::GetAllRoomsRequest>,
    ) -> Result<Response<pb::GetAllRoomsResponse>, Status> {
        Ok(Response::new(self.list(request.into_inner()).await?))
    }
}
