//! Optional: what people send to a room goes through one replica, its home, so that
//! replicas do not fight for slots.
//!
//! Every replica works out the home by itself, from who lives (rendezvous hashing);
//! two that disagree only lose the advantage. A home that does not answer at once is
//! passed over: whatever became of what it was sent, the log knows each event by its
//! sender's id.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt as _, future::join_all};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    hints::Forwarded,
    id::{ReplicaId, RoomId},
    log::Seq,
    room::Command,
    rooms::Rooms,
    roster::Roster,
};

/// How long a home may take before its rooms are written without it.
pub(crate) const PATIENCE: Duration = Duration::from_millis(300);
/// How long a home that did not answer is passed over.
const PASSED_OVER: Duration = Duration::from_secs(5);

/// Which replica is whose home.
pub(crate) struct Affinity {
    roster: Arc<Roster>,
    passed_over: Mutex<HashMap<ReplicaId, Instant>>,
}

impl Affinity {
    /// Over the replicas that live.
    pub(crate) fn new(roster: Arc<Roster>) -> Affinity {
        Affinity { roster, passed_over: Mutex::default() }
    }

    /// The home of a room, unless it is this replica.
    pub(crate) fn home(&self, room: &RoomId) -> Option<ReplicaId> {
        let mut passed_over = self.passed_over.lock().unwrap_or_else(PoisonError::into_inner);
        passed_over.retain(|_, at| at.elapsed() < PASSED_OVER);
        let living = self.roster.living().into_iter().filter(|it| !passed_over.contains_key(it));
        let home = living.max_by_key(|replica| weight(replica, room))?;
        (home != *self.roster.me()).then_some(home)
    }

    /// Passes a home over for a while.
    pub(crate) fn pass_over(&self, home: ReplicaId) {
        let mut passed_over = self.passed_over.lock().unwrap_or_else(PoisonError::into_inner);
        passed_over.insert(home, Instant::now());
    }
}

fn weight(replica: &ReplicaId, room: &RoomId) -> u64 {
    let mut hasher = DefaultHasher::new();
    (replica, room).hash(&mut hasher);
    hasher.finish()
}

/// Serves what other replicas send to the rooms whose home this is, until `stop`.
pub(crate) async fn serve(rooms: &Rooms, stop: &CancellationToken) {
    let Some(affinity) = &rooms.node().affinity else { return };
    let mut forwarded = rooms.node().notifier.forwarded().await;
    while let Some(Some(forwarded)) = stop.run_until_cancelled(forwarded.next()).await {
        // One that is not the home, to the best of its knowledge, does nothing: the
        // sender writes the room itself.
        if affinity.home(&forwarded.room).is_none() {
            tokio::spawn(post(rooms.clone(), forwarded));
        }
    }
}

/// Posts what was sent, in order, and answers with the seqs: 0 for what was not
/// done in time, or refused. The sender sees to that itself.
async fn post(rooms: Rooms, forwarded: Forwarded) {
    let room = rooms.open(&forwarded.room);
    let mut answers = Vec::new();
    for post in forwarded.posts {
        answers.push(room.begin(post).await);
    }
    let seqs = answers.into_iter().map(async |answer| {
        let answer = timeout(PATIENCE, answer.ok()?).await;
        answer.ok()?.ok()?.ok()
    });
    let seqs: Vec<Option<Seq>> = join_all(seqs).await;
    (forwarded.reply)(&seqs.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>());
}

/// Whether a change may be made by another replica: its author's id makes it one,
/// however often it is made.
pub(crate) fn may_forward(command: &Command) -> bool {
    matches!(command, Command::Post { .. })
}

#[cfg(test)]
mod tests;
