//! Opening a session, once for each request id.

use proto::session::v1 as pb;

use super::SessionApi;
use service_kit::text::Invalid;

use crate::{
    api::wire,
    error::Error,
    id::{Language, ProblemId, RequestId, SessionId},
    person::Person,
    secret::{InviteCode, random_room},
    session::{Opening, Session, Visibility, command::Command},
    store::{CreateRequest, Wanted},
};

impl SessionApi {
    /// Opens the session; or finds the one that an earlier call of the same
    /// request id opened.
    pub(super) async fn create(
        &self,
        host: Person,
        request: pb::CreateSessionRequest,
    ) -> Result<pb::Session, Error> {
        let (wanted, request_id) = parse(&request)?;
        let viewer = host.user.clone();
        let (id, session) = match request_id {
            None => {
                let opening = self.opening(host, wanted).await?;
                self.open(self.ids.next(self.clock.now())?, opening).await?
            }
            Some(request_id) => self.create_once(host, wanted, request_id).await?,
        };
        Ok(wire::session(&id, &session, &viewer))
    }

    async fn create_once(
        &self,
        host: Person,
        wanted: Wanted,
        request_id: RequestId,
    ) -> Result<(SessionId, Session), Error> {
        let known = self.sessions.request(&host.user, &request_id).await?;
        if let Some(known) = &known {
            known.check(&wanted)?;
            let session = self.coordinator.read(&known.session).await?.session;
            if let Some(session) = session.filter(Session::is_open) {
                return Ok((known.session.clone(), session));
            }
        }
        let opening = self.opening(host.clone(), wanted.clone()).await?;
        let request = match known {
            Some(known) => known,
            None => {
                let session = self.ids.next(self.clock.now())?;
                let request = CreateRequest {
                    caller: host.user,
                    id: request_id,
                    wanted: wanted.clone(),
                    session,
                };
                self.sessions.claim_request(&request).await?
            }
        };
        request.check(&wanted)?;
        self.open(request.session, opening).await
    }

    async fn opening(&self, host: Person, wanted: Wanted) -> Result<Opening, Error> {
        let problem = self.problems.problem(&wanted.problem).await?.ok_or(Error::NoProblem)?;
        Ok(Opening {
            room_id: random_room()?,
            host,
            problem,
            language: wanted.language,
            visibility: wanted.visibility,
            invite_code: InviteCode::random(),
            create_time: self.clock.now().into(),
        })
    }

    async fn open(&self, id: SessionId, opening: Opening) -> Result<(SessionId, Session), Error> {
        let command = Command::Create(Box::new(opening));
        let session = self.coordinator.execute(id.clone(), command).await?;
        Ok((id, session))
    }
}

impl CreateRequest {
    fn check(&self, wanted: &Wanted) -> Result<(), Error> {
        if self.wanted == *wanted { Ok(()) } else { Err(Error::RequestIdReused) }
    }
}

fn parse(request: &pb::CreateSessionRequest) -> Result<(Wanted, Option<RequestId>), Error> {
    let rule = "UNSPECIFIED, OPEN or INVITE_ONLY";
    let visibility = match pb::Visibility::try_from(request.visibility) {
        Ok(pb::Visibility::Open) => Visibility::Open,
        Ok(pb::Visibility::Unspecified | pb::Visibility::InviteOnly) => Visibility::InviteOnly,
        Err(_) => return Err(Invalid { field: "visibility", rule }.into()),
    };
    let language = Language::parse(&request.language)?;
    let request_id = match request.request_id.as_str() {
        "" => None,
        id => Some(RequestId::parse(id)?),
    };
    // An id that cannot be one names a problem that does not exist.
    let problem = ProblemId::parse(&request.problem_id).map_err(|_| Error::NoProblem)?;
    Ok((Wanted { problem, language, visibility }, request_id))
}
