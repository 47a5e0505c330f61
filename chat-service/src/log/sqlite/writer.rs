//! The one thread that writes: a transaction holds all that queued meanwhile.

use std::thread;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::join;
use crate::{
    id::RoomId,
    log::{Appended, Batch, Checkpoint, LogError, batch::encode_presence},
};

/// Appends that may wait for the thread; more wait with their room's actor.
const QUEUE: usize = 1024;
/// The most appends in one transaction: bounds how long the first one waits.
const MAX_GROUP: usize = 256;

/// A handle to the thread. The thread ends when the handle is dropped.
#[derive(Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
}

#[derive(Debug)]
enum Job {
    Append(RoomId, Batch, oneshot::Sender<Appended>),
    Keep(RoomId, Checkpoint, oneshot::Sender<()>),
}

impl Writer {
    /// Starts the thread. After a failed transaction it accepts nothing more
    /// (a failed fsync must never be tried again) and cancels `failed`.
    pub(super) fn start(
        connection: Connection,
        failed: CancellationToken,
    ) -> anyhow::Result<Writer> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        thread::Builder::new().name("room-log".to_owned()).spawn(move || {
            if let Err(cause) = run(connection, jobs) {
                error!(%cause, "the disk refused a write to the room log");
                failed.cancel();
            }
        })?;
        Ok(Writer { queue })
    }

    /// Queues a batch and waits until its transaction ended.
    pub(super) async fn append(&self, room: RoomId, batch: Batch) -> Appended {
        let (reply, outcome) = oneshot::channel();
        self.ask(Job::Append(room, batch, reply), outcome).await.unwrap_or_else(Appended::Unknown)
    }

    /// Queues a checkpoint and waits until its transaction ended.
    pub(super) async fn keep(&self, room: RoomId, checkpoint: Checkpoint) -> Result<(), LogError> {
        let (reply, outcome) = oneshot::channel();
        self.ask(Job::Keep(room, checkpoint, reply), outcome).await
    }

    async fn ask<T>(&self, job: Job, outcome: oneshot::Receiver<T>) -> Result<T, LogError> {
        let gone = || LogError(anyhow::anyhow!("the room log's writer has stopped"));
        self.queue.send(job).await.map_err(|_| gone())?;
        outcome.await.map_err(|_| gone())
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) -> rusqlite::Result<()> {
    let mut group = Vec::new();
    while jobs.blocking_recv_many(&mut group, MAX_GROUP) > 0 {
        let outcomes = commit(&mut connection, &group)?;
        for (job, outcome) in group.drain(..).zip(outcomes) {
            // The actor may be gone; what it asked for is done all the same.
            match job {
                Job::Append(_, _, reply) => drop(reply.send(outcome)),
                Job::Keep(_, _, reply) => drop(reply.send(())),
            }
        }
    }
    Ok(())
}

fn commit(connection: &mut Connection, group: &[Job]) -> rusqlite::Result<Vec<Appended>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let outcomes = group.iter().map(|job| match job {
        Job::Append(room, batch, _) => insert(&transaction, room, batch),
        Job::Keep(room, checkpoint, _) => replace(&transaction, room, checkpoint),
    });
    let outcomes = outcomes.collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(outcomes)
}

fn insert(
    transaction: &Transaction<'_>,
    room: &RoomId,
    Batch { slot, first_seq, events, presence }: &Batch,
) -> rusqlite::Result<Appended> {
    let inserted = transaction
        .prepare_cached(
            "INSERT INTO log (room, slot, first_seq, events_count, events, presence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            room.as_str(),
            slot,
            first_seq,
            events.len(),
            join(events),
            encode_presence(presence)
        ]);
    match inserted {
        Ok(_) => Ok(Appended::Committed),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Ok(Appended::Conflict)
        }
        Err(error) => Err(error),
    }
}

fn replace(
    transaction: &Transaction<'_>,
    room: &RoomId,
    Checkpoint { slot, fold }: &Checkpoint,
) -> rusqlite::Result<Appended> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO checkpoint (room, slot, fold) VALUES (?1, ?2, ?3)")?
        .execute(params![room.as_str(), slot, &fold[..]])?;
    Ok(Appended::Committed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::contract::{batch, room};

    #[tokio::test]
    async fn after_a_refused_write_nothing_is_acknowledged_and_the_alarm_is_raised() {
        let connection = Connection::open_in_memory().unwrap();
        let failed = CancellationToken::new();
        let writer = Writer::start(connection, failed.clone()).unwrap();
        for _ in 0..2 {
            let outcome = writer.append(room("a"), batch(0, 1, &["one"])).await;
            assert!(matches!(outcome, Appended::Unknown(_)), "{outcome:?}");
        }
        failed.cancelled().await;
    }
}
