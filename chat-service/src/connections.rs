//! The live streams of this node: their leases, and their end when we drain.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::Context,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures_util::task::AtomicWaker;
use uuid::Uuid;

use crate::id::UserId;

/// How long a stream outlives the token it was opened or renewed with. Tokens of
/// a minute are common and streams last for hours; this is the time in which
/// somebody whose account was disabled still listens.
const LEASE_AFTER_TOKEN: Duration = Duration::from_secs(5 * 60);

/// The live streams, by connection id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connections(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    live: Mutex<HashMap<String, Arc<Control>>>,
    is_going_away: AtomicBool,
}

/// What reaches a stream from outside.
#[derive(Debug)]
struct Control {
    user: UserId,
    /// Milliseconds since 1970.
    lease_until: AtomicU64,
    waker: AtomicWaker,
}

/// A stream's entry; dropping it takes it out.
#[derive(Debug)]
pub(crate) struct Entry {
    id: String,
    control: Arc<Control>,
    connections: Connections,
}

impl Connections {
    /// Enters a stream of `user`, opened with a token good until `token_expires`.
    pub(crate) fn enter(&self, user: UserId, token_expires: SystemTime) -> Entry {
        let id = Uuid::new_v4().simple().to_string();
        let lease_until = AtomicU64::new(lease(token_expires));
        let control = Arc::new(Control { user, lease_until, waker: AtomicWaker::new() });
        self.live().insert(id.clone(), control.clone());
        Entry { id, control, connections: self.clone() }
    }

    /// Renews the lease of a live stream of `user`; another id has no effect.
    pub(crate) fn renew(&self, id: &str, user: &UserId, token_expires: SystemTime) {
        if let Some(control) = self.live().get(id).filter(|control| control.user == *user) {
            control.renew(token_expires);
        }
    }

    /// Asks every stream, now and until it is unsaid, to end.
    pub(crate) fn set_going_away(&self, is_going_away: bool) {
        self.0.is_going_away.store(is_going_away, Ordering::SeqCst);
        self.live().values().for_each(|control| control.waker.wake());
    }

    /// How many streams there are.
    pub(crate) fn count(&self) -> usize {
        self.live().len()
    }

    fn live(&self) -> MutexGuard<'_, HashMap<String, Arc<Control>>> {
        self.0.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Control {
    fn renew(&self, token_expires: SystemTime) {
        self.lease_until.fetch_max(lease(token_expires), Ordering::Relaxed);
    }
}

impl Entry {
    /// The connection id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// When the lease runs out.
    pub(crate) fn lease_until(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.control.lease_until.load(Ordering::Relaxed))
    }

    /// Renews the lease with a token good until `token_expires`.
    pub(crate) fn renew(&self, token_expires: SystemTime) {
        self.control.renew(token_expires);
    }

    /// Whether the stream is asked to end; wakes the task when it is.
    pub(crate) fn poll_going_away(&self, cx: &Context<'_>) -> bool {
        self.control.waker.register(cx.waker());
        self.connections.0.is_going_away.load(Ordering::SeqCst)
    }

    /// How many streams there are beside this one.
    pub(crate) fn count(&self) -> usize {
        self.connections.count()
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.connections.live().remove(&self.id);
    }
}

fn lease(token_expires: SystemTime) -> u64 {
    let until = token_expires + LEASE_AFTER_TOKEN;
    let since = until.duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: &str) -> UserId {
        UserId::parse(id).unwrap()
    }

    #[test]
    fn only_the_owner_renews_a_lease_and_never_shortens_it() {
        let connections = Connections::default();
        let soon = UNIX_EPOCH + Duration::from_secs(60);
        let later = UNIX_EPOCH + Duration::from_secs(120);
        let entry = connections.enter(user("ada"), soon);
        connections.renew(entry.id(), &user("ben"), later);
        assert_eq!(entry.lease_until(), soon + LEASE_AFTER_TOKEN);
        connections.renew(entry.id(), &user("ada"), later);
        connections.renew(entry.id(), &user("ada"), soon);
        assert_eq!(entry.lease_until(), later + LEASE_AFTER_TOKEN);
    }

    #[test]
    fn a_stream_that_ends_is_taken_out() {
        let connections = Connections::default();
        drop(connections.enter(user("ada"), UNIX_EPOCH));
        assert_eq!(connections.count(), 0);
    }
}
