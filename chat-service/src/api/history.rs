//! What was: pages of a room's log.

use prost::Message as _;
use proto::chat::v1::{self as pb, CodeView};

use super::{Api, page_size};
use crate::{
    connection::without_update,
    error::Error,
    id::{RoomId, UserId},
    log::{Batch, LogError, Seq},
    room::{Refusal, Room},
    window::{Run, Windows},
};

/// The bytes of events beyond which a page ends.
const MAX_BYTES: usize = 1024 * 1024;

impl Api {
    /// A page of what `user` may see of a room.
    pub(super) async fn history(
        &self,
        user: &UserId,
        request: &pb::ListEventsRequest,
    ) -> Result<pb::ListEventsResponse, Error> {
        let (id, windows, head) = self.own_windows(user, &request.room_id).await?;
        let limit = page_size(request.page_size)?;
        let view = request.code_view();
        let mut page = Page { events: Vec::new(), bytes: 0, limit, view };
        let mut next = request.after_seq.saturating_add(1);
        while next <= head {
            match windows.run_at(next) {
                Run::Hidden { to } => next = to.saturating_add(1),
                Run::Visible { to } => {
                    if page.is_full() {
                        return Ok(page.answer(next - 1));
                    }
                    let batches = self.rooms.read(&id, next).await?;
                    next = page.take(&batches, next, to.min(head))?;
                }
            }
        }
        Ok(page.answer(0))
    }

    /// The room, what the user may see of it, and its head. Whoever never was on
    /// the allow-list is refused as if there were no room.
    async fn own_windows(
        &self,
        user: &UserId,
        room_id: &str,
    ) -> Result<(RoomId, Windows, Seq), Error> {
        let id = RoomId::parse(room_id).map_err(|_| Refusal::NotAllowed)?;
        let user = user.clone();
        let look = move |room: &Room| (room.windows(user.as_str()), room.head());
        let (windows, head) = self.rooms.open(&id).look(look).await?;
        if windows.is_empty() {
            return Err(Refusal::NotAllowed.into());
        }
        Ok((id, windows, head))
    }
}

/// A page of history while it fills.
struct Page {
    events: Vec<pb::Event>,
    bytes: usize,
    limit: usize,
    view: CodeView,
}

impl Page {
    fn is_full(&self) -> bool {
        self.events.len() >= self.limit || self.bytes >= MAX_BYTES
    }

    /// Takes the events `from ..= to` as far as they fit; returns the seq that
    /// follows.
    fn take(&mut self, batches: &[Batch], from: Seq, to: Seq) -> Result<Seq, LogError> {
        let mut next = from;
        for batch in batches {
            for (seq, stored) in (batch.first_seq..).zip(&batch.events) {
                if seq != next || seq > to || self.is_full() {
                    continue;
                }
                let event = match self.view {
                    CodeView::Crdt => decode(stored)?,
                    _ => without_update(decode(stored)?),
                };
                self.bytes += event.encoded_len();
                self.events.push(event);
                next += 1;
            }
        }
        if next == from {
            return Err(LogError(anyhow::anyhow!("seq {from} is missing from the log")));
        }
        Ok(next)
    }

    fn answer(self, next_after_seq: Seq) -> pb::ListEventsResponse {
        pb::ListEventsResponse { events: self.events, next_after_seq }
    }
}

fn decode(stored: &bytes::Bytes) -> Result<pb::Event, LogError> {
    pb::Event::decode(stored.clone()).map_err(|cause| LogError(cause.into()))
}
