//! Where rooms' logs are kept: the port, and what every place for logs promises.
//!
//! A room's log is a row of **slots**, 0, 1, 2 …; a slot holds one group commit,
//! whose events have the seqs that follow the slot before. Appending to a slot
//! that is taken is a [`Appended::Conflict`], so two writers on one room are safe
//! with no lease, clock or election. `contract` is the definition of this
//! behaviour; every backend passes it.

#[cfg(test)]
pub(crate) mod contract;
pub(crate) mod memory;
pub(crate) mod sqlite;

use bytes::Bytes;

use crate::id::RoomId;

/// A position in a room's log: 1, 2, 3 … without gaps; 0 is before the first.
pub(crate) type Seq = u64;

/// A [`RoomLog::read`] returns at most this many bytes of events beyond the
/// first slot: a page that a slow reader can be trusted with.
pub(crate) const MAX_PAGE_BYTES: usize = 256 * 1024;

/// One slot: the events of one group commit, each an encoded `Event`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Batch {
    /// The slot.
    pub(crate) slot: u64,
    /// The seq of the first event.
    pub(crate) first_seq: Seq,
    /// The events, at least one.
    pub(crate) events: Vec<Bytes>,
}

impl Batch {
    /// The seq of the last event.
    pub(crate) fn last_seq(&self) -> Seq {
        self.first_seq + self.events.len() as Seq - 1
    }
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
    /// Stores a batch in its slot, whole or not at all. The caller has read the
    /// slot before, or it is slot 0.
    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended;

    /// The slots that hold `from` and what follows, in order: a page of at most
    /// [`MAX_PAGE_BYTES`], but at least one slot; empty at the end.
    async fn read(&self, room: &RoomId, from: Seq) -> Result<Vec<Batch>, LogError>;

    /// At most `limit` rooms that follow `after`, by id, each with its last seq.
    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError>;
}

/// The log did not answer, or answered with what no log can hold.
#[derive(Debug, thiserror::Error)]
#[error("the room log is unavailable")]
pub(crate) struct LogError(#[from] pub(crate) anyhow::Error);
