//! A room on a stream: a cursor over the room's ring and log.

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{FutureExt as _, future::BoxFuture};
use proto::chat::v1::{self as pb, RemovedReason, connect_response::Frame};

use crate::{
    actor::Attached,
    error::Error,
    feed::{Feed, Found, Subscription},
    frame,
    id::RoomId,
    log::{Batch, LogError, RoomLog, Seq},
    rooms::RoomHandle,
    window::{Run, Windows},
};

/// A room on a stream.
pub(super) struct JoinedRoom {
    id: RoomId,
    handle: RoomHandle,
    subscription: Subscription,
    windows: Windows,
    /// Everything up to here was sent or skipped.
    cursor: Seq,
    log: Arc<dyn RoomLog>,
    reading: Option<BoxFuture<'static, Result<Vec<Batch>, LogError>>>,
}

/// What a room had for its stream.
pub(super) enum Progress {
    /// Frames.
    Frames,
    /// The end, after all that may be delivered.
    Over(RemovedReason),
    /// The log cannot be read: the client comes back and resumes.
    Failed(Error),
}

impl JoinedRoom {
    /// A room whose cursor is at `cursor`.
    pub(super) fn new(
        id: RoomId,
        handle: RoomHandle,
        log: Arc<dyn RoomLog>,
        cursor: Seq,
        attached: Attached,
    ) -> JoinedRoom {
        let Attached { subscription, windows, .. } = attached;
        JoinedRoom { id, handle, subscription, windows, cursor, log, reading: None }
    }

    /// Its id.
    pub(super) fn id(&self) -> &RoomId {
        &self.id
    }

    /// The room itself.
    pub(super) fn handle(&self) -> &RoomHandle {
        &self.handle
    }

    /// Its feed, while access lasts.
    pub(super) fn feed(&self) -> Option<&Feed> {
        (!self.subscription.is_cut()).then(|| self.subscription.feed())
    }

    /// Takes what follows the cursor into `out`; waits at the head.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut VecDeque<Bytes>,
    ) -> Poll<Progress> {
        let last = match self.windows.run_at(self.cursor + 1) {
            Run::Visible { to } => to,
            Run::Hidden { to } => {
                let room_id = self.id.to_string();
                out.push_back(frame::encode(Frame::Skip(pb::Skip { room_id, to_seq: to })));
                self.cursor = to;
                return Poll::Ready(Progress::Frames);
            }
        };
        if self.reading.is_none() {
            match ready!(self.subscription.poll(cx, self.cursor, last, out)) {
                Found::Frames(cursor) => {
                    self.cursor = cursor;
                    return Poll::Ready(Progress::Frames);
                }
                Found::Over(reason) => return Poll::Ready(Progress::Over(reason)),
                Found::Behind => self.reading = Some(self.read()),
            }
        }
        let Some(reading) = &mut self.reading else { return Poll::Pending };
        let page = ready!(reading.poll_unpin(cx));
        self.reading = None;
        Poll::Ready(match page {
            Ok(page) => self.take(&page, last, out),
            Err(error) => Progress::Failed(error.into()),
        })
    }

    fn read(&self) -> BoxFuture<'static, Result<Vec<Batch>, LogError>> {
        let (log, id, from) = (self.log.clone(), self.id.clone(), self.cursor + 1);
        async move { log.read(&id, from).await }.boxed()
    }

    /// Takes a page of the log up to `last`. The log may be ahead of the feed, and
    /// hold a removal that the feed does not know yet: what the feed has not
    /// shown is left for later.
    fn take(&mut self, page: &[Batch], last: Seq, out: &mut VecDeque<Bytes>) -> Progress {
        let last = last.min(self.subscription.shown());
        for batch in page {
            for (seq, stored) in (batch.first_seq..).zip(&batch.events) {
                if seq == self.cursor + 1 && seq <= last {
                    out.push_back(frame::frame_stored(stored));
                    self.cursor = seq;
                }
            }
        }
        Progress::Frames
    }
}
