//! Of the allow-list: nobody sees what is not theirs, nobody is kept out.

use std::{collections::HashMap, time::Duration};

use proto::chat::v1::{Event, event::Body};

use super::{
    fact::{Fact, Record, Tab},
    verdict::Verdict,
};

/// What is whose to see, as the log has it.
pub(super) struct Windows<'a>(HashMap<&'a str, Vec<Window>>);

/// From a grant to a removal.
struct Window {
    first: u64,
    /// The removal; none while it is open.
    last: Option<u64>,
    /// When the grant was asked for, and answered; it was in force in between.
    asked_at: Duration,
    granted_at: Duration,
}

impl<'a> Windows<'a> {
    pub(super) fn of(records: &'a [Record], log: &'a [Event]) -> Windows<'a> {
        let times: HashMap<u64, (Duration, Duration)> =
            granted(records).map(|grant| (grant.seq, (grant.asked_at, grant.at))).collect();
        let mut windows: HashMap<&str, Vec<Window>> = HashMap::new();
        for event in log {
            let own = windows.entry(event.user_id.as_str()).or_default();
            match &event.body {
                Some(Body::AccessGranted(grant)) => {
                    let first = match grant.visible_from_seq {
                        0 => event.seq,
                        seq => seq.min(event.seq),
                    };
                    let (asked_at, granted_at) = times.get(&event.seq).copied().unwrap_or_default();
                    own.push(Window { first, last: None, asked_at, granted_at });
                }
                Some(Body::AccessRemoved(_)) => close(own, event.seq),
                Some(Body::RoomClosed(_)) => {
                    windows.values_mut().for_each(|own| close(own, event.seq));
                }
                _ => {}
            }
        }
        Windows(windows)
    }

    /// Whether it is `user`'s to see, in the end.
    pub(super) fn is_open(&self, user: &str, seq: u64) -> bool {
        self.holding(user, seq).next().is_some()
    }

    /// Whether it was `user`'s to see for certain by then.
    pub(super) fn was_open(&self, user: &str, seq: u64, by: Duration) -> bool {
        self.holding(user, seq).any(|window| window.granted_at <= by)
    }

    fn could_be_open(&self, user: &str, seq: u64, by: Duration) -> bool {
        self.holding(user, seq).any(|window| window.asked_at <= by)
    }

    fn holding(&self, user: &str, seq: u64) -> impl Iterator<Item = &Window> {
        let own = self.0.get(user).map_or(&[][..], Vec::as_slice);
        own.iter()
            .filter(move |window| window.first <= seq && window.last.is_none_or(|last| seq <= last))
    }
}

fn close(windows: &mut [Window], seq: u64) {
    for window in windows {
        window.last.get_or_insert(seq);
    }
}

pub(super) fn judge(records: &[Record], log: &[Event], verdict: &mut Verdict) {
    let windows = Windows::of(records, log);
    let mut readers: HashMap<Tab, &str> = HashMap::new();
    for Record { at, fact } in records {
        match fact {
            Fact::Entered { tab, user, asked_at, .. } => {
                readers.insert(*tab, user);
                verdict.aclleak += usize::from(was_out(records, user, *asked_at, *at));
            }
            Fact::Saw { tab, event } => {
                let reader = readers.get(tab).copied().unwrap_or_default();
                let may_see = windows.could_be_open(reader, event.seq, *at);
                verdict.aclleak += usize::from(!may_see);
            }
            Fact::Denied { user, asked_at } => {
                verdict.falsedeny += usize::from(was_in(records, user, *asked_at, *at));
            }
            _ => {}
        }
    }
}

/// How long after its answer each removal was felt.
pub(super) fn removal_lags(records: &[Record]) -> Vec<Duration> {
    removed(records).map(|removal| lag(records, &removal)).collect()
}

fn lag(records: &[Record], removal: &Change<'_>) -> Duration {
    let until = granted(records)
        .filter(|grant| grant.user == removal.user && grant.asked_at >= removal.asked_at)
        .map(|grant| grant.asked_at)
        .fold(Duration::MAX, Duration::min);
    let mut readers: HashMap<Tab, &str> = HashMap::new();
    let mut lag = Duration::ZERO;
    for Record { at, fact } in records {
        match fact {
            Fact::Entered { tab, user, .. } => drop(readers.insert(*tab, user)),
            Fact::Saw { tab, .. } | Fact::Cut { tab }
                if readers.get(tab) == Some(&removal.user) && *at < until =>
            {
                lag = lag.max(at.saturating_sub(removal.at));
            }
            _ => {}
        }
    }
    lag
}

/// A change of the allow-list that was answered.
struct Change<'a> {
    user: &'a str,
    seq: u64,
    asked_at: Duration,
    at: Duration,
}

/// Whether the last change before `from` let `user` in, and none put them out before `to`.
fn was_in(records: &[Record], user: &str, from: Duration, to: Duration) -> bool {
    in_force(granted(records), removed(records), user, from, to)
}

/// Whether the last change before `from` put `user` out, and none let them in before `to`.
fn was_out(records: &[Record], user: &str, from: Duration, to: Duration) -> bool {
    in_force(removed(records), granted(records), user, from, to)
}

fn in_force<'a>(
    changes: impl Iterator<Item = Change<'a>>,
    mut opposites: impl Iterator<Item = Change<'a>>,
    user: &str,
    from: Duration,
    to: Duration,
) -> bool {
    let done = changes.filter(|change| change.user == user && change.at < from);
    let Some(last) = done.max_by_key(|change| change.asked_at) else { return false };
    // One that was under way at the same time may have come first or last.
    !opposites
        .any(|change| change.user == user && change.at > last.asked_at && change.asked_at < to)
}

fn granted(records: &[Record]) -> impl Iterator<Item = Change<'_>> {
    records.iter().filter_map(|record| match &record.fact {
        Fact::Granted { user, seq, asked_at } => {
            Some(Change { user, seq: *seq, asked_at: *asked_at, at: record.at })
        }
        _ => None,
    })
}

fn removed(records: &[Record]) -> impl Iterator<Item = Change<'_>> {
    records.iter().filter_map(|record| match &record.fact {
        Fact::Removed { user, seq, asked_at } => {
            Some(Change { user, seq: *seq, asked_at: *asked_at, at: record.at })
        }
        _ => None,
    })
}
