//! Logs in MongoDB: one document a slot, for many replicas.
//!
//! A slot's `_id` is its room and number, and inserting is the only claim, so it is
//! atomic on every server that speaks the protocol. The driver's calls run in tasks
//! of their own: a caller that goes away does not cut one short.

mod beats;
mod document;

use std::sync::Arc;

use anyhow::Context as _;
use futures_util::{TryStreamExt as _, future::try_join_all};
use mongodb::{
    Collection, Database,
    bson::{Document, doc},
    options::ReadConcern,
};
use service_kit::mongo::{self, Claim, MAX_TIME};
use tokio::sync::Semaphore;

use self::document::{
    CheckpointDocument, EpochDocument, RoomDocument, SlotDocument, slot_id, slots_from,
};
use super::{Appended, Batch, Checkpoint, LogError, MAX_PAGE_BYTES, RoomLog, Seq, new_epoch};
use crate::id::RoomId;

/// The most slots that are asked for side by side. Each is found by its `_id`, which
/// is fast on every server that speaks the protocol; FerretDB scans for any query.
const SIDE_BY_SIDE: u64 = 32;
/// The most rooms whose next slot is asked for one by one; more are one query.
const MAX_POINT_READS: usize = 64;
/// The most reads at once, over all rooms, so that other calls find a connection when
/// many rooms are opened together.
const MAX_READS: usize = 48;

/// Rooms' logs in MongoDB.
#[derive(Clone, Debug)]
pub(crate) struct MongoLog {
    epoch: String,
    slots: Collection<SlotDocument>,
    /// The rooms that there are, entered before their first slot.
    rooms: Collection<RoomDocument>,
    replicas: Collection<Document>,
    checkpoints: Collection<CheckpointDocument>,
    reads: Arc<Semaphore>,
}

impl MongoLog {
    /// The logs in this database. `_id` is all the index they need.
    pub(crate) async fn open(database: &Database) -> anyhow::Result<MongoLog> {
        Ok(MongoLog {
            epoch: epoch(database).await?,
            slots: database.collection("log"),
            rooms: database.collection("rooms"),
            replicas: database.collection("replicas"),
            checkpoints: database.collection("checkpoints"),
            reads: Arc::new(Semaphore::new(MAX_READS)),
        })
    }

    async fn slot(&self, room: &RoomId, slot: u64) -> anyhow::Result<Option<Batch>> {
        let _permit = self.reads.acquire().await?;
        let (slots, id) = (self.slots.clone(), slot_id(room, slot));
        let find = async move { slots.find_one(doc! { "_id": id }).max_time(MAX_TIME).await };
        mongo::bounded(find).await?.map(SlotDocument::into_batch).transpose()
    }

    /// Those of many rooms whose slot is taken, by one query.
    async fn taken(&self, slots: &[(RoomId, u64)]) -> anyhow::Result<Vec<RoomId>> {
        let ids: Vec<_> = slots.iter().map(|(room, slot)| slot_id(room, *slot)).collect();
        let slots = self.slots.clone_with_type::<Document>();
        let find = async move {
            let find = slots.find(doc! { "_id": { "$in": ids } });
            find.projection(doc! { "room": 1 }).max_time(MAX_TIME).await?.try_collect().await
        };
        let found: Vec<Document> = mongo::bounded(find).await?;
        found.iter().map(|slot| Ok(RoomId::parse(slot.get_str("room")?)?)).collect()
    }

    /// The seq of the last event of a room.
    async fn head(&self, room: RoomId) -> anyhow::Result<Option<(RoomId, Seq)>> {
        let (slots, filter) = (self.slots.clone(), slots_from(&room, 0));
        let newest = doc! { "_id": -1 };
        let find = async move { slots.find_one(filter).sort(newest).max_time(MAX_TIME).await };
        let Some(slot) = mongo::bounded(find).await? else { return Ok(None) };
        Ok(Some((room, slot.into_batch()?.last_seq())))
    }

    /// Enters a room before its first slot: a room that was only entered is not
    /// there yet, and one that is there was entered.
    async fn enter(&self, room: &RoomId) -> anyhow::Result<()> {
        match mongo::claim(&self.rooms, RoomDocument::of(room)).await {
            Claim::Made | Claim::Taken => Ok(()),
            Claim::Unknown(cause) => Err(cause),
        }
    }
}

#[async_trait::async_trait]
impl RoomLog for MongoLog {
    fn epoch(&self) -> &str {
        &self.epoch
    }

    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended {
        if batch.slot == 0
            && let Err(cause) = self.enter(room).await
        {
            return Appended::Unknown(cause.into());
        }
        match mongo::claim(&self.slots, SlotDocument::of(room, batch)).await {
            Claim::Made => Appended::Committed,
            Claim::Taken => Appended::Conflict,
            Claim::Unknown(cause) => Appended::Unknown(cause.into()),
        }
    }

    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError> {
        let mut page: Vec<Batch> = Vec::new();
        let (mut next, mut count) = (slot, 1);
        loop {
            let reads = (next..next + count).map(|slot| self.slot(room, slot));
            page.extend(try_join_all(reads).await?.into_iter().map_while(|batch| batch));
            next += count;
            // Who catches up is mostly a slot or two behind.
            count = (count * 2).min(SIDE_BY_SIDE);
            let is_full = cut_to_page(&mut page);
            if is_full || (page.len() as u64) < next - slot {
                return Ok(page);
            }
        }
    }

    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError> {
        let (slots, id) = (self.slots.clone(), slot_id(room, slot));
        let find = async move {
            let find = slots.find_one(doc! { "_id": id });
            find.read_concern(ReadConcern::linearizable()).max_time(MAX_TIME).await
        };
        Ok(mongo::bounded(find).await?.is_some())
    }

    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError> {
        if slots.len() > MAX_POINT_READS {
            return Ok(self.taken(slots).await?);
        }
        let reads = slots.iter().map(async |(room, slot)| {
            let is_taken = self.slot(room, *slot).await?.is_some();
            anyhow::Ok(is_taken.then(|| room.clone()))
        });
        Ok(try_join_all(reads).await?.into_iter().flatten().collect())
    }

    async fn keep(&self, room: &RoomId, checkpoint: &Checkpoint) -> Result<(), LogError> {
        let (checkpoints, id) = (self.checkpoints.clone(), doc! { "_id": room.as_str() });
        let document = CheckpointDocument::of(room, checkpoint);
        let keep = async move { checkpoints.replace_one(id, document).upsert(true).await };
        mongo::bounded(keep).await?;
        Ok(())
    }

    async fn kept(&self, room: &RoomId) -> Result<Option<Checkpoint>, LogError> {
        let (checkpoints, id) = (self.checkpoints.clone(), doc! { "_id": room.as_str() });
        let find = async move { checkpoints.find_one(id).max_time(MAX_TIME).await };
        let found = mongo::bounded(find).await?;
        Ok(found.map(CheckpointDocument::into_checkpoint).transpose()?)
    }

    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError> {
        let mut rooms: Vec<(RoomId, Seq)> = Vec::new();
        let mut after = after.to_owned();
        // A room that was only entered makes a page shorter, and must not end the list.
        while rooms.len() < limit {
            let entered = self.entered(&after, limit - rooms.len()).await?;
            let Some(last) = entered.last() else { break };
            after = last.to_string();
            let heads = try_join_all(entered.into_iter().map(|room| self.head(room))).await?;
            rooms.extend(heads.into_iter().flatten());
        }
        Ok(rooms)
    }
}

impl MongoLog {
    /// The rooms that were entered, a page of them by id.
    async fn entered(&self, after: &str, limit: usize) -> anyhow::Result<Vec<RoomId>> {
        let (rooms, filter) = (self.rooms.clone(), doc! { "_id": { "$gt": after } });
        let limit = i64::try_from(limit)?;
        let find = async move {
            let find = rooms.find(filter).sort(doc! { "_id": 1 }).limit(limit);
            find.max_time(MAX_TIME).await?.try_collect::<Vec<_>>().await
        };
        mongo::bounded(find).await?.into_iter().map(RoomDocument::into_id).collect()
    }
}

/// The database's epoch; one that has none, as after a restore, begins one.
async fn epoch(database: &Database) -> anyhow::Result<String> {
    let meta = database.collection::<EpochDocument>("meta");
    if let Claim::Unknown(cause) = mongo::claim(&meta, EpochDocument::new(new_epoch())).await {
        return Err(cause.context("cannot tell the epoch"));
    }
    let id = doc! { "_id": EpochDocument::ID };
    let find = async move { meta.find_one(id).max_time(MAX_TIME).await };
    let epoch = mongo::bounded(find).await?.context("the epoch is not there yet: try again")?;
    Ok(epoch.into_name())
}

/// Leaves the slots that make a page; tells whether they fill it.
fn cut_to_page(slots: &mut Vec<Batch>) -> bool {
    let mut bytes = 0;
    let length = slots.iter().take_while(|slot| {
        let fits = bytes < MAX_PAGE_BYTES;
        bytes += slot.size();
        fits
    });
    slots.truncate(length.count());
    bytes >= MAX_PAGE_BYTES
}

#[cfg(test)]
mod tests;
