//! How long a host that failed is left alone.

use std::time::Duration;

use tokio::time::Instant;

/// The pause after the first failure: short, because the usual reason is a restart.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause: as long as people may wait for a host that is back.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Counts failures in a row. Nothing is tried in the background: the next request
/// after the pause tries at once, and those within it fail at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
    until: Option<Instant>,
}

impl Backoff {
    /// How long to leave the host alone from `now` on; `None`: try it.
    pub(super) fn pause(&self, now: Instant) -> Option<Duration> {
        self.until?.checked_duration_since(now).filter(|pause| !pause.is_zero())
    }

    /// Notes a failure: the pause doubles with each in a row.
    pub(super) fn failed(&mut self, now: Instant) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(16)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.until = Some(now + pause);
    }

    /// Forgets all failures.
    pub(super) fn succeeded(&mut self) {
        *self = Backoff::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_its_limit_and_success_ends_it() {
        let now = Instant::now();
        let mut backoff = Backoff::default();
        assert_eq!(backoff.pause(now), None);
        let pauses: Vec<_> = (0..7)
            .map(|_| {
                backoff.failed(now);
                backoff.pause(now).unwrap().as_millis()
            })
            .collect();
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1000, 1000]);
        backoff.succeeded();
        assert_eq!(backoff.pause(now), None);
    }

    #[test]
    fn a_host_is_tried_again_once_the_pause_is_over() {
        let now = Instant::now();
        let mut backoff = Backoff::default();
        backoff.failed(now);
        assert_eq!(backoff.pause(now + FIRST_PAUSE), None);
    }
}
