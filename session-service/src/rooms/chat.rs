//! The rooms of the chat service, over its internal API.

use std::{sync::Arc, time::Duration};

use proto::chat::v1::{
    self as pb, AddAllowedRequest, ClearRoomRequest, RemoveAllowedRequest,
    room_access_service_client::RoomAccessServiceClient,
};
use service_kit::{
    clock::SharedClock,
    service_token::{ServiceKey, TokenMinter},
};
use tokio::time::{Instant, timeout};
use tonic::{
    Code, Request, Response, Status,
    metadata::AsciiMetadataValue,
    transport::{Channel, Uri},
};

use super::{Rooms, RoomsError, StartDocument, replicas::Replicas};
use crate::{
    id::{RoomId, UserId},
    person::Person,
};

/// Our name, and the other side's, in service tokens.
const CALLER: &str = "session-service";
const AUDIENCE: &str = "chat-internal";
/// How long a call may take, connecting and repeating it included: a person waits.
const DEADLINE: Duration = Duration::from_secs(3);
/// How often a call is tried: at least twice, for it may have met a connection that had
/// died unnoticed; and on so many replicas that each has time to answer.
const MIN_ATTEMPTS: usize = 2;
const MAX_ATTEMPTS: usize = 4;

type Client = RoomAccessServiceClient<Channel>;

/// The rooms of one chat service, of any number of replicas.
#[derive(Clone, Debug)]
pub(crate) struct ChatRooms {
    replicas: Arc<Replicas>,
    minter: Arc<TokenMinter>,
}

impl ChatRooms {
    /// The rooms of the chat service whose replicas are here. Connects when it is needed.
    pub(crate) fn new(urls: Vec<Uri>, key: ServiceKey, clock: SharedClock) -> ChatRooms {
        let minter = Arc::new(TokenMinter::new(key, CALLER, AUDIENCE, clock));
        ChatRooms { replicas: Arc::new(Replicas::new(urls)), minter }
    }

    /// Calls, within the deadline, and again if a replica seems to be away: the next one,
    /// if there is one. Each but the last may take half of the time that is left.
    async fn call<M, R>(
        &self,
        message: M,
        method: impl AsyncFn(Client, Request<M>) -> Result<Response<R>, Status>,
    ) -> Result<R, Status>
    where
        M: Clone,
    {
        let end = Instant::now() + DEADLINE;
        let order = self.replicas.in_order().await;
        let is_alone = order.len() == 1;
        let attempts = order.len().clamp(MIN_ATTEMPTS, MAX_ATTEMPTS);
        let mut outcome = Err(Status::unavailable("no address of the chat service is known"));
        for (number, replica) in order.iter().cycle().take(attempts).enumerate() {
            let left = end.saturating_duration_since(Instant::now());
            let share = if is_alone || number + 1 == attempts { left } else { left / 2 };
            let request = self.request(message.clone(), share)?;
            let attempt = async {
                // Where there is no other, nothing is won by asking.
                if is_alone || replica.is_awake().await {
                    method(Client::new(replica.channel.clone()), request).await
                } else {
                    Err(Status::unavailable("a chat replica does not serve"))
                }
            };
            outcome = timeout(share, attempt).await.unwrap_or_else(|_| Err(late()));
            let is_lost = outcome.as_ref().is_err_and(is_lost);
            self.replicas.note(replica, !is_lost);
            if !is_lost {
                break;
            }
        }
        outcome.map(Response::into_inner)
    }

    fn request<M>(&self, message: M, deadline: Duration) -> Result<Request<M>, Status> {
        let mut request = Request::new(message);
        request.set_timeout(deadline);
        let mut bearer: AsciiMetadataValue = format!("Bearer {}", self.minter.mint())
            .parse()
            .map_err(|_| Status::internal("the service token cannot be sent"))?;
        bearer.set_sensitive(true);
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }
}

fn late() -> Status {
    Status::deadline_exceeded("the chat service did not answer in time")
}

/// Whether nobody may have looked at the call. It may be repeated in any case.
fn is_lost(status: &Status) -> bool {
    use Code::{Cancelled, DeadlineExceeded, Internal, Unavailable, Unknown};
    matches!(status.code(), Unavailable | DeadlineExceeded | Cancelled | Unknown | Internal)
}

#[async_trait::async_trait]
impl Rooms for ChatRooms {
    async fn grant(
        &self,
        room: &RoomId,
        person: &Person,
        visible_from: u64,
        start: Option<&StartDocument>,
    ) -> Result<u64, RoomsError> {
        let message = AddAllowedRequest {
            room_id: room.to_string(),
            user_id: person.user.to_string(),
            visible_from_seq: visible_from,
            display_name: person.name.clone(),
            start_document: start.map(to_wire),
        };
        let granted =
            self.call(message, async |mut client, request| client.add_allowed(request).await);
        match granted.await {
            Ok(response) => Ok(response.seq),
            Err(status) if status.code() == Code::FailedPrecondition => Err(RoomsError::Ended),
            Err(status) => Err(RoomsError::Unavailable(status)),
        }
    }

    async fn revoke(&self, room: &RoomId, user: &UserId) -> Result<(), RoomsError> {
        let message = RemoveAllowedRequest { room_id: room.to_string(), user_id: user.to_string() };
        let revoked =
            self.call(message, async |mut client, request| client.remove_allowed(request).await);
        match revoked.await {
            Ok(_) => Ok(()),
            // Nobody is in a room that has ended.
            Err(status) if status.code() == Code::FailedPrecondition => Ok(()),
            Err(status) => Err(RoomsError::Unavailable(status)),
        }
    }

    async fn close(&self, room: &RoomId) -> Result<(), RoomsError> {
        let message = ClearRoomRequest { room_id: room.to_string() };
        let closed =
            self.call(message, async |mut client, request| client.clear_room(request).await);
        match closed.await {
            Ok(_) => Ok(()),
            // A room begins with its first grant, and this one had none.
            Err(status) if status.code() == Code::NotFound => Ok(()),
            Err(status) => Err(RoomsError::Unavailable(status)),
        }
    }
}

fn to_wire(StartDocument { language, starter_code }: &StartDocument) -> pb::StartDocument {
    let starter_code =
        starter_code.iter().map(|(language, code)| (language.to_string(), code.clone()));
    pb::StartDocument { language: language.to_string(), starter_code: starter_code.collect() }
}
