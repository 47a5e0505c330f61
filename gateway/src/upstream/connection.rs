//! One HTTP/2 connection to a host.

use std::{
    error::Error as _,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::{Request, Response};
use hyper::{body::Incoming, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::Notify,
    time::{interval, timeout},
};
use tonic::body::Body;
use tracing::debug;

use super::{
    check::{Trouble, check},
    load::{Filled, Load},
    url::UpstreamUrl,
};

/// What a stream may send before we read it: ample for a network within a data
/// centre, and what one slow browser can make us hold.
const STREAM_WINDOW: u32 = 64 << 10;
/// The smallest data frame that is worth sending in gRPC: a five-byte prefix and
/// a field of two bytes.
const SMALLEST_FRAME: u32 = 7;
/// What h2 charges for an unread data frame of less than 256 bytes is 256 less its
/// length; when the charges of a connection exceed half its window, it closes the
/// connection with everybody's streams. So that even [`MAX_STREAMS`] slow browsers
/// with full windows of the smallest frames cannot spend the budget, the window is
/// twice the sum: about 446 MiB. Nor can they use up the window, so that none waits
/// for another. This costs no memory, for what can wait unread is bounded by the
/// streams' windows: 6.25 MiB a connection.
const CONNECTION_WINDOW: u32 =
    2 * MAX_STREAMS as u32 * (STREAM_WINDOW / SMALLEST_FRAME) * (256 - SMALLEST_FRAME);
/// How many streams share a connection, where the host does not allow fewer.
pub(super) const MAX_STREAMS: usize = 100;
/// What hyper buffers of a request's body while the upstream does not read it.
const SEND_BUFFER: usize = 64 << 10;
/// Finds a host that has gone silently, or stands still, in 3 s. The longer part is
/// the answer's: a busy host is no dead one. Servers of other makes may count so
/// many pings as abuse; upstreams are ours.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(1);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a host may take to accept a connection and answer on it. A host that
/// stands still accepts (its kernel does) and does not answer.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// How often it is noticed that a host takes fewer streams, or none any more: hyper
/// keeps that to itself.
const NOTICE_INTERVAL: Duration = Duration::from_secs(1);

/// A connection that requests can be sent on. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    requests: http2::SendRequest<Body>,
    load: Load,
    limit: Arc<AtomicUsize>,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum Unanswered {
    /// The host has not seen the request, or said that it did not look at it.
    Unsent,
    /// The host may have done what was asked.
    Lost,
}

impl Connection {
    /// Connects and asks the host how it is, which also tells its limits. The
    /// connection lives on its own until the host ends it, which `ended` is told,
    /// or the last clone and the last stream are gone.
    pub(super) async fn open(
        url: &UpstreamUrl,
        address: SocketAddr,
        ended: Arc<Notify>,
    ) -> Result<(Connection, Result<(), Trouble>), Trouble> {
        let opening = Connection::try_open(url, address, ended);
        timeout(CONNECT_TIMEOUT, opening).await.map_err(|_| Trouble::Silent)?
    }

    async fn try_open(
        url: &UpstreamUrl,
        address: SocketAddr,
        ended: Arc<Notify>,
    ) -> Result<(Connection, Result<(), Trouble>), Trouble> {
        let io = TcpStream::connect(address).await.map_err(Trouble::Connect)?;
        io.set_nodelay(true).map_err(Trouble::Connect)?;
        let (requests, mut driver) =
            settings().handshake(TokioIo::new(io)).await.map_err(broken)?;
        let health = tokio::select! {
            health = check(&requests, url) => health,
            ended = &mut driver => Err(ended.map_or_else(broken, |()| Trouble::Closed)),
        };
        if requests.is_closed() || matches!(health, Err(Trouble::Silent)) {
            return Err(health.err().unwrap_or(Trouble::Closed));
        }
        let limit = Arc::new(AtomicUsize::new(driver.current_max_send_streams()));
        tokio::spawn(drive(driver, limit.clone(), ended));
        Ok((Connection { requests, load: Load::default(), limit }, health))
    }

    /// The streams on it.
    pub(super) fn load(&self) -> &Load {
        &self.load
    }

    /// How many streams it has, and how many it takes: hyper lets those above the
    /// host's own limit wait without a word.
    pub(super) fn filled(&self) -> Filled {
        let limit = self.limit.load(Ordering::Relaxed).min(MAX_STREAMS);
        Filled { live: self.load.get(), limit }
    }

    /// Whether it takes no more requests: the host is gone, or said that it will
    /// be (GOAWAY). Streams that are open may still go on.
    pub(super) fn is_closed(&self) -> bool {
        self.requests.is_closed()
    }

    /// Asks the host how it is.
    pub(super) async fn check(&self, url: &UpstreamUrl) -> Result<(), Trouble> {
        check(&self.requests, url).await
    }

    /// Sends a request and waits for the head of the response.
    pub(super) async fn send(
        mut self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, Unanswered> {
        self.requests.try_send_request(request).await.map_err(|failed| {
            debug!(error = %failed.error(), "request failed");
            match failed.message().is_some() || is_refused(failed.error()) {
                true => Unanswered::Unsent,
                false => Unanswered::Lost,
            }
        })
    }
}

fn broken(error: hyper::Error) -> Trouble {
    Trouble::Connect(io::Error::other(error))
}

/// Whether the host said that it did not look at the request: REFUSED_STREAM, or a
/// GOAWAY that names an earlier one as the last.
fn is_refused(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<h2::Error>());
    cause.is_some_and(|error| {
        let is_reset = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (error.is_go_away() || is_reset)
    })
}

/// Keeps the connection going.
async fn drive(mut driver: Driver, limit: Arc<AtomicUsize>, ended: Arc<Notify>) {
    let mut notice = interval(NOTICE_INTERVAL);
    let how = loop {
        tokio::select! {
            how = &mut driver => break how,
            _ = notice.tick() => {
                limit.store(driver.current_max_send_streams(), Ordering::Relaxed);
            }
        }
    };
    debug!(?how, "connection ended");
    ended.notify_one();
}

type Driver = http2::Connection<TokioIo<TcpStream>, Body, TokioExecutor>;

fn settings() -> http2::Builder<TokioExecutor> {
    let mut settings = http2::Builder::new(TokioExecutor::new());
    settings
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .initial_max_send_streams(MAX_STREAMS)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT)
        .keep_alive_while_idle(true)
        // Each browser that goes away resets a stream, and frames still on their
        // way to it count as errors for the life of the connection. The limit
        // guards against a hostile server; upstreams are ours.
        .max_local_error_reset_streams(None);
    settings
}
