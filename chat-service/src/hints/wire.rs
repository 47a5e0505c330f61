//! Hints as bytes.

use bytes::Bytes;
use prost::Message;
use proto::chat::v1 as pb;

use super::Hint;
use crate::{
    body::Ephemeral,
    id::{ClientEventId, ReplicaId, RoomId, UserId},
    log::{Batch, Seq},
    room::{Command, Person},
};

/// The largest batch that travels with its hint: NATS takes 1 MiB unless told
/// otherwise.
const MAX_BATCH: usize = 512 * 1024;

#[derive(Clone, PartialEq, Message)]
struct HintMessage {
    #[prost(string, tag = "1")]
    sender: String,
    /// A batch; empty: see the log. With a user: the frame of what they show.
    #[prost(bytes = "bytes", tag = "2")]
    content: Bytes,
    #[prost(string, tag = "3")]
    user: String,
    #[prost(uint32, tag = "4")]
    kind: u32,
}

#[derive(Clone, PartialEq, Message)]
struct PostsMessage {
    #[prost(string, tag = "1")]
    room: String,
    #[prost(message, repeated, tag = "2")]
    posts: Vec<pb::Event>,
}

#[derive(Clone, PartialEq, Message)]
struct SeqsMessage {
    #[prost(uint64, repeated, tag = "1")]
    seqs: Vec<Seq>,
}

/// What is to be posted in a room; what is no post is left out.
pub(super) fn encode_posts(room: &RoomId, posts: &[&Command]) -> Bytes {
    let post = |command: &&Command| match command {
        Command::Post { sender, id, body } => Some(pb::Event {
            user_id: sender.user.to_string(),
            display_name: sender.name.clone(),
            client_event_id: id.to_string(),
            body: Some(body.clone()),
            ..pb::Event::default()
        }),
        _ => None,
    };
    let posts = posts.iter().filter_map(post).collect();
    PostsMessage { room: room.to_string(), posts }.encode_to_vec().into()
}

/// The posts of [`encode_posts`].
pub(super) fn decode_posts(bytes: Bytes) -> anyhow::Result<(RoomId, Vec<Command>)> {
    let PostsMessage { room, posts } = PostsMessage::decode(bytes)?;
    let post = |event: pb::Event| {
        let sender =
            Person { user: UserId::parse(&event.user_id)?, name: event.display_name.clone() };
        let id = ClientEventId::parse(&event.client_event_id)?;
        let body = event.body.ok_or_else(|| anyhow::anyhow!("a post has no body"))?;
        Ok(Command::Post { sender, id, body })
    };
    Ok((RoomId::parse(&room)?, posts.into_iter().map(post).collect::<anyhow::Result<_>>()?))
}

/// The seqs of posts.
pub(super) fn encode_seqs(seqs: &[Seq]) -> Bytes {
    SeqsMessage { seqs: seqs.to_vec() }.encode_to_vec().into()
}

/// The seqs of [`encode_seqs`].
pub(super) fn decode_seqs(bytes: Bytes) -> anyhow::Result<Vec<Seq>> {
    Ok(SeqsMessage::decode(bytes)?.seqs)
}

/// A hint, with the replica that gives it.
pub(super) fn encode(sender: &ReplicaId, hint: &Hint) -> Bytes {
    let mut message = HintMessage { sender: sender.to_string(), ..HintMessage::default() };
    match hint {
        Hint::Committed(batch) if batch.size() <= MAX_BATCH => {
            message.content = batch.encode().into();
        }
        Hint::Committed(_) | Hint::Grown => {}
        Hint::Shown { user, kind, frame } => {
            message.user = user.to_string();
            message.kind = u32::from(matches!(kind, Ephemeral::Cursor));
            message.content = frame.clone();
        }
    }
    message.encode_to_vec().into()
}

/// The hint of [`encode`]; `None` if it is the reader's own.
pub(super) fn decode(reader: &ReplicaId, bytes: Bytes) -> anyhow::Result<Option<Hint>> {
    let HintMessage { sender, content, user, kind } = HintMessage::decode(bytes)?;
    if sender == reader.as_str() {
        return Ok(None);
    }
    if user.is_empty() {
        return Ok(Some(match content.is_empty() {
            true => Hint::Grown,
            false => Hint::Committed(Batch::decode(content)?),
        }));
    }
    let kind = if kind == 0 { Ephemeral::Typing } else { Ephemeral::Cursor };
    Ok(Some(Hint::Shown { user: UserId::parse(&user)?, kind, frame: content }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{PresenceChange, contract::batch};

    fn replica(name: &str) -> ReplicaId {
        ReplicaId::parse(name).unwrap()
    }

    fn there_and_back(hint: &Hint) -> Option<Hint> {
        decode(&replica("b"), encode(&replica("a"), hint)).unwrap()
    }

    #[test]
    fn every_hint_arrives_as_it_was_given() {
        let user = UserId::parse("ada").unwrap();
        let presence =
            vec![PresenceChange { user: user.clone(), replica: replica("a"), is_here: true }];
        let committed = Hint::Committed(Batch { presence, ..batch(3, 7, &["one", "two"]) });
        let frame = Bytes::from_static(b"types");
        let shown = |kind| Hint::Shown { user: user.clone(), kind, frame: frame.clone() };
        for hint in [committed, Hint::Grown, shown(Ephemeral::Typing), shown(Ephemeral::Cursor)] {
            assert_eq!(there_and_back(&hint), Some(hint));
        }
    }

    #[test]
    fn a_batch_too_large_for_a_message_only_says_that_there_is_more() {
        let large = batch(0, 1, &[&"x".repeat(MAX_BATCH + 1)]);
        assert_eq!(there_and_back(&Hint::Committed(large)), Some(Hint::Grown));
    }

    #[test]
    fn ones_own_hint_is_none_and_noise_is_an_error() {
        let own = encode(&replica("b"), &Hint::Grown);
        assert_eq!(decode(&replica("b"), own).unwrap(), None);
        assert!(decode(&replica("b"), Bytes::from_static(b"noise")).is_err());
    }
}
