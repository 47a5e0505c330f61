//! Somebody who calls the service.

use proto::session::v1::{
    self as pb, problem_service_client::ProblemServiceClient,
    session_service_client::SessionServiceClient,
};
use service_kit::status;
use tonic::{
    Code, Request, Status,
    metadata::AsciiMetadataValue,
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

type Answer<T> = Result<T, Status>;

/// A client with a token.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) user: String,
    door: InterceptedService<Channel, Bearer>,
}

#[derive(Clone)]
pub(super) struct Bearer(AsciiMetadataValue);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Answer<Request<()>> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

impl Person {
    pub(super) fn new(address: &str, user: &str, token: &str) -> Person {
        let channel = Endpoint::try_from(address.to_owned()).unwrap().connect_lazy();
        let bearer = Bearer(format!("Bearer {token}").parse().unwrap());
        Person { user: user.to_owned(), door: InterceptedService::new(channel, bearer) }
    }

    pub(super) fn sessions(&self) -> SessionServiceClient<InterceptedService<Channel, Bearer>> {
        SessionServiceClient::new(self.door.clone()).max_decoding_message_size(16 << 20)
    }

    pub(super) fn problems(&self) -> ProblemServiceClient<InterceptedService<Channel, Bearer>> {
        ProblemServiceClient::new(self.door.clone())
    }

    pub(super) async fn create(&self, request: pb::CreateSessionRequest) -> Answer<pb::Session> {
        Ok(self.sessions().create_session(request).await?.into_inner().session.unwrap())
    }

    /// Opens a session on the first problem.
    pub(super) async fn open(&self, visibility: pb::Visibility) -> pb::Session {
        self.create(wanted(visibility, "")).await.unwrap()
    }

    pub(super) async fn get(&self, session: &pb::Session, code: &str) -> Answer<pb::Session> {
        let (session_id, invite_code) = (session.session_id.clone(), code.to_owned());
        let request = pb::GetSessionRequest { session_id, invite_code };
        Ok(self.sessions().get_session(request).await?.into_inner().session.unwrap())
    }

    pub(super) async fn join(&self, session: &pb::Session, code: &str) -> Answer<pb::Session> {
        let (session_id, invite_code) = (session.session_id.clone(), code.to_owned());
        let request = pb::JoinSessionRequest { session_id, invite_code };
        Ok(self.sessions().join_session(request).await?.into_inner().session.unwrap())
    }

    pub(super) async fn leave(&self, session: &pb::Session) -> Answer<pb::Session> {
        let request = pb::LeaveSessionRequest { session_id: session.session_id.clone() };
        Ok(self.sessions().leave_session(request).await?.into_inner().session.unwrap())
    }

    pub(super) async fn end(&self, session: &pb::Session) -> Answer<pb::Session> {
        let request = pb::EndSessionRequest { session_id: session.session_id.clone() };
        Ok(self.sessions().end_session(request).await?.into_inner().session.unwrap())
    }

    /// Every session on a list, over as many pages as it takes.
    pub(super) async fn list(&self, filter: pb::list_sessions_request::Filter) -> Vec<String> {
        let mut request = pb::ListSessionsRequest { filter: filter.into(), ..Default::default() };
        let mut ids = Vec::new();
        loop {
            let page = self.sessions().list_sessions(request.clone()).await.unwrap().into_inner();
            ids.extend(page.sessions.into_iter().map(|session| session.session_id));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                return ids;
            }
        }
    }
}

/// A request for a session on one of the built-in problems.
pub(super) fn wanted(visibility: pb::Visibility, request_id: &str) -> pb::CreateSessionRequest {
    pb::CreateSessionRequest {
        problem_id: "two-sum".into(),
        language: "python".into(),
        visibility: visibility.into(),
        request_id: request_id.into(),
    }
}

/// The code and reason of a refusal.
pub(super) fn why<T: std::fmt::Debug>(answer: Answer<T>) -> (Code, String) {
    let refused = answer.expect_err("a refusal");
    (refused.code(), status::reason(&refused).unwrap_or_default())
}
