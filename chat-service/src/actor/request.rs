//! What a room is asked, and what needs no slot to be answered.

use std::sync::Arc;

use bytes::Bytes;
use proto::chat::v1 as pb;
use tokio::sync::oneshot;

use super::Presence;
use crate::{
    body::Ephemeral,
    feed::{Feed, Subscription},
    id::{ReplicaId, RoomId, UserId},
    log::Seq,
    room::{Command, Person, Refusal, Room},
    window::Windows,
};

/// Something asked of a room.
pub(crate) enum Request {
    /// Do this, and answer with the seq it has.
    Change(Command, Option<oneshot::Sender<Result<Seq, Refusal>>>),
    /// Connect this person.
    Attach(Joining, oneshot::Sender<Result<Attached, Refusal>>),
    /// Look at the room with all that was acknowledged anywhere before.
    Look(Box<dyn FnOnce(&Room) + Send>),
    /// Look at the room as this replica knows it.
    Peek(Box<dyn FnOnce(&Room) + Send>),
    /// Show the others something ephemeral of this user, if they are allowed in.
    Show(UserId, Ephemeral, Bytes),
    /// The log holds more than this replica knows.
    CatchUp,
}

/// Who connects to a room, and how.
#[derive(Clone, Debug)]
pub(crate) struct Joining {
    /// Who.
    pub(crate) person: Person,
    /// After which seq; `None` is the head.
    pub(crate) after: Option<Seq>,
    /// How they receive the shared document.
    pub(crate) view: pb::CodeView,
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
    /// The language that the editor shows as of the head, if any.
    pub(crate) language: String,
    /// Which document it is.
    pub(crate) generation: Seq,
    /// The texts that hold the document's changes up to `held_to`; later ones come as
    /// events.
    pub(crate) documents: Vec<pb::Document>,
    /// See `documents`.
    pub(crate) held_to: Seq,
}

/// Who has missed at most so many events gets the document's changes as they came,
/// who has missed more the document as it is.
const RESUME_BY_EVENTS: Seq = 1000;

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
    id: &RoomId,
    room: &Room,
    feed: &Arc<Feed>,
    Joining { person: Person { user, .. }, after, view }: &Joining,
) -> Result<Attached, Refusal> {
    room.admit(user.as_str())?;
    let head = room.head();
    if after.is_some_and(|after| after > head) {
        return Err(Refusal::AboveHead { head });
    }
    let document = room.document();
    let resumes = after.filter(|after| (1..=head).contains(after) && *view != pb::CodeView::Text);
    let held_to = resumes.filter(|after| head - after <= RESUME_BY_EVENTS).unwrap_or(head);
    let is_held = document.changed_at() <= held_to.min(after.unwrap_or(0));
    let participants = room.participants().into_iter().filter(|it| it.is_present).collect();
    Ok(Attached {
        subscription: feed.subscribe(user),
        windows: room.windows(user.as_str()),
        head,
        participants,
        language: document.language().map(ToString::to_string).unwrap_or_default(),
        generation: document.generation(),
        documents: match held_to == head && !is_held {
            true => document.frames(id.as_str(), *view, |_| true),
            false => Vec::new(),
        },
        held_to,
    })
}

/// A room's parts, as far as requests without a slot need them.
pub(super) struct Parts<'a> {
    pub(super) id: &'a RoomId,
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
            Request::Attach(joining, reply) => {
                let attached = attach(self.id, self.room, self.feed, &joining);
                let person = joining.person;
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
