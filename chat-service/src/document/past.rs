//! What a text was a moment ago, so that a change made from that can be made now.

use std::{collections::VecDeque, iter::repeat_n};

use super::splice::{self, Splice, Units, diff};
use crate::log::Seq;

/// How many changes are remembered: what two people type in ten seconds.
const MAX_CHANGES: usize = 256;

/// How many splices they have together: those of a few replacements of every occurrence.
const MAX_SPLICES: usize = 16 * 1024;

/// The last changes of a text.
#[derive(Debug)]
pub(super) struct Past {
    /// The changes up to this seq are forgotten.
    forgotten: Seq,
    splices: usize,
    changes: VecDeque<(Seq, Vec<Made>)>,
}

/// One splice as it was made.
#[derive(Debug)]
struct Made {
    position: usize,
    deleted: Vec<u16>,
    inserted: usize,
}

impl Past {
    /// Of a text that begins as of `seq`.
    pub(super) fn new(seq: Seq) -> Past {
        Past { forgotten: seq, splices: 0, changes: VecDeque::new() }
    }

    /// Makes the splices of an event, and remembers them.
    pub(super) fn make(&mut self, seq: Seq, splices: &[Splice], units: &mut Vec<u16>) {
        let mut made = Vec::with_capacity(splices.len());
        let note = |splice: &Splice, deleted: &[u16]| {
            let (position, inserted) = (splice.position as usize, splice.inserted.units() as usize);
            made.push(Made { position, deleted: deleted.to_vec(), inserted });
        };
        // What is in the log was checked: it fits.
        let Some(changed) = splice::make(splices, units, note) else { return };
        *units = changed;
        self.splices += made.len();
        self.changes.push_back((seq, made));
        while (self.changes.len() > MAX_CHANGES || self.splices > MAX_SPLICES)
            && let Some((seq, made)) = self.changes.pop_front()
        {
            (self.forgotten, self.splices) = (seq, self.splices - made.len());
        }
    }

    /// The text `units` as somebody means it who made `code` of what it was as of
    /// `seq`: with their changes, and with what came since. `None`: too long ago.
    pub(super) fn rebase(&self, units: &[u16], seq: Seq, code: &str) -> Option<String> {
        if seq < self.forgotten {
            return None;
        }
        let since = || self.changes.iter().filter(|(at, _)| *at > seq).map(|(_, made)| &made[..]);
        let mut base = units.to_vec();
        for made in since().rev() {
            base = undo(base, made);
        }
        // Where each unit of today was then; what came since was nowhere.
        let mut origins: Vec<Option<u32>> = (0..base.len() as u32).map(Some).collect();
        for made in since() {
            origins = redo(origins, made);
        }
        let edits = in_place(&diff(&String::from_utf16_lossy(&base), code));
        Some(merge(units, &origins, &edits))
    }
}

/// A text without what an event made of it.
fn undo(mut text: Vec<u16>, made: &[Made]) -> Vec<u16> {
    if let [Made { position, deleted, inserted }] = made {
        text.splice(*position..position + inserted, deleted.iter().copied());
        return text;
    }
    let (mut undone, mut read) = (Vec::with_capacity(text.len()), 0);
    for Made { position, deleted, inserted } in made {
        undone.extend(&text[read..*position]);
        undone.extend(deleted);
        read = position + inserted;
    }
    undone.extend(&text[read..]);
    undone
}

/// The origins of the units of a text that an event made.
fn redo(mut origins: Vec<Option<u32>>, made: &[Made]) -> Vec<Option<u32>> {
    if let [Made { position, deleted, inserted }] = made {
        origins.splice(*position..position + deleted.len(), repeat_n(None, *inserted));
        return origins;
    }
    let (mut redone, mut read) = (Vec::with_capacity(origins.len()), 0);
    for Made { position, deleted, inserted } in made {
        let kept = position - redone.len();
        redone.extend(&origins[read..read + kept]);
        redone.extend(repeat_n(None, *inserted));
        read += kept + deleted.len();
    }
    redone.extend(&origins[read..]);
    redone
}

/// Splices that follow one another, each as of the text before all of them.
fn in_place(splices: &[Splice]) -> Vec<Splice> {
    let mut grown = 0;
    let edit = |splice: &Splice| {
        let position = (i64::from(splice.position) - grown) as u32;
        grown += i64::from(splice.inserted.units()) - i64::from(splice.deleted);
        Splice { position, ..splice.clone() }
    };
    splices.iter().map(edit).collect()
}

/// Today's units with edits of what they were.
fn merge(units: &[u16], origins: &[Option<u32>], edits: &[Splice]) -> String {
    let mut merged = Vec::with_capacity(units.len());
    let mut next = edits.iter().peekable();
    // Up to where the edits so far delete.
    let mut deleted_to = 0;
    for (unit, origin) in units.iter().zip(origins) {
        if let Some(origin) = origin {
            while let Some(edit) = next.next_if(|edit| edit.position <= *origin) {
                merged.extend(edit.inserted.encode_utf16());
                deleted_to = edit.position + edit.deleted;
            }
            if *origin < deleted_to {
                continue;
            }
        }
        merged.push(*unit);
    }
    next.for_each(|edit| merged.extend(edit.inserted.encode_utf16()));
    String::from_utf16_lossy(&merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that becomes each of these in turn, with seqs 1, 2 …
    fn past(texts: &[&str]) -> (Past, Vec<u16>) {
        let (mut past, mut units) = (Past::new(0), Vec::new());
        let mut before = "";
        for (text, seq) in texts.iter().zip(1..) {
            past.make(seq, &diff(before, text), &mut units);
            before = text;
        }
        (past, units)
    }

    #[test]
    fn what_came_since_stays_and_what_was_changed_is_changed() {
        let texts =
            ["one 🦀\nBBB\nccc\n", "# 🦀 top\none 🦀\nBBB\nccc\n", "# 🦀 top\none 🦀\nccc\nend\n"];
        let (past, units) = past(&texts);
        let rebased = |seq, code| past.rebase(&units, seq, code).unwrap();
        assert_eq!(rebased(1, "one 🦀!\nBBB\nccc\n"), "# 🦀 top\none 🦀!\nccc\nend\n");
        assert_eq!(rebased(1, "BBB\nccc\n"), "# 🦀 top\nccc\nend\n");
        assert_eq!(rebased(2, "one 🦀\nBBB\nccc\n"), "one 🦀\nccc\nend\n");
        assert_eq!(rebased(3, "all new"), "all new");
        assert_eq!(rebased(9, "all new"), "all new");
    }

    #[test]
    fn what_is_forgotten_is_too_long_ago() {
        let texts: Vec<String> = (0..300).map(|n| "x".repeat(n)).collect();
        let (past, units) = past(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(past.rebase(&units, 43, "y"), None);
        assert!(past.rebase(&units, 44, "y").is_some());
    }
}
