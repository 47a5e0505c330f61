//! Who is on the way out: here by the log, but without a connection.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use crate::{feed::Feed, id::UserId, room::Room};

/// Delays `user_left` by a grace, so that a reconnect shows nothing.
#[derive(Debug)]
pub(super) struct Presence {
    grace: Duration,
    leaving: HashMap<UserId, Instant>,
}

impl Presence {
    /// Presence with this grace.
    pub(super) fn new(grace: Duration) -> Presence {
        Presence { grace, leaving: HashMap::new() }
    }

    /// Notes who has gone and who has come back. After a restart of the process
    /// everybody the log has as here gets the grace to come back.
    pub(super) fn review(&mut self, room: &Room, feed: &Feed) {
        let absent = feed.absent(room.here());
        self.leaving.retain(|user, _| absent.contains(user));
        for user in absent {
            self.leaving.entry(user).or_insert_with(|| Instant::now() + self.grace);
        }
    }

    /// Notes that a user has come back.
    pub(super) fn stay(&mut self, user: &UserId) {
        self.leaving.remove(user);
    }

    /// When the next grace ends.
    pub(super) fn next(&self) -> Option<Instant> {
        self.leaving.values().min().copied()
    }

    /// Takes out those whose grace has ended.
    pub(super) fn departures(&mut self) -> impl Iterator<Item = UserId> {
        let now = Instant::now();
        self.leaving.extract_if(move |_, deadline| *deadline <= now).map(|(user, _)| user)
    }
}
