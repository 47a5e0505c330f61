//! What a room is asked, and what needs no slot to be answered.

use std::sync::Arc;

use bytes::Bytes;
use proto::chat::v1 as pb;
use tokio::sync::oneshot;

use super::Presence;
use crate::{
    body::Ephemeral,
    feed::{Feed, Subscription},
    id::{ReplicaId, UserId},
    log::Seq,
    room::{Command, Person, Refusal, Room},
    window::Windows,
};

/// Something asked of a room.
pub(crate) enum Request {
    /// Do this, and answer with the seq it has.
    Change(Command, Option<oneshot::Sender<Result<Seq, Refusal>>>),
    /// Connect this person after this seq; `None` is the head.
    Attach(Person, Option<Seq>, oneshot::Sender<Result<Attached, Refusal>>),
    /// Look at the room with all that was acknowledged anywhere before.
    Look(Box<dyn FnOnce(&Room) + Send>),
    /// Look at the room as this replica knows it.
    Peek(Box<dyn FnOnce(&Room) + Send>),
    /// Show the others something ephemeral of this user, if they are allowed in.
    Show(UserId, Ephemeral, Bytes),
    /// The log holds more than this replica knows.
    CatchUp,
}

/// A new connection to a room.
#[derive(Debug)]
pub(crate) struct Attached {
    /// The cursor's place in the feed.
    pub(crate) subscription: Subscription,
    /// What the person may see.
    pub(crate) windows: Windows,
    /// The head as of now.
    pub(crate) head: Seq,
    /// Who is here as of the head.
    pub(crate) participants: Vec<pb::Participant>,
}

/// Where the answer to a change goes, if anybody waits for it.
pub(super) type Reply = Option<oneshot::Sender<Result<Seq, Refusal>>>;

impl Request {
    /// Whether only a fresh fold can answer it.
    pub(super) fn needs_fresh(&self) -> bool {
        matches!(self, Request::Attach(..) | Request::Look(_) | Request::CatchUp)
    }
}

/// Whether this outcome holds only if the fold is fresh. That something was posted
/// stays true whatever else the log holds.
pub(super) fn is_tentative(command: &Command, outcome: &Result<Seq, Refusal>) -> bool {
    !matches!((command, outcome), (Command::Post { .. }, Ok(_)))
}

/// Connects a person whom the log allows in.
pub(super) fn attach(
    room: &Room,
    feed: &Arc<Feed>,
    user: &UserId,
    after: Option<Seq>,
) -> Result<Attached, Refusal> {
    room.admit(user.as_str())?;
    let head = room.head();
    if after.is_some_and(|after| after > head) {
        return Err(Refusal::AboveHead { head });
    }
    let participants = room.participants().into_iter().filter(|it| it.is_present).collect();
    Ok(Attached {
        subscription: feed.subscribe(user),
        windows: room.windows(user.as_str()),
        head,
        participants,
    })
}

/// A room's parts, as far as requests without a slot need them.
pub(super) struct Parts<'a> {
    pub(super) me: &'a ReplicaId,
    pub(super) room: &'a Room,
    pub(super) feed: &'a Arc<Feed>,
    pub(super) presence: &'a mut Presence,
}

impl Parts<'_> {
    /// Serves what needs no slot; returns the change that is to be made, if any,
    /// and otherwise what there is to tell the other replicas.
    pub(super) fn begin(&mut self, request: Request) -> Begun {
        match request {
            // They came back while their departure waited.
            Request::Change(Command::Depart { user, replica }, _)
                if replica == *self.me && self.feed.is_connected(&user) =>
            {
                Begun::Done
            }
            Request::Change(command, reply) => Begun::Change(command, reply),
            Request::Attach(person, after, reply) => {
                let attached = attach(self.room, self.feed, &person.user, after);
                let is_in = attached.is_ok();
                // A caller who is gone drops the subscription with the answer.
                let _ = reply.send(attached);
                if !is_in {
                    return Begun::Done;
                }
                self.presence.stay(&person.user, self.me);
                Begun::Change(Command::Arrive { person, replica: self.me.clone() }, None)
            }
            Request::Look(look) | Request::Peek(look) => {
                look(self.room);
                Begun::Done
            }
            Request::Show(user, kind, frame) => self.show(user, kind, frame),
            Request::CatchUp => Begun::Done,
        }
    }

    fn show(&self, user: UserId, kind: Ephemeral, frame: Bytes) -> Begun {
        let is_here = self.feed.is_connected(&user) || self.room.is_here(&user);
        if !is_here || !self.room.is_allowed(user.as_str()) {
            return Begun::Done;
        }
        self.feed.publish_ephemeral(&user, kind, frame.clone());
        Begun::Shown(user, kind, frame)
    }
}

/// What a request came to.
pub(super) enum Begun {
    /// It is answered.
    Done,
    /// It is a change, for a slot.
    Change(Command, Reply),
    /// It was shown here; the other replicas show it too.
    Shown(UserId, Ephemeral, Bytes),
}
