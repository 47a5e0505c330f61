//! Which replicas live.
//!
//! Every second a replica counts a number up in the store, and looks at everybody
//! else's. One whose number has stood still for [`EXPIRY`], by the reader's own
//! clock, is gone: so no clocks are compared. A replica that cannot count up for
//! as long is cut off: the others count its people as gone, so it sends them away.

#[cfg(test)]
pub(crate) mod memory;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{id::ReplicaId, log::LogError};

/// How often a replica says that it lives.
const BEAT_EVERY: Duration = Duration::from_secs(1);
/// How long saying so may take before it is tried again.
const BEAT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long it may say nothing.
const EXPIRY: Duration = Duration::from_secs(5);
/// How long one that is gone is kept in the store: longer than any pause it could
/// come back from.
const KEPT: Duration = Duration::from_secs(3600);

/// The newest number of every replica.
pub(crate) type Numbers = HashMap<ReplicaId, u64>;

/// Where replicas say that they live.
#[async_trait::async_trait]
pub(crate) trait Beats: Send + Sync {
    /// Says that a replica lives, by a number that it has not said before; returns
    /// what all have said last.
    async fn beat(&self, replica: &ReplicaId, number: u64) -> Result<Numbers, LogError>;

    /// Forgets a replica.
    async fn forget(&self, replica: &ReplicaId) -> Result<(), LogError>;
}

/// What a replica knows of the others.
pub(crate) struct Roster {
    me: ReplicaId,
    /// None if there are no others: who is not it is gone.
    beats: Option<Arc<dyn Beats>>,
    known: Mutex<HashMap<ReplicaId, Known>>,
    gone: watch::Sender<BTreeSet<ReplicaId>>,
    in_touch: watch::Sender<bool>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    number: Option<u64>,
    since: Instant,
}

impl Roster {
    /// The roster of a replica that has no others.
    pub(crate) fn alone() -> Roster {
        Roster::new(None)
    }

    /// The roster of a replica that may have others. [`Roster::keep`] it.
    pub(crate) fn shared(beats: Arc<dyn Beats>) -> Roster {
        Roster::new(Some(beats))
    }

    fn new(beats: Option<Arc<dyn Beats>>) -> Roster {
        Roster {
            me: ReplicaId::random(),
            beats,
            known: Mutex::default(),
            gone: watch::channel(BTreeSet::new()).0,
            in_touch: watch::channel(true).0,
        }
    }

    /// This replica.
    pub(crate) fn me(&self) -> &ReplicaId {
        &self.me
    }

    /// Whether there are no others.
    pub(crate) fn is_alone(&self) -> bool {
        self.beats.is_none()
    }

    /// Whether a replica is gone. One that was never heard of has the time to be.
    pub(crate) fn is_gone(&self, replica: &ReplicaId) -> bool {
        if *replica == self.me || self.is_alone() {
            return *replica != self.me;
        }
        let mut known = self.known();
        let unheard = Known { number: None, since: Instant::now() };
        let since = known.entry(replica.clone()).or_insert(unheard).since;
        since.elapsed() >= EXPIRY
    }

    /// Who lives, this replica among them.
    pub(crate) fn living(&self) -> Vec<ReplicaId> {
        let known = self.known();
        let living = known.iter().filter(|(_, it)| it.since.elapsed() < EXPIRY);
        living.map(|(replica, _)| replica.clone()).collect()
    }

    /// Those who are gone; tells when that changes.
    pub(crate) fn gone(&self) -> watch::Receiver<BTreeSet<ReplicaId>> {
        self.gone.subscribe()
    }

    /// Whether this replica can say that it lives; if not, the others count it as
    /// gone.
    pub(crate) fn in_touch(&self) -> watch::Receiver<bool> {
        self.in_touch.subscribe()
    }

    /// Says that this replica lives and watches the others, until `stop`; then
    /// takes leave.
    pub(crate) async fn keep(&self, stop: &CancellationToken) {
        let Some(beats) = &self.beats else { return };
        let mut ticks = interval(BEAT_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard_at = Instant::now();
        let mut number = 0;
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            number += 1;
            match beat(beats.as_ref(), &self.me, number).await {
                Ok(numbers) => {
                    self.observe(&numbers, heard_at.elapsed());
                    heard_at = Instant::now();
                    self.set_in_touch(true);
                    self.forget_long_gone(beats.as_ref()).await;
                }
                Err(cause) => {
                    warn!(?cause, "cannot say that this replica lives");
                    self.set_in_touch(heard_at.elapsed() < EXPIRY);
                }
            }
        }
        if let Err(cause) = beats.forget(&self.me).await {
            warn!(?cause, "the others find out by themselves that this replica is gone");
        }
    }

    /// Takes in everybody's numbers, `after` the time since the last ones. After a
    /// gap in which nobody may have been able to count up, all start afresh.
    fn observe(&self, numbers: &Numbers, after: Duration) {
        let mut known = self.known();
        let now = Instant::now();
        if after >= EXPIRY {
            known.values_mut().for_each(|it| it.since = now);
        }
        for (replica, &number) in numbers {
            let it = known.entry(replica.clone()).or_insert(Known { number: None, since: now });
            if it.number.replace(number) != Some(number) {
                it.since = now;
            }
        }
        let gone = known.iter().filter(|(_, it)| it.since.elapsed() >= EXPIRY);
        let gone: BTreeSet<_> = gone.map(|(replica, _)| replica.clone()).collect();
        drop(known);
        self.gone.send_if_modified(|before| {
            let has_changed = *before != gone;
            *before = gone;
            has_changed
        });
    }

    async fn forget_long_gone(&self, beats: &dyn Beats) {
        let long_gone: Vec<_> =
            self.known().extract_if(|_, it| it.since.elapsed() >= KEPT).collect();
        for (replica, _) in long_gone {
            if let Err(cause) = beats.forget(&replica).await {
                warn!(%replica, ?cause, "cannot forget a replica");
            }
        }
    }

    fn set_in_touch(&self, in_touch: bool) {
        let has_changed =
            self.in_touch.send_if_modified(|it| std::mem::replace(it, in_touch) != in_touch);
        match (has_changed, in_touch) {
            (true, true) => info!("the store is in reach again"),
            (true, false) => warn!("the store is out of reach: people are sent away"),
            (false, _) => {}
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<ReplicaId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn beat(beats: &dyn Beats, me: &ReplicaId, number: u64) -> Result<Numbers, LogError> {
    let late = |_| Err(LogError(anyhow::anyhow!("no answer in time")));
    timeout(BEAT_TIMEOUT, beats.beat(me, number)).await.unwrap_or_else(late)
}

#[cfg(test)]
mod tests;
