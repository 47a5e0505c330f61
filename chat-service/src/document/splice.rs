//! Changes of a plain text. Positions and lengths count UTF-16 code units, as
//! browsers and Yjs do.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

/// How long the search for the smallest change may take. What is found by then is
/// right, if not the smallest.
const DIFF_TIME: Duration = Duration::from_millis(10);
/// The most characters on both sides together that are compared one by one; longer
/// changes are compared by line.
const MAX_BY_CHARACTER: usize = 8 * 1024;

/// One change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Splice {
    /// Where it begins.
    pub(crate) position: u32,
    /// How many units go.
    pub(crate) deleted: u32,
    /// What comes in their place.
    pub(crate) inserted: String,
}

/// The length of a text in UTF-16 code units.
pub(super) trait Units {
    /// How many there are.
    fn units(&self) -> u32;
}

impl Units for str {
    fn units(&self) -> u32 {
        self.chars().map(|c| c.len_utf16() as u32).sum()
    }
}

impl Splice {
    /// The position behind what was inserted.
    pub(super) fn end(&self) -> u32 {
        self.position + self.inserted.units()
    }
}

/// Makes changes that follow one another from left to right, and tells of each what it
/// deletes. `None` if one does not fit, or would cut a character in two.
pub(super) fn make<'a>(
    splices: &'a [Splice],
    text: &[u16],
    mut tell: impl FnMut(&'a Splice, &[u16]),
) -> Option<Vec<u16>> {
    let (mut made, mut rest) = (Vec::with_capacity(text.len()), text);
    for splice in splices {
        let kept = (splice.position as usize).checked_sub(made.len())?;
        let (kept, behind) = rest.split_at_checked(kept)?;
        let (deleted, behind_it) = behind.split_at_checked(splice.deleted as usize)?;
        made.extend(kept);
        if is_cut(&made, behind) || is_cut(deleted, behind_it) {
            return None;
        }
        tell(splice, deleted);
        made.extend(splice.inserted.encode_utf16());
        rest = behind_it;
    }
    made.extend(rest);
    Some(made)
}

/// Whether a character begins in one part and ends in the next.
fn is_cut(left: &[u16], right: &[u16]) -> bool {
    let is = |unit: Option<&u16>, range: Range<u16>| unit.is_some_and(|it| range.contains(it));
    is(left.last(), 0xD800..0xDC00) && is(right.first(), 0xDC00..0xE000)
}

/// The changes that make `new` of `old`, as few and small as can be found soon; to be
/// made in this order.
pub(super) fn diff(old: &str, new: &str) -> Vec<Splice> {
    diff_until(Some(Instant::now() + DIFF_TIME), old, new)
}

fn diff_until(deadline: Option<Instant>, old: &str, new: &str) -> Vec<Splice> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = end.take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut splices = Vec::new();
    let mut position = units(&old[..start]);
    for (old, new, is_same) in hunks(deadline, old_middle, new_middle) {
        if !is_same {
            let (deleted, inserted) = (units(old), new.iter().collect());
            splices.push(Splice { position, deleted, inserted });
        }
        position += units(new);
    }
    splices
}

fn units(text: &[char]) -> u32 {
    text.iter().map(|c| c.len_utf16() as u32).sum()
}

/// Both texts, cut into pieces that are the same or not.
fn hunks<'a>(
    deadline: Option<Instant>,
    old: &'a [char],
    new: &'a [char],
) -> Vec<(&'a [char], &'a [char], bool)> {
    if old.is_empty() || new.is_empty() {
        return if old.len() == new.len() { Vec::new() } else { vec![(old, new, false)] };
    }
    if old.len() + new.len() <= MAX_BY_CHARACTER {
        let ops = capture_diff_slices_deadline(Algorithm::Myers, old, new, deadline);
        return ops
            .iter()
            .map(|op| (&old[op.old_range()], &new[op.new_range()], is_same(op)))
            .collect();
    }
    let (old_lines, new_lines) = (lines(old), lines(new));
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old_lines, &new_lines, deadline);
    let (mut old_rest, mut new_rest) = (old, new);
    let mut hunk = |op: &DiffOp| {
        let length = |lines: &[&[char]]| lines.iter().map(|line| line.len()).sum::<usize>();
        let (old, rest) = old_rest.split_at(length(&old_lines[op.old_range()]));
        old_rest = rest;
        let (new, rest) = new_rest.split_at(length(&new_lines[op.new_range()]));
        new_rest = rest;
        (old, new, is_same(op))
    };
    ops.iter().map(&mut hunk).collect()
}

fn lines(text: &[char]) -> Vec<&[char]> {
    text.split_inclusive(|c| *c == '\n').collect()
}

fn is_same(op: &DiffOp) -> bool {
    matches!(op, DiffOp::Equal { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(old: &str, new: &str) -> (Vec<Splice>, String) {
        let splices = diff_until(None, old, new);
        let mut text: Vec<u16> = old.encode_utf16().collect();
        text = make(&splices, &text, |_, _| {}).unwrap_or_else(|| panic!("{old:?} {new:?}"));
        (splices, String::from_utf16(&text).unwrap())
    }

    #[test]
    fn two_places_far_apart_are_two_changes() {
        let (splices, text) =
            made("fn a() {}\nfn b() {}\nfn c() {}\n", "fn x() {}\nfn b() {}\nfn y() {}\n");
        assert_eq!(text, "fn x() {}\nfn b() {}\nfn y() {}\n");
        assert_eq!(splices.iter().map(|it| it.inserted.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn the_changes_make_the_new_text_whatever_both_are() {
        let long = (0..900).map(|n| format!("line {n} 🦀\n")).collect::<String>();
        let other = long.replace("line 7", "LINE 7 é").replace("line 801 🦀\n", "");
        let texts = ["", "a", "🦀", "🦀🦀", "é🦀a", "a\nb\n", "b\na\n", &long, &other];
        for (old, new) in texts.iter().flat_map(|old| texts.map(|new| (*old, new))) {
            assert_eq!(made(old, new).1, new);
        }
    }

    #[test]
    fn no_change_is_none() {
        assert_eq!(diff("same", "same"), []);
    }

    #[test]
    fn a_change_that_does_not_fit_or_cuts_a_character_is_not_made() {
        let text: Vec<u16> = "a🦀b".encode_utf16().collect();
        for (position, deleted) in [(2, 0), (1, 1), (5, 0), (0, 5), (4, 1)] {
            let splice = Splice { position, deleted, inserted: String::new() };
            assert_eq!(make(&[splice], &text, |_, _| {}), None, "{position} {deleted}");
        }
    }
}
