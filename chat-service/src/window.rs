//! Which part of a room a user may see.

use crate::log::Seq;

/// The windows of one user, in order, apart: only the last can be open.
///
/// A window opens with a grant (at the grant, or earlier if the grant says so)
/// and closes with the removal; it holds both events.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Windows(Vec<Window>);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Window {
    first: Seq,
    /// `Seq::MAX` while the window is open.
    last: Seq,
}

/// A run of seqs that are alike for a user; `to` is the last of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Run {
    /// They may be seen.
    Visible {
        /// The last of the run; `Seq::MAX` in an open window.
        to: Seq,
    },
    /// They may not be seen.
    Hidden {
        /// The last of the run; `Seq::MAX` after the last window.
        to: Seq,
    },
}

impl Windows {
    /// Whether the user is on the allow-list: the last window is open.
    pub(crate) fn is_open(&self) -> bool {
        self.0.last().is_some_and(|window| window.last == Seq::MAX)
    }

    /// Whether the user ever was on the allow-list.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The end of the last window: `Seq::MAX` while it is open, `None` if there never
    /// was any.
    pub(crate) fn last(&self) -> Option<Seq> {
        self.0.last().map(|window| window.last)
    }

    /// Opens a window at `first`, or widens the open one down to it.
    pub(crate) fn open(&mut self, first: Seq) {
        let mut first = first;
        while let Some(window) = self.0.last()
            && window.last >= first.saturating_sub(1)
        {
            first = first.min(window.first);
            self.0.pop();
        }
        self.0.push(Window { first, last: Seq::MAX });
    }

    /// First and last of each window, in turn.
    pub(crate) fn bounds(&self) -> Vec<Seq> {
        self.0.iter().flat_map(|window| [window.first, window.last]).collect()
    }

    /// The windows of [`Windows::bounds`].
    pub(crate) fn of_bounds(bounds: &[Seq]) -> Windows {
        let window = |bounds: &[Seq]| Window { first: bounds[0], last: bounds[1] };
        Windows(bounds.chunks_exact(2).map(window).collect())
    }

    /// Closes the open window behind `last`.
    pub(crate) fn close(&mut self, last: Seq) {
        if let Some(window) = self.0.last_mut() {
            window.last = window.last.min(last);
        }
    }

    /// Where the open window begins.
    pub(crate) fn open_since(&self) -> Option<Seq> {
        self.0.last().filter(|window| window.last == Seq::MAX).map(|window| window.first)
    }

    /// The run that begins at `seq`.
    pub(crate) fn run_at(&self, seq: Seq) -> Run {
        match self.0.iter().find(|window| seq <= window.last) {
            Some(window) if window.first <= seq => Run::Visible { to: window.last },
            Some(window) => Run::Hidden { to: window.first - 1 },
            None => Run::Hidden { to: Seq::MAX },
        }
    }

    /// Whether `seq` may be seen.
    pub(crate) fn shows(&self, seq: Seq) -> bool {
        matches!(self.run_at(seq), Run::Visible { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_grant_and_its_removal() {
        let mut windows = Windows::default();
        windows.open(3);
        windows.close(7);
        assert_eq!(windows.run_at(1), Run::Hidden { to: 2 });
        assert_eq!(windows.run_at(3), Run::Visible { to: 7 });
        assert_eq!(windows.run_at(7), Run::Visible { to: 7 });
        assert_eq!(windows.run_at(8), Run::Hidden { to: Seq::MAX });
        assert!(!windows.is_open());
    }

    #[test]
    fn what_happened_between_two_windows_stays_hidden() {
        let mut windows = Windows::default();
        windows.open(1);
        windows.close(4);
        windows.open(9);
        assert_eq!(windows.run_at(5), Run::Hidden { to: 8 });
        assert_eq!(windows.run_at(9), Run::Visible { to: Seq::MAX });
        assert!(windows.shows(2) && !windows.shows(6) && windows.is_open());
    }

    #[test]
    fn a_grant_that_reaches_back_joins_the_windows_it_touches() {
        let mut windows = Windows::default();
        windows.open(2);
        windows.close(4);
        windows.open(8);
        windows.close(9);
        windows.open(5);
        assert_eq!(windows.run_at(2), Run::Visible { to: Seq::MAX });
        assert_eq!(windows.open_since(), Some(2));
    }
}
