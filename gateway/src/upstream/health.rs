//! Whether a host gets new streams.

use std::time::Duration;

use tokio::time::Instant;

/// The pause after the first failure: short, because the usual reason is a restart.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause. With the time a connection may take to open, a host that is
/// back is found within 5 s.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How many answers in a row may be UNAVAILABLE. A single one can be the caller's
/// bad luck; as many are the host's, say because it has lost its database.
const MOST_UNAVAILABLE: u32 = 5;

/// What a host's failures amount to: a value that is told what happened and when.
#[derive(Debug, Default)]
pub(super) struct Health {
    /// How often it was ejected since it last answered a call well.
    ejections: u32,
    /// How many answers in a row were UNAVAILABLE. Being let back in does not
    /// forget them: the next one ejects again.
    unavailable: u32,
    ejected: Option<Ejected>,
}

#[derive(Debug)]
struct Ejected {
    failed_at: Instant,
    until: Instant,
}

impl Health {
    /// When it last failed, if it is ejected: it gets no new streams until a probe
    /// lets it [back](Health::back).
    pub(super) fn ejected(&self) -> Option<Instant> {
        self.ejected.as_ref().map(|ejected| ejected.failed_at)
    }

    /// How long after `now` to probe it, if it is ejected.
    pub(super) fn pause(&self, now: Instant) -> Option<Duration> {
        self.ejected.as_ref().map(|ejected| ejected.until.saturating_duration_since(now))
    }

    /// Ejects it, and says whether that is news. The pause doubles with each
    /// ejection; `jitter`, 0.5 to 1, is the part of it that is waited, so that
    /// several gateways do not come at once. Failures within a pause say nothing new.
    pub(super) fn failed(&mut self, now: Instant, jitter: f64) -> bool {
        let is_news = self.ejected.is_none();
        let mut until = now;
        match &self.ejected {
            Some(ejected) if now < ejected.until => until = ejected.until,
            _ => {
                let pause = FIRST_PAUSE.saturating_mul(1 << self.ejections.min(16));
                until += pause.min(LONGEST_PAUSE).mul_f64(jitter);
                self.ejections = self.ejections.saturating_add(1);
            }
        }
        self.ejected = Some(Ejected { failed_at: now, until });
        is_news
    }

    /// Lets it back in, and says whether that is news.
    pub(super) fn back(&mut self) -> bool {
        self.ejected.take().is_some()
    }

    /// Notes how a call was answered, and says whether that is too much.
    pub(super) fn answered(&mut self, is_unavailable: bool) -> bool {
        if is_unavailable {
            self.unavailable = self.unavailable.saturating_add(1);
        } else {
            (self.unavailable, self.ejections) = (0, 0);
        }
        self.unavailable >= MOST_UNAVAILABLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pauses of so many probes that fail, in milliseconds.
    fn pauses(health: &mut Health, probes: usize, jitter: f64) -> Vec<u128> {
        let mut now = Instant::now();
        let failing = (0..probes).map(|_| {
            health.failed(now, jitter);
            let pause = health.pause(now).unwrap();
            now += pause;
            pause.as_millis()
        });
        failing.collect()
    }

    #[test]
    fn the_pause_doubles_up_to_its_limit_until_a_call_is_answered_well() {
        let mut health = Health::default();
        assert_eq!(pauses(&mut health, 7, 1.0), [50, 100, 200, 400, 800, 1600, 2000]);
        health.back();
        assert_eq!(pauses(&mut health, 1, 0.5), [1000]);
        health.back();
        health.answered(false);
        assert_eq!(pauses(&mut health, 1, 1.0), [50]);
    }

    #[test]
    fn failures_within_a_pause_do_not_prolong_it() {
        let now = Instant::now();
        let mut health = Health::default();
        assert!(health.failed(now, 1.0));
        assert!(!health.failed(now + FIRST_PAUSE / 2, 1.0));
        assert_eq!(health.pause(now), Some(FIRST_PAUSE));
        assert_eq!(health.ejected(), Some(now + FIRST_PAUSE / 2));
    }

    #[test]
    fn a_host_stays_ejected_until_it_is_let_back() {
        let now = Instant::now();
        let mut health = Health::default();
        health.failed(now, 1.0);
        health.answered(false);
        assert_eq!(health.pause(now + LONGEST_PAUSE), Some(Duration::ZERO));
        assert_eq!(health.ejected(), Some(now));
        assert!(health.back() && !health.back());
        assert_eq!(health.ejected(), None);
    }

    #[test]
    fn unavailable_several_times_in_a_row_is_too_much_and_then_once_is() {
        let mut health = Health::default();
        let too_much: Vec<_> = (0..5).map(|_| health.answered(true)).collect();
        assert_eq!(too_much, [false, false, false, false, true]);
        assert!(health.answered(true));
        assert!(!health.answered(false));
        assert!(!health.answered(true));
    }
}
