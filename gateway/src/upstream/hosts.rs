//! The hosts of an upstream: which there are, and which takes the next request.

use std::{future::pending, io, net::SocketAddr, sync::Arc, time::Duration};

use futures_util::future::join_all;
use tokio::{
    net::lookup_host,
    sync::{Notify, watch},
    time::{sleep, timeout},
};
use tracing::{info, warn};

use super::{
    connection::CONNECT_TIMEOUT,
    health::FIRST_PAUSE,
    host::{Failed, Host},
    load::Counted,
    url::UpstreamUrl,
};

/// How often names are looked up again: as long as Kubernetes lets its answers for
/// a headless service live, so that a new replica gets its share soon.
const LOOKUP_INTERVAL: Duration = Duration::from_secs(5);
/// The least time between two look-ups, however many connects fail.
const LOOKUP_PAUSE: Duration = Duration::from_secs(1);
/// How long a look-up may take: the resolver is more patient than people are.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);

/// The hosts behind some URLs. A name stands for all its addresses.
#[derive(Debug)]
pub(super) struct Hosts {
    urls: Vec<UpstreamUrl>,
    current: watch::Sender<Vec<Arc<Host>>>,
    /// Told when names should be looked up before it is time.
    stale: Notify,
}

/// The failed attempts of one request.
pub(super) type Tried = Vec<(SocketAddr, Failed)>;

impl Hosts {
    /// Addresses are known at once, names once they are [kept](Hosts::keep).
    pub(super) fn new(urls: Vec<UpstreamUrl>) -> Hosts {
        let known = urls.iter().filter_map(|url| Some((url.clone(), url.address()?))).collect();
        let hosts = Hosts { urls, current: watch::Sender::default(), stale: Notify::new() };
        hosts.update(known);
        hosts
    }

    /// The host for the next attempt of a request, whose stream counts already:
    /// the one with the fewest streams, any of several such. One that this request
    /// was sent away from comes after the others; one that is ejected comes last,
    /// who failed least recently first. `None` if no host is left to try.
    pub(super) async fn choose(&self, tried: &Tried) -> Option<(Arc<Host>, Counted)> {
        self.known().await;
        let hosts = self.current.borrow();
        let times = |at| tried.iter().filter(|(address, _)| *address == at).count();
        let is_dead = |at| tried.contains(&(at, Failed::Unreachable));
        let left = hosts.iter().filter(|host| !is_dead(host.address()));
        let host = left.min_by_key(|host| {
            let ejected = host.ejected();
            let chance: u32 = rand::random();
            (ejected.is_some(), times(host.address()), ejected, host.load().get(), chance)
        })?;
        Some((host.clone(), host.load().add()))
    }

    /// Notes that a host could not be reached: its name may stand for others by now.
    pub(super) fn doubt(&self) {
        self.stale.notify_one();
    }

    /// When a request that found nobody may find somebody.
    pub(super) fn retry_after(&self) -> Duration {
        let hosts = self.current.borrow();
        let soonest = hosts.iter().filter_map(|host| host.pause()).min();
        soonest.unwrap_or_default().max(FIRST_PAUSE)
    }

    /// Looks names up from time to time and asks hosts how they are, for ever.
    pub(super) async fn keep(&self) {
        tokio::join!(self.watch_all(), self.follow_names());
    }

    async fn watch_all(&self) {
        let mut current = self.current.subscribe();
        loop {
            let hosts = current.borrow_and_update().clone();
            let watching = async {
                join_all(hosts.iter().map(|host| host.watch())).await;
                pending().await
            };
            tokio::select! {
                () = watching => {}
                _ = current.changed() => {}
            }
        }
    }

    async fn follow_names(&self) {
        if self.urls.iter().all(|url| url.address().is_some()) {
            return;
        }
        loop {
            self.update(self.look_up().await);
            sleep(LOOKUP_PAUSE).await;
            let _ = timeout(LOOKUP_INTERVAL - LOOKUP_PAUSE, self.stale.notified()).await;
        }
    }

    /// What the URLs stand for now. A name that cannot be looked up stands for what
    /// it stood for.
    async fn look_up(&self) -> Vec<(UpstreamUrl, SocketAddr)> {
        let found = join_all(self.urls.iter().map(|url| async move {
            let addresses = addresses(url).await.unwrap_or_else(|error| {
                warn!(upstream = %url, %error, "cannot look up");
                self.addresses_of(url)
            });
            addresses.into_iter().map(|address| (url.clone(), address)).collect::<Vec<_>>()
        }));
        found.await.concat()
    }

    fn addresses_of(&self, url: &UpstreamUrl) -> Vec<SocketAddr> {
        let hosts = self.current.borrow();
        hosts.iter().filter(|host| host.url() == url).map(|host| host.address()).collect()
    }

    /// Hosts that are gone get no new streams; those they have go on.
    fn update(&self, mut found: Vec<(UpstreamUrl, SocketAddr)>) {
        found.sort_by_key(|(_, address)| *address);
        found.dedup_by_key(|(_, address)| *address);
        self.current.send_if_modified(|hosts| {
            let is = |host: &Host, (url, address): &(UpstreamUrl, SocketAddr)| {
                host.url() == url && host.address() == *address
            };
            let gone: Vec<_> =
                hosts.extract_if(.., |host| !found.iter().any(|at| is(host, at))).collect();
            let new = found.iter().filter(|at| !hosts.iter().any(|host| is(host, at)));
            let new: Vec<_> =
                new.map(|(url, address)| Arc::new(Host::new(url.clone(), *address))).collect();
            for host in &gone {
                info!(upstream = %host.url(), address = %host.address(), "host is gone");
            }
            for host in &new {
                info!(upstream = %host.url(), address = %host.address(), "host found");
            }
            let is_news = !gone.is_empty() || !new.is_empty();
            hosts.extend(new);
            is_news
        });
    }

    /// Waits until a host is known, but no longer than for a host to connect.
    async fn known(&self) {
        if !self.current.borrow().is_empty() {
            return;
        }
        self.stale.notify_one();
        let mut current = self.current.subscribe();
        let _ = timeout(CONNECT_TIMEOUT, current.wait_for(|hosts| !hosts.is_empty())).await;
    }
}

async fn addresses(url: &UpstreamUrl) -> io::Result<Vec<SocketAddr>> {
    let found = timeout(LOOKUP_TIMEOUT, lookup_host(url.authority().as_str()));
    let found: Vec<_> = found.await.map_err(|_| io::ErrorKind::TimedOut)??.collect();
    if found.is_empty() {
        return Err(io::Error::other("the name has no address"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::upstream::check::Trouble;

    fn hosts(addresses: &[&str]) -> Hosts {
        Hosts::new(addresses.iter().map(|at| format!("http://{at}").parse().unwrap()).collect())
    }

    async fn chosen(hosts: &Hosts, tried: &Tried) -> Option<String> {
        Some(hosts.choose(tried).await?.0.address().to_string())
    }

    fn eject(hosts: &Hosts, address: &str) {
        let hosts = hosts.current.borrow();
        let host = hosts.iter().find(|host| host.address().to_string() == address).unwrap();
        host.eject(&Trouble::NotServing);
    }

    const A: &str = "127.0.0.1:1";
    const B: &str = "127.0.0.1:2";
    const C: &str = "127.0.0.1:3";

    #[tokio::test]
    async fn streams_fill_hosts_evenly_and_the_first_goes_to_any() {
        let hosts = hosts(&[A, B, C]);
        let mut streams = Vec::new();
        for _ in 0..30 {
            streams.push(hosts.choose(&Tried::new()).await.unwrap());
        }
        assert!(hosts.current.borrow().iter().all(|host| host.load().get() == 10));
        drop(streams);
        let mut firsts = BTreeSet::new();
        for _ in 0..200 {
            firsts.insert(chosen(&hosts, &Tried::new()).await.unwrap());
        }
        assert_eq!(firsts.len(), 3);
    }

    #[tokio::test]
    async fn an_ejected_host_gets_streams_only_when_no_other_is_left() {
        let hosts = hosts(&[A, B]);
        eject(&hosts, A);
        let busy = hosts.choose(&Tried::new()).await.unwrap();
        assert_eq!(busy.0.address().to_string(), B);
        assert_eq!(chosen(&hosts, &Tried::new()).await.unwrap(), B);
        eject(&hosts, B);
        assert_eq!(chosen(&hosts, &Tried::new()).await.unwrap(), A);
    }

    #[tokio::test]
    async fn what_sent_a_request_away_is_tried_after_the_others_and_what_is_dead_never() {
        let hosts = hosts(&[A, B]);
        let at = |address: &str, why| (address.parse().unwrap(), why);
        let mut tried = vec![at(A, Failed::Unsent)];
        assert_eq!(chosen(&hosts, &tried).await.unwrap(), B);
        tried.push(at(B, Failed::Unreachable));
        assert_eq!(chosen(&hosts, &tried).await.unwrap(), A);
        tried.push(at(A, Failed::Unreachable));
        assert_eq!(chosen(&hosts, &tried).await, None);
    }

    #[tokio::test]
    async fn a_new_look_up_keeps_who_stays_and_forgets_who_is_gone() {
        let hosts = hosts(&[A, B]);
        let url: UpstreamUrl = "http://chat:1".parse().unwrap();
        let found =
            |all: &[&str]| all.iter().map(|at| (url.clone(), at.parse().unwrap())).collect();
        hosts.update(found(&[C, A]));
        let known = hosts.current.borrow().clone();
        let kept = hosts.choose(&Tried::new()).await.unwrap();
        hosts.update(found(&[A, A, C]));
        let same = hosts.current.borrow().clone();
        assert!(known.iter().zip(&same).all(|(one, other)| Arc::ptr_eq(one, other)));
        hosts.update(found(&[B]));
        assert_eq!(chosen(&hosts, &Tried::new()).await.unwrap(), B);
        assert_eq!(kept.0.load().get(), 1, "its stream goes on");
    }

    #[tokio::test]
    async fn a_name_stands_for_its_addresses_once_they_are_looked_up() {
        let hosts = hosts(&["localhost:9"]);
        let untried = Tried::new();
        let chosen = tokio::select! {
            () = hosts.keep() => None,
            chosen = hosts.choose(&untried) => chosen,
        };
        let (host, _counted) = chosen.unwrap();
        assert!(host.address().ip().is_loopback());
        assert_eq!(host.address().port(), 9);
    }

    #[tokio::test(start_paused = true)]
    async fn a_name_that_nobody_has_leaves_nobody_to_try() {
        let hosts = hosts(&["does-not-exist.invalid:9"]);
        assert!(hosts.choose(&Tried::new()).await.is_none());
        assert_eq!(hosts.retry_after(), FIRST_PAUSE);
    }
}
