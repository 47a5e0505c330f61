//! One HTTP/2 connection to a host.

use std::{io, time::Duration};

use axum::http::{Request, Response};
use hyper::{body::Incoming, client::conn::http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::{net::TcpStream, time::timeout};
use tonic::body::Body;
use tracing::debug;

use super::UpstreamUrl;
use crate::error::Error;

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
/// twice the sum: about 446 MiB. This costs no memory, for what can wait unread is
/// bounded by the streams' windows: 6.25 MiB a connection.
const CONNECTION_WINDOW: u32 =
    2 * MAX_STREAMS as u32 * (STREAM_WINDOW / SMALLEST_FRAME) * (256 - SMALLEST_FRAME);
/// How many streams share a connection: below what servers commonly allow, since
/// hyper lets the streams above a server's limit wait without a word.
pub(super) const MAX_STREAMS: usize = 100;
/// What hyper buffers of a request's body while the upstream does not read it.
const SEND_BUFFER: usize = 64 << 10;
/// Finds a host that has gone silently in 30 s.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(20);
const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a host may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that requests can be sent on. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Connection(http2::SendRequest<Body>);

/// Why there is no response.
#[derive(Debug)]
pub(super) enum SendError {
    /// Nothing of the request has left; here it is.
    Unsent(Box<Request<Body>>),
    /// It may have left.
    Failed(Error),
}

impl Connection {
    /// Connects. The connection lives on its own until the host ends it or the
    /// last clone and the last stream are gone.
    pub(super) async fn open(url: &UpstreamUrl) -> io::Result<Connection> {
        let connecting = timeout(CONNECT_TIMEOUT, TcpStream::connect(url.authority().as_str()));
        let io = connecting.await.map_err(|_| io::ErrorKind::TimedOut)??;
        io.set_nodelay(true)?;
        let (sender, connection) =
            settings().handshake(TokioIo::new(io)).await.map_err(io::Error::other)?;
        let url = url.clone();
        tokio::spawn(async move {
            let ended = connection.await;
            debug!(upstream = %url, ?ended, "connection ended");
        });
        Ok(Connection(sender))
    }

    /// Whether it takes no more requests: the host is gone, or said that it will
    /// be (GOAWAY). Streams that are open may still go on.
    pub(super) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    /// Sends a request and waits for the head of the response.
    pub(super) async fn send(
        mut self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, SendError> {
        self.0.try_send_request(request).await.map_err(|mut failed| match failed.take_message() {
            Some(request) => SendError::Unsent(Box::new(request)),
            None => {
                debug!(error = %failed.error(), "request failed");
                SendError::Failed(Error::Lost)
            }
        })
    }
}

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
