//! The bodies on their way through: frames pass undecoded.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::http::{HeaderMap, HeaderValue, Response};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use pin_project_lite::pin_project;
use tokio::sync::oneshot;
use tonic::Status;
use tracing::warn;

use super::Over;
use crate::{error::Error, upstream::Lease};

pin_project! {
    /// A caller's body, on its way to an upstream.
    ///
    /// It hides its size: tonic-web passes on the size of the base64 text it
    /// decodes, from which hyper would make a wrong `content-length`. It also
    /// leaves out empty frames, since h2 ends a connection (with everybody's
    /// streams) after a hundred of them. When the call is over it fails with CANCEL:
    /// hyper resets a stream only when nobody holds either of its bodies.
    #[derive(Debug)]
    pub(super) struct RequestBody {
        #[pin]
        inner: tonic::body::Body,
        ended: CallEnded,
    }
}

/// Held by whoever waits for the answer; nothing is ever sent.
pub(super) type Call = oneshot::Sender<Infallible>;
/// Ready when the [`Call`] is dropped.
pub(super) type CallEnded = oneshot::Receiver<Infallible>;

impl RequestBody {
    pub(super) fn new(inner: tonic::body::Body, ended: CallEnded) -> RequestBody {
        RequestBody { inner, ended }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut me = self.project();
        if Pin::new(me.ended).poll(cx).is_ready() {
            let cancel = h2::Error::from(h2::Reason::CANCEL);
            return Poll::Ready(Some(Err(Status::from_error(Box::new(cancel)))));
        }
        loop {
            match ready!(me.inner.as_mut().poll_frame(cx)) {
                Some(Ok(frame)) if frame.data_ref().is_some_and(Bytes::is_empty) => {}
                other => return Poll::Ready(other),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

pin_project! {
    /// An upstream's body, on its way to a caller.
    ///
    /// It never fails and always ends as gRPC demands: if the upstream dies before
    /// its trailers, or the call may not go on, the caller gets trailers that say so.
    /// While it lives its stream counts as live; dropping it cancels the stream.
    pub(super) struct ResponseBody {
        #[pin]
        inner: Incoming,
        over: Over,
        ended: bool,
        held: (Call, Lease),
    }
}

impl ResponseBody {
    /// The body of a response; what is `held` is let go with it.
    pub(super) fn wrap(
        response: Response<Incoming>,
        over: Over,
        held: (Call, Lease),
    ) -> Response<ResponseBody> {
        // A trailers-only response says its status in the headers; none follows.
        let ended = response.headers().contains_key("grpc-status");
        response.map(|inner| ResponseBody { inner, over, ended, held })
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let me = self.project();
        if *me.ended {
            return Poll::Ready(None);
        }
        let frame = if let Poll::Ready(error) = me.over.as_mut().poll(cx) {
            Frame::trailers(trailers(&error.into()))
        } else {
            ready!(me.inner.poll_frame(cx)).map_or_else(
                || broken(None),
                |frame| frame.unwrap_or_else(|error| broken(Some(&error))),
            )
        };
        *me.ended = frame.is_trailers();
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// What ends the body of an upstream that did not end it.
fn broken(cause: Option<&hyper::Error>) -> Frame<Bytes> {
    warn!(cause = cause.map(tracing::field::display), "upstream ended without trailers");
    Frame::trailers(trailers(&Error::Lost.into()))
}

/// A status as trailers.
fn trailers(status: &Status) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    if status.add_header(&mut trailers).is_err() {
        // Its message or details are no header; the code always is.
        trailers.clear();
        trailers.insert("grpc-status", HeaderValue::from(status.code() as i32));
    }
    trailers
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::{BodyExt as _, StreamBody};

    use super::*;

    #[tokio::test]
    async fn empty_frames_are_left_out() {
        let frames = [&b""[..], b"one", b"", b"two"];
        let frames = frames.map(|data| Ok::<_, Status>(Frame::data(Bytes::from_static(data))));
        let (_call, ended) = oneshot::channel();
        let inner = tonic::body::Body::new(StreamBody::new(stream::iter(frames)));
        let mut body = RequestBody::new(inner, ended);
        for data in ["one", "two"] {
            assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), data);
        }
        assert!(body.frame().await.is_none());
    }
}
