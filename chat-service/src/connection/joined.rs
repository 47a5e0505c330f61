//! A room on a stream: a cursor over the room's ring and log.

use std::{
    collections::VecDeque,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{FutureExt as _, future::BoxFuture};
use proto::chat::v1::{self as pb, RemovedReason};

use super::view::{Question, View};

use crate::{
    actor::Attached,
    error::Error,
    feed::{Found, Subscription},
    frame,
    id::{Language, RoomId, UserId},
    log::{Batch, Seq},
    room::Room,
    rooms::{RoomHandle, Rooms},
    window::{Run, Windows},
};

/// A room on a stream.
pub(super) struct JoinedRoom {
    id: RoomId,
    user: UserId,
    handle: RoomHandle,
    subscription: Subscription,
    windows: Windows,
    /// Everything up to here was taken, from the feed or the log.
    cursor: Seq,
    rooms: Rooms,
    reading: Option<BoxFuture<'static, Result<Vec<Batch>, Error>>>,
    /// What was taken and not looked at yet.
    taken: VecDeque<Bytes>,
    view: View,
    asking: Option<(Question, BoxFuture<'static, Option<Shown>>)>,
}

/// The document's texts, and the head they are of.
type Shown = (Vec<pb::Document>, Seq);

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
        user: UserId,
        handle: RoomHandle,
        rooms: Rooms,
        view: View,
        cursor: Seq,
        attached: Attached,
    ) -> JoinedRoom {
        let Attached { subscription, windows, .. } = attached;
        JoinedRoom {
            id,
            user,
            handle,
            subscription,
            windows,
            cursor,
            rooms,
            reading: None,
            taken: VecDeque::new(),
            view,
            asking: None,
        }
    }

    /// Its id.
    pub(super) fn id(&self) -> &RoomId {
        &self.id
    }

    /// The room itself.
    pub(super) fn handle(&self) -> &RoomHandle {
        &self.handle
    }

    /// Whether access has ended.
    pub(super) fn is_cut(&self) -> bool {
        self.subscription.is_cut()
    }

    /// Takes what follows the cursor into `out`; waits at the head.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut VecDeque<Bytes>,
    ) -> Poll<Progress> {
        let before = out.len();
        loop {
            ready!(self.poll_asking(cx, out));
            if let Some(question) = self.view.take(&mut self.taken, out) {
                self.ask(question);
                continue;
            }
            if out.len() > before {
                return Poll::Ready(Progress::Frames);
            }
            match self.poll_taken(cx, out) {
                Poll::Ready(Progress::Frames) => {}
                Poll::Ready(end) => return Poll::Ready(end),
                Poll::Pending => ready!(self.poll_rest(cx, out)),
            }
        }
    }

    /// Takes what follows the cursor, to be looked at.
    fn poll_taken(&mut self, cx: &mut Context<'_>, out: &mut VecDeque<Bytes>) -> Poll<Progress> {
        let last = match self.windows.run_at(self.cursor + 1) {
            Run::Visible { to } => to,
            Run::Hidden { to } => {
                self.view.hide(to, out);
                self.cursor = to;
                return Poll::Ready(Progress::Frames);
            }
        };
        if self.reading.is_none() {
            match ready!(self.subscription.poll(cx, self.cursor, last, &mut self.taken)) {
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
            Ok(page) => self.take(&page, last),
            Err(error) => Progress::Failed(error),
        })
    }

    /// At the head: names what was left out, or asks for the texts that are owed once
    /// they are due.
    fn poll_rest(&mut self, cx: &mut Context<'_>, out: &mut VecDeque<Bytes>) -> Poll<()> {
        let before = out.len();
        self.view.name(out);
        if out.len() > before {
            return Poll::Ready(());
        }
        let Some(due) = self.view.due().filter(|_| self.reading.is_none()) else {
            return Poll::Pending;
        };
        ready!(due.poll(cx));
        self.ask(Question::Texts);
        Poll::Ready(())
    }

    fn poll_asking(&mut self, cx: &mut Context<'_>, out: &mut VecDeque<Bytes>) -> Poll<()> {
        let Some((question, asking)) = &mut self.asking else { return Poll::Ready(()) };
        let (question, answer) = (*question, ready!(asking.poll_unpin(cx)));
        self.asking = None;
        // Who is not allowed in any more is about to be cut.
        let (documents, head) = answer.unwrap_or_default();
        match question {
            Question::Texts => self.view.put_texts(&documents, out),
            Question::Start => self.view.put_documents(documents, head, out),
        }
        Poll::Ready(())
    }

    /// Asks the room as this replica knows it: it holds nothing yet that a removal
    /// which this replica does not know hides.
    fn ask(&mut self, question: Question) {
        let (handle, id) = (self.handle.clone(), self.id.clone());
        let (user, view) = (self.user.clone(), self.view.kind());
        let owed = self.view.owed();
        let look = move |room: &Room| {
            let is_wanted = |language: &Language| match question {
                Question::Texts => owed.iter().any(|owed| owed == language.as_str()),
                Question::Start => true,
            };
            let is_in = room.is_allowed(user.as_str());
            is_in.then(|| (room.document().frames(id.as_str(), view, is_wanted), room.head()))
        };
        let asking = async move { handle.peek(look).await.ok().flatten() };
        self.asking = Some((question, asking.boxed()));
    }

    fn read(&self) -> BoxFuture<'static, Result<Vec<Batch>, Error>> {
        let (rooms, id, from) = (self.rooms.clone(), self.id.clone(), self.cursor + 1);
        async move { rooms.read(&id, from).await }.boxed()
    }

    /// Takes a page of the log up to `last`. The log may be ahead of the feed, and
    /// hold a removal that the feed does not know yet: what the feed has not
    /// shown is left for later.
    fn take(&mut self, page: &[Batch], last: Seq) -> Progress {
        let last = last.min(self.subscription.shown());
        for batch in page {
            for (seq, stored) in (batch.first_seq..).zip(&batch.events) {
                if seq == self.cursor + 1 && seq <= last {
                    self.taken.push_back(frame::frame_stored(stored));
                    self.cursor = seq;
                }
            }
        }
        Progress::Frames
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, task::Waker, time::Duration};

    use prost::Message as _;
    use proto::chat::v1::{CodeView, connect_response::Frame};
    use service_kit::clock::SystemClock;

    use super::*;
    use crate::{
        feed::{Ended, Feed},
        id::UserId,
        log::{
            contract::{commit, room},
            memory::MemoryLog,
        },
        node::Node,
    };

    /// Ada, joined after seq 0 to a room whose log has three events, of which the
    /// feed has shown the first two.
    async fn joined() -> (Arc<Feed>, JoinedRoom) {
        let log = Arc::new(MemoryLog::default());
        for (slot, seqs) in [(0, 1..=2), (1, 3..=3)] {
            let event = |seq| pb::Event { seq, ..pb::Event::default() }.encode_to_vec().into();
            let (first_seq, events) = (*seqs.start(), seqs.map(event).collect());
            let batch = Batch { slot, first_seq, events, presence: Vec::new() };
            commit(log.as_ref(), &room("r"), &batch).await;
        }
        let feed = Arc::new(Feed::new(2));
        let subscription = feed.subscribe(&UserId::parse("ada").unwrap());
        let mut windows = Windows::default();
        windows.open(1);
        let attached = Attached {
            subscription,
            windows,
            head: 2,
            participants: Vec::new(),
            language: String::new(),
            generation: 0,
            documents: Vec::new(),
            held_to: 0,
        };
        let rooms = Rooms::new(Node::alone(log.clone(), Arc::new(SystemClock), Duration::ZERO));
        let handle = rooms.open(&room("r"));
        let (ada, view) =
            (UserId::parse("ada").unwrap(), View::new("r".into(), CodeView::Crdt, 0, 0));
        (feed, JoinedRoom::new(room("r"), ada, handle, rooms, view, 0, attached))
    }

    /// Polls until there is nothing more, and returns how many frames there were
    /// and whether it is over.
    async fn drain(room: &mut JoinedRoom) -> (usize, bool) {
        let mut out = VecDeque::new();
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            match room.poll(&mut cx, &mut out) {
                Poll::Pending if room.reading.is_some() => tokio::task::yield_now().await,
                Poll::Pending => return (out.len(), false),
                Poll::Ready(Progress::Frames) => {}
                Poll::Ready(Progress::Over(_) | Progress::Failed(_)) => return (out.len(), true),
            }
        }
    }

    #[tokio::test]
    async fn a_reader_of_the_log_stops_where_the_feed_does() {
        let (_feed, mut room) = joined().await;
        assert_eq!(drain(&mut room).await, (2, false));
    }

    #[tokio::test]
    async fn a_removal_the_log_has_not_passed_on_ends_what_is_read() {
        let (feed, mut room) = joined().await;
        assert_eq!(drain(&mut room).await.0, 2);
        let removal = frame::encode(Frame::Heartbeat(pb::Heartbeat {}));
        feed.publish([removal], &[Ended::Of(UserId::parse("ada").unwrap(), 3)]);
        assert_eq!(drain(&mut room).await, (1, true));
    }
}
