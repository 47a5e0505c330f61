//! Around a service: nobody gets in unproved.

use std::{
    convert::Infallible,
    fmt,
    future::Future,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::{FutureExt as _, future::BoxFuture};
use http::{HeaderMap, Request, Response, header::AUTHORIZATION};
use tonic::{Status, body::Body, server::NamedService};
use tower::Service;

/// Proves who calls by the token of a request.
pub trait Prove: Clone + Send + 'static {
    /// What is proved.
    type Identity: Send + Sync + 'static;

    /// Returns the identity that a bearer token proves, or the status to refuse with.
    fn prove(&self, token: &str) -> impl Future<Output = Result<Self::Identity, Status>> + Send;
}

/// A service behind proof: it sees only requests with an identity, which is in
/// their extensions as `Arc<Identity>`.
#[derive(Clone)]
pub struct Protected<P, S> {
    proof: P,
    service: S,
}

impl<P, S> Protected<P, S> {
    /// Puts `service` behind `proof`.
    pub fn new(proof: P, service: S) -> Protected<P, S> {
        Protected { proof, service }
    }
}

impl<P, S> fmt::Debug for Protected<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Protected").finish_non_exhaustive()
    }
}

impl<P, S: NamedService> NamedService for Protected<P, S> {
    const NAME: &'static str = S::NAME;
}

impl<P, S> Service<Request<Body>> for Protected<P, S>
where
    P: Prove + Sync,
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let next = self.service.clone();
        // The one that is ready is this one; the clone takes its place.
        let mut service = std::mem::replace(&mut self.service, next);
        let proof = self.proof.clone();
        async move {
            let identity = match bearer(request.headers()) {
                Some(token) => proof.prove(token).await,
                None => Err(missing()),
            };
            match identity {
                Ok(identity) => {
                    request.extensions_mut().insert(Arc::new(identity));
                    service.call(request).await
                }
                Err(status) => Ok(status.into_http()),
            }
        }
        .boxed()
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The answer to a request without a token.
pub(crate) fn missing() -> Status {
    Status::unauthenticated("send `authorization: Bearer <token>`")
}
