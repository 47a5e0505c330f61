//! The replicas of the chat service: who is called next.
//!
//! Any of them can do any call. The one that failed lately comes last, so that a replica
//! that is dead or stands still delays one call, not all.

use std::{
    net::SocketAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use tokio::{
    net::lookup_host,
    time::{Instant, timeout},
};
use tonic::transport::{Channel, Endpoint, Uri};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tracing::warn;

/// How long a name's addresses are good for.
const FRESH: Duration = Duration::from_secs(5);
/// How long to wait for a name's addresses: the old ones may do.
const LOOKUP: Duration = Duration::from_secs(1);
/// How long a failure is held against a replica, unless it answers before.
const FORGIVEN: Duration = Duration::from_secs(30);
/// How long a replica may take to say that it serves.
const PROBE: Duration = Duration::from_secs(1);
/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// A dead connection is noticed within the sum of these.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(5);

/// One address of the chat service, connected to when it is needed.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    address: SocketAddr,
    pub(super) channel: Channel,
    /// Which URL it stands for.
    url: usize,
    failed: Option<Instant>,
}

impl Replica {
    /// Whether it answers, and serves, right now.
    ///
    /// A replica that stands still would find a call when it goes on, long after the call
    /// was made elsewhere, and perhaps undone: so a change is only sent to one that is
    /// awake.
    pub(super) async fn is_awake(&self) -> bool {
        let mut health = HealthClient::new(self.channel.clone());
        let answer = timeout(PROBE, health.check(HealthCheckRequest::default())).await;
        matches!(answer, Ok(Ok(answer)) if answer.get_ref().status() == ServingStatus::Serving)
    }
}

/// All addresses of some URLs: a name stands for each of its own.
#[derive(Debug)]
pub(super) struct Replicas {
    urls: Vec<Uri>,
    known: Mutex<Known>,
    /// Held by whoever looks names up; says when that was done.
    looked_up: tokio::sync::Mutex<Option<Instant>>,
}

#[derive(Debug, Default)]
struct Known {
    replicas: Vec<Replica>,
    /// How many calls there were: they take turns.
    calls: usize,
}

impl Replicas {
    pub(super) fn new(urls: Vec<Uri>) -> Replicas {
        Replicas { urls, known: Mutex::default(), looked_up: tokio::sync::Mutex::default() }
    }

    /// All of them, in the order in which to try them: in turns, and after them those
    /// that failed lately, the longest ago first. None if no name has an address.
    pub(super) async fn in_order(&self) -> Vec<Replica> {
        self.look_up().await;
        let mut known = self.known();
        known.calls = known.calls.wrapping_add(1);
        let mut order = known.replicas.clone();
        if !order.is_empty() {
            let first = known.calls % order.len();
            order.rotate_left(first);
        }
        order.sort_by_key(|replica| replica.failed.filter(|failed| failed.elapsed() < FORGIVEN));
        order
    }

    /// Remembers whether a replica answered.
    pub(super) fn note(&self, replica: &Replica, answered: bool) {
        let failed = (!answered).then(Instant::now);
        let mut known = self.known();
        let mut replicas = known.replicas.iter_mut();
        if let Some(known) = replicas.find(|known| known.address == replica.address) {
            if failed.is_some() && known.failed.is_none() {
                warn!(address = %replica.address, "a chat replica does not answer");
            }
            known.failed = failed;
        }
    }

    /// Looks the names up again if it is time. Where somebody else is at it, the old
    /// addresses do, if there are any.
    async fn look_up(&self) {
        let is_empty = self.known().replicas.is_empty();
        let mut looked_up = match self.looked_up.try_lock() {
            Ok(looked_up) => looked_up,
            Err(_) if is_empty => self.looked_up.lock().await,
            Err(_) => return,
        };
        if looked_up.is_some_and(|time| time.elapsed() < FRESH) {
            return;
        }
        let found = join_all(self.urls.iter().map(addresses)).await;
        for ((number, url), found) in self.urls.iter().enumerate().zip(found) {
            match found {
                Some(addresses) => self.known().replace(number, url, &addresses),
                None => warn!(%url, "no address of the chat service is to be had"),
            }
        }
        *looked_up = Some(Instant::now());
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Replaces the addresses of a URL; those that stay keep their connections.
    fn replace(&mut self, number: usize, url: &Uri, addresses: &[SocketAddr]) {
        self.replicas.retain(|known| known.url != number || addresses.contains(&known.address));
        for &address in addresses {
            if self.replicas.iter().all(|known| known.address != address)
                && let Some(channel) = channel(url, address)
            {
                self.replicas.push(Replica { address, channel, url: number, failed: None });
            }
        }
    }
}

/// None if they are not to be had now.
async fn addresses(url: &Uri) -> Option<Vec<SocketAddr>> {
    let host = url.host()?.trim_matches(['[', ']']);
    let found = timeout(LOOKUP, lookup_host((host, url.port_u16().unwrap_or(80)))).await;
    let addresses: Vec<_> = found.ok()?.ok()?.collect();
    (!addresses.is_empty()).then_some(addresses)
}

fn channel(url: &Uri, address: SocketAddr) -> Option<Channel> {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).ok()?;
    let channel = endpoint
        .origin(url.clone())
        .connect_timeout(CONNECT)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        .tcp_nodelay(true);
    Some(channel.connect_lazy())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn replicas(urls: &[&str]) -> Replicas {
        Replicas::new(urls.iter().map(|url| url.parse().unwrap()).collect())
    }

    async fn ports(replicas: &Replicas) -> Vec<u16> {
        replicas.in_order().await.iter().map(|replica| replica.address.port()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn replicas_take_turns() {
        let replicas = replicas(&["http://127.0.0.1:1", "http://127.0.0.1:2"]);
        let mut firsts = BTreeSet::new();
        for _ in 0..2 {
            firsts.insert(ports(&replicas).await[0]);
        }
        assert_eq!(firsts, [1, 2].into());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_failed_comes_last_until_it_answers_or_is_forgiven() {
        let replicas = replicas(&["http://127.0.0.1:1", "http://127.0.0.1:2"]);
        let first = replicas.in_order().await.remove(0);
        let failed = first.address.port();
        replicas.note(&first, false);
        for _ in 0..2 {
            assert_eq!(ports(&replicas).await[1], failed);
        }
        tokio::time::advance(FORGIVEN).await;
        let firsts = [ports(&replicas).await[0], ports(&replicas).await[0]];
        assert!(firsts.contains(&failed), "{firsts:?}");

        replicas.note(&first, false);
        replicas.note(&first, true);
        let firsts = [ports(&replicas).await[0], ports(&replicas).await[0]];
        assert!(firsts.contains(&failed), "{firsts:?}");
    }

    #[tokio::test]
    async fn a_name_stands_for_its_addresses_and_one_without_any_for_none() {
        let replicas = replicas(&["http://localhost:7", "http://nowhere.invalid:7"]);
        let order = replicas.in_order().await;
        assert!(order.iter().any(|replica| replica.address == ([127, 0, 0, 1], 7).into()));
        assert!(order.iter().all(|replica| replica.url == 0), "{order:?}");
    }

    #[test]
    fn an_address_that_goes_is_forgotten_and_one_that_stays_is_kept() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let _inside = runtime.enter();
        let (url, mut known) = ("http://chat:1".parse().unwrap(), Known::default());
        let [a, b, c] = [1, 2, 3].map(|last| SocketAddr::from(([127, 0, 0, last], 1)));
        known.replace(0, &url, &[a, b]);
        known.replicas[1].failed = Some(Instant::now());
        known.replace(0, &url, &[b, c]);
        let kept: Vec<_> = known
            .replicas
            .iter()
            .map(|replica| (replica.address, replica.failed.is_some()))
            .collect();
        assert_eq!(kept, [(b, true), (c, false)]);
    }
}
