//! The one writer of a room on this replica: checks, appends, publishes, answers.
//!
//! It has at most one append in flight; what queues meanwhile goes into the next
//! slot, so a batch needs no timer. The log decides who wins a slot, so another
//! replica's actor on the same room is harmless: on a conflict this one applies
//! what won, checks its commands again and tries the next slot. After an unknown
//! outcome it reads the same slot until it knows, and never goes past it.
//!
//! What is answered without an append (a join, a look, a refusal) is answered from
//! a fold that is fresh: after the request came, the log was seen to hold no more.

mod checkpoint;
mod commit;
mod forward;
mod presence;
mod pulse;
mod queue;
mod refold;
mod request;
mod rivalry;

use std::sync::Arc;

use tokio::{
    sync::mpsc,
    time::{Duration, Instant, sleep_until},
};

use self::{presence::Presence, queue::Queue, rivalry::Rivalry};
pub(crate) use self::{
    pulse::Pulse,
    request::{Attached, Joining, Request},
};
use crate::{
    feed::Feed,
    hints::{Hint, Hints},
    id::RoomId,
    log::Batch,
    node::Node,
    room::Room,
};

/// Requests that may wait for a room; who sends more waits, and is not read.
pub(crate) const QUEUE: usize = 1024;
/// How long a room nobody uses stays in memory.
const IDLE: Duration = Duration::from_secs(60);
/// The same for a room that does not exist, which somebody only asked for.
const IDLE_IF_ABSENT: Duration = Duration::from_secs(1);

/// A room's actor.
pub(crate) struct Actor {
    id: RoomId,
    node: Node,
    room: Room,
    feed: Arc<Feed>,
    presence: Presence,
    hints: Hints,
    pulse: Arc<Pulse>,
    requests: mpsc::Receiver<Request>,
    queue: Queue,
    rivalry: Rivalry,
    is_refused_by_home: bool,
    used_at: Instant,
}

impl Actor {
    /// Listens to the others, folds the room's log and takes the room over.
    ///
    /// `None` if the log cannot be read; whoever waits in `requests` finds it gone.
    pub(crate) async fn open(
        id: RoomId,
        node: Node,
        pulse: Arc<Pulse>,
        requests: mpsc::Receiver<Request>,
    ) -> Option<Actor> {
        // Listen first: what is committed after the log was read is a hint then.
        let hints = node.notifier.subscribe(&id).await;
        let (room, feed) = refold::fold(&id, node.log.as_ref()).await?;
        pulse.beat(room.next_slot());
        let feed = Arc::new(feed);
        let presence = Presence::new(node.presence_grace);
        let mut actor = Actor {
            id,
            node,
            room,
            feed,
            presence,
            hints,
            pulse,
            requests,
            queue: Queue::default(),
            rivalry: Rivalry::default(),
            is_refused_by_home: false,
            used_at: Instant::now(),
        };
        actor.review();
        Some(actor)
    }

    /// Serves requests until the room is idle and `retire` agrees that nobody can
    /// be about to use it, or until nobody can ask any more.
    pub(crate) async fn run(mut self, retire: impl Fn(&mpsc::Receiver<Request>) -> bool) {
        let mut gone = self.node.roster.gone();
        loop {
            while !self.queue.is_empty() {
                self.commit().await;
                self.fill();
            }
            let is_idle = self.feed.is_empty() && self.presence.next().is_none();
            let retirement = self.used_at + self.idle();
            let deadline = self.presence.next().or(is_idle.then_some(retirement));
            tokio::select! {
                request = self.requests.recv() => match request {
                    Some(request) => self.take_in(request),
                    None => return,
                },
                Some(hint) = futures_util::StreamExt::next(&mut self.hints) => self.hear(hint).await,
                () = self.feed.vacated() => self.review(),
                Ok(()) = gone.changed() => self.review(),
                () = sleep_until(deadline.unwrap_or(retirement + IDLE)) => {
                    if is_idle && Instant::now() >= retirement {
                        if retire(&self.requests) {
                            return;
                        }
                        self.used_at = Instant::now();
                    }
                    let departures = self.presence.departures();
                    departures.for_each(|command| self.queue.push(Request::Change(command, None)));
                }
            }
            self.fill();
        }
    }

    fn idle(&self) -> Duration {
        if self.room.head() == 0 { IDLE_IF_ABSENT } else { IDLE }
    }

    /// Takes in what queued meanwhile.
    fn fill(&mut self) {
        while self.queue.len() < QUEUE
            && let Ok(request) = self.requests.try_recv()
        {
            self.take_in(request);
        }
    }

    fn take_in(&mut self, request: Request) {
        if !matches!(request, Request::CatchUp) {
            self.used_at = Instant::now();
        }
        self.queue.push(request);
    }

    /// Looks at who is where, and enters those whom the log does not know here.
    fn review(&mut self) {
        let Actor { room, feed, node, .. } = self;
        for command in self.presence.review(room, feed, &node.roster) {
            self.queue.push(Request::Change(command, None));
        }
        feed.forget_ephemerals(|user| room.is_here(user));
    }

    fn is_next(&self, batch: &Batch) -> bool {
        batch.slot == self.room.next_slot() && batch.first_seq == self.room.head() + 1
    }

    /// Takes in what another replica tells.
    async fn hear(&mut self, hint: Hint) {
        match hint {
            Hint::Committed(batch) if batch.slot < self.room.next_slot() => {}
            Hint::Committed(batch) if self.is_next(&batch) => self.follow(&batch),
            Hint::Committed(_) | Hint::Grown => drop(self.catch_up().await),
            Hint::Shown { user, kind, frame } => {
                if self.room.is_allowed(user.as_str()) {
                    self.feed.publish_ephemeral(&user, kind, frame);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
