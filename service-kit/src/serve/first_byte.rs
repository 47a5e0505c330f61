//! Hangs up on peers that connect and say nothing.

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

/// How long a peer may be mute. hyper has no limit of its own before the preface.
const MUTE: Duration = Duration::from_secs(5);

/// A connection whose first byte must come in time.
pub(super) struct FirstByte<Io> {
    io: Io,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<Io> FirstByte<Io> {
    pub(super) fn new(io: Io) -> FirstByte<Io> {
        FirstByte { io, deadline: Some(Box::pin(sleep(MUTE))) }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for FirstByte<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.io).poll_read(cx, buffer);
        if let Some(deadline) = &mut self.deadline {
            if read.is_ready() {
                self.deadline = None;
            } else if deadline.poll_unpin(cx).is_ready() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        read
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for FirstByte<Io> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
