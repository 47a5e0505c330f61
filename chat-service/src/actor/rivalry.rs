//! Turns, in a room that several replicas write at once.
//!
//! Who wins a slot is first at the next one, too, while the others still learn
//! what won: left alone, one replica could win for seconds on end.

use std::time::Duration;

use tokio::time::Instant;

/// How long after another's slot there is a rival.
const RIVAL_FOR: Duration = Duration::from_millis(50);
/// How long to give way to a rival: it needs one round trip to learn what won.
const GIVE_WAY: Duration = Duration::from_millis(5);

/// Who had the last slots of a room.
#[derive(Debug, Default)]
pub(super) struct Rivalry {
    rival_at: Option<Instant>,
    is_ours: bool,
}

impl Rivalry {
    /// Notes a slot of ours.
    pub(super) fn won(&mut self) {
        self.is_ours = true;
    }

    /// Notes another's slot.
    pub(super) fn lost(&mut self) {
        *self = Rivalry { rival_at: Some(Instant::now()), is_ours: false };
    }

    /// How long to wait for another's slot before the next of ours. It is waited
    /// once: who then comes has come.
    pub(super) fn give_way(&mut self) -> Option<Duration> {
        let is_rivalled = self.rival_at.is_some_and(|at| at.elapsed() < RIVAL_FOR);
        (std::mem::take(&mut self.is_ours) && is_rivalled).then_some(GIVE_WAY)
    }
}
