//! The connections to one address.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::time::Instant;
use tracing::warn;

use super::{
    UpstreamUrl,
    backoff::Backoff,
    connection::{Connection, MAX_STREAMS},
};
use crate::error::Error;

/// How many connections carry a light load: one HTTP/2 connection is one lock and
/// one TCP stream, so a few of them keep neighbours out of each other's way.
const FEWEST_CONNECTIONS: usize = 4;
/// The most connections: 10,000 streams. A request beyond is refused.
const MOST_CONNECTIONS: usize = 100;

/// One address and the connections to it, opened when they are needed.
#[derive(Debug)]
pub(super) struct Host {
    url: UpstreamUrl,
    slots: Box<[Slot]>,
    backoff: Mutex<Backoff>,
}

/// A place for one connection at a time. The streams of a connection that was
/// replaced still count: they end soon.
#[derive(Debug, Default)]
struct Slot {
    live: Arc<AtomicUsize>,
    // Held while connecting, so that callers wait for one attempt.
    connection: tokio::sync::Mutex<Option<Connection>>,
}

/// Counts one live stream until it is dropped.
#[derive(Debug)]
pub(crate) struct Lease(Arc<AtomicUsize>);

impl Lease {
    fn take(live: &Arc<AtomicUsize>) -> Lease {
        live.fetch_add(1, Ordering::Relaxed);
        Lease(live.clone())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Host {
    pub(super) fn new(url: UpstreamUrl) -> Host {
        let slots = (0..MOST_CONNECTIONS).map(|_| Slot::default()).collect();
        Host { url, slots, backoff: Mutex::default() }
    }

    pub(super) fn url(&self) -> &UpstreamUrl {
        &self.url
    }

    /// The connection with the fewest live streams, opened if need be.
    pub(super) async fn connection(&self) -> Result<(Connection, Lease), Error> {
        let slot = self.least_live().ok_or(Error::Full)?;
        let lease = Lease::take(&slot.live);
        let mut held = slot.connection.lock().await;
        if let Some(open) = held.as_ref().filter(|connection| !connection.is_closed()) {
            return Ok((open.clone(), lease));
        }
        let opened = self.open().await?;
        *held = Some(opened.clone());
        Ok((opened, lease))
    }

    /// Only as many slots are in use as the load needs, so that a light load stays
    /// on a few connections.
    fn least_live(&self) -> Option<&Slot> {
        let live = |slot: &Slot| slot.live.load(Ordering::Relaxed);
        let total: usize = self.slots.iter().map(live).sum();
        let needed = (total / MAX_STREAMS + 1).max(FEWEST_CONNECTIONS);
        let least = self.slots.iter().take(needed).min_by_key(|slot| live(slot))?;
        (live(least) < MAX_STREAMS).then_some(least)
    }

    async fn open(&self) -> Result<Connection, Error> {
        if let Some(pause) = self.backoff().pause(Instant::now()) {
            return Err(Error::Unreachable { retry_after: pause });
        }
        match Connection::open(&self.url).await {
            Ok(connection) => {
                self.backoff().succeeded();
                Ok(connection)
            }
            Err(error) => {
                warn!(upstream = %self.url, %error, "cannot connect");
                let now = Instant::now();
                let mut backoff = self.backoff();
                backoff.failed(now);
                Err(Error::Unreachable { retry_after: backoff.pause(now).unwrap_or_default() })
            }
        }
    }

    fn backoff(&self) -> std::sync::MutexGuard<'_, Backoff> {
        self.backoff.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host() -> Host {
        Host::new("http://127.0.0.1:1".parse().unwrap())
    }

    fn fill(host: &Host, streams: usize) -> Vec<Lease> {
        (0..streams).map(|_| Lease::take(&host.least_live().unwrap().live)).collect()
    }

    fn load(host: &Host) -> Vec<usize> {
        let live = host.slots.iter().map(|slot| slot.live.load(Ordering::Relaxed));
        live.take_while(|live| *live > 0).collect()
    }

    #[test]
    fn a_light_load_is_spread_over_the_few_connections() {
        let host = host();
        let leases = fill(&host, 10);
        assert_eq!(load(&host), [3, 3, 2, 2]);
        drop(leases);
        assert_eq!(load(&host), [] as [usize; 0]);
    }

    #[test]
    fn a_heavy_load_opens_more_connections_and_none_gets_too_many() {
        let host = host();
        let _leases = fill(&host, 1000);
        assert_eq!(load(&host).len(), 10);
        assert!(load(&host).iter().all(|live| *live <= MAX_STREAMS));
    }

    #[test]
    fn a_full_host_refuses() {
        let host = host();
        let _leases = fill(&host, MOST_CONNECTIONS * MAX_STREAMS);
        assert!(host.least_live().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_failed_is_left_alone_for_a_while_though_it_may_be_back() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let host = Host::new(listener.local_addr().unwrap().into());
        host.backoff().failed(Instant::now());
        let pause = host.backoff().pause(Instant::now()).unwrap();
        let refused = host.connection().await.unwrap_err();
        assert_eq!(refused, Error::Unreachable { retry_after: pause });
        tokio::time::advance(pause).await;
        assert!(host.connection().await.is_ok());
    }
}
