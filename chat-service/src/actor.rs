//! The one writer of a room on this node: checks, appends, publishes, answers.
//!
//! It has at most one append in flight; what queues meanwhile goes into the next
//! slot, so a batch needs no timer. The log decides who wins a slot, so another
//! node's actor on the same room is harmless: on a conflict this one applies what
//! won, checks its commands again and tries the next slot. After an unknown
//! outcome it reads the same slot until it knows, and never goes past it.

mod presence;
mod refold;

use std::{collections::VecDeque, mem, sync::Arc, time::Duration};

use bytes::Bytes;
use proto::chat::v1::{self as pb, event::Body};
use service_kit::clock::SharedClock;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, sleep_until},
};
use tracing::warn;

use self::presence::Presence;
use crate::{
    body::Ephemeral,
    feed::{Feed, Subscription},
    frame,
    id::{RoomId, UserId},
    log::{Appended, Batch, RoomLog, Seq},
    room::{Command, Draft, Person, Refusal, Room, Taken},
    window::Windows,
};

/// Requests that may wait for a room; who sends more waits, and is not read.
pub(crate) const QUEUE: usize = 1024;
/// How long a room nobody uses stays in memory.
const IDLE: Duration = Duration::from_secs(60);
/// The same for a room that does not exist, which somebody only asked for.
const IDLE_IF_ABSENT: Duration = Duration::from_secs(1);
/// How long to wait before trying a slot again whose append had no known outcome.
const RETRY: Duration = Duration::from_millis(250);

/// Something asked of a room.
pub(crate) enum Request {
    /// Do this, and answer with the seq it has.
    Change(Command, oneshot::Sender<Result<Seq, Refusal>>),
    /// Connect this person after this seq; `None` is the head.
    Attach(Person, Option<Seq>, oneshot::Sender<Result<Attached, Refusal>>),
    /// Look at the room as the log has it.
    Look(Box<dyn FnOnce(&Room) + Send>),
    /// Show the others something ephemeral of this user, if they are allowed in.
    Show(UserId, Ephemeral, Bytes),
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

/// A room's actor.
pub(crate) struct Actor {
    id: RoomId,
    log: Arc<dyn RoomLog>,
    clock: SharedClock,
    room: Room,
    feed: Arc<Feed>,
    presence: Presence,
    requests: mpsc::Receiver<Request>,
    queue: VecDeque<Request>,
}

/// Where the answer to a change goes, if anybody waits for it.
type Reply = Option<oneshot::Sender<Result<Seq, Refusal>>>;

/// A change that is in the slot being appended.
struct InFlight {
    command: Command,
    reply: Reply,
    seq: Seq,
}

impl Actor {
    /// Folds the room's log and takes the room over.
    ///
    /// `None` if the log cannot be read; whoever waits in `requests` finds it gone.
    pub(crate) async fn open(
        id: RoomId,
        log: Arc<dyn RoomLog>,
        clock: SharedClock,
        grace: Duration,
        requests: mpsc::Receiver<Request>,
    ) -> Option<Actor> {
        let room = refold::fold(&id, log.as_ref()).await?;
        let feed = Arc::new(Feed::new(room.head()));
        let mut presence = Presence::new(grace);
        presence.review(&room, &feed);
        Some(Actor { id, log, clock, room, feed, presence, requests, queue: VecDeque::new() })
    }

    /// Serves requests until the room is idle and `retire` agrees that nobody can
    /// be about to use it, or until nobody can ask any more.
    pub(crate) async fn run(mut self, retire: impl Fn(&mpsc::Receiver<Request>) -> bool) {
        loop {
            while !self.queue.is_empty() {
                self.commit().await;
                self.fill();
            }
            let is_idle = self.feed.is_empty() && self.presence.next().is_none();
            let idle = if self.room.head() == 0 { IDLE_IF_ABSENT } else { IDLE };
            let deadline = self.presence.next().unwrap_or_else(|| Instant::now() + idle);
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(request) => self.queue.push_back(request),
                    None => return,
                },
                () = self.feed.vacated() => self.presence.review(&self.room, &self.feed),
                () = sleep_until(deadline) => {
                    if is_idle && retire(&self.requests) {
                        return;
                    }
                    self.queue.extend(self.presence.departures().map(depart));
                }
            }
            self.fill();
        }
    }

    /// Takes in what queued meanwhile.
    fn fill(&mut self) {
        while self.queue.len() < QUEUE
            && let Ok(request) = self.requests.try_recv()
        {
            self.queue.push_back(request);
        }
    }

    /// Makes one slot of what queued, appends it, and shows and answers it.
    async fn commit(&mut self) {
        let (events, in_flight) = self.draft();
        if events.is_empty() {
            return;
        }
        let encoded: Vec<_> = events.iter().map(frame::encode_event).collect();
        let batch = Batch {
            slot: self.room.next_slot(),
            first_seq: self.room.head() + 1,
            events: encoded.iter().map(|event| event.stored.clone()).collect(),
        };
        match self.log.append(&self.id, &batch).await {
            Appended::Committed => {
                self.apply(&events, encoded.into_iter().map(|event| event.frame));
                for InFlight { reply, seq, .. } in in_flight {
                    // Whoever asked may be gone; it is done all the same.
                    let _ = reply.map(|reply| reply.send(Ok(seq)));
                }
                return;
            }
            Appended::Conflict => {}
            Appended::Unknown(cause) => {
                warn!(room = %self.id, slot = batch.slot, ?cause, "append with unknown outcome");
                sleep(RETRY).await;
            }
        }
        self.put_back(in_flight);
        self.catch_up().await;
    }

    /// Takes requests from the queue in order, as far as one slot can hold them.
    fn draft(&mut self) -> (Vec<pb::Event>, Vec<InFlight>) {
        let mut queue = mem::take(&mut self.queue);
        let mut draft = Draft::new(&self.room, &self.id, self.clock.now());
        let mut in_flight = Vec::new();
        while let Some(request) = queue.pop_front() {
            if matches!(&request, Request::Attach(person, ..) if draft.touches(&person.user)) {
                queue.push_front(request);
                break;
            }
            let change = begin(request, &self.room, &self.feed, &mut self.presence);
            let Some((command, reply)) = change else { continue };
            match draft.take(&command) {
                Taken::In(seq) => in_flight.push(InFlight { command, reply, seq }),
                // Whoever asked may be gone.
                Taken::Settled(outcome) => drop(reply.map(|reply| reply.send(outcome))),
                Taken::Later => {
                    queue.push_front(change_request(command, reply));
                    break;
                }
            }
        }
        let events = draft.into_events();
        self.queue = queue;
        (events, in_flight)
    }

    /// Applies committed events to the fold, then shows them.
    fn apply(&mut self, events: &[pb::Event], frames: impl Iterator<Item = Bytes>) {
        for event in events {
            self.room.apply(event);
        }
        self.room.end_slot();
        self.feed.publish(frames, &refold::endings(events));
        // Somebody may have gone again before their arrival was in the log.
        if events.iter().any(|event| matches!(event.body, Some(Body::UserJoined(_)))) {
            self.presence.review(&self.room, &self.feed);
        }
    }

    /// Gives commands whose slot was lost back to the queue, before all others.
    fn put_back(&mut self, in_flight: Vec<InFlight>) {
        for InFlight { command, reply, .. } in in_flight.into_iter().rev() {
            self.queue.push_front(change_request(command, reply));
        }
    }

    /// Reads what the log holds beyond the fold, until the log answers.
    async fn catch_up(&mut self) {
        for batch in
            refold::read_until_known(&self.id, self.log.as_ref(), self.room.head() + 1).await
        {
            let Some(events) = refold::decode(&self.id, &batch) else { return };
            self.apply(&events, batch.events.iter().map(frame::frame_stored));
        }
    }
}

fn attach(
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

/// Serves what needs no slot; returns the change that is to be made, if any.
fn begin(
    request: Request,
    room: &Room,
    feed: &Arc<Feed>,
    presence: &mut Presence,
) -> Option<(Command, Reply)> {
    match request {
        // They came back while their departure waited.
        Request::Change(Command::Depart { user }, _) if feed.is_connected(&user) => None,
        Request::Change(command, reply) => Some((command, Some(reply))),
        Request::Attach(person, after, reply) => {
            let attached = attach(room, feed, &person.user, after);
            let is_in = attached.is_ok();
            // A caller who is gone drops the subscription with the answer.
            let _ = reply.send(attached);
            is_in.then(|| {
                presence.stay(&person.user);
                (Command::Arrive { person }, None)
            })
        }
        Request::Look(look) => {
            look(room);
            None
        }
        Request::Show(user, kind, frame) => {
            if room.is_allowed(user.as_str()) {
                feed.publish_ephemeral(&user, kind, frame);
            }
            None
        }
    }
}

fn depart(user: UserId) -> Request {
    change_request(Command::Depart { user }, None)
}

fn change_request(command: Command, reply: Reply) -> Request {
    Request::Change(command, reply.unwrap_or_else(|| oneshot::channel().0))
}

#[cfg(test)]
mod tests;
