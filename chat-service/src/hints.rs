//! What replicas tell each other, so that nobody waits for what the log holds.
//!
//! A hint may be lost, late or doubled, and nothing is wrong then: what is durable
//! is found in the log a little later ([`crate::sweep`]), and what is not is not
//! missed.

#[cfg(test)]
pub(crate) mod bus;
pub(crate) mod nats;
mod wire;

use std::pin::Pin;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::watch;

use crate::{
    body::Ephemeral,
    id::{ReplicaId, RoomId, UserId},
    log::{Batch, Seq},
    room::Command,
};

/// Something about a room.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Hint {
    /// This slot was committed.
    Committed(Batch),
    /// There is a slot beyond those that are known, too large for a hint.
    Grown,
    /// A user who may shows the others this.
    Shown {
        /// The user.
        user: UserId,
        /// What kind it is.
        kind: Ephemeral,
        /// Its frame.
        frame: Bytes,
    },
}

/// The hints about one room, from the other replicas.
pub(crate) type Hints = Pin<Box<dyn Stream<Item = Hint> + Send>>;

/// What another replica asks this one, as a room's home, to post.
pub(crate) struct Forwarded {
    /// The room.
    pub(crate) room: RoomId,
    /// What to post, in order.
    pub(crate) posts: Vec<Command>,
    /// Answers with the seqs, in the same order.
    pub(crate) reply: Answer,
}

/// Answers what was forwarded.
type Answer = Box<dyn FnOnce(&[Seq]) + Send>;

/// What other replicas ask this one to post.
pub(crate) type AllForwarded = Pin<Box<dyn Stream<Item = Forwarded> + Send>>;

/// A way to the other replicas.
#[async_trait::async_trait]
pub(crate) trait Notifier: Send + Sync {
    /// Tells the others. Never waits: what cannot be sent at once is lost.
    fn publish(&self, room: &RoomId, hint: &Hint);

    /// The hints about a room. What others commit after this returned is among
    /// them, unless hints are lost.
    async fn subscribe(&self, room: &RoomId) -> Hints;

    /// Whether hints get through, as far as is known.
    fn is_live(&self) -> watch::Receiver<bool>;

    /// Asks a room's home to post; the seqs, 0 for what was not posted. `None` if
    /// there was no answer in time: it may or may not be posted then.
    async fn forward(&self, _: &ReplicaId, _: &RoomId, _: &[&Command]) -> Option<Vec<Seq>> {
        None
    }

    /// What others ask this replica to post.
    async fn forwarded(&self) -> AllForwarded {
        stream::pending().boxed()
    }
}

/// Nobody to tell and nobody to hear: one replica, or many that only poll.
#[derive(Debug)]
pub(crate) struct Silent {
    is_live: watch::Receiver<bool>,
}

impl Silent {
    /// A way to nobody. Only who is alone misses nothing by it.
    pub(crate) fn new(is_alone: bool) -> Silent {
        Silent { is_live: watch::channel(is_alone).1 }
    }
}

#[async_trait::async_trait]
impl Notifier for Silent {
    fn publish(&self, _: &RoomId, _: &Hint) {}

    async fn subscribe(&self, _: &RoomId) -> Hints {
        stream::pending().boxed()
    }

    fn is_live(&self) -> watch::Receiver<bool> {
        self.is_live.clone()
    }
}
