//! Who is on the way out: on a replica by the log, but without a connection to it.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use crate::{
    feed::Feed,
    id::{ReplicaId, UserId},
    room::{Command, Room},
    roster::Roster,
};

/// Delays `user_left` by a grace, so that a reconnect shows nothing.
#[derive(Debug)]
pub(super) struct Presence {
    grace: Duration,
    leaving: HashMap<(UserId, ReplicaId), Instant>,
}

impl Presence {
    /// Presence with this grace.
    pub(super) fn new(grace: Duration) -> Presence {
        Presence { grace, leaving: HashMap::new() }
    }

    /// Notes who has gone and who has come back: from this replica with their last
    /// connection, from another with the replica itself. Whoever was on one that
    /// is gone gets the grace to come back.
    ///
    /// Returns the arrivals that the log does not hold: of those who are connected
    /// here, but were counted as gone while the others could not hear of us.
    pub(super) fn review(&mut self, room: &Room, feed: &Feed, roster: &Roster) -> Vec<Command> {
        let connected = feed.connected();
        let has_gone = |user: &UserId, replica: &ReplicaId| {
            let is_mine = replica == roster.me();
            if is_mine { !connected.contains(user) } else { roster.is_gone(replica) }
        };
        let leaving = room.presence().filter(|(user, replica)| has_gone(user, replica));
        let leaving: Vec<_> =
            leaving.map(|(user, replica)| (user.clone(), replica.clone())).collect();
        self.leaving.retain(|who, _| leaving.contains(who));
        for who in leaving {
            self.leaving.entry(who).or_insert_with(|| Instant::now() + self.grace);
        }
        let unknown = connected
            .iter()
            .filter(|user| !room.is_at(user, roster.me()) && room.is_allowed(user.as_str()));
        let arrive =
            |user| Command::Arrive { person: room.person(user), replica: roster.me().clone() };
        unknown.map(arrive).collect()
    }

    /// Notes that a user has come back to this replica.
    pub(super) fn stay(&mut self, user: &UserId, me: &ReplicaId) {
        self.leaving.remove(&(user.clone(), me.clone()));
    }

    /// When the next grace ends.
    pub(super) fn next(&self) -> Option<Instant> {
        self.leaving.values().min().copied()
    }

    /// Takes out those whose grace has ended.
    pub(super) fn departures(&mut self) -> impl Iterator<Item = Command> {
        let now = Instant::now();
        let ended = self.leaving.extract_if(move |_, deadline| *deadline <= now);
        ended.map(|((user, replica), _)| Command::Depart { user, replica })
    }
}
