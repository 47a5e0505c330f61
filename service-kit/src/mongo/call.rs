//! Calling the database. A call runs in its own task, so that a person who hangs up does
//! not drop it half-way, which the driver does not bear; and nobody waits for ever.

use std::time::Duration;

use anyhow::Context as _;
use mongodb::{
    Collection,
    error::{Error, ErrorKind, Result, WriteFailure},
};
use serde::Serialize;
use tokio::time::timeout;

/// How long a claim may take; after it, its outcome is unknown.
pub const CLAIM_DEADLINE: Duration = Duration::from_secs(3);
/// How long any other call may take, finding a server included.
pub const CALL_DEADLINE: Duration = Duration::from_secs(5);
/// How long the server may work on a read (`max_time`): nobody waits for it any longer.
pub const MAX_TIME: Duration = Duration::from_secs(4);
/// The server's code for a key that is taken.
const DUPLICATE_KEY: i32 = 11000;

/// What became of an insert.
#[derive(Debug)]
#[must_use]
pub enum Claim {
    /// It is stored: a majority has it in its journal.
    Made,
    /// The key is taken, as far as the server knows, which alone proves nothing: what is
    /// there may be our own, and may yet be rolled back. Read it.
    Taken,
    /// It may or may not be stored, now or a little later.
    Unknown(anyhow::Error),
}

/// Inserts a document under its `_id`: the only claim that is atomic on every server
/// that speaks the protocol.
///
/// It begins with the call, and goes on when the caller stops waiting; the caller waits
/// [`CLAIM_DEADLINE`] at most.
pub fn claim<T>(collection: &Collection<T>, document: T) -> impl Future<Output = Claim> + use<T>
where
    T: Serialize + Send + Sync + 'static,
{
    let collection = collection.clone();
    let insert = tokio::spawn(async move { collection.insert_one(document).await });
    async move {
        match timeout(CLAIM_DEADLINE, insert).await {
            Ok(Ok(Ok(_))) => Claim::Made,
            Ok(Ok(Err(error))) if is_duplicate(&error) => Claim::Taken,
            Ok(Ok(Err(error))) => Claim::Unknown(in_short(&error)),
            Ok(Err(panic)) => Claim::Unknown(panic.into()),
            Err(_) => Claim::Unknown(late(CLAIM_DEADLINE)),
        }
    }
}

/// Runs any other call of the driver, or several. It begins with the call, and goes on
/// when the caller stops waiting; the caller waits [`CALL_DEADLINE`] at most. Its future
/// is small, which the driver's are not.
///
/// # Errors
///
/// The driver's, in short, and no answer in time: a write may have been done, or may be
/// done later.
pub fn bounded<T: Send + 'static>(
    operation: impl Future<Output = Result<T>> + Send + 'static,
) -> impl Future<Output = anyhow::Result<T>> {
    let answer = tokio::spawn(operation);
    async move {
        let answer = timeout(CALL_DEADLINE, answer).await.map_err(|_| late(CALL_DEADLINE))?;
        answer.context("a call of the database failed")?.map_err(|error| in_short(&error))
    }
}

fn is_duplicate(error: &Error) -> bool {
    matches!(
        &*error.kind,
        ErrorKind::Write(WriteFailure::WriteError(error)) if error.code == DUPLICATE_KEY
    )
}

/// Without the server's whole answer, which may hold what people wrote, and without all
/// the driver knows of servers that cannot be reached.
fn in_short(error: &Error) -> anyhow::Error {
    let text = error.kind.to_string();
    if !matches!(*error.kind, ErrorKind::ServerSelection { .. }) {
        return anyhow::Error::msg(text);
    }
    let cause = text.split_once("Kind: ").and_then(|(_, rest)| rest.split_once(", labels"));
    let cause = cause.map_or("it has no primary", |(cause, _)| cause);
    anyhow::anyhow!("no server can be used: {cause}")
}

fn late(deadline: Duration) -> anyhow::Error {
    anyhow::anyhow!("the database did not answer within {} s", deadline.as_secs())
}
