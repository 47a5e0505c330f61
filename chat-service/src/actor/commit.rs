//! From what is asked to what the log holds, slot by slot.

use std::{mem, time::Duration};

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use proto::chat::v1 as pb;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::warn;

use super::{
    Actor, Request, refold,
    request::{Begun, Parts, Reply, is_tentative},
};
use crate::{
    frame::{self, EncodedEvent},
    hints::Hint,
    log::{Appended, Batch, MAX_PAGE_BYTES, PresenceChange, Seq},
    room::{Command, Draft, Taken},
};

/// How long to wait before trying a slot again whose append had no known outcome.
const RETRY: Duration = Duration::from_millis(250);

/// How long the hint of a slot that was just taken may need: less than it takes to
/// read the slot from a busy database.
const HINT_LAG: Duration = Duration::from_millis(10);

/// The next slot, as it is put together.
pub(super) struct Slot {
    events: Vec<pb::Event>,
    presence: Vec<PresenceChange>,
    pub(super) in_flight: Vec<InFlight>,
    /// Whether what waits next can only be answered from a fresh fold.
    is_stale: bool,
}

/// A change that is in the slot being appended.
pub(super) struct InFlight {
    pub(super) command: Command,
    reply: Reply,
    seq: Seq,
}

impl InFlight {
    /// Answers with the seq it has. Whoever asked may be gone; it is done all the
    /// same.
    pub(super) fn answer(self, seq: Seq) {
        let _ = self.reply.map(|reply| reply.send(Ok(seq)));
    }

    /// The request it came from.
    pub(super) fn into_request(self) -> Request {
        Request::Change(self.command, self.reply)
    }
}

impl Actor {
    /// Makes one slot of what queued, appends it, and shows and answers it.
    pub(super) async fn commit(&mut self) {
        self.give_way().await;
        self.hear_all().await;
        let slot = self.draft();
        if !slot.events.is_empty() || !slot.presence.is_empty() {
            if let Some(slot) = self.forward(slot).await {
                self.append(slot).await;
            }
        } else if slot.is_stale {
            self.refresh().await;
        }
    }

    /// Lets another replica have the next slot, if it fights for this room.
    async fn give_way(&mut self) {
        if let Some(time) = self.rivalry.give_way()
            && let Ok(Some(hint)) = timeout(time, self.hints.next()).await
        {
            self.hear(hint).await;
        }
    }

    async fn append(&mut self, slot: Slot) {
        let Slot { events, presence, in_flight, .. } = slot;
        let encoded: Vec<_> = events.iter().map(frame::encode_event).collect();
        let batch = Batch {
            slot: self.room.next_slot(),
            first_seq: self.room.head() + 1,
            events: encoded.iter().map(|event| event.stored.clone()).collect(),
            presence,
        };
        let outcome = self.node.log.append(&self.id, &batch).await;
        self.node.metrics.count(&outcome);
        match outcome {
            Appended::Committed => return self.publish(batch, &events, encoded, in_flight),
            Appended::Conflict => self.hear_of(batch.slot).await,
            Appended::Unknown(cause) => {
                warn!(room = %self.id, slot = batch.slot, ?cause, "append with unknown outcome");
                sleep(RETRY).await;
            }
        }
        self.queue.put_back_lost(in_flight.into_iter().map(InFlight::into_request));
        if self.room.next_slot() == batch.slot {
            self.catch_up().await;
        }
    }

    /// Shows a committed slot here, tells the other replicas, and answers.
    fn publish(
        &mut self,
        batch: Batch,
        events: &[pb::Event],
        encoded: Vec<EncodedEvent>,
        in_flight: Vec<InFlight>,
    ) {
        self.apply(&batch, events, encoded.into_iter().map(|event| event.frame));
        self.node.notifier.publish(&self.id, &Hint::Committed(batch));
        self.rivalry.won();
        self.keep();
        // Nothing was in the slot, so nothing was acknowledged that is not here.
        self.queue.set_fresh();
        for change in in_flight {
            let seq = change.seq;
            change.answer(seq);
        }
    }

    /// Takes requests from the queue in order, as far as one slot can hold them.
    fn draft(&mut self) -> Slot {
        let mut queue = mem::take(&mut self.queue);
        let Actor { id, node, room, feed, presence, .. } = self;
        let mut draft = Draft::new(room, id, node.clock.now());
        let mut parts = Parts { id, me: node.roster.me(), room, feed, presence };
        let (mut in_flight, mut is_stale) = (Vec::new(), false);
        while let Some((request, is_fresh)) = queue.pop() {
            is_stale = request.needs_fresh() && !is_fresh;
            let is_touched = matches!(&request, Request::Attach(joining, _) if draft.touches(&joining.person.user));
            if is_stale || is_touched {
                queue.put_back(request, is_fresh);
                break;
            }
            let (command, reply) = match parts.begin(request) {
                Begun::Done => continue,
                Begun::Shown(user, kind, frame) => {
                    node.notifier.publish(id, &Hint::Shown { user, kind, frame });
                    continue;
                }
                Begun::Change(command, reply) => (command, reply),
            };
            match draft.take(&command) {
                Taken::In(seq) => in_flight.push(InFlight { command, reply, seq }),
                Taken::Settled(outcome) if is_fresh || !is_tentative(&command, &outcome) => {
                    // Whoever asked may be gone.
                    let _ = reply.map(|reply| reply.send(outcome));
                }
                taken => {
                    is_stale = matches!(taken, Taken::Settled(_));
                    queue.put_back(Request::Change(command, reply), is_fresh);
                    break;
                }
            }
        }
        let (events, presence) = draft.into_parts();
        self.queue = queue;
        Slot { events, presence, in_flight, is_stale }
    }

    /// Applies a committed slot to the fold, then shows it.
    fn apply(&mut self, batch: &Batch, events: &[pb::Event], frames: impl Iterator<Item = Bytes>) {
        for event in events {
            self.room.apply(event);
        }
        self.room.end_slot(batch.first_seq, &batch.presence);
        self.feed.publish(frames, &refold::endings(events));
        self.pulse.beat(self.room.next_slot());
        // Somebody may have gone again before their arrival was in the log.
        if !batch.presence.is_empty() {
            self.review();
        }
    }

    /// Applies a slot that another replica committed.
    pub(super) fn follow(&mut self, batch: &Batch) {
        let Some(events) = refold::decode(&self.id, batch) else { return };
        self.rivalry.lost();
        self.apply(batch, &events, batch.events.iter().map(frame::frame_stored));
    }

    /// Takes in the hints that are here: what they tell of needs no try to find out.
    async fn hear_all(&mut self) {
        while let Some(Some(hint)) = self.hints.next().now_or_never() {
            self.hear(hint).await;
        }
    }

    /// Takes in hints until one tells of this slot, or should have.
    async fn hear_of(&mut self, slot: u64) {
        let deadline = Instant::now() + HINT_LAG;
        while self.room.next_slot() <= slot
            && let Ok(Some(hint)) = timeout_at(deadline, self.hints.next()).await
        {
            self.hear(hint).await;
        }
    }

    /// Takes in a page of what the log holds beyond the fold, once it answers; tells
    /// how many bytes it was.
    pub(super) async fn catch_up(&mut self) -> usize {
        let (id, log) = (self.id.clone(), self.node.log.clone());
        let slot = self.room.next_slot();
        let page = refold::until_known(&id, || log.replay(&id, slot)).await;
        page.iter().for_each(|batch| self.follow(batch));
        page.iter().map(Batch::size).sum()
    }

    /// Takes in all that was acknowledged anywhere before now. It does not wait for
    /// a moment in which nobody writes: in a busy room there may be none.
    async fn refresh(&mut self) {
        let (id, log) = (self.id.clone(), self.node.log.clone());
        let slot = self.room.next_slot();
        if !self.node.roster.is_alone()
            && refold::until_known(&id, || log.is_taken(&id, slot)).await
        {
            while self.catch_up().await >= MAX_PAGE_BYTES {}
        }
        self.queue.set_fresh();
    }
}
