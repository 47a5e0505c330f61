//! Logs in memory: for tests, and for trying things out.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Appended, Batch, Checkpoint, LogError, MAX_PAGE_BYTES, RoomLog, Seq, new_epoch};
use crate::id::RoomId;

/// Rooms' logs in memory; gone with the process.
#[derive(Debug)]
pub(crate) struct MemoryLog {
    epoch: String,
    rooms: Mutex<BTreeMap<RoomId, Vec<Batch>>>,
    checkpoints: Mutex<HashMap<RoomId, Checkpoint>>,
}

impl Default for MemoryLog {
    fn default() -> MemoryLog {
        MemoryLog { epoch: new_epoch(), rooms: Mutex::default(), checkpoints: Mutex::default() }
    }
}

impl MemoryLog {
    fn rooms(&self) -> MutexGuard<'_, BTreeMap<RoomId, Vec<Batch>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checkpoints(&self) -> MutexGuard<'_, HashMap<RoomId, Checkpoint>> {
        self.checkpoints.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page of the slots that follow those that are `before`.
    fn page(&self, room: &RoomId, before: impl Fn(&Batch) -> bool) -> Vec<Batch> {
        let rooms = self.rooms();
        let Some(slots) = rooms.get(room) else { return Vec::new() };
        let start = slots.partition_point(before);
        let mut bytes = 0;
        let page = slots[start..].iter().take_while(|batch| {
            let fits = bytes < MAX_PAGE_BYTES;
            bytes += batch.size();
            fits
        });
        page.cloned().collect()
    }
}

#[async_trait::async_trait]
impl RoomLog for MemoryLog {
    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended {
        let mut rooms = self.rooms();
        let slots = rooms.entry(room.clone()).or_default();
        if batch.slot < slots.len() as u64 {
            return Appended::Conflict;
        }
        slots.push(batch.clone());
        Appended::Committed
    }

    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError> {
        Ok(self.page(room, |batch| batch.slot < slot))
    }

    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError> {
        Ok(!self.page(room, |batch| batch.slot < slot).is_empty())
    }

    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError> {
        let rooms = self.rooms();
        let length = |room| rooms.get(room).map_or(0, |slots| slots.len() as u64);
        let grown = slots.iter().filter(|(room, slot)| *slot < length(room));
        Ok(grown.map(|(room, _)| room.clone()).collect())
    }

    async fn keep(&self, room: &RoomId, checkpoint: &Checkpoint) -> Result<(), LogError> {
        self.checkpoints().insert(room.clone(), checkpoint.clone());
        Ok(())
    }

    async fn kept(&self, room: &RoomId) -> Result<Option<Checkpoint>, LogError> {
        Ok(self.checkpoints().get(room).cloned())
    }

    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError> {
        let rooms = self.rooms();
        let following = rooms.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let heads =
            following.filter_map(|(room, slots)| Some((room.clone(), slots.last()?.last_seq())));
        Ok(heads.take(limit).collect())
    }
}

#[cfg(test)]
crate::log::contract::tests!(Some(Box::new(MemoryLog::default())));
