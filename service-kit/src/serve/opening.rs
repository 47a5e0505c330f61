//! Hangs up on peers that connect and do not say which HTTP they speak.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// How long a peer may take to open. hyper has no limit of its own until it can
/// tell HTTP/2 from HTTP/1.1; then its limit for headers, or keepalive, take over.
const OPENING: Duration = Duration::from_secs(5);
/// How HTTP/2 opens. HTTP/1.1 opens with anything else.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that must open in time.
pub(super) struct Opening<Io> {
    io: Io,
    deadline: Option<Pin<Box<Sleep>>>,
    /// What is still to come of the preface, as long as it may be one.
    preface: &'static [u8],
}

impl<Io> Opening<Io> {
    pub(super) fn new(io: Io) -> Opening<Io> {
        Opening { io, deadline: Some(Box::pin(sleep(OPENING))), preface: PREFACE }
    }

    /// Looks at what came, until it is plain which HTTP it is.
    fn look(&mut self, came: &[u8]) {
        let length = came.len().min(self.preface.len());
        let (expected, rest) = self.preface.split_at(length);
        let is_undecided = came[..length] == *expected && !rest.is_empty();
        self.preface = rest;
        if !is_undecided {
            self.deadline = None;
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Opening<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.io).poll_read(cx, buffer);
        if self.deadline.is_some() {
            self.look(&buffer.filled()[before..]);
        }
        if let Some(deadline) = &mut self.deadline
            && read.is_pending()
            && deadline.poll_unpin(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Opening<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    /// No: then h2 sends small frames of many streams by one call instead of one
    /// each, up to 1 KiB instead of 256 bytes. Larger ones cost a call more.
    fn is_write_vectored(&self) -> bool {
        false
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    /// What a reader gets from a peer that sends `bytes` and no more.
    async fn after(bytes: &[u8]) -> io::Result<()> {
        let (mut peer, io) = duplex(64);
        peer.write_all(bytes).await?;
        let mut io = Opening::new(io);
        io.read_exact(&mut vec![0; bytes.len()]).await?;
        let more = tokio::time::timeout(10 * OPENING, io.read_u8()).await;
        more.map_or(Ok(()), |read| read.map(drop))
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_stops_within_the_preface_is_cut() {
        for opening in ["", "P", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"] {
            let cut = after(opening.as_bytes()).await.unwrap_err();
            assert_eq!(cut.kind(), io::ErrorKind::TimedOut, "{opening:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_says_which_http_is_not_cut_here() {
        for opening in ["G", "POST /", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore"] {
            assert!(after(opening.as_bytes()).await.is_ok(), "{opening:?}");
        }
    }
}
