//! Sessions and problems in one SQLite file: the embedded default, for one node.
//!
//! WAL with `synchronous=FULL`: a write is on disk before it is answered. One
//! connection does everything, one job at a time, on a thread that may block; a
//! job that has begun is finished, whatever becomes of its caller.

mod problems;
mod schema;
mod sessions;

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use rusqlite::{Connection, ErrorCode};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::StoreError;
use crate::problem::Problem;

/// Sessions and problems in one SQLite file.
#[derive(Debug)]
pub(crate) struct SqliteStore {
    /// None after the disk refused a write: a failed fsync must never be tried
    /// again, so nothing more is answered.
    connection: Arc<Mutex<Option<Connection>>>,
    failed: CancellationToken,
}

impl SqliteStore {
    /// Opens the file, or makes it with these problems. Fails if it is not a store
    /// of ours, or if the disk cannot give the durability we promise.
    ///
    /// `failed` is cancelled when the disk refuses a write: nothing more will be
    /// answered then, and the process had better end and recover.
    pub(crate) fn open(
        file: &Path,
        seeds: &[Problem],
        failed: CancellationToken,
    ) -> anyhow::Result<SqliteStore> {
        let connection = schema::open(file, seeds)?;
        Ok(SqliteStore { connection: Arc::new(Mutex::new(Some(connection))), failed })
    }

    /// Reads with the connection.
    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let guard = self.connection.clone().lock_owned().await;
        let outcome = tokio::task::spawn_blocking(move || job(alive(guard.as_ref())?));
        Ok(outcome.await.map_err(anyhow::Error::from)??)
    }

    /// Writes with the connection: one transaction, which `job` may leave empty.
    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut guard = self.connection.clone().lock_owned().await;
        let failed = self.failed.clone();
        let outcome = tokio::task::spawn_blocking(move || {
            let outcome = transact(alive(guard.as_ref())?, job);
            if let Err(cause) = &outcome {
                tracing::error!(%cause, "the disk refused a write to the session store");
                *guard = None;
                failed.cancel();
            }
            Ok::<_, anyhow::Error>(outcome?)
        });
        Ok(outcome.await.map_err(anyhow::Error::from)??)
    }
}

fn alive(connection: Option<&Connection>) -> anyhow::Result<&Connection> {
    connection.context("the disk refused a write before; restart to recover")
}

fn transact<T>(
    connection: &Connection,
    job: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = connection.unchecked_transaction()?;
    let value = job(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// Whether the insert found its key free.
fn inserted(outcome: rusqlite::Result<usize>) -> rusqlite::Result<bool> {
    match outcome {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
