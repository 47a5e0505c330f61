//! A room's fold as bytes, so that a long room opens without reading its whole log.

use std::collections::{BTreeSet, HashMap};

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use prost::Message;

use super::{Member, Posted, Room};
use crate::{
    document::{Document, checkpoint::DocumentMessage},
    id::{ClientEventId, ReplicaId, UserId},
    log::Seq,
    window::Windows,
};

/// What a fold means. A build that folds otherwise has another, and reads the log
/// instead of what it does not know.
const VERSION: u32 = 1;

#[derive(Clone, PartialEq, Message)]
struct RoomMessage {
    #[prost(uint32, tag = "1")]
    version: u32,
    #[prost(uint64, tag = "2")]
    head: Seq,
    /// How many events each slot but the last has.
    #[prost(uint64, repeated, tag = "3")]
    lengths: Vec<u64>,
    #[prost(uint64, optional, tag = "4")]
    closed_at: Option<Seq>,
    #[prost(message, repeated, tag = "5")]
    members: Vec<MemberMessage>,
    #[prost(message, repeated, tag = "6")]
    posted: Vec<PostedMessage>,
    #[prost(message, optional, tag = "7")]
    document: Option<DocumentMessage>,
    /// Of which history it is.
    #[prost(string, tag = "8")]
    epoch: String,
}

#[derive(Clone, PartialEq, Message)]
struct MemberMessage {
    #[prost(string, tag = "1")]
    user: String,
    #[prost(string, tag = "2")]
    name: String,
    /// First and last of each window, in turn.
    #[prost(uint64, repeated, tag = "3")]
    windows: Vec<Seq>,
    #[prost(uint64, tag = "4")]
    granted_at: Seq,
    #[prost(uint64, tag = "5")]
    removed_at: Seq,
    #[prost(string, repeated, tag = "6")]
    at: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct PostedMessage {
    /// Which of the members.
    #[prost(uint32, tag = "1")]
    member: u32,
    #[prost(string, tag = "2")]
    id: String,
    #[prost(uint64, tag = "3")]
    seq: Seq,
    #[prost(fixed64, tag = "4")]
    digest: u64,
}

impl Room {
    /// The fold as bytes, of a log of this epoch.
    pub(crate) fn encode(&self, epoch: &str) -> Vec<u8> {
        let index: HashMap<_, _> = self.members.keys().zip(0..).collect();
        let posted = self.posted.iter().filter_map(|((user, id), Posted { seq, digest })| {
            let (member, id) = (*index.get(user)?, id.to_string());
            Some(PostedMessage { member, id, seq: *seq, digest: *digest })
        });
        let mut posted: Vec<_> = posted.collect();
        posted.sort_unstable_by_key(|posted| posted.seq);
        let message = RoomMessage {
            version: VERSION,
            head: self.head,
            lengths: self.slots.windows(2).map(|slot| slot[1] - slot[0]).collect(),
            closed_at: self.closed_at,
            members: self.members.iter().map(to_message).collect(),
            posted,
            document: Some(self.document.to_message()),
            epoch: epoch.to_owned(),
        };
        message.encode_to_vec()
    }

    /// The fold of [`Room::encode`], of this many slots of a log of this epoch.
    pub(crate) fn decode(encoded: Bytes, epoch: &str, slots: u64) -> anyhow::Result<Room> {
        let message = RoomMessage::decode(encoded)?;
        ensure!(message.version == VERSION, "of another version");
        ensure!(message.epoch == epoch, "of another epoch");
        ensure!(message.lengths.len() as u64 + 1 == slots, "of another slot");
        let first_seqs = message.lengths.iter().scan(1, |next, length| {
            *next += length;
            Some(*next)
        });
        let members: Vec<(UserId, Member)> =
            message.members.into_iter().map(from_message).collect::<Result<_, _>>()?;
        let posted = |it: PostedMessage| {
            let (user, _) = members.get(it.member as usize).context("of nobody")?;
            let key = (user.clone(), ClientEventId::try_from(it.id)?);
            anyhow::Ok((key, Posted { seq: it.seq, digest: it.digest }))
        };
        Ok(Room {
            head: message.head,
            slots: std::iter::once(1).chain(first_seqs).collect(),
            closed_at: message.closed_at,
            posted: message.posted.into_iter().map(posted).collect::<Result<_, _>>()?,
            members: members.into_iter().collect(),
            document: Document::from_message(message.document.unwrap_or_default())?,
        })
    }
}

fn to_message((user, member): (&UserId, &Member)) -> MemberMessage {
    MemberMessage {
        user: user.to_string(),
        name: member.name.clone(),
        windows: member.windows.bounds(),
        granted_at: member.granted_at,
        removed_at: member.removed_at,
        at: member.at.iter().map(ToString::to_string).collect(),
    }
}

fn from_message(message: MemberMessage) -> anyhow::Result<(UserId, Member)> {
    let at = message.at.into_iter().map(ReplicaId::try_from).collect::<Result<BTreeSet<_>, _>>()?;
    let member = Member {
        name: message.name,
        windows: Windows::of_bounds(&message.windows),
        granted_at: message.granted_at,
        removed_at: message.removed_at,
        at,
    };
    Ok((UserId::try_from(message.user)?, member))
}
