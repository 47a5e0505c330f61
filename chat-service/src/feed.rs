//! What a room's subscribers read from: one ring of encoded events, many cursors.
//!
//! A subscriber is a cursor, not a queue: it costs a slot and a waker, however
//! far behind it is. What the ring no longer holds is read from the log.

mod ephemerals;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use proto::chat::v1::RemovedReason;
use slab::Slab;
use tokio::sync::Notify;

use self::ephemerals::Ephemerals;
use crate::{body::Ephemeral, id::UserId, log::Seq};

/// The most events and bytes a ring holds. Who falls further behind reads the
/// log, so these bound memory, not what can be delivered.
const MAX_RING_EVENTS: usize = 1024;
const MAX_RING_BYTES: usize = 4 * 1024 * 1024;
/// The most frames a cursor takes at once, so that one turn stays short.
const MAX_TAKE: usize = 256;

/// A room's ring, its subscribers, and who is connected.
#[derive(Debug)]
pub(crate) struct Feed {
    state: Mutex<State>,
    /// Told when somebody's last connection is gone.
    vacated: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The frames of the seqs up to and including `head`.
    ring: VecDeque<Bytes>,
    ring_bytes: usize,
    head: Seq,
    ephemerals: Ephemerals,
    subscribers: Slab<Subscriber>,
    connections: HashMap<UserId, usize>,
}

#[derive(Debug)]
struct Subscriber {
    user: UserId,
    waker: Option<Waker>,
    cut: Option<Cut>,
}

/// The end of a subscription: nothing above `seq` may be delivered.
#[derive(Clone, Copy, Debug)]
struct Cut {
    reason: RemovedReason,
    seq: Seq,
}

/// Whose subscriptions a commit ends.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Ended {
    /// One user's, whose access was removed with this seq.
    Of(UserId, Seq),
    /// Everybody's: the room closed with this seq.
    Everybody(Seq),
}

/// What a cursor found.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Found {
    /// Frames were taken; the cursor is now here.
    Frames(Seq),
    /// The ring no longer holds what follows the cursor: read the log.
    Behind,
    /// The subscription is over, and all that may be delivered has been.
    Over(RemovedReason),
}

impl Feed {
    /// The feed of a room whose log ends at `head`.
    pub(crate) fn new(head: Seq) -> Feed {
        let state = State { head, ..State::default() };
        Feed { state: Mutex::new(state), vacated: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows committed events, the frames of the seqs that follow the head, and
    /// ends the subscriptions they end; then wakes whoever waits.
    pub(crate) fn publish(&self, frames: impl IntoIterator<Item = Bytes>, ended: &[Ended]) {
        let mut state = self.state();
        for frame in frames {
            state.push(frame);
        }
        for end in ended {
            state.cut(end);
        }
        let wakers = state.take_wakers();
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Shows an ephemeral event to the others, in place of the sender's last of
    /// that kind.
    pub(crate) fn publish_ephemeral(&self, sender: &UserId, kind: Ephemeral, frame: Bytes) {
        let mut state = self.state();
        state.ephemerals.put(sender, kind, frame);
        let wakers = state.take_wakers();
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Opens a cursor for a user whom the log allows in, and counts them as here.
    pub(crate) fn subscribe(self: &Arc<Feed>, user: &UserId) -> Subscription {
        let mut state = self.state();
        *state.connections.entry(user.clone()).or_default() += 1;
        let key =
            state.subscribers.insert(Subscriber { user: user.clone(), waker: None, cut: None });
        let seen = state.ephemerals.newest();
        Subscription { feed: self.clone(), key, seen_ephemeral: seen }
    }

    /// Whether the user has a connection.
    pub(crate) fn is_connected(&self, user: &UserId) -> bool {
        self.state().connections.contains_key(user)
    }

    /// Who has a connection.
    pub(crate) fn connected(&self) -> HashSet<UserId> {
        self.state().connections.keys().cloned().collect()
    }

    /// Forgets the ephemeral events of everybody who is not here.
    pub(crate) fn forget_ephemerals(&self, is_here: impl Fn(&UserId) -> bool) {
        let mut state = self.state();
        let State { ephemerals, connections, .. } = &mut *state;
        ephemerals.keep(|user| connections.contains_key(user) || is_here(user));
    }

    /// Whether nobody is connected.
    pub(crate) fn is_empty(&self) -> bool {
        self.state().subscribers.is_empty()
    }

    /// Waits until somebody's last connection has gone.
    pub(crate) async fn vacated(&self) {
        self.vacated.notified().await;
    }
}

impl State {
    fn push(&mut self, frame: Bytes) {
        self.head += 1;
        self.ring_bytes += frame.len();
        self.ring.push_back(frame);
        while self.ring.len() > MAX_RING_EVENTS || self.ring_bytes > MAX_RING_BYTES {
            let Some(oldest) = self.ring.pop_front() else { break };
            self.ring_bytes -= oldest.len();
        }
    }

    fn cut(&mut self, end: &Ended) {
        for (_, subscriber) in &mut self.subscribers {
            let cut = match end {
                Ended::Everybody(seq) => Cut { reason: RemovedReason::RoomClosed, seq: *seq },
                Ended::Of(user, seq) if *user == subscriber.user => {
                    Cut { reason: RemovedReason::AccessRemoved, seq: *seq }
                }
                Ended::Of(..) => continue,
            };
            if subscriber.cut.is_none() {
                subscriber.cut = Some(cut);
                disconnect(&mut self.connections, &subscriber.user);
            }
        }
    }

    fn take_wakers(&mut self) -> Vec<Waker> {
        self.subscribers.iter_mut().filter_map(|(_, subscriber)| subscriber.waker.take()).collect()
    }

    /// Takes the frames of `after + 1 ..= last` that the ring holds.
    fn take(&self, after: Seq, last: Seq, out: &mut VecDeque<Bytes>) -> Option<Seq> {
        let oldest = self.head + 1 - self.ring.len() as Seq;
        let start = usize::try_from((after + 1).checked_sub(oldest)?).ok()?;
        let wanted =
            usize::try_from(last.min(self.head) - after).unwrap_or(usize::MAX).min(MAX_TAKE);
        out.extend(self.ring.range(start..start + wanted).cloned());
        Some(after + wanted as Seq)
    }
}

/// A cursor's place in a feed. Dropping it ends it, and with a user's last one
/// they are no longer connected.
#[derive(Debug)]
pub(crate) struct Subscription {
    feed: Arc<Feed>,
    key: usize,
    seen_ephemeral: u64,
}

impl Subscription {
    /// Takes what follows `cursor`, up to and including `last`, into `out`; waits
    /// at the head.
    pub(crate) fn poll(
        &mut self,
        cx: &Context<'_>,
        cursor: Seq,
        last: Seq,
        out: &mut VecDeque<Bytes>,
    ) -> Poll<Found> {
        let mut guard = self.feed.state();
        let state = &mut *guard;
        let Some(subscriber) = state.subscribers.get_mut(self.key) else { return Poll::Pending };
        let cut = subscriber.cut;
        let last = last.min(cut.map_or(Seq::MAX, |cut| cut.seq));
        if cursor < last.min(state.head) {
            return Poll::Ready(match (state.take(cursor, last, out), cut) {
                (Some(cursor), _) => Found::Frames(cursor),
                // A reader this far behind does not keep a removed user's stream open.
                (None, Some(cut)) => Found::Over(cut.reason),
                (None, None) => Found::Behind,
            });
        }
        if let Some(cut) = cut {
            return Poll::Ready(Found::Over(cut.reason));
        }
        if state.ephemerals.take(&mut self.seen_ephemeral, &subscriber.user, out) {
            return Poll::Ready(Found::Frames(cursor));
        }
        match &mut subscriber.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    /// Whether the subscription has been ended.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut(&self.feed.state()).is_some()
    }

    /// The last seq that the feed has shown to this subscription.
    pub(crate) fn shown(&self) -> Seq {
        let state = self.feed.state();
        self.cut(&state).map_or(state.head, |cut| cut.seq)
    }

    fn cut(&self, state: &State) -> Option<Cut> {
        state.subscribers.get(self.key).and_then(|subscriber| subscriber.cut)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut state = self.feed.state();
        let Some(subscriber) = state.subscribers.try_remove(self.key) else { return };
        // One that was cut has been counted out.
        if subscriber.cut.is_none() && disconnect(&mut state.connections, &subscriber.user) {
            drop(state);
            self.feed.vacated.notify_one();
        }
    }
}

/// Counts a connection of the user out; says whether it was the last.
fn disconnect(connections: &mut HashMap<UserId, usize>, user: &UserId) -> bool {
    let Some(count) = connections.get_mut(user) else { return false };
    *count -= 1;
    let is_last = *count == 0;
    if is_last {
        connections.remove(user);
    }
    is_last
}

#[cfg(test)]
mod tests;
