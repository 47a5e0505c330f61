//! What a member does all day.

use std::time::Duration;

use proto::chat::v1::{Ack, ConnectRequest, Event, Join, Rejected, RejectedReason};
use rand::Rng as _;
use tokio::{
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tonic::{Code, Status};

use super::{Progress, dial::dial, outbox::Outbox};
use crate::{
    body,
    history::{
        History,
        fact::{Fact, Id, Tab},
    },
    person::{Person, unique},
    wire::{self, Frame, Wire},
};

/// How long to wait for a stream to be joined.
const DIAL: Duration = Duration::from_secs(4);
/// A line without any frame for so long is dead: heartbeats come every 15 s.
const SILENCE: Duration = Duration::from_secs(40);
/// The first and the longest pause before coming back, give or take a half.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What a member may be told.
#[derive(Debug)]
pub(super) enum Order {
    Say(String),
    Type,
}

pub(super) struct Life {
    ways: Vec<Person>,
    room: String,
    tab: Tab,
    history: History,
    orders: mpsc::Receiver<Order>,
    progress: watch::Sender<Progress>,
    outbox: Outbox,
    epoch: String,
    pause: Duration,
}

/// Why a stream is over.
type End = Result<(), Status>;

impl Life {
    pub(super) fn new(
        ways: Vec<Person>,
        room: &str,
        tab: Tab,
        history: History,
        orders: mpsc::Receiver<Order>,
        progress: watch::Sender<Progress>,
    ) -> Life {
        let (room, outbox) = (room.to_owned(), Outbox::default());
        let (epoch, pause) = (String::new(), FIRST_PAUSE);
        Life { ways, room, tab, history, orders, progress, outbox, epoch, pause }
    }

    pub(super) async fn live(mut self) {
        loop {
            let end = match self.enter().await {
                Ok(wire) => {
                    self.pause = FIRST_PAUSE;
                    self.stay(wire).await
                }
                Err(status) => Err(status),
            };
            self.leave(&end);
            // All at once would come back all at once.
            let jitter = rand::rng().random_range(0.5..1.5);
            sleep(self.pause.mul_f64(jitter)).await;
            self.pause = LONGEST_PAUSE.min(self.pause * 2);
            self.ways.rotate_left(1);
        }
    }

    async fn enter(&mut self) -> Result<Wire, Status> {
        let asked_at = self.history.now();
        let after = self.progress.borrow().seen;
        let (person, room_id) = (self.ways[0].clone(), self.room.clone());
        let user = person.user_id.clone();
        let epoch = self.epoch.clone();
        let dial = dial(person, Join { room_id, after_seq: after, epoch, ..Default::default() });
        match timeout(DIAL, dial).await {
            Ok(Ok((wire, joined))) => {
                self.epoch = joined.epoch;
                self.history.write(Fact::Entered { tab: self.tab, user, after, asked_at });
                self.progress.send_modify(|progress| progress.is_in = true);
                Ok(wire)
            }
            Ok(Err(status)) => {
                if status.code() == Code::PermissionDenied {
                    self.history.write(Fact::Denied { user, asked_at });
                }
                Err(status)
            }
            Err(_) => Err(Status::deadline_exceeded("no answer to a join")),
        }
    }

    /// Talks and listens until the stream ends.
    async fn stay(&mut self, mut wire: Wire) -> End {
        let outgoing = wire.outgoing().ok_or_else(|| Status::internal("a Connect"))?;
        loop {
            let next = self.outbox.next();
            let next = next.map(|next| wire::send(&self.room, &next.id, body::text(&next.text)));
            tokio::select! {
                frame = timeout(SILENCE, wire.frame()) => {
                    let frame = frame.map_err(|_| Status::unavailable("silence"))??;
                    let Some(frame) = frame else { return Ok(()) };
                    self.take(frame)?;
                }
                place = outgoing.reserve(), if next.is_some() => {
                    let place = place.map_err(|_| Status::unavailable("the stream has ended"))?;
                    place.send(ConnectRequest { frame: next });
                    self.outbox.is_sent();
                }
                Some(order) = self.orders.recv(), if !self.outbox.is_full() => match order {
                    Order::Say(text) => self.say(text),
                    // Whoever types does not wait for it to be seen.
                    Order::Type => drop(outgoing.try_send(self.typing())),
                },
            }
        }
    }

    fn say(&mut self, text: String) {
        let id = unique("message");
        self.history.sent(self.tab, &self.ways[0].user_id, &id, &text);
        self.outbox.push(id, text);
    }

    fn typing(&self) -> ConnectRequest {
        ConnectRequest { frame: Some(wire::send(&self.room, "", body::typing(true))) }
    }

    fn take(&mut self, frame: Frame) -> End {
        match frame {
            Frame::Event(event) => self.see(event),
            Frame::Skip(skip) => {
                self.history.write(Fact::Skipped { tab: self.tab, to: skip.to_seq });
                self.progress.send_modify(|progress| progress.seen = skip.to_seq);
            }
            Frame::Removed(_) => self.history.write(Fact::Cut { tab: self.tab }),
            Frame::Ack(ack) => self.acked(&ack),
            Frame::Rejected(rejected) => return self.rejected(&rejected),
            Frame::Reconnect(_) => self.progress.send_modify(|progress| progress.reconnects += 1),
            Frame::Heartbeat(_) | Frame::Welcome(_) | Frame::Joined(_) | Frame::Document(_) => {}
        }
        Ok(())
    }

    fn see(&mut self, event: Event) {
        let seq = event.seq;
        if seq == 0 {
            return self.progress.send_modify(|progress| progress.ephemerals += 1);
        }
        self.history.write(Fact::Saw { tab: self.tab, event });
        self.progress.send_modify(|progress| progress.seen = seq);
    }

    fn acked(&mut self, ack: &Ack) {
        let user = &self.ways[0].user_id;
        self.history.acked(user, &ack.client_event_id, ack.seq);
        if let Some(message) = self.outbox.take(&ack.client_event_id) {
            self.progress.send_modify(|progress| {
                progress.answered += 1;
                progress.longest_wait = progress.longest_wait.max(message.waited());
            });
        }
    }

    /// Whatever is not known is sent again on another stream; so is what came too late
    /// for this one.
    fn rejected(&mut self, rejected: &Rejected) -> End {
        match rejected.reason() {
            RejectedReason::NotAllowed | RejectedReason::RoomClosed => {}
            RejectedReason::Unavailable | RejectedReason::NotJoined => {
                return Err(Status::unavailable("an answer that is none"));
            }
            other => {
                let said = format!("{other:?}: {}", rejected.message);
                return Err(Status::failed_precondition(said));
            }
        }
        let Some(message) = self.outbox.take(&rejected.client_event_id) else { return Ok(()) };
        let id = Id::new(&self.ways[0].user_id, &message.id);
        self.history.write(match message.was_sent_before() {
            true => Fact::Unsure { id },
            false => Fact::Refused { id },
        });
        self.progress.send_modify(|progress| progress.answered += 1);
        Ok(())
    }

    /// A stream may break; it must not end with a false statement.
    fn leave(&mut self, end: &End) {
        self.progress.send_modify(|progress| progress.is_in = false);
        let user = &self.ways[0].user_id;
        for id in self.outbox.take_back() {
            self.history.write(Fact::Unsure { id: Id::new(user, &id) });
        }
        let code = end.as_ref().map_or_else(Status::code, |()| Code::Ok);
        if !HONEST.contains(&code) {
            let said = end.as_ref().map_or_else(ToString::to_string, |()| String::new());
            self.history.write(Fact::Misled { user: user.clone(), said });
        }
    }
}

/// How a stream, or the way to one, may end. PERMISSION_DENIED is judged by the
/// allow-list.
const HONEST: [Code; 7] = [
    Code::Ok,
    Code::Unavailable,
    Code::Unknown,
    Code::Internal,
    Code::Cancelled,
    Code::DeadlineExceeded,
    Code::PermissionDenied,
];
