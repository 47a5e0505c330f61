//! How fast one person may send, over all their streams and calls.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use tokio::time::sleep;

use crate::{id::UserId, room::Refusal};

/// The shortest wait that is told: one that has just passed is still a wait.
const MIN_WAIT: Duration = Duration::from_millis(1);

/// What a change that did not fit costs: trying it spoils a document, which is loaded anew
/// for the next.
const MISFIT: u32 = 20;

/// A token bucket for each user.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Option<Arc<Buckets>>);

#[derive(Debug)]
struct Buckets {
    tokens: DefaultKeyedRateLimiter<UserId>,
    /// What users have to take before they send again.
    debts: Mutex<HashMap<UserId, u32>>,
}

impl Pace {
    /// `rate` events a second, after `burst` at once; a rate of 0 is no limit.
    pub(crate) fn new(rate: u32, burst: u32) -> Pace {
        let rate = NonZeroU32::new(rate);
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = rate.map(|rate| Quota::per_second(rate).allow_burst(burst));
        let buckets =
            |quota| Buckets { tokens: RateLimiter::keyed(quota), debts: Mutex::default() };
        Pace(quota.map(|quota| Arc::new(buckets(quota))))
    }

    /// Takes a token, after those that the user owes; or says how long until there is one.
    pub(crate) fn check(&self, user: &UserId) -> Result<(), Duration> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        let mut debts = buckets.debts();
        while let Some(debt) = debts.get_mut(user) {
            buckets.take(user)?;
            *debt -= 1;
            if *debt == 0 {
                debts.remove(user);
            }
        }
        buckets.take(user)
    }

    /// What a user sent was refused: if it is a change that does not fit, they take more
    /// tokens before they send again.
    pub(crate) fn refused(&self, user: &UserId, refusal: &Refusal) {
        if let Refusal::Misfit(_) = refusal {
            self.charge(user);
        }
    }

    fn charge(&self, user: &UserId) {
        if let Some(buckets) = &self.0 {
            *buckets.debts().entry(user.clone()).or_default() += MISFIT;
        }
    }

    /// Takes a token as soon as there is one.
    pub(crate) async fn wait(&self, user: &UserId) {
        while let Err(after) = self.check(user) {
            sleep(after).await;
        }
    }

    /// Forgets the users whose buckets are full again, and who owes how much.
    pub(crate) fn sweep(&self) {
        if let Some(buckets) = &self.0 {
            buckets.tokens.retain_recent();
            buckets.tokens.shrink_to_fit();
            buckets.debts().clear();
        }
    }
}

impl Buckets {
    fn take(&self, user: &UserId) -> Result<(), Duration> {
        let now = || DefaultClock::default().now();
        let taken = self.tokens.check_key(user);
        taken.map_err(|not_until| not_until.wait_time_from(now()).max(MIN_WAIT))
    }

    fn debts(&self) -> MutexGuard<'_, HashMap<UserId, u32>> {
        self.debts.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn what_did_not_fit_counts_as_twenty() {
        let ada = UserId::parse("ada").unwrap();
        let pace = Pace::new(1, 40);
        pace.charge(&ada);
        assert!((0..20).all(|_| pace.check(&ada).is_ok()));
        pace.charge(&ada);
        assert!(pace.check(&ada).is_err());
        pace.sweep();
        assert!(pace.check(&ada).is_err(), "its bucket is as empty as it was");
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let ada = UserId::parse("ada").unwrap();
        let pace = Pace::new(0, 0);
        pace.charge(&ada);
        assert!((0..10_000).all(|_| pace.check(&ada).is_ok()));
    }
}
