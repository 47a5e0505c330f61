//! One slot of a room's log, and its form outside of it.

use bytes::Bytes;
use prost::Message;

use super::Seq;
use crate::id::{ReplicaId, UserId};

/// One slot: what one group commit holds, events or changes of presence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Batch {
    /// The slot.
    pub(crate) slot: u64,
    /// The seq of the first event; without one, of the next there will be.
    pub(crate) first_seq: Seq,
    /// The events, each an encoded `Event`.
    pub(crate) events: Vec<Bytes>,
    /// Who came to which replica, and who left it. The events tell it when that
    /// is somebody's first or last.
    pub(crate) presence: Vec<PresenceChange>,
}

/// A user is on a replica, or no longer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct PresenceChange {
    /// The user.
    pub(crate) user: UserId,
    /// The replica.
    pub(crate) replica: ReplicaId,
    /// Whether they are there now.
    pub(crate) is_here: bool,
}

impl Batch {
    /// The seq of the last event; without one, of the last before.
    pub(crate) fn last_seq(&self) -> Seq {
        (self.first_seq + self.events.len() as Seq).saturating_sub(1)
    }

    /// The bytes of the events.
    pub(crate) fn size(&self) -> usize {
        self.events.iter().map(Bytes::len).sum()
    }

    /// The batch as one message, for other replicas.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Batch { slot, first_seq, events, presence } = self.clone();
        BatchMessage { slot, first_seq, events, presence: to_messages(presence) }.encode_to_vec()
    }

    /// The batch of [`Batch::encode`].
    pub(crate) fn decode(encoded: Bytes) -> anyhow::Result<Batch> {
        let BatchMessage { slot, first_seq, events, presence } = BatchMessage::decode(encoded)?;
        Ok(Batch { slot, first_seq, events, presence: from_messages(presence)? })
    }
}

/// Changes of presence as one message; none is no bytes.
pub(crate) fn encode_presence(changes: &[PresenceChange]) -> Vec<u8> {
    PresenceMessage { changes: to_messages(changes.to_vec()) }.encode_to_vec()
}

/// The changes of [`encode_presence`].
pub(crate) fn decode_presence(encoded: &[u8]) -> anyhow::Result<Vec<PresenceChange>> {
    from_messages(PresenceMessage::decode(encoded)?.changes)
}

#[derive(Clone, PartialEq, Message)]
struct BatchMessage {
    #[prost(uint64, tag = "1")]
    slot: u64,
    #[prost(uint64, tag = "2")]
    first_seq: u64,
    #[prost(bytes = "bytes", repeated, tag = "3")]
    events: Vec<Bytes>,
    #[prost(message, repeated, tag = "4")]
    presence: Vec<ChangeMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct PresenceMessage {
    #[prost(message, repeated, tag = "1")]
    changes: Vec<ChangeMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct ChangeMessage {
    #[prost(string, tag = "1")]
    user: String,
    #[prost(string, tag = "2")]
    replica: String,
    #[prost(bool, tag = "3")]
    is_here: bool,
}

fn to_messages(changes: Vec<PresenceChange>) -> Vec<ChangeMessage> {
    let message = |PresenceChange { user, replica, is_here }| ChangeMessage {
        user: String::from(user),
        replica: String::from(replica),
        is_here,
    };
    changes.into_iter().map(message).collect()
}

fn from_messages(messages: Vec<ChangeMessage>) -> anyhow::Result<Vec<PresenceChange>> {
    let change = |ChangeMessage { user, replica, is_here }| {
        Ok(PresenceChange { user: user.try_into()?, replica: replica.try_into()?, is_here })
    };
    messages.into_iter().map(change).collect()
}
