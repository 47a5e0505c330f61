//! Where requests go: an upstream, its hosts, their connections.
//!
//! An [`Upstream`] decides where a request is sent and whether it may be sent
//! again; a [`host::Host`] keeps the connections to one address; a
//! [`connection::Connection`] is one HTTP/2 connection. Today an upstream has one
//! host.

mod backoff;
mod connection;
mod host;
mod url;

use axum::http::{Request, Response, uri::Authority};
use hyper::body::Incoming;
use tonic::body::Body;

pub(crate) use self::host::Lease;
pub use self::url::{InvalidUrl, UpstreamUrl};
use self::{connection::SendError, host::Host};
use crate::error::Error;

/// A group of hosts that serve the same services.
#[derive(Debug)]
pub(crate) struct Upstream {
    host: Host,
}

impl Upstream {
    pub(crate) fn new(url: UpstreamUrl) -> Upstream {
        Upstream { host: Host::new(url) }
    }

    /// The name that requests to it carry.
    pub(crate) fn authority(&self) -> &Authority {
        self.host.url().authority()
    }

    /// Sends a request and answers with the head of the response. The lease ends
    /// with the response's body: hold it as long.
    ///
    /// A request that never left is sent once more, on another connection. What
    /// left is not: it may have been done, and only the caller knows whether doing
    /// it twice is harmless.
    pub(crate) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<(Response<Incoming>, Lease), Error> {
        let request = match self.try_send(request).await {
            Err(SendError::Unsent(request)) => *request,
            Err(SendError::Failed(error)) => return Err(error),
            Ok(answer) => return Ok(answer),
        };
        self.try_send(request).await.map_err(|failed| match failed {
            SendError::Unsent(_) => Error::Lost,
            SendError::Failed(error) => error,
        })
    }

    async fn try_send(
        &self,
        request: Request<Body>,
    ) -> Result<(Response<Incoming>, Lease), SendError> {
        let (connection, lease) = self.host.connection().await.map_err(SendError::Failed)?;
        Ok((connection.send(request).await?, lease))
    }
}
