//! Forwards gRPC to the upstream of its service, without decoding it.

mod body;
mod deadline;
mod headers;

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};

use axum::http::{Request, Response, header};
use futures_util::future::BoxFuture;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body};
use tower::Service;

pub(crate) use self::headers::host_of;
use self::{
    body::{RequestBody, ResponseBody},
    deadline::Deadline,
};
use crate::{error::Error, routes::Routes};

/// The service that forwards. Everything it answers is gRPC, errors too.
#[derive(Clone, Debug)]
pub(crate) struct Forward {
    routes: Arc<Routes>,
    cut: CancellationToken,
}

impl Forward {
    /// `cut` ends all calls.
    pub(crate) fn new(routes: Arc<Routes>, cut: CancellationToken) -> Forward {
        Forward { routes, cut }
    }

    async fn forward(&self, request: Request<Body>) -> Result<Response<Body>, Error> {
        let upstream = self.routes.find(request.uri().path()).ok_or(Error::UnknownService)?;
        let deadline = Deadline::of(request.headers(), Instant::now());
        let (call, ended) = oneshot::channel();
        let request = headers::to_upstream(request, deadline)
            .map(|body| Body::new(RequestBody::new(body, ended)));
        let mut over: Over = Box::pin(over(deadline, self.cut.clone()));
        let (mut response, lease) = tokio::select! {
            answer = upstream.send(request) => answer?,
            error = &mut over => return Err(error),
        };
        if !is_grpc(&response) {
            return Err(Error::NotGrpc);
        }
        headers::from_upstream(&mut response);
        Ok(ResponseBody::wrap(response, over, (call, lease)).map(Body::new))
    }
}

impl Service<Request<Body>> for Forward {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let forward = self.clone();
        Box::pin(async move {
            let answer = forward.forward(request).await;
            Ok(answer.unwrap_or_else(|error| Status::from(error).into_http()))
        })
    }
}

/// Ready, with the reason, when a call may not go on.
type Over = BoxFuture<'static, Error>;

async fn over(deadline: Option<Deadline>, cut: CancellationToken) -> Error {
    let deadline = async {
        match deadline {
            Some(Deadline(at)) => sleep_until(at).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = deadline => Error::Deadline,
        () = cut.cancelled() => Error::Stopping,
    }
}

fn is_grpc<B>(response: &Response<B>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    response.status().is_success()
        && content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}
