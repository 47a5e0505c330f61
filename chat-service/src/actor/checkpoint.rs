//! Folds that are kept, so that a long room opens without reading its whole log.

use bytes::Bytes;
use tracing::{info, warn};

use super::Actor;
use crate::{
    id::RoomId,
    log::{Checkpoint, RoomLog},
    room::Room,
};

/// The slots between two checkpoints: reading so many takes a moment.
const INTERVAL: u64 = 512;
/// A longer room keeps one when it has grown by this part, so that all of them together
/// cost a few times what the log does, however long it lives.
const GROWTH: u64 = 4;
/// The longest checkpoint, in bytes: what a document of every database can hold. A room
/// beyond it reads its log from its last one on.
const MAX_CHECKPOINT: usize = 8 * 1024 * 1024;

impl Actor {
    /// Keeps the fold if the slot just committed is one to keep it at. Nobody waits for
    /// it, and it may fail: the log is what counts.
    pub(super) fn keep(&self) {
        let slot = self.room.next_slot();
        if !is_milestone(slot) {
            return;
        }
        let (room, log) = (self.id.clone(), self.node.log.clone());
        let fold = Bytes::from(self.room.encode(log.epoch()));
        if fold.len() > MAX_CHECKPOINT {
            return warn!(%room, slot, bytes = fold.len(), "the room is too large for a checkpoint");
        }
        tokio::spawn(async move {
            if let Err(cause) = log.keep(&room, &Checkpoint { slot, fold }).await {
                warn!(%room, slot, ?cause, "cannot keep a checkpoint");
            }
        });
    }
}

/// The room as it was kept last, if it was and we know how to read it.
pub(super) async fn kept(id: &RoomId, log: &dyn RoomLog) -> Option<Room> {
    let Checkpoint { slot, fold } = match log.kept(id).await {
        Ok(kept) => kept?,
        Err(cause) => {
            warn!(room = %id, ?cause, "cannot read the room's checkpoint");
            return None;
        }
    };
    let room = Room::decode(fold, log.epoch(), slot);
    room.inspect_err(|cause| info!(room = %id, slot, %cause, "a checkpoint is not used")).ok()
}

/// Whether a room with so many slots keeps its fold.
fn is_milestone(slots: u64) -> bool {
    let mut milestone = INTERVAL;
    while milestone < slots {
        milestone += INTERVAL.max(milestone / GROWTH);
    }
    milestone == slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_room_keeps_its_fold_more_seldom() {
        let milestones: Vec<u64> = (0..=20_000).filter(|slots| is_milestone(*slots)).collect();
        assert_eq!(milestones[..5], [512, 1024, 1536, 2048, 2560]);
        assert!(milestones.windows(2).all(|pair| pair[1] - pair[0] >= INTERVAL));
        assert!(milestones.windows(2).all(|pair| pair[1] - pair[0] <= INTERVAL.max(pair[0] / 4)));
        assert!(milestones.len() < 20, "{milestones:?}");
    }
}
