//! How far a room is, for those who look for what it missed.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How far an open room is.
#[derive(Debug)]
pub(crate) struct Pulse(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    next_slot: Option<u64>,
    beat_at: Instant,
    swept_at: Instant,
}

impl Pulse {
    /// The pulse of a room that is not open yet.
    pub(crate) fn new() -> Pulse {
        let now = Instant::now();
        Pulse(Mutex::new(State { next_slot: None, beat_at: now, swept_at: now }))
    }

    /// Notes that the room knows every slot before this one.
    pub(super) fn beat(&self, next_slot: u64) {
        let mut state = self.state();
        state.next_slot = Some(next_slot);
        state.beat_at = Instant::now();
    }

    /// The slot to look at, if it is time to: `pause` tells how long to leave the
    /// room alone, from how long it has been quiet. Notes that it was looked at.
    pub(crate) fn sweep(&self, pause: impl Fn(Duration) -> Duration) -> Option<u64> {
        let mut state = self.state();
        let is_due = state.swept_at.elapsed() >= pause(state.beat_at.elapsed());
        let slot = state.next_slot.filter(|_| is_due)?;
        state.swept_at = Instant::now();
        Some(slot)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
