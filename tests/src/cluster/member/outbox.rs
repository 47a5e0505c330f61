//! What a member has to say, and what of it is under way.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// How many messages may be unanswered.
pub(super) const UNDER_WAY: usize = 8;

/// Messages without an answer, in the order of their sending.
#[derive(Debug, Default)]
pub(super) struct Outbox(VecDeque<Message>);

#[derive(Debug)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) text: String,
    first_sent: Instant,
    times_sent: usize,
    is_out: bool,
}

impl Outbox {
    pub(super) fn is_full(&self) -> bool {
        self.0.len() >= UNDER_WAY
    }

    pub(super) fn push(&mut self, id: String, text: String) {
        let first_sent = Instant::now();
        self.0.push_back(Message { id, text, first_sent, times_sent: 0, is_out: false });
    }

    /// The first that is not under way, to be put there.
    pub(super) fn next(&self) -> Option<&Message> {
        self.0.iter().find(|message| !message.is_out)
    }

    /// The first that is not under way now is.
    pub(super) fn is_sent(&mut self) {
        if let Some(message) = self.0.iter_mut().find(|message| !message.is_out) {
            message.is_out = true;
            message.times_sent += 1;
        }
    }

    /// It is answered; none if nobody waited for that.
    pub(super) fn take(&mut self, id: &str) -> Option<Message> {
        let at = self.0.iter().position(|message| message.id == id)?;
        self.0.remove(at)
    }

    /// The line broke: all that was under way must be sent again. Answers their ids.
    pub(super) fn take_back(&mut self) -> Vec<String> {
        let out = self.0.iter_mut().filter(|message| message.is_out);
        out.map(|message| {
            message.is_out = false;
            message.id.clone()
        })
        .collect()
    }
}

impl Message {
    /// How long it waited.
    pub(super) fn waited(&self) -> Duration {
        self.first_sent.elapsed()
    }

    /// Whether it may be in the log although it was refused: an earlier time may have
    /// got there.
    pub(super) fn was_sent_before(&self) -> bool {
        self.times_sent > 1
    }
}
