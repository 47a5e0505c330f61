//! The one accept loop: HTTP/1.1 and HTTP/2 on one port, with limits, and an end.

mod opening;
mod settings;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, middleware::from_fn};
use http::Request;
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt as _;
use tracing::debug;

pub use axum::serve::Listener;

use self::opening::Opening;
pub use self::settings::ServeSettings;
use crate::{deadline, telemetry};

/// How long a request of HTTP/1.1 may take to say what it wants.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// What one stream may send ahead of us, and one connection: the second also
/// bounds how many small frames a peer may have unread (h2 charges them).
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 16 * 1024 * 1024;
/// What may wait to be written for one stream: a slow reader's cost.
const SEND_BUFFER: usize = 64 * 1024;
/// The largest list of headers; tokens of a few KiB fit.
const HEADER_LIST: u32 = 16 * 1024;
/// Resets of our own that a peer may provoke (RUSTSEC-2024-0003), and of its own
/// before we have accepted the stream (CVE-2023-44487).
const LOCAL_RESETS: usize = 1024;
const PENDING_RESETS: usize = 20;

/// A TCP listener whose connections send at once (no Nagle).
#[derive(Debug)]
pub struct TcpDoor(TcpListener);

impl TcpDoor {
    /// Listens on an address.
    ///
    /// # Errors
    ///
    /// As [`TcpListener::bind`].
    pub async fn bind(address: SocketAddr) -> std::io::Result<TcpDoor> {
        Ok(TcpDoor(TcpListener::bind(address).await?))
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// The system does not say.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Listener for TcpDoor {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        let (io, peer) = Listener::accept(&mut self.0).await;
        if let Err(cause) = io.set_nodelay(true) {
            debug!(%cause, "the peer is gone already");
        }
        (io, peer)
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.address()
    }
}

/// Serves `app` on `listener` until `stop`; then says GOAWAY, takes nothing new,
/// and returns when all is done, or after the drain timeout with what is left cut.
///
/// End long streams yourself on `stop`: a cut one looks to its client like a fault.
pub async fn serve<L: Listener>(
    mut listener: L,
    app: Router,
    settings: &ServeSettings,
    stop: CancellationToken,
) {
    let app = app.layer(from_fn(deadline::enforce)).layer(from_fn(telemetry::trace));
    let builder = builder(settings);
    let places = Arc::new(Semaphore::new(settings.max_connections as usize));
    let connections = TaskTracker::new();
    while let Some(Ok(place)) = stop.run_until_cancelled(places.clone().acquire_owned()).await {
        let Some((io, _)) = stop.run_until_cancelled(listener.accept()).await else { break };
        let connection =
            connection::<L>(io, app.clone(), builder.clone(), settings.clone(), stop.clone());
        connections.spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn connection<L: Listener>(
    io: L::Io,
    app: Router,
    builder: Builder<TokioExecutor>,
    settings: ServeSettings,
    stop: CancellationToken,
) {
    let app = app.map_request(|request: Request<Incoming>| request.map(Body::new));
    let io = TokioIo::new(Opening::new(io));
    let mut connection = pin!(builder.serve_connection(io, TowerToHyperService::new(app)));
    tokio::select! {
        ended = connection.as_mut() => {
            if let Err(cause) = ended {
                debug!(cause, "connection ended");
            }
            return;
        }
        () = stop.cancelled() => {}
        () = aged(settings.jittered_age()) => {}
    }
    connection.as_mut().graceful_shutdown();
    if timeout(settings.drain_timeout, connection).await.is_err() {
        debug!("connection cut after the drain timeout");
    }
}

async fn aged(age: Option<Duration>) {
    match age {
        Some(age) => sleep(age).await,
        None => std::future::pending().await,
    }
}

fn builder(settings: &ServeSettings) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(settings.max_streams_per_connection)
        .max_send_buf_size(SEND_BUFFER)
        .max_header_list_size(HEADER_LIST)
        .max_local_error_reset_streams(LOCAL_RESETS)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .keep_alive_interval(settings.keepalive_interval)
        .keep_alive_timeout(settings.keepalive_timeout);
    builder
}
