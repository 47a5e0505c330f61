//! How fast one person may send, over all their streams and calls.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use tokio::time::sleep;

use crate::id::UserId;

/// The shortest wait that is told: one that has just passed is still a wait.
const MIN_WAIT: Duration = Duration::from_millis(1);

/// A token bucket for each user.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Option<Arc<DefaultKeyedRateLimiter<UserId>>>);

impl Pace {
    /// `rate` events a second, after `burst` at once; a rate of 0 is no limit.
    pub(crate) fn new(rate: u32, burst: u32) -> Pace {
        let rate = NonZeroU32::new(rate);
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = rate.map(|rate| Quota::per_second(rate).allow_burst(burst));
        Pace(quota.map(|quota| Arc::new(RateLimiter::keyed(quota))))
    }

    /// Takes a token; or says how long until there is one.
    pub(crate) fn check(&self, user: &UserId) -> Result<(), Duration> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        let checked = buckets.check_key(user);
        let now = || DefaultClock::default().now();
        checked.map_err(|not_until| not_until.wait_time_from(now()).max(MIN_WAIT))
    }

    /// Takes a token as soon as there is one.
    pub(crate) async fn wait(&self, user: &UserId) {
        while let Err(after) = self.check(user) {
            sleep(after).await;
        }
    }

    /// Forgets the users whose buckets are full again.
    pub(crate) fn sweep(&self) {
        if let Some(buckets) = &self.0 {
            buckets.retain_recent();
            buckets.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_burst_of_their_own_and_then_waits() {
        let (ada, ben) = (UserId::parse("ada").unwrap(), UserId::parse("ben").unwrap());
        let pace = Pace::new(1, 2);
        assert_eq!(pace.check(&ada), Ok(()));
        assert_eq!(pace.check(&ada), Ok(()));
        assert!(pace.check(&ada).is_err_and(|after| after > Duration::ZERO));
        assert_eq!(pace.check(&ben), Ok(()));
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let ada = UserId::parse("ada").unwrap();
        let pace = Pace::new(0, 0);
        assert!((0..10_000).all(|_| pace.check(&ada).is_ok()));
    }
}
