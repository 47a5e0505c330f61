//! Finishes what a crash, or a chat service that was away, left behind.

use std::{collections::HashSet, time::Duration};

use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{Coordinator, MAX_ROUNDS};
use crate::{error::Error, id::SessionId, store::Change};

/// How often to look for changes that were left behind. Where other nodes may be at work,
/// only one that was there at the last look counts: no command takes this long, and no
/// insert that was given up arrives this late. A node that stands still for longer and
/// then dies leaves its session as it is to whoever comes to it next.
const EVERY: Duration = Duration::from_secs(30);
/// How many changes to ask for together.
const PAGE: usize = 100;
/// How many to look at; what is beyond waits for those before it.
const MOST: usize = 10_000;

impl Coordinator {
    /// Reconciles at once, and then from time to time until `stop`.
    pub(crate) async fn keep_reconciled(&self, stop: &CancellationToken) {
        let mut ticks = interval_at(Instant::now(), EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut known = HashSet::new();
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            match stop.run_until_cancelled(self.reconcile(&mut known)).await {
                Some(Ok(0)) | None => {}
                Some(Ok(finished)) => info!(finished, "finished what was left behind"),
                Some(Err(cause)) => warn!(?cause, "cannot finish what was left behind yet"),
            }
        }
    }

    /// Finishes every change that was left behind, and returns how many there were.
    /// `known` are those of the last look, and become those of this one. Stops at the
    /// first that cannot be finished because the chat service or the store is away: then
    /// no other can be, either.
    pub(crate) async fn reconcile(&self, known: &mut HashSet<Change>) -> Result<usize, Error> {
        let changes = self.under_way().await?;
        let last = std::mem::replace(known, changes.iter().cloned().collect());
        let is_left = |change: &Change| !self.store.is_shared() || last.contains(change);
        let mut finished = 0;
        for change in changes.into_iter().filter(is_left) {
            match self.conclude(change.clone()).await {
                Ok(()) => finished += 1,
                Err(cause @ (Error::Rooms(_) | Error::Store(_))) => return Err(cause),
                Err(cause) => warn!(session = %change.session, ?cause, "left behind"),
            }
        }
        Ok(finished)
    }

    async fn under_way(&self) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        while changes.len() < MOST {
            let page = self.store.unfinished(changes.last(), PAGE).await?;
            if page.is_empty() {
                break;
            }
            changes.extend(page);
        }
        Ok(changes)
    }

    /// Finishes one change, even if the caller goes away meanwhile.
    async fn conclude(&self, change: Change) -> Result<(), Error> {
        let this = self.clone();
        let work = self.tasks.spawn(async move {
            let id = &change.session;
            let _turn = this.turns.take(id).await?;
            match this.drain(id).await {
                Err(Error::RoomEnded) => this.take_back(id).await?,
                outcome => outcome?,
            }
            if this.relist(id).await? {
                this.store.finish(&change).await?;
            }
            Ok(())
        });
        work.await.map_err(|_| Error::Stopping)?
    }

    /// Takes back the grant that is pending, and does what that needs.
    pub(super) async fn take_back(&self, id: &SessionId) -> Result<(), Error> {
        let journal = self.read(id).await?;
        let undo = journal.session.as_ref().and_then(|s| s.undo(self.clock.now().into()));
        if let Some(record) = undo {
            self.append(id, journal.next, &record).await?;
        }
        self.drain(id).await
    }

    /// Takes every step that is pending.
    async fn drain(&self, id: &SessionId) -> Result<(), Error> {
        for _ in 0..MAX_ROUNDS {
            let journal = self.read(id).await?;
            let Some(session) = &journal.session else { return Ok(()) };
            if session.pending().is_none() {
                return Ok(());
            }
            self.advance(id, &journal).await?;
        }
        Err(Error::Busy)
    }
}
