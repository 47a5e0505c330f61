//! How a stream receives the shared document: which events it gets as they are, which
//! in another form, and which not at all.

use std::{collections::VecDeque, pin::Pin, time::Duration};

use bytes::Bytes;
use proto::chat::v1::{self as pb, CodeView, connect_response::Frame, event::Body};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    frame::{self, Kind, Sight},
    log::Seq,
};

/// How often whole texts are sent: five times a second.
const TEXT_PACE: Duration = Duration::from_millis(200);

/// A room's events on their way to a stream.
///
/// Each seq is sent, or named by a `skip` before something of a higher one is.
pub(super) struct View {
    room_id: String,
    kind: CodeView,
    /// Changes up to here are in the `document` frames that were sent.
    held_to: Seq,
    /// Everything up to here was sent or named.
    named_to: Seq,
    /// Everything up to here was looked at.
    seen_to: Seq,
    /// The newest change of each language whose text is still to be sent.
    owed: Vec<pb::Event>,
    /// When it may be.
    due: Pin<Box<Sleep>>,
}

/// What has to be asked of the room before anything more can be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Question {
    /// The texts as they are, for those that are owed.
    Texts,
    /// The document that has begun anew.
    Start,
}

impl View {
    /// The view of a stream that has everything up to `cursor`, and the document's
    /// changes up to `held_to`.
    pub(super) fn new(room_id: String, kind: CodeView, cursor: Seq, held_to: Seq) -> View {
        View {
            room_id,
            kind,
            held_to,
            named_to: cursor,
            seen_to: cursor,
            owed: Vec::new(),
            due: Box::pin(sleep_until(Instant::now())),
        }
    }

    /// Which form the document has here.
    pub(super) fn kind(&self) -> CodeView {
        self.kind
    }

    /// The languages whose texts are still to be sent.
    pub(super) fn owed(&self) -> Vec<String> {
        self.owed.iter().filter_map(language).map(str::to_owned).collect()
    }

    /// When the owed texts may be sent, if there are any.
    pub(super) fn due(&mut self) -> Option<Pin<&mut Sleep>> {
        (!self.owed.is_empty()).then_some(self.due.as_mut())
    }

    /// Takes frames in order until there is something to ask.
    pub(super) fn take(
        &mut self,
        frames: &mut VecDeque<Bytes>,
        out: &mut VecDeque<Bytes>,
    ) -> Option<Question> {
        while let Some(frame) = frames.pop_front() {
            let sight = frame::look(&frame);
            match sight.kind {
                Kind::Change => self.change(sight, frame, out),
                // A start that is held is one whose document was sent at the join.
                Kind::Start if sight.seq > self.held_to => {
                    self.owed.clear();
                    self.put(sight.seq, frame, out);
                    return Some(Question::Start);
                }
                // A text is never sent behind what happened after it.
                Kind::Other | Kind::Start if sight.seq != 0 && !self.owed.is_empty() => {
                    frames.push_front(frame);
                    return Some(Question::Texts);
                }
                Kind::Other | Kind::Start => self.put(sight.seq, frame, out),
            }
        }
        None
    }

    fn change(&mut self, Sight { seq, .. }: Sight, frame: Bytes, out: &mut VecDeque<Bytes>) {
        self.seen_to = seq;
        if seq <= self.held_to {
            return;
        }
        if self.kind == CodeView::Crdt {
            return self.put(seq, frame, out);
        }
        let Some(event) = frame::event(&frame) else { return };
        if self.kind == CodeView::Splices {
            return self.put(seq, encode(without_update(event)), out);
        }
        self.owed.retain(|owed| language(owed) != language(&event));
        self.owed.push(event);
    }

    /// Sends the texts that are owed, as the room has them now.
    pub(super) fn put_texts(&mut self, texts: &[pb::Document], out: &mut VecDeque<Bytes>) {
        for event in std::mem::take(&mut self.owed) {
            let Some(text) = texts.iter().find(|text| Some(&*text.language) == language(&event))
            else {
                continue;
            };
            let (code, language, seq) = (text.code.clone(), text.language.clone(), text.seq);
            let body = Some(Body::CodeChange(pb::CodeChange { code, language, seq }));
            self.put(event.seq, encode(pb::Event { body, ..event }), out);
        }
        self.due.as_mut().reset(Instant::now() + TEXT_PACE);
    }

    /// Sends the document as it is with everything up to `head`.
    pub(super) fn put_documents(
        &mut self,
        documents: Vec<pb::Document>,
        head: Seq,
        out: &mut VecDeque<Bytes>,
    ) {
        self.held_to = self.held_to.max(head);
        out.extend(documents.into_iter().map(|it| frame::encode(Frame::Document(it))));
    }

    /// Names what is not this person's to see.
    pub(super) fn hide(&mut self, to: Seq, out: &mut VecDeque<Bytes>) {
        self.seen_to = to;
        self.name(out);
    }

    /// Names what was left out, unless a text for it is still to come.
    pub(super) fn name(&mut self, out: &mut VecDeque<Bytes>) {
        if self.owed.is_empty() && self.named_to < self.seen_to {
            self.skip(self.seen_to, out);
        }
    }

    fn put(&mut self, seq: Seq, frame: Bytes, out: &mut VecDeque<Bytes>) {
        if seq != 0 {
            if self.named_to + 1 < seq {
                self.skip(seq - 1, out);
            }
            self.named_to = seq;
            self.seen_to = self.seen_to.max(seq);
        }
        out.push_back(frame);
    }

    fn skip(&mut self, to_seq: Seq, out: &mut VecDeque<Bytes>) {
        let room_id = self.room_id.clone();
        out.push_back(frame::encode(Frame::Skip(pb::Skip { room_id, to_seq })));
        self.named_to = to_seq;
    }
}

fn encode(event: pb::Event) -> Bytes {
    frame::encode(Frame::Event(event))
}

fn language(event: &pb::Event) -> Option<&str> {
    match &event.body {
        Some(Body::DocUpdate(change)) => Some(&change.language),
        _ => None,
    }
}

/// A change for those who read splices.
pub(crate) fn without_update(mut event: pb::Event) -> pb::Event {
    if let Some(Body::DocUpdate(change)) = &mut event.body {
        change.update.clear();
    }
    event
}

#[cfg(test)]
mod tests;
