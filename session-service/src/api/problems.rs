//! `ProblemService`: everybody reads, admins write.

use std::sync::Arc;

use proto::session::v1::{self as pb, problem_service_server::ProblemService};
use service_kit::{
    auth::{Principal, principal},
    clock::SharedClock,
};
use tokio_util::task::TaskTracker;
use tonic::{Request, Response, Status};
use tracing::info;

use super::{
    page::{self, Page},
    wire::{self, Hidden},
};
use crate::{
    error::Error,
    id::ProblemId,
    problem::{Problem, draft},
    store::{ProblemStore, StoreError},
};

/// Problems on a page, if the request does not say, and at most.
const DEFAULT_PAGE: usize = 50;
const MAX_PAGE: usize = 100;
/// Problems to read from the store together.
const CHUNK: usize = 20;

/// Answers `ProblemService` calls.
#[derive(Clone)]
pub(crate) struct ProblemApi {
    /// Where they are kept.
    pub(crate) store: Arc<dyn ProblemStore>,
    /// The wall clock.
    pub(crate) clock: SharedClock,
    /// Writes under way, which go on when their caller goes away.
    pub(crate) tasks: TaskTracker,
}

impl ProblemApi {
    async fn list(
        &self,
        request: pb::ListProblemsRequest,
        hidden: Hidden,
    ) -> Result<pb::ListProblemsResponse, Error> {
        let mut page = Page::new(page::size(request.page_size, DEFAULT_PAGE, MAX_PAGE)?);
        let mut after = match request.page_token.as_str() {
            "" => None,
            token => Some(ProblemId::parse(token).map_err(|_| page::BAD_TOKEN)?),
        };
        loop {
            let problems = self.store.problems(after.as_ref(), CHUNK).await?;
            let is_last = problems.len() < CHUNK;
            for problem in problems {
                if page.is_full() {
                    let next_page_token = after.map(String::from).unwrap_or_default();
                    return Ok(pb::ListProblemsResponse {
                        problems: page.into_items(),
                        next_page_token,
                    });
                }
                page.push(wire::problem(&problem, hidden));
                after = Some(problem.id);
            }
            if is_last {
                let problems = page.into_items();
                return Ok(pb::ListProblemsResponse { problems, ..Default::default() });
            }
        }
    }

    async fn get(&self, problem_id: &str) -> Result<Problem, Error> {
        let id = ProblemId::parse(problem_id).map_err(|_| Error::NoProblem)?;
        self.store.problem(&id).await?.ok_or(Error::NoProblem)
    }

    async fn create(&self, raw: Option<pb::Problem>) -> Result<Problem, Error> {
        let (id, content) = draft::parse(raw)?;
        let now = self.clock.now().into();
        let problem = Problem { id, content, create_time: now, update_time: now };
        let (store, new) = (self.store.clone(), problem.clone());
        match self.outlive_caller(async move { store.insert_problem(&new).await }).await? {
            true => info!(problem = %problem.id, "problem created"),
            false => return Err(Error::ProblemExists),
        }
        Ok(problem)
    }

    async fn update(&self, raw: Option<pb::Problem>) -> Result<Problem, Error> {
        let (id, content) = draft::parse(raw)?;
        let old = self.store.problem(&id).await?.ok_or(Error::NoProblem)?;
        let problem = Problem { content, update_time: self.clock.now().into(), ..old };
        let (store, new) = (self.store.clone(), problem.clone());
        match self.outlive_caller(async move { store.replace_problem(&new).await }).await? {
            true => info!(problem = %problem.id, "problem updated"),
            false => return Err(Error::NoProblem),
        }
        Ok(problem)
    }

    async fn delete(&self, problem_id: &str) -> Result<(), Error> {
        let id = ProblemId::parse(problem_id).map_err(|_| Error::NoProblem)?;
        let (store, old) = (self.store.clone(), id.clone());
        match self.outlive_caller(async move { store.delete_problem(&old).await }).await? {
            true => info!(problem = %id, "problem deleted"),
            false => return Err(Error::NoProblem),
        }
        Ok(())
    }

    /// Runs a write to its end, even if its caller goes away meanwhile: database
    /// drivers do not take well to being dropped.
    async fn outlive_caller(
        &self,
        write: impl Future<Output = Result<bool, StoreError>> + Send + 'static,
    ) -> Result<bool, Error> {
        Ok(self.tasks.spawn(write).await.map_err(|_| Error::Stopping)??)
    }
}

/// What a caller may see of problems.
fn view<T>(request: &Request<T>) -> Result<Hidden, Status> {
    Ok(if principal(request)?.is_admin { Hidden::Shown } else { Hidden::Kept })
}

/// Refuses everybody but admins.
fn admin<T>(request: &Request<T>) -> Result<Arc<Principal>, Status> {
    let caller = principal(request)?;
    if caller.is_admin { Ok(caller) } else { Err(Error::AdminOnly.into()) }
}

#[tonic::async_trait]
impl ProblemService for ProblemApi {
    async fn list_problems(
        &self,
        request: Request<pb::ListProblemsRequest>,
    ) -> Result<Response<pb::ListProblemsResponse>, Status> {
        let hidden = view(&request)?;
        Ok(Response::new(self.list(request.into_inner(), hidden).await?))
    }

    async fn get_problem(
        &self,
        request: Request<pb::GetProblemRequest>,
    ) -> Result<Response<pb::GetProblemResponse>, Status> {
        let hidden = view(&request)?;
        let problem = self.get(&request.into_inner().problem_id).await?;
        let problem = Some(wire::problem(&problem, hidden));
        Ok(Response::new(pb::GetProblemResponse { problem }))
    }

    async fn create_problem(
        &self,
        request: Request<pb::CreateProblemRequest>,
    ) -> Result<Response<pb::CreateProblemResponse>, Status> {
        admin(&request)?;
        let problem = self.create(request.into_inner().problem).await?;
        let problem = Some(wire::problem(&problem, Hidden::Shown));
        Ok(Response::new(pb::CreateProblemResponse { problem }))
    }

    async fn update_problem(
        &self,
        request: Request<pb::UpdateProblemRequest>,
    ) -> Result<Response<pb::UpdateProblemResponse>, Status> {
        admin(&request)?;
        let problem = self.update(request.into_inner().problem).await?;
        let problem = Some(wire::problem(&problem, Hidden::Shown));
        Ok(Response::new(pb::UpdateProblemResponse { problem }))
    }

    async fn delete_problem(
        &self,
        request: Request<pb::DeleteProblemRequest>,
    ) -> Result<Response<pb::DeleteProblemResponse>, Status> {
        admin(&request)?;
        self.delete(&request.into_inner().problem_id).await?;
        Ok(Response::new(pb::DeleteProblemResponse {}))
    }
}
