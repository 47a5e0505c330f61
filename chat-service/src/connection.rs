//! One stream of one person: what comes in, the rooms it has joined, what goes out.
//!
//! There is no task and no queue behind a stream: polling it reads what came in,
//! takes what the rooms have, and hands it over as one run of ready frames.

mod inbound;
mod joined;
mod view;

use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{
    FutureExt as _, StreamExt as _,
    future::poll_fn,
    stream::{FuturesUnordered, Stream, unfold},
};
use proto::chat::v1::{self as pb, RemovedReason, connect_response::Frame};
use rand::Rng as _;
use service_kit::auth::Principal;
use tokio::time::{Instant, Sleep, sleep};
use tonic::{Status, Streaming};

use self::{
    inbound::PendingAnswer,
    joined::{JoinedRoom, Progress},
};
pub(crate) use self::{inbound::Start, view::without_update};
use crate::{
    api::Api,
    connections::Entry,
    error::Error,
    frame,
    room::{Person, timestamp},
};

/// The most rooms a stream carries; interviewers sit in a few.
const MAX_ROOMS: usize = 16;
/// Sends on their way at once; beyond it the stream is not read.
const MAX_IN_FLIGHT: usize = 256;
/// Frames waiting to go out beyond which nothing more is read.
const MAX_OUTBOX: usize = 1024;
/// How long a stream is silent before it says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Streams that come back within a second after we go away, so that the others
/// of a cluster are not overrun.
const RECONNECTS_PER_SECOND: u64 = 500;
/// The least spread of reconnects.
const MIN_RECONNECT_SPREAD: Duration = Duration::from_secs(1);

/// One stream of one person.
pub(crate) struct Connection {
    api: Api,
    person: Person,
    entry: Entry,
    inbound: Option<Streaming<pb::ConnectRequest>>,
    /// The client has half-closed: end when all is answered and delivered.
    is_finishing: bool,
    has_joined: bool,
    rooms: Vec<JoinedRoom>,
    answers: FuturesUnordered<PendingAnswer>,
    outbox: VecDeque<Bytes>,
    is_quiet: bool,
    timer: Pin<Box<Sleep>>,
    end: Option<Result<(), Error>>,
    is_over: bool,
}

/// Why a stream stops waiting.
enum Wake {
    /// There is something to send, or the end.
    Output,
    /// A frame came in, or the client's end.
    Inbound(Option<Result<pb::ConnectRequest, Status>>),
}

impl Connection {
    /// A stream that has just opened; `welcome` is its first frame. Without
    /// `inbound` it only delivers.
    pub(crate) fn new(
        api: Api,
        person: Person,
        principal: &Principal,
        inbound: Option<Streaming<pb::ConnectRequest>>,
    ) -> Connection {
        let entry = api.connections.enter(person.user.clone(), principal.expires_at);
        let mut connection = Connection {
            api,
            person,
            entry,
            inbound,
            is_finishing: false,
            has_joined: false,
            rooms: Vec::new(),
            answers: FuturesUnordered::new(),
            outbox: VecDeque::new(),
            is_quiet: true,
            timer: Box::pin(sleep(HEARTBEAT)),
            end: None,
            is_over: false,
        };
        let connection_id = connection.entry.id().to_owned();
        let lease_expire_time = Some(timestamp(connection.entry.lease_until()));
        connection.put(Frame::Welcome(pb::Welcome { connection_id, lease_expire_time }));
        connection.reset_timer();
        connection
    }

    /// The frames to send.
    pub(crate) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Status>> + Send {
        unfold(Box::new(self), async |mut connection| {
            let item = connection.next().await?;
            Some((item, connection))
        })
    }

    async fn next(&mut self) -> Option<Result<Bytes, Status>> {
        loop {
            if let Some(frame) = self.outbox.pop_front() {
                self.is_quiet = false;
                return Some(Ok(frame));
            }
            if self.is_over {
                return None;
            }
            if let Some(end) = self.end.take() {
                self.is_over = true;
                self.rooms.clear();
                match end {
                    Ok(()) => return None,
                    Err(error) => return Some(Err(error.into())),
                }
            }
            match poll_fn(|cx| self.poll_wake(cx)).await {
                Wake::Output => {}
                Wake::Inbound(Some(Ok(request))) => self.receive(request).await,
                // A request that cannot be read, or a client that has vanished.
                Wake::Inbound(Some(Err(status))) => {
                    self.is_over = true;
                    return Some(Err(status));
                }
                Wake::Inbound(None) => {
                    self.inbound = None;
                    self.is_finishing = true;
                }
            }
        }
    }

    /// Looks at everything once: nothing that is busy can starve another.
    fn poll_wake(&mut self, cx: &mut Context<'_>) -> Poll<Wake> {
        if self.entry.poll_going_away(cx) {
            self.go_away();
            return Poll::Ready(Wake::Output);
        }
        let mut has_output = self.poll_answers(cx);
        has_output |= self.poll_rooms(cx);
        has_output |= self.poll_timer(cx);
        if self.answers.len() < MAX_IN_FLIGHT
            && self.outbox.len() < MAX_OUTBOX
            && let Some(inbound) = &mut self.inbound
            && let Poll::Ready(request) = inbound.poll_next_unpin(cx)
        {
            return Poll::Ready(Wake::Inbound(request));
        }
        if has_output {
            return Poll::Ready(Wake::Output);
        }
        if self.is_finishing && self.answers.is_empty() {
            self.end = Some(Ok(()));
            return Poll::Ready(Wake::Output);
        }
        Poll::Pending
    }

    fn poll_answers(&mut self, cx: &mut Context<'_>) -> bool {
        let mut has_output = false;
        while let Poll::Ready(Some((room, id, outcome))) = self.answers.poll_next_unpin(cx) {
            has_output = true;
            match outcome {
                Ok(seq) => {
                    self.put(Frame::Ack(pb::Ack { room_id: room, client_event_id: id, seq }))
                }
                Err(refusal) => {
                    self.api.pace.refused(&self.person.user, &refusal);
                    self.reject(room, id, &refusal.into());
                }
            }
        }
        has_output
    }

    fn poll_rooms(&mut self, cx: &mut Context<'_>) -> bool {
        let mut has_output = false;
        let mut index = 0;
        while let Some(room) = self.rooms.get_mut(index) {
            match room.poll(cx, &mut self.outbox) {
                Poll::Pending => index += 1,
                Poll::Ready(progress) => {
                    has_output = true;
                    match progress {
                        Progress::Frames => index += 1,
                        Progress::Over(reason) => self.remove(index, reason),
                        Progress::Failed(error) => {
                            self.end = Some(Err(error));
                            return true;
                        }
                    }
                }
            }
        }
        has_output
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> bool {
        if self.timer.poll_unpin(cx).is_pending() {
            return false;
        }
        if self.entry.lease_until() <= self.api.clock.now() {
            self.end = Some(Err(Error::LeaseExpired));
            return true;
        }
        if self.is_quiet {
            self.put(Frame::Heartbeat(pb::Heartbeat {}));
        }
        self.is_quiet = true;
        self.reset_timer();
        // Looks at the timer again, so that it wakes this task.
        true
    }

    fn reset_timer(&mut self) {
        let lease = self.entry.lease_until().duration_since(self.api.clock.now());
        let wait = HEARTBEAT.min(lease.unwrap_or_default());
        self.timer.as_mut().reset(Instant::now() + wait);
    }

    /// The server ended a room; with the last one it ends the stream.
    fn remove(&mut self, index: usize, reason: RemovedReason) {
        let room = self.rooms.swap_remove(index);
        self.put(Frame::Removed(pb::Removed {
            room_id: room.id().to_string(),
            reason: reason.into(),
        }));
        if self.rooms.is_empty() {
            self.end = Some(match reason {
                RemovedReason::RoomClosed => Ok(()),
                _ => Err(Error::Removed(reason)),
            });
        }
    }

    fn go_away(&mut self) {
        let spread =
            Duration::from_millis(self.entry.count() as u64 * 1000 / RECONNECTS_PER_SECOND);
        let after = rand::rng().random_range(Duration::ZERO..spread.max(MIN_RECONNECT_SPREAD));
        let wire = prost_types::Duration {
            seconds: after.as_secs() as i64,
            nanos: after.subsec_nanos() as i32,
        };
        self.put(Frame::Reconnect(pb::Reconnect { after: Some(wire) }));
        self.end = Some(Err(Error::Draining(after)));
    }

    fn put(&mut self, frame: Frame) {
        self.outbox.push_back(frame::encode(frame));
    }

    fn reject(&mut self, room_id: String, client_event_id: String, error: &Error) {
        let reason = error.rejected_reason().into();
        let message = error.to_string();
        self.put(Frame::Rejected(pb::Rejected { room_id, client_event_id, reason, message }));
    }
}

#[cfg(test)]
mod tests;
