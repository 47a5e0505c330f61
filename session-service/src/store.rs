//! Where sessions and problems are kept: the ports, and what every place promises.
//!
//! The only thing a place must do atomically is to insert under a unique key:
//! [`SessionStore::append`] under (session, number), [`SessionStore::claim_request`]
//! under (caller, request id), [`ProblemStore::insert_problem`] under the problem's
//! id. Everything else is a plain write or read of one document. `contract` is the
//! definition of this behaviour; every backend passes it.

#[cfg(test)]
pub(crate) mod contract;
pub(crate) mod listing;
pub(crate) mod memory;
pub(crate) mod mongo;
pub(crate) mod sqlite;

pub(crate) use self::listing::{List, Listing};
use crate::{
    id::{Language, ProblemId, RequestId, SessionId, UserId},
    problem::Problem,
    session::{Record, Visibility},
};

/// What became of an append.
#[derive(Debug)]
#[must_use]
pub(crate) enum Appended {
    /// It is stored and survives whatever the backend promises to survive.
    Committed,
    /// The number was taken; nothing was stored. Read what took it.
    Conflict,
    /// It may or may not be stored, now or a little later.
    Unknown(StoreError),
}

/// A change of a session that is under way. It is announced before its first
/// record is appended and taken back after its last, so whoever comes after a
/// crash finds every session that may be half-changed, or wrongly listed.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Change {
    /// The session.
    pub(crate) session: SessionId,
    /// Unique among the session's changes: 1 to 64 ASCII characters.
    pub(crate) id: String,
}

/// The session that answers a caller's `CreateSession` of this request id.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct CreateRequest {
    /// Who asks.
    pub(crate) caller: UserId,
    /// Their id for the call.
    pub(crate) id: RequestId,
    /// What they asked for.
    pub(crate) wanted: Wanted,
    /// The session.
    pub(crate) session: SessionId,
}

/// What a `CreateSession` asks for.
#[derive(Clone, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub(crate) struct Wanted {
    /// The problem.
    pub(crate) problem: ProblemId,
    /// The language to start with.
    pub(crate) language: Language,
    /// Who may see and join it.
    pub(crate) visibility: Visibility,
}

/// A place for sessions.
#[async_trait::async_trait]
pub(crate) trait SessionStore: Send + Sync {
    /// Whether other nodes may be at work in it, too.
    fn is_shared(&self) -> bool {
        false
    }

    /// Stores the record under its number. The caller has read the one before it,
    /// or it is number 0.
    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended;

    /// All records of a session, in order.
    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError>;

    /// Announces a change.
    async fn announce(&self, change: &Change) -> Result<(), StoreError>;

    /// Takes an announcement back; there may be none.
    async fn finish(&self, change: &Change) -> Result<(), StoreError>;

    /// At most `limit` announced changes that follow `after`, in order.
    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError>;

    /// Replaces where a session is listed, unless a newer listing is known. A
    /// backend without compare-and-swap may err on that; readers check what they
    /// list, and the next change repairs it.
    async fn index(&self, listing: &Listing) -> Result<(), StoreError>;

    /// At most `limit` sessions on a list, newest first, older than `before`.
    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError>;

    /// Stores the request under (caller, id) if there is none, and returns the one
    /// that is there.
    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError>;

    /// The request under (caller, id).
    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError>;
}

/// A place for problems.
#[async_trait::async_trait]
pub(crate) trait ProblemStore: Send + Sync {
    /// Stores a problem; false: its id is taken, and nothing was stored.
    async fn insert_problem(&self, problem: &Problem) -> Result<bool, StoreError>;

    /// The problem.
    async fn problem(&self, id: &ProblemId) -> Result<Option<Problem>, StoreError>;

    /// Replaces the problem of this id; false: there is none.
    async fn replace_problem(&self, problem: &Problem) -> Result<bool, StoreError>;

    /// Removes the problem; false: there was none.
    async fn delete_problem(&self, id: &ProblemId) -> Result<bool, StoreError>;

    /// At most `limit` problems that follow `after`, by id.
    async fn problems(
        &self,
        after: Option<&ProblemId>,
        limit: usize,
    ) -> Result<Vec<Problem>, StoreError>;
}

/// The store did not answer, or answered with what no store can hold.
#[derive(Debug, thiserror::Error)]
#[error("the store is unavailable")]
pub(crate) struct StoreError(#[from] pub(crate) anyhow::Error);
