//! The one thread that writes: a transaction holds all that queued meanwhile.

use std::thread;

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior, params};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::error;

use super::join;
use crate::{
    id::RoomId,
    log::{Appended, Batch, LogError, batch::encode_presence},
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
struct Job {
    room: RoomId,
    batch: Batch,
    reply: oneshot::Sender<Appended>,
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
        let gone =
            || Appended::Unknown(LogError(anyhow::anyhow!("the room log's writer has stopped")));
        if self.queue.send(Job { room, batch, reply }).await.is_err() {
            return gone();
        }
        outcome.await.unwrap_or_else(|_| gone())
    }
}

fn run(mut connection: Connection, mut jobs: mpsc::Receiver<Job>) -> rusqlite::Result<()> {
    let mut group = Vec::new();
    while jobs.blocking_recv_many(&mut group, MAX_GROUP) > 0 {
        let outcomes = commit(&mut connection, &group)?;
        for (job, outcome) in group.drain(..).zip(outcomes) {
            // The actor may be gone; the batch is in the log all the same.
            let _ = job.reply.send(outcome);
        }
    }
    Ok(())
}

fn commit(connection: &mut Connection, group: &[Job]) -> rusqlite::Result<Vec<Appended>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let outcomes = group.iter().map(|job| insert(&transaction, job)).collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(outcomes)
}

fn insert(transaction: &Transaction<'_>, job: &Job) -> rusqlite::Result<Appended> {
    let Batch { slot, first_seq, events, presence } = &job.batch;
    let inserted = transaction
        .prepare_cached(
            "INSERT INTO log (room, slot, first_seq, events_count, events, presence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            job.room.as_str(),
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
