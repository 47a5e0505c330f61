//! Typing and cursors: the newest of each kind and sender, and nothing older.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

use crate::{body::Ephemeral, id::UserId};

/// The newest ephemeral events of a room. A reader that is behind sees only the
/// newest, so it needs no queue.
#[derive(Debug, Default)]
pub(super) struct Ephemerals {
    newest: u64,
    events: HashMap<(UserId, Ephemeral), (u64, Bytes)>,
}

impl Ephemerals {
    /// The number of the newest one; numbers only tell a reader what is new.
    pub(super) fn newest(&self) -> u64 {
        self.newest
    }

    /// Replaces the sender's last of this kind.
    pub(super) fn put(&mut self, sender: &UserId, kind: Ephemeral, frame: Bytes) {
        self.newest += 1;
        self.events.insert((sender.clone(), kind), (self.newest, frame));
    }

    /// Keeps those of some users only.
    pub(super) fn keep(&mut self, is_kept: impl Fn(&UserId) -> bool) {
        self.events.retain(|(sender, _), _| is_kept(sender));
    }

    /// Takes what is newer than `seen` and not the reader's own; says whether
    /// there was any.
    pub(super) fn take(&self, seen: &mut u64, reader: &UserId, out: &mut VecDeque<Bytes>) -> bool {
        if *seen == self.newest {
            return false;
        }
        let before = out.len();
        let others = self.events.iter().filter(|((sender, _), _)| sender != reader);
        let mut fresh: Vec<_> = others.map(|(_, event)| event).filter(|(n, _)| n > seen).collect();
        fresh.sort_unstable_by_key(|(number, _)| *number);
        out.extend(fresh.into_iter().map(|(_, frame)| frame.clone()));
        *seen = self.newest;
        out.len() > before
    }
}
