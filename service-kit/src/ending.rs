//! A body that something else may end.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{FutureExt as _, future::BoxFuture};
use http::HeaderMap;
use http_body::Frame;
use tonic::Status;

/// Ends the body of a gRPC response with the status that `end` brings, unless it
/// ended by itself before.
pub(crate) fn until(
    response: Response,
    end: impl Future<Output = Status> + Send + 'static,
) -> Response {
    response.map(|body| Body::new(Ending { body, end: Some(end.boxed()) }))
}

struct Ending {
    body: Body,
    /// None once it has ended.
    end: Option<BoxFuture<'static, Status>>,
}

impl http_body::Body for Ending {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(end) = &mut self.end else { return Poll::Ready(None) };
        // First, for a body that always has a frame ready.
        let Poll::Ready(status) = end.poll_unpin(cx) else {
            return http_body::Body::poll_frame(Pin::new(&mut self.body), cx);
        };
        self.end = None;
        // What it was about to say is over: the sooner it is dropped the better.
        self.body = Body::empty();
        let mut trailers = HeaderMap::new();
        Poll::Ready(status.add_header(&mut trailers).ok().map(|()| Ok(Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.end.is_none() || http_body::Body::is_end_stream(&self.body)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::Body::size_hint(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use futures_util::{StreamExt as _, stream};

    use super::*;

    #[tokio::test]
    async fn a_body_that_never_pauses_ends_all_the_same() {
        let frames = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"more")));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let end = stopped.map(|_| Status::aborted("enough"));
        let response = until(Response::new(Body::from_stream(frames)), end);
        let mut data = response.into_body().into_data_stream();
        assert!(data.next().await.is_some());
        drop(stop);
        assert!(data.next().await.is_none());
    }

    #[tokio::test]
    async fn the_status_comes_once_and_last() {
        let mut body = Ending {
            body: Body::from("rest"),
            end: Some(ready(Status::aborted("enough")).boxed()),
        };
        let mut next = async || {
            std::future::poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut body), cx)).await
        };
        let trailers = next().await.unwrap().unwrap().into_trailers().unwrap();
        assert_eq!(trailers["grpc-status"], "10");
        assert!(next().await.is_none());
    }
}
