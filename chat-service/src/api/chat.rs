//! The unary calls for people.

use proto::chat::v1::{self as pb, chat_service_server::ChatService};
use tokio_stream::Empty;
use tonic::{Request, Response, Status, Streaming};

use super::{Api, caller};
use crate::{
    body::{self, Posted},
    error::Error,
    id::{ClientEventId, RoomId},
    room::{Command, Person, Refusal},
};

#[tonic::async_trait]
impl ChatService for Api {
    type ConnectStream = Empty<Result<pb::ConnectResponse, Status>>;
    type SubscribeStream = Empty<Result<pb::SubscribeResponse, Status>>;

    /// Never called: `streams` serves it.
    async fn connect(
        &self,
        _: Request<Streaming<pb::ConnectRequest>>,
    ) -> Result<Response<Self::ConnectStream>, Status> {
        Err(Status::unimplemented("served as bytes"))
    }

    /// Never called: `streams` serves it.
    async fn subscribe(
        &self,
        _: Request<pb::SubscribeRequest>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        Err(Status::unimplemented("served as bytes"))
    }

    async fn send(
        &self,
        request: Request<pb::SendRequest>,
    ) -> Result<Response<pb::SendResponse>, Status> {
        let (person, principal) = caller(&request)?;
        let request = request.into_inner();
        self.connections.renew(&request.connection_id, &person.user, principal.expires_at);
        let seq = self.post(person, request).await?;
        Ok(Response::new(pb::SendResponse { seq }))
    }

    async fn list_events(
        &self,
        request: Request<pb::ListEventsRequest>,
    ) -> Result<Response<pb::ListEventsResponse>, Status> {
        let (person, _) = caller(&request)?;
        Ok(Response::new(self.history(&person.user, &request.into_inner()).await?))
    }

    async fn get_code(
        &self,
        request: Request<pb::GetCodeRequest>,
    ) -> Result<Response<pb::GetCodeResponse>, Status> {
        let (person, _) = caller(&request)?;
        Ok(Response::new(self.code(&person.user, &request.into_inner()).await?))
    }

    async fn get_document(
        &self,
        request: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        let (person, _) = caller(&request)?;
        let document = Some(self.document(&person.user, &request.into_inner()).await?);
        Ok(Response::new(pb::GetDocumentResponse { document }))
    }
}

impl Api {
    /// Puts something into a room and returns its seq; 0 for what has none.
    async fn post(&self, sender: Person, request: pb::SendRequest) -> Result<u64, Error> {
        let room_id = RoomId::parse(&request.room_id).map_err(|_| Refusal::NotAllowed)?;
        let room = self.rooms.open(&room_id);
        room.admit(&sender.user).await?;
        self.pace.check(&sender.user).map_err(Error::TooFast)?;
        match body::parse_unary(request.body)? {
            Posted::Durable(body) => {
                let id = ClientEventId::parse(&request.client_event_id)?;
                let user = sender.user.clone();
                let changed = room.change(Command::Post { sender, id, body }).await;
                Ok(changed.inspect_err(|refusal| self.pace.refused(&user, refusal))?)
            }
            Posted::Ephemeral(kind, body) => {
                let frame = self.ephemeral_frame(&room_id, &sender, body);
                room.show(sender.user, kind, frame).await?;
                Ok(0)
            }
        }
    }
}
