//! One address: its connections and its health.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::{Request, Response};
use hyper::body::Incoming;
use tokio::{
    sync::Notify,
    time::{Instant, sleep},
};
use tonic::{Code, body::Body};
use tracing::{info, warn};

use super::{
    check::Trouble,
    connection::{Connection, Unanswered},
    health::{FIRST_PAUSE, Health},
    load::{self, Choice, Counted, Filled, Load},
    url::UpstreamUrl,
};

/// How often a host is asked how it is: one that stops, or stands still, gets new
/// streams for about that long.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// One address and the connections to it, opened when they are needed.
#[derive(Debug)]
pub(super) struct Host {
    url: UpstreamUrl,
    address: SocketAddr,
    /// Streams on all connections, and those that wait for one.
    load: Load,
    connections: Mutex<Vec<Connection>>,
    /// Held while connecting, so that callers wait for one attempt.
    opening: tokio::sync::Mutex<()>,
    health: Mutex<Health>,
    /// Told when the host should be asked how it is before it is time.
    doubt: Arc<Notify>,
}

/// Why a host did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failed {
    /// It cannot be connected to. Nothing was sent.
    Unreachable,
    /// It did not look at the request. Another connection or host may.
    Unsent,
    /// It may have done what was asked.
    Lost,
    /// It carries as many streams as it may.
    Full,
}

impl Host {
    pub(super) fn new(url: UpstreamUrl, address: SocketAddr) -> Host {
        Host {
            url,
            address,
            load: Load::default(),
            connections: Mutex::default(),
            opening: tokio::sync::Mutex::default(),
            health: Mutex::default(),
            doubt: Arc::default(),
        }
    }

    pub(super) fn url(&self) -> &UpstreamUrl {
        &self.url
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn load(&self) -> &Load {
        &self.load
    }

    /// When it last failed, if it gets no new streams because of that.
    pub(super) fn ejected(&self) -> Option<Instant> {
        self.health().ejected()
    }

    /// How long it is left alone.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.health().pause(Instant::now())
    }

    /// Sends a request on the connection with the fewest streams, opened if need
    /// be, and waits for the head of the response. The stream counts as long as
    /// what comes with it is held.
    pub(super) async fn send(
        &self,
        mut request: Request<Body>,
    ) -> Result<(Response<Incoming>, Counted), Failed> {
        let (connection, counted) = self.connection().await?;
        *request.uri_mut() = self.url.uri(request.uri().path());
        let answer = connection.send(request).await;
        let is_unavailable = answer.as_ref().map_or(true, is_unavailable);
        if self.health().answered(is_unavailable) {
            self.eject(&Trouble::Unavailable);
        }
        match answer {
            Ok(response) => Ok((response, counted)),
            Err(Unanswered::Unsent) => Err(Failed::Unsent),
            Err(Unanswered::Lost) => Err(Failed::Lost),
        }
    }

    /// Asks the host how it is from time to time, for ever: ejects it and lets it
    /// back, and closes connections that are not needed any more.
    pub(super) async fn watch(&self) {
        loop {
            self.check().await;
            self.close_surplus();
            tokio::select! {
                () = sleep(self.pause().unwrap_or(CHECK_INTERVAL)) => {}
                () = self.doubt.notified() => sleep(self.pause().unwrap_or(FIRST_PAUSE)).await,
            }
        }
    }

    async fn check(&self) {
        let (least, choice) = self.choose();
        let Some((connection, _counted)) = least else {
            if choice.wants_another {
                // Its outcome is noted where it is opened.
                let _ = self.connection().await;
            }
            return;
        };
        match connection.check(&self.url).await {
            Ok(()) => self.let_back(),
            Err(trouble) => self.eject(&trouble),
        }
    }

    async fn connection(&self) -> Result<(Connection, Counted), Failed> {
        let asked = Instant::now();
        let (least, choice) = self.choose();
        let _turn = match least {
            Some(least) if !choice.wants_another => return Ok(least),
            Some(least) => match self.opening.try_lock() {
                Ok(turn) => turn,
                Err(_) => return Ok(least),
            },
            None if choice.wants_another => self.opening.lock().await,
            None => return Err(Failed::Full),
        };
        // Whoever had the turn before may have found out for all who waited.
        let (least, choice) = self.choose();
        let ejected = self.ejected();
        match least {
            Some(least) if ejected.is_some() || !choice.wants_another => Ok(least),
            None if ejected.is_some_and(|failed_at| failed_at > asked) => Err(Failed::Unreachable),
            least => match self.open().await {
                // Another host may be well; if none is, there still is this connection.
                Err(Failed::Unreachable) if least.is_some() => Err(Failed::Unsent),
                opened => opened,
            },
        }
    }

    async fn open(&self) -> Result<(Connection, Counted), Failed> {
        let opened = Connection::open(&self.url, self.address, self.doubt.clone()).await;
        let (connection, health) = opened.map_err(|trouble| {
            self.eject(&trouble);
            Failed::Unreachable
        })?;
        let counted = connection.load().add();
        self.connections().push(connection.clone());
        match health {
            Ok(()) => {
                self.let_back();
                Ok((connection, counted))
            }
            Err(trouble) => {
                self.eject(&trouble);
                Err(Failed::Unsent)
            }
        }
    }

    /// The connection that takes the next stream, which counts already.
    fn choose(&self) -> (Option<(Connection, Counted)>, Choice) {
        let mut connections = self.connections();
        connections.retain(|connection| !connection.is_closed());
        let choice = load::choose(&filled(&connections));
        let least = choice.least.and_then(|place| connections.get(place));
        (least.map(|least| (least.clone(), least.load().add())), choice)
    }

    fn close_surplus(&self) {
        let mut connections = self.connections();
        if let Some(place) = load::surplus(&filled(&connections)) {
            connections.remove(place);
        }
    }

    /// Gives it no new streams for a while.
    pub(super) fn eject(&self, trouble: &Trouble) {
        let jitter = rand::random_range(0.5..=1.0);
        if self.health().failed(Instant::now(), jitter) {
            warn!(upstream = %self.url, address = %self.address, %trouble, "host ejected");
            self.doubt.notify_one();
        }
    }

    fn let_back(&self) {
        if self.health().back() {
            info!(upstream = %self.url, address = %self.address, "host is back");
        }
    }

    fn connections(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn filled(connections: &[Connection]) -> Vec<Filled> {
    connections.iter().map(Connection::filled).collect()
}

/// Whether the host refused the call altogether. A stream that ends with UNAVAILABLE
/// later is none of our business: so do all streams of a host that stops.
fn is_unavailable(response: &Response<Incoming>) -> bool {
    let status = response.headers().get("grpc-status");
    status.is_some_and(|status| Code::from_bytes(status.as_bytes()) == Code::Unavailable)
}
