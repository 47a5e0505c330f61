//! Where rooms' logs are kept: the port, and what every place for logs promises.
//!
//! A room's log is a row of **slots**, 0, 1, 2 …; a slot holds one group commit,
//! whose events have the seqs that follow the slot before. Appending to a slot
//! that is taken is a [`Appended::Conflict`], so two writers on one room are safe
//! with no lease, clock or election. `contract` is the definition of this
//! behaviour; every backend passes it.

mod batch;
#[cfg(test)]
pub(crate) mod contract;
pub(crate) mod memory;
pub(crate) mod mongo;
pub(crate) mod sqlite;

pub(crate) use self::batch::{Batch, PresenceChange};
use bytes::Bytes;

use crate::id::RoomId;

/// A position in a room's log: 1, 2, 3 … without gaps; 0 is before the first.
pub(crate) type Seq = u64;

/// A [`RoomLog::read`] returns at most this many bytes of events beyond the
/// first slot: a page that a slow reader can be trusted with.
pub(crate) const MAX_PAGE_BYTES: usize = 256 * 1024;

/// A fold over the slots before `slot`, as whoever kept it encodes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Checkpoint {
    /// The first slot that it does not hold.
    pub(crate) slot: u64,
    /// The fold.
    pub(crate) fold: Bytes,
}

/// What became of an append.
#[derive(Debug)]
#[must_use]
pub(crate) enum Appended {
    /// It is stored and survives whatever the backend promises to survive.
    Committed,
    /// The slot was taken; nothing was stored. Read what took it.
    Conflict,
    /// It may or may not be stored, now or a little later. Read the same slot
    /// until you know; never go past it.
    Unknown(LogError),
}

/// A place for rooms' logs.
#[async_trait::async_trait]
pub(crate) trait RoomLog: Send + Sync {
    /// The name of this history of all rooms: whoever restores a backup begins
    /// another, so that nobody takes its seqs for those of what was lost.
    fn epoch(&self) -> &str;

    /// Stores a batch in its slot, whole or not at all. The caller has read the
    /// slot before, or it is slot 0.
    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended;

    /// The slots from `slot` on, in order: a page of at most [`MAX_PAGE_BYTES`] and a
    /// slot; one of less was the last, when it was read. What it returns is never
    /// undone.
    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError>;

    /// Whether the slot is taken. If not, then no append to it was acknowledged
    /// anywhere before this call began.
    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError>;

    /// Those of the rooms whose slot is taken, sooner or later: what was committed
    /// a moment ago may be missing.
    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError>;

    /// Keeps a fold of the room's first slots in place of an earlier one. It may be
    /// lost: the log alone tells what is.
    async fn keep(&self, room: &RoomId, checkpoint: &Checkpoint) -> Result<(), LogError>;

    /// What was kept of the room, if anything.
    async fn kept(&self, room: &RoomId) -> Result<Option<Checkpoint>, LogError>;

    /// At most `limit` rooms that follow `after`, by id, each with its last seq.
    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError>;
}

/// The log did not answer, or answered with what no log can hold.
#[derive(Debug, thiserror::Error)]
#[error("the room log is unavailable")]
pub(crate) struct LogError(#[from] pub(crate) anyhow::Error);

/// A name for a new history.
fn new_epoch() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
