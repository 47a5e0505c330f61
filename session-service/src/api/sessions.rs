//! `SessionService`: who may be in which room.

mod create;
mod list;

use std::sync::Arc;

use proto::session::v1::{self as pb, session_service_server::SessionService};
use service_kit::{auth::principal, clock::SharedClock};
use tonic::{Request, Response, Status};

use super::wire;
use crate::{
    coordinator::Coordinator,
    error::Error,
    id::{SessionId, UserId},
    person::Person,
    secret::SessionIds,
    session::command::{Command, Refusal},
    store::{ProblemStore, SessionStore},
};

/// Answers `SessionService` calls.
#[derive(Clone)]
pub(crate) struct SessionApi {
    /// What changes sessions.
    pub(crate) coordinator: Coordinator,
    /// Where they are listed.
    pub(crate) sessions: Arc<dyn SessionStore>,
    /// What they are held on.
    pub(crate) problems: Arc<dyn ProblemStore>,
    /// Their ids.
    pub(crate) ids: Arc<SessionIds>,
    /// The wall clock.
    pub(crate) clock: SharedClock,
}

impl SessionApi {
    async fn get(&self, viewer: &UserId, id: &str, code: &str) -> Result<pb::Session, Error> {
        let id = parse(id)?;
        let session = self.coordinator.read(&id).await?.session;
        let visible = session.filter(|session| session.is_visible_to(viewer, code));
        Ok(wire::session(&id, &visible.ok_or(Refusal::NotFound)?, viewer))
    }

    /// Carries a command out and answers with the session.
    async fn change(
        &self,
        viewer: &UserId,
        id: &str,
        command: Command,
    ) -> Result<pb::Session, Error> {
        let id = parse(id)?;
        let session = self.coordinator.execute(id.clone(), command).await?;
        Ok(wire::session(&id, &session, viewer))
    }
}

/// An id that cannot be one names a session that does not exist.
fn parse(id: &str) -> Result<SessionId, Error> {
    Ok(SessionId::parse(id).map_err(|_| Refusal::NotFound)?)
}

/// Who calls, by their token alone.
fn caller<T>(request: &Request<T>) -> Result<Person, Status> {
    Ok(Person::from_principal(&*principal(request)?).map_err(Error::from)?)
}

#[tonic::async_trait]
impl SessionService for SessionApi {
    async fn get_me(
        &self,
        request: Request<pb::GetMeRequest>,
    ) -> Result<Response<pb::GetMeResponse>, Status> {
        let is_admin = principal(&request)?.is_admin;
        let person = Some(wire::person(&caller(&request)?));
        Ok(Response::new(pb::GetMeResponse { person, is_admin }))
    }

    async fn create_session(
        &self,
        request: Request<pb::CreateSessionRequest>,
    ) -> Result<Response<pb::CreateSessionResponse>, Status> {
        let host = caller(&request)?;
        let session = Some(self.create(host, request.into_inner()).await?);
        Ok(Response::new(pb::CreateSessionResponse { session }))
    }

    async fn get_session(
        &self,
        request: Request<pb::GetSessionRequest>,
    ) -> Result<Response<pb::GetSessionResponse>, Status> {
        let viewer = caller(&request)?.user;
        let pb::GetSessionRequest { session_id, invite_code } = request.into_inner();
        let session = Some(self.get(&viewer, &session_id, &invite_code).await?);
        Ok(Response::new(pb::GetSessionResponse { session }))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        let viewer = caller(&request)?.user;
        Ok(Response::new(self.list(&viewer, request.into_inner()).await?))
    }

    async fn join_session(
        &self,
        request: Request<pb::JoinSessionRequest>,
    ) -> Result<Response<pb::JoinSessionResponse>, Status> {
        let person = caller(&request)?;
        let viewer = person.user.clone();
        let pb::JoinSessionRequest { session_id, invite_code: code } = request.into_inner();
        let command = Command::Join { person, code };
        let session = Some(self.change(&viewer, &session_id, command).await?);
        Ok(Response::new(pb::JoinSessionResponse { session }))
    }

    async fn leave_session(
        &self,
        request: Request<pb::LeaveSessionRequest>,
    ) -> Result<Response<pb::LeaveSessionResponse>, Status> {
        let user = caller(&request)?.user;
        let id = request.into_inner().session_id;
        let command = Command::Leave { user: user.clone() };
        let session = Some(self.change(&user, &id, command).await?);
        Ok(Response::new(pb::LeaveSessionResponse { session }))
    }

    async fn end_session(
        &self,
        request: Request<pb::EndSessionRequest>,
    ) -> Result<Response<pb::EndSessionResponse>, Status> {
        let user = caller(&request)?.user;
        let id = request.into_inner().session_id;
        let command = Command::End { user: user.clone(), time: self.clock.now().into() };
        let session = Some(self.change(&user, &id, command).await?);
        Ok(Response::new(pb::EndSessionResponse { session }))
    }
}
