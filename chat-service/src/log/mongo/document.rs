//! What the documents hold.

use bytes::Bytes;
use mongodb::bson::{Binary, DateTime, Document, doc, spec::BinarySubtype};
use serde::{Deserialize, Serialize};

use crate::{
    id::RoomId,
    log::{
        Batch, Checkpoint,
        batch::{decode_presence, encode_presence},
    },
};

/// A slot.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct SlotDocument {
    #[serde(rename = "_id")]
    id: String,
    /// Part of the `_id`; here for whoever looks.
    room: String,
    slot: i64,
    first_seq: i64,
    events: Vec<Binary>,
    presence: Binary,
    /// For whoever looks at it; no program does.
    appended_at: DateTime,
}

/// A room.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct RoomDocument {
    #[serde(rename = "_id")]
    id: String,
    entered_at: DateTime,
}

/// The one document that names the epoch.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct EpochDocument {
    #[serde(rename = "_id")]
    id: String,
    name: String,
}

/// A room's checkpoint.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct CheckpointDocument {
    #[serde(rename = "_id")]
    room: String,
    slot: i64,
    fold: Binary,
    kept_at: DateTime,
}

impl CheckpointDocument {
    /// The document of a checkpoint.
    pub(super) fn of(room: &RoomId, Checkpoint { slot, fold }: &Checkpoint) -> CheckpointDocument {
        CheckpointDocument {
            room: room.to_string(),
            slot: signed(*slot),
            fold: binary(fold.to_vec()),
            kept_at: DateTime::now(),
        }
    }

    /// The checkpoint of the document.
    pub(super) fn into_checkpoint(self) -> anyhow::Result<Checkpoint> {
        Ok(Checkpoint { slot: self.slot.try_into()?, fold: self.fold.bytes.into() })
    }
}

impl EpochDocument {
    pub(super) const ID: &str = "epoch";

    /// The document of an epoch.
    pub(super) fn new(name: String) -> EpochDocument {
        EpochDocument { id: EpochDocument::ID.to_owned(), name }
    }

    /// The epoch.
    pub(super) fn into_name(self) -> String {
        self.name
    }
}

/// The `_id` of a slot; by it a room's slots are in order.
pub(super) fn slot_id(room: &RoomId, slot: u64) -> String {
    format!("{room}|{slot:016x}")
}

/// The filter for a room's slots from `slot` on.
pub(super) fn slots_from(room: &RoomId, slot: u64) -> Document {
    // `}` follows `|`, so this is behind every slot of the room and before the next.
    doc! { "_id": { "$gte": slot_id(room, slot), "$lt": format!("{room}}}") } }
}

/// A slot or a seq as the database has it.
pub(super) fn number(number: u64) -> anyhow::Result<i64> {
    Ok(i64::try_from(number)?)
}

impl SlotDocument {
    /// The document of a slot.
    pub(super) fn of(room: &RoomId, batch: &Batch) -> SlotDocument {
        SlotDocument {
            id: slot_id(room, batch.slot),
            room: room.to_string(),
            slot: signed(batch.slot),
            first_seq: signed(batch.first_seq),
            events: batch.events.iter().map(|event| binary(event.to_vec())).collect(),
            presence: binary(encode_presence(&batch.presence)),
            appended_at: DateTime::now(),
        }
    }

    /// The slot of the document.
    pub(super) fn into_batch(self) -> anyhow::Result<Batch> {
        Ok(Batch {
            slot: self.slot.try_into()?,
            first_seq: self.first_seq.try_into()?,
            events: self.events.into_iter().map(|event| Bytes::from(event.bytes)).collect(),
            presence: decode_presence(&self.presence.bytes)?,
        })
    }
}

impl RoomDocument {
    /// The document of a room.
    pub(super) fn of(room: &RoomId) -> RoomDocument {
        RoomDocument { id: room.to_string(), entered_at: DateTime::now() }
    }

    /// The room's id.
    pub(super) fn into_id(self) -> anyhow::Result<RoomId> {
        Ok(RoomId::parse(&self.id)?)
    }
}

/// A slot or a seq; a room would have to live for longer than the sun to get beyond.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn binary(bytes: Vec<u8>) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes }
}
