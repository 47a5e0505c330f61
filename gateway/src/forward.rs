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
    time::{Instant, timeout_at},
};
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
}

impl Forward {
    pub(crate) fn new(routes: Routes) -> Forward {
        Forward { routes: Arc::new(routes) }
    }

    async fn forward(&self, request: Request<Body>) -> Result<Response<Body>, Error> {
        let upstream = self.routes.find(request.uri().path()).ok_or(Error::UnknownService)?;
        let deadline = Deadline::of(request.headers(), Instant::now());
        let (call, ended) = oneshot::channel();
        let request = headers::to_upstream(request, upstream.authority(), deadline)
            .map(|body| Body::new(RequestBody::new(body, ended)));
        let sending = upstream.send(request);
        let (mut response, lease) = match deadline {
            Some(Deadline(at)) => timeout_at(at, sending).await.map_err(|_| Error::Deadline)??,
            None => sending.await?,
        };
        if !is_grpc(&response) {
            return Err(Error::NotGrpc);
        }
        headers::from_upstream(&mut response);
        Ok(ResponseBody::wrap(response, deadline, (call, lease)).map(Body::new))
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

fn is_grpc<B>(response: &Response<B>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    response.status().is_success()
        && content_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}
