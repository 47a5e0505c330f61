//! Logs in one SQLite file: the embedded default, for one node.
//!
//! WAL with `synchronous=FULL`: a commit is on disk before it is acknowledged. One
//! thread writes ([`writer`]), and commits what queued meanwhile, over all rooms,
//! in one transaction. Readers use read-only connections of their own.

mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use bytes::{Buf as _, Bytes};
use rusqlite::{Connection, OptionalExtension as _, params};
use service_kit::sqlite::{self, Layout};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use self::writer::Writer;
use super::{
    Appended, Batch, Checkpoint, LogError, MAX_PAGE_BYTES, RoomLog, Seq, batch::decode_presence,
    new_epoch,
};
use crate::id::RoomId;

/// Reads at once: catching-up readers share this many connections and threads.
const MAX_READERS: usize = 8;

const LAYOUT: Layout = Layout {
    version: 3,
    tables: "
        CREATE TABLE log (
            room TEXT NOT NULL,
            slot INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            events_count INTEGER NOT NULL,
            events BLOB NOT NULL,
            presence BLOB NOT NULL DEFAULT x'',
            PRIMARY KEY (room, slot)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE epoch (name TEXT NOT NULL) STRICT;
        CREATE TABLE checkpoint (
            room TEXT NOT NULL PRIMARY KEY,
            slot INTEGER NOT NULL,
            fold BLOB NOT NULL
        ) STRICT;
    ",
    upgrades: &[
        "
            ALTER TABLE log ADD COLUMN presence BLOB NOT NULL DEFAULT x'';
            DROP INDEX log_by_seq;
            CREATE TABLE epoch (name TEXT NOT NULL) STRICT;
        ",
        "
            CREATE TABLE checkpoint (
                room TEXT NOT NULL PRIMARY KEY,
                slot INTEGER NOT NULL,
                fold BLOB NOT NULL
            ) STRICT;
        ",
    ],
};

/// Rooms' logs in one SQLite file.
#[derive(Debug)]
pub(crate) struct SqliteLog {
    epoch: String,
    writer: Writer,
    readers: Arc<Readers>,
    _lock: File,
}

impl SqliteLog {
    /// Opens the file, or makes it. Fails if it is not a log of ours, if another
    /// process has it open (readers of one would not hear of the other's commits),
    /// or if the disk cannot give the durability we promise.
    ///
    /// `failed` is cancelled when the disk refuses a write: nothing more will be
    /// acknowledged then, and the process had better end and recover.
    pub(crate) fn open(file: &Path, failed: CancellationToken) -> anyhow::Result<SqliteLog> {
        let lock = File::create(file.with_extension("lock"))?;
        lock.try_lock().with_context(|| format!("another process uses {}", file.display()))?;
        let connection = sqlite::open(file, LAYOUT, |_| Ok(()))?;
        let epoch = epoch(&connection)?;
        let writer = Writer::start(connection, failed)?;
        Ok(SqliteLog { epoch, writer, readers: Arc::new(Readers::new(file)), _lock: lock })
    }
}

#[async_trait::async_trait]
impl RoomLog for SqliteLog {
    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended {
        self.writer.append(room.clone(), batch.clone()).await
    }

    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError> {
        let room = room.clone();
        Ok(self.readers.with(move |connection| replay(connection, &room, slot)).await?)
    }

    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError> {
        Ok(!self.replay(room, slot).await?.is_empty())
    }

    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError> {
        let mut grown = Vec::new();
        for (room, slot) in slots {
            if self.is_taken(room, *slot).await? {
                grown.push(room.clone());
            }
        }
        Ok(grown)
    }

    async fn keep(&self, room: &RoomId, checkpoint: &Checkpoint) -> Result<(), LogError> {
        self.writer.keep(room.clone(), checkpoint.clone()).await
    }

    async fn kept(&self, room: &RoomId) -> Result<Option<Checkpoint>, LogError> {
        let room = room.clone();
        Ok(self.readers.with(move |connection| kept(connection, &room)).await?)
    }

    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError> {
        let after = after.to_owned();
        Ok(self.readers.with(move |connection| rooms(connection, &after, limit)).await?)
    }
}

/// The file's epoch; one that has none, as after a restore, begins one.
fn epoch(connection: &Connection) -> rusqlite::Result<String> {
    let begin = "INSERT INTO epoch SELECT ?1 WHERE NOT EXISTS (SELECT * FROM epoch)";
    connection.execute(begin, [new_epoch()])?;
    connection.query_row("SELECT name FROM epoch", [], |row| row.get(0))
}

fn replay(connection: &Connection, room: &RoomId, slot: u64) -> anyhow::Result<Vec<Batch>> {
    let mut statement = connection.prepare_cached(
        "SELECT slot, first_seq, events, presence FROM log
         WHERE room = ?1 AND slot >= ?2 ORDER BY slot",
    )?;
    let mut rows = statement.query(params![room.as_str(), slot])?;
    let mut page = Vec::new();
    let mut bytes = 0;
    while bytes < MAX_PAGE_BYTES
        && let Some(row) = rows.next()?
    {
        let (blob, presence): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
        let batch = Batch {
            slot: row.get(0)?,
            first_seq: row.get(1)?,
            events: split(blob.into())?,
            presence: decode_presence(&presence)?,
        };
        bytes += batch.size();
        page.push(batch);
    }
    Ok(page)
}

fn kept(connection: &Connection, room: &RoomId) -> anyhow::Result<Option<Checkpoint>> {
    let mut find =
        connection.prepare_cached("SELECT slot, fold FROM checkpoint WHERE room = ?1")?;
    let found = find.query_row([room.as_str()], |row| {
        let (slot, fold) = (row.get(0)?, row.get::<_, Vec<u8>>(1)?.into());
        Ok(Checkpoint { slot, fold })
    });
    Ok(found.optional()?)
}

fn rooms(connection: &Connection, after: &str, limit: usize) -> anyhow::Result<Vec<(RoomId, Seq)>> {
    let mut statement = connection.prepare_cached(
        "SELECT room, max(first_seq + events_count - 1) FROM log WHERE room > ?1
         GROUP BY room ORDER BY room LIMIT ?2",
    )?;
    let rows = statement.query_map(params![after, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (room, head): (String, Seq) = row?;
        Ok((RoomId::parse(&room)?, head))
    })
    .collect()
}

/// Joins events into the blob of a slot: each with its length before it.
fn join(events: &[Bytes]) -> Vec<u8> {
    let mut blob = Vec::with_capacity(events.iter().map(|event| event.len() + 4).sum());
    for event in events {
        blob.extend_from_slice(&u32::try_from(event.len()).unwrap_or(u32::MAX).to_be_bytes());
        blob.extend_from_slice(event);
    }
    blob
}

fn split(mut blob: Bytes) -> anyhow::Result<Vec<Bytes>> {
    let mut events = Vec::new();
    while !blob.is_empty() {
        let length = blob.try_get_u32().context("a slot is cut short")? as usize;
        anyhow::ensure!(length <= blob.len(), "a slot is cut short");
        events.push(blob.split_to(length));
    }
    Ok(events)
}

/// Read-only connections, opened as they are needed.
#[derive(Debug)]
struct Readers {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Readers {
    fn new(file: &Path) -> Readers {
        Readers {
            file: file.to_owned(),
            idle: Mutex::default(),
            permits: Semaphore::new(MAX_READERS),
        }
    }

    async fn with<T: Send + 'static>(
        self: &Arc<Readers>,
        read: impl FnOnce(&Connection) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let _permit = self.permits.acquire().await?;
        let readers = self.clone();
        tokio::task::spawn_blocking(move || {
            let connection = match readers.idle().pop() {
                Some(connection) => connection,
                None => sqlite::open_to_read(&readers.file)?,
            };
            let outcome = read(&connection);
            readers.idle().push(connection);
            outcome
        })
        .await?
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::contract::{batch, commit, room};

    #[tokio::test]
    async fn what_was_committed_is_there_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("chat.db");
        let kept = batch(0, 1, &["kept"]);
        let log = SqliteLog::open(&file, CancellationToken::new()).unwrap();
        commit(&log, &room("a"), &kept).await;
        drop(log);
        let log = SqliteLog::open(&file, CancellationToken::new()).unwrap();
        assert_eq!(log.replay(&room("a"), 0).await.unwrap(), [kept]);
    }

    #[test]
    fn a_file_keeps_its_epoch_until_somebody_takes_it_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("chat.db");
        let epoch = || SqliteLog::open(&file, CancellationToken::new()).unwrap().epoch().to_owned();
        let first = epoch();
        assert_eq!(epoch(), first);
        Connection::open(&file).unwrap().execute("DELETE FROM epoch", []).unwrap();
        assert_ne!(epoch(), first);
    }

    #[test]
    fn a_file_that_another_process_uses_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("chat.db");
        let _first = SqliteLog::open(&file, CancellationToken::new()).unwrap();
        let error = SqliteLog::open(&file, CancellationToken::new()).unwrap_err();
        assert!(error.to_string().contains("another process"), "{error:#}");
    }

    #[test]
    fn a_slot_that_is_cut_short_is_an_error() {
        let mut blob = join(&[Bytes::from_static(b"whole")]);
        blob.pop();
        assert!(split(blob.into()).is_err());
    }

    /// A log in a folder that goes with it.
    struct InFolder {
        log: SqliteLog,
        _folder: tempfile::TempDir,
    }

    impl InFolder {
        fn new() -> InFolder {
            let folder = tempfile::tempdir().unwrap();
            let log =
                SqliteLog::open(&folder.path().join("chat.db"), CancellationToken::new()).unwrap();
            InFolder { log, _folder: folder }
        }
    }

    impl std::ops::Deref for InFolder {
        type Target = SqliteLog;
        fn deref(&self) -> &SqliteLog {
            &self.log
        }
    }

    crate::log::contract::tests!(Some(InFolder::new()));
}
