//! The rooms of the chat service, over its internal API.

use std::{sync::Arc, time::Duration};

use proto::chat::v1::{
    AddAllowedRequest, ClearRoomRequest, RemoveAllowedRequest,
    room_access_service_client::RoomAccessServiceClient,
};
use service_kit::{
    clock::SharedClock,
    service_token::{ServiceKey, TokenMinter},
};
use tokio::time::timeout;
use tonic::{
    Code, Request, Response, Status,
    metadata::AsciiMetadataValue,
    transport::{Channel, Endpoint, Uri},
};

use super::{Rooms, RoomsError};
use crate::{
    id::{RoomId, UserId},
    person::Person,
};

/// Our name, and the other side's, in service tokens.
const CALLER: &str = "session-service";
const AUDIENCE: &str = "chat-internal";
/// How long a call may take, connecting and repeating it included: a person waits.
const DEADLINE: Duration = Duration::from_secs(3);
/// A call is repeated at once when it met a connection that had died unnoticed.
const ATTEMPTS: usize = 2;
/// A dead connection is noticed within the sum of these.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

type Client = RoomAccessServiceClient<Channel>;

/// The rooms of one chat service.
#[derive(Clone, Debug)]
pub(crate) struct ChatRooms {
    client: Client,
    minter: Arc<TokenMinter>,
}

impl ChatRooms {
    /// The rooms of the chat service at this address. Connects when it is needed.
    pub(crate) fn new(address: Uri, key: ServiceKey, clock: SharedClock) -> ChatRooms {
        let channel = Endpoint::from(address)
            .connect_timeout(DEADLINE)
            .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
            .keep_alive_timeout(KEEPALIVE_TIMEOUT)
            .keep_alive_while_idle(true)
            .tcp_nodelay(true)
            .connect_lazy();
        let minter = Arc::new(TokenMinter::new(key, CALLER, AUDIENCE, clock));
        ChatRooms { client: RoomAccessServiceClient::new(channel), minter }
    }

    /// Calls, within the deadline, and again if the chat service seems to be away.
    async fn call<M, R>(
        &self,
        message: M,
        method: impl AsyncFn(Client, Request<M>) -> Result<Response<R>, Status>,
    ) -> Result<R, Status>
    where
        M: Clone,
    {
        let attempts = async {
            let mut outcome = Err(Status::unavailable("not called"));
            for _ in 0..ATTEMPTS {
                outcome = method(self.client.clone(), self.request(message.clone())?).await;
                if !matches!(&outcome, Err(status) if status.code() == Code::Unavailable) {
                    break;
                }
            }
            outcome
        };
        let late = |_| Err(Status::deadline_exceeded("the chat service did not answer in time"));
        timeout(DEADLINE, attempts).await.unwrap_or_else(late).map(Response::into_inner)
    }

    fn request<M>(&self, message: M) -> Result<Request<M>, Status> {
        let mut request = Request::new(message);
        request.set_timeout(DEADLINE);
        let mut bearer: AsciiMetadataValue = format!("Bearer {}", self.minter.mint())
            .parse()
            .map_err(|_| Status::internal("the service token cannot be sent"))?;
        bearer.set_sensitive(true);
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }
}

#[async_trait::async_trait]
impl Rooms for ChatRooms {
    async fn grant(
        &self,
        room: &RoomId,
        person: &Person,
        visible_from: u64,
    ) -> Result<u64, RoomsError> {
        let message = AddAllowedRequest {
            room_id: room.to_string(),
            user_id: person.user.to_string(),
            visible_from_seq: visible_from,
            display_name: person.name.clone(),
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
