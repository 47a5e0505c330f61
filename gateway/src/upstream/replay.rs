//! A request's body that can be sent once more.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body as _, Frame};
use tonic::{Status, body::Body};

/// How much of a body is kept while the host has not answered: any message but the
/// largest documents. A host that refuses does so before it has read as much.
const MOST_KEPT: usize = 64 << 10;

/// Keeps what was read of a body, so that a request which a host refused before it
/// looked at it can go to another.
#[derive(Debug)]
pub(super) struct Replay(Arc<Mutex<Source>>);

#[derive(Debug)]
struct Source {
    rest: Body,
    kept: Vec<Bytes>,
    /// How many of the kept frames this attempt has sent.
    sent: usize,
    attempt: usize,
    /// Whether what is read is kept; if not, there is no other attempt.
    keeps: bool,
}

impl Replay {
    pub(super) fn new(rest: Body) -> Replay {
        let source = Source { rest, kept: Vec::new(), sent: 0, attempt: 0, keeps: true };
        Replay(Arc::new(Mutex::new(source)))
    }

    /// The whole body, and the end of those handed out before. `None` if more was
    /// read than is kept.
    pub(super) fn body(&self) -> Option<Body> {
        let (keeps, number) = {
            let mut source = lock(&self.0);
            source.sent = 0;
            source.attempt += 1;
            (source.keeps, source.attempt)
        };
        keeps.then(|| Body::new(Attempt { source: self.0.clone(), number }))
    }

    /// Keeps nothing any more: there is no other attempt.
    pub(super) fn settle(&self) {
        let mut source = lock(&self.0);
        source.keeps = false;
        source.tidy();
    }
}

impl Source {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Some(kept) = self.kept.get(self.sent).cloned() {
            self.sent += 1;
            self.tidy();
            return Poll::Ready(Some(Ok(Frame::data(kept))));
        }
        let frame = ready!(Pin::new(&mut self.rest).poll_frame(cx));
        if let Some(Ok(frame)) = &frame {
            self.keep(frame.data_ref());
        }
        Poll::Ready(frame)
    }

    fn keep(&mut self, data: Option<&Bytes>) {
        let size: usize = self.kept.iter().chain(data).map(Bytes::len).sum();
        self.keeps &= data.is_some() && size <= MOST_KEPT;
        if let (true, Some(data)) = (self.keeps, data) {
            self.kept.push(data.clone());
            self.sent += 1;
        }
        self.tidy();
    }

    /// Lets go of what nobody will send.
    fn tidy(&mut self) {
        if !self.keeps && self.sent == self.kept.len() {
            (self.kept, self.sent) = (Vec::new(), 0);
        }
    }
}

/// The body, for one attempt to send it.
struct Attempt {
    source: Arc<Mutex<Source>>,
    number: usize,
}

impl http_body::Body for Attempt {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut source = lock(&self.source);
        if source.attempt != self.number {
            return Poll::Ready(Some(Err(Status::cancelled("sent elsewhere"))));
        }
        source.poll(cx)
    }

    fn is_end_stream(&self) -> bool {
        let source = lock(&self.source);
        source.sent == source.kept.len() && source.rest.is_end_stream()
    }
}

fn lock(source: &Mutex<Source>) -> MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::{BodyExt as _, StreamBody};

    use super::*;

    fn replay(frames: &[&'static [u8]]) -> Replay {
        let frames: Vec<_> = frames
            .iter()
            .map(|data| Ok::<_, Status>(Frame::data(Bytes::from_static(data))))
            .collect();
        Replay::new(Body::new(StreamBody::new(stream::iter(frames))))
    }

    async fn next(body: &mut Body) -> Option<Bytes> {
        body.frame().await.map(|frame| frame.unwrap().into_data().unwrap())
    }

    #[tokio::test]
    async fn the_next_attempt_starts_from_the_beginning_and_ends_the_one_before() {
        let replay = replay(&[b"one", b"two", b"three"]);
        let mut first = replay.body().unwrap();
        assert_eq!(next(&mut first).await.unwrap(), "one");
        assert_eq!(next(&mut first).await.unwrap(), "two");
        let mut second = replay.body().unwrap();
        assert!(first.frame().await.unwrap().is_err());
        assert_eq!(next(&mut second).await.unwrap(), "one");
        replay.settle();
        assert_eq!(next(&mut second).await.unwrap(), "two");
        assert_eq!(next(&mut second).await.unwrap(), "three");
        assert_eq!(next(&mut second).await, None);
    }

    #[tokio::test]
    async fn more_than_is_kept_passes_but_cannot_be_sent_again() {
        let large = vec![0; MOST_KEPT].leak();
        let replay = replay(&[b"small", large]);
        let mut body = replay.body().unwrap();
        assert_eq!(next(&mut body).await.unwrap(), "small");
        assert_eq!(next(&mut body).await.unwrap().len(), MOST_KEPT);
        assert!(replay.body().is_none());
    }

    #[tokio::test]
    async fn nothing_is_kept_once_the_host_has_answered() {
        let replay = replay(&[b"one", b"two"]);
        let mut body = replay.body().unwrap();
        assert_eq!(next(&mut body).await.unwrap(), "one");
        replay.settle();
        assert_eq!(next(&mut body).await.unwrap(), "two");
        assert!(lock(&replay.0).kept.is_empty());
        assert!(replay.body().is_none());
    }
}
