//! Where requests go: an upstream, its hosts, their connections.
//!
//! In reading order:
//!
//! * an [`Upstream`] decides where a request is sent and whether it may be sent
//!   again, for which [`replay`] keeps what was read of its body;
//! * [`hosts`] are the addresses there are, and who takes the next request;
//! * a [`host`] is one address: its connections and its [`health`], which [`check`]
//!   asks for;
//! * a [`connection`] is one HTTP/2 connection, [`load`] how many streams it has.

mod check;
mod connection;
mod health;
mod host;
mod hosts;
mod load;
mod replay;
mod url;

use axum::http::{Request, Response, request::Parts};
use hyper::body::Incoming;
use tonic::body::Body;

pub use self::url::{InvalidUrl, UpstreamUrl};
use self::{
    host::Failed,
    hosts::{Hosts, Tried},
    load::Counted,
    replay::Replay,
};
use crate::error::Error;

/// How often a request is tried that nobody has looked at: ample for a deployment
/// that replaces its hosts one by one, and an end if all of them refuse.
const MOST_ATTEMPTS: usize = 10;

/// A group of hosts that serve the same services.
#[derive(Debug)]
pub(crate) struct Upstream {
    hosts: Hosts,
}

/// A live stream, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    _on_host: Counted,
    _on_connection: Counted,
}

impl Upstream {
    /// The hosts at any of these URLs.
    pub(crate) fn new(urls: Vec<UpstreamUrl>) -> Upstream {
        Upstream { hosts: Hosts::new(urls) }
    }

    /// Keeps knowing which hosts there are and how they are, for ever.
    pub(crate) async fn keep(&self) {
        self.hosts.keep().await;
    }

    /// Sends a request and answers with the head of the response. The lease ends
    /// with the response's body: hold it as long.
    ///
    /// A request that no host has looked at is sent to the next, or on another
    /// connection. What may have been looked at is not: it may have been done, and
    /// only the caller knows whether doing it twice is harmless.
    pub(crate) async fn send(
        &self,
        request: Request<Body>,
    ) -> Result<(Response<Incoming>, Lease), Error> {
        let (head, body) = request.into_parts();
        let body = Replay::new(body);
        let mut tried = Tried::new();
        while let Some(request) = again(&head, &body, &tried) {
            let Some((host, on_host)) = self.hosts.choose(&tried).await else { break };
            match host.send(request).await {
                Ok((response, on_connection)) => {
                    body.settle();
                    let lease = Lease { _on_host: on_host, _on_connection: on_connection };
                    return Ok((response, lease));
                }
                Err(Failed::Lost) => return Err(Error::Lost),
                Err(Failed::Full) => return Err(Error::Full),
                Err(Failed::Unreachable) => {
                    self.hosts.doubt();
                    tried.push((host.address(), Failed::Unreachable));
                }
                Err(Failed::Unsent) => tried.push((host.address(), Failed::Unsent)),
            }
        }
        Err(Error::Unreachable { retry_after: self.hosts.retry_after() })
    }
}

/// The request for the next attempt, if there may be one.
fn again(head: &Parts, body: &Replay, tried: &Tried) -> Option<Request<Body>> {
    let body = (tried.len() < MOST_ATTEMPTS).then(|| body.body())??;
    Some(Request::from_parts(head.clone(), body))
}
