//! Histories made by hand: a clean one, and for each anomaly one that has only it.

use std::time::Duration;

use proto::chat::v1::{AccessGranted, AccessRemoved, Event, Message, event::Body};

use super::{
    fact::{Fact, Id, Record, Tab},
    *,
};

/// Ada and Ben are let in, Ada says "one" and "two", both read all of it.
fn story() -> (Vec<Fact>, Vec<Event>) {
    let log = vec![granted(1, "ada"), granted(2, "ben"), said(3, "one"), said(4, "two")];
    let mut facts = vec![entered(1, "ada"), entered(2, "ben")];
    for (seq, id) in [(3, "one"), (4, "two")] {
        facts.push(sent(id));
        facts.push(acked(id, seq));
    }
    for reader in [1, 2] {
        facts.extend(log.iter().map(|event| saw(reader, event)));
    }
    (facts, log)
}

#[test]
fn a_clean_history_breaks_nothing() {
    let (facts, log) = story();
    assert_eq!(judge(facts, &log), Verdict::default());
}

#[test]
fn an_acked_message_that_is_not_in_the_log_is_lost() {
    let (mut facts, log) = story();
    facts.extend([sent("three"), acked("three", 4)]);
    assert_eq!(judge(facts, &log), Verdict { lost: 1, ..Verdict::default() });
}

#[test]
fn a_message_at_two_seqs_is_a_dup() {
    let (mut facts, mut log) = story();
    log.push(said(5, "two"));
    facts.extend([1, 2].map(|reader| saw(reader, &log[4])));
    assert_eq!(judge(facts, &log), Verdict { dup: 1, ..Verdict::default() });
}

#[test]
fn a_seq_twice_in_a_tab_is_a_dup() {
    let (mut facts, log) = story();
    facts.push(saw(2, &log[3]));
    assert_eq!(judge(facts, &log), Verdict { dup: 1, ..Verdict::default() });
}

#[test]
fn what_was_sent_after_an_ack_but_is_before_it_in_the_log_is_a_reorder() {
    let log = vec![granted(1, "ada"), said(2, "late"), said(3, "early")];
    let facts = vec![sent("early"), acked("early", 3), sent_from(8, "late"), acked("late", 2)];
    assert_eq!(judge(facts, &log), Verdict { reorder: 1, ..Verdict::default() });
}

#[test]
fn one_tabs_messages_in_another_order_are_a_reorder_unless_one_was_unsure() {
    let log = vec![granted(1, "ada"), said(2, "second"), said(3, "first")];
    let mut facts = vec![sent("first"), sent("second"), acked("second", 2), acked("first", 3)];
    assert_eq!(judge(facts.clone(), &log), Verdict { reorder: 1, ..Verdict::default() });
    facts.insert(2, Fact::Unsure { id: Id::new("ada", "first") });
    assert_eq!(judge(facts, &log), Verdict::default());
}

#[test]
fn a_seq_that_a_tab_passed_over_is_a_gap() {
    let (mut facts, log) = story();
    facts.retain(|fact| !matches!(fact, Fact::Saw { tab: Tab(2), event } if event.seq == 3));
    assert_eq!(judge(facts, &log), Verdict { gap: 1, ..Verdict::default() });
}

#[test]
fn a_skip_over_what_is_open_is_a_gap() {
    let (mut facts, log) = story();
    facts.retain(|fact| !matches!(fact, Fact::Saw { tab: Tab(2), event } if event.seq == 4));
    facts.push(Fact::Skipped { tab: Tab(2), to: 4 });
    assert_eq!(judge(facts, &log), Verdict { gap: 1, ..Verdict::default() });
}

#[test]
fn a_seq_that_the_log_passed_over_is_a_gap() {
    let log = vec![granted(1, "ada"), said(3, "one")];
    let facts = vec![sent("one"), acked("one", 3)];
    assert_eq!(judge(facts, &log), Verdict { gap: 1, ..Verdict::default() });
}

#[test]
fn a_reader_who_saw_something_else_at_a_seq_is_a_fork() {
    let (mut facts, log) = story();
    let other = Event { client_event_id: "other".into(), ..log[3].clone() };
    facts.retain(|fact| !matches!(fact, Fact::Saw { tab: Tab(2), event } if event.seq == 4));
    facts.push(saw(2, &other));
    assert_eq!(judge(facts, &log), Verdict { fork: 1, ..Verdict::default() });
}

#[test]
fn an_ack_with_another_seq_than_the_logs_is_a_fork() {
    let (mut facts, log) = story();
    facts.push(acked("two", 3));
    assert_eq!(judge(facts, &log), Verdict { fork: 1, ..Verdict::default() });
}

#[test]
fn what_was_never_sent_or_sent_otherwise_or_refused_is_a_phantom() {
    let (facts, log) = story();
    let without = |facts: &[Fact]| {
        let mut facts = facts.to_vec();
        facts.retain(|fact| {
            !matches!(fact, Fact::Sent { text, .. } if text == "two")
                && !matches!(fact, Fact::Acked { seq: 4, .. })
        });
        facts
    };
    let one = Verdict { phantom: 1, ..Verdict::default() };
    assert_eq!(judge(without(&facts), &log), one, "never sent");
    let mut otherwise = without(&facts);
    let (tab, id) = (Tab(1), Id::new("ada", "two"));
    otherwise.push(Fact::Sent { tab, id: id.clone(), text: "2".into() });
    assert_eq!(judge(otherwise, &log), one, "another text");
    let mut refused = facts;
    refused.retain(|fact| !matches!(fact, Fact::Acked { seq: 4, .. }));
    refused.push(Fact::Refused { id });
    assert_eq!(judge(refused, &log), one, "refused");
}

#[test]
fn what_comes_after_a_removal_is_a_leak() {
    let (mut facts, mut log) = story();
    log.extend([removed(5, "ben"), said(6, "secret")]);
    facts.extend([sent("secret"), acked("secret", 6)]);
    facts.extend(log[4..].iter().map(|event| saw(1, event)));
    facts.extend([saw(2, &log[4]), Fact::Cut { tab: Tab(2) }]);
    assert_eq!(judge(facts.clone(), &log), Verdict::default(), "cut at its removal");
    let cut = facts.pop().expect("the cut");
    facts.extend([saw(2, &log[5]), cut]);
    assert_eq!(judge(facts, &log), Verdict { aclleak: 1, ..Verdict::default() });
}

#[test]
fn what_a_later_grant_opens_is_a_leak_before_it() {
    let (mut facts, mut log) = story();
    let again = granted(6, "ben");
    log.extend([removed(5, "ben"), again.clone()]);
    facts.extend([saw(1, &log[4]), saw(1, &again), saw(2, &log[4]), saw(2, &again)]);
    assert_eq!(judge(facts.clone(), &log), Verdict::default());
    let (user, asked_at) = ("ben".to_owned(), Duration::from_secs(facts.len() as u64));
    facts.push(Fact::Granted { user, seq: 6, asked_at });
    assert_eq!(judge(facts, &log), Verdict { aclleak: 1, ..Verdict::default() });
}

#[test]
fn who_enters_after_a_removal_is_a_leak() {
    let (mut facts, mut log) = story();
    log.push(removed(5, "ben"));
    facts.extend([saw(1, &log[4]), saw(2, &log[4]), Fact::Cut { tab: Tab(2) }]);
    facts.push(Fact::Removed { user: "ben".into(), seq: 5, asked_at: Duration::ZERO });
    facts.push(entered_at(2, "ben", 5, facts.len()));
    assert_eq!(judge(facts, &log), Verdict { aclleak: 1, ..Verdict::default() });
}

#[test]
fn who_is_denied_after_a_grant_is_kept_out() {
    let (mut facts, log) = story();
    let denied = |asked_at| Fact::Denied { user: "ben".into(), asked_at };
    facts.insert(0, denied(Duration::ZERO));
    assert_eq!(judge(facts.clone(), &log), Verdict::default(), "before the grant");
    facts.push(Fact::Granted { user: "ben".into(), seq: 2, asked_at: Duration::ZERO });
    let removal = Fact::Removed { user: "ben".into(), seq: 9, asked_at: later(&facts) };
    let mut at_once = facts.clone();
    at_once.extend([denied(later(&facts)), removal]);
    assert_eq!(judge(at_once, &log), Verdict::default(), "a removal was under way");
    facts.push(denied(later(&facts)));
    assert_eq!(judge(facts, &log), Verdict { falsedeny: 1, ..Verdict::default() });
}

#[test]
fn what_a_tab_that_stayed_did_not_see_is_missed() {
    let (mut facts, log) = story();
    facts.pop();
    assert_eq!(judge(facts.clone(), &log), Verdict { missed: 1, ..Verdict::default() });
    facts.push(Fact::Closed { tab: Tab(2) });
    assert_eq!(judge(facts, &log), Verdict::default(), "who went is owed nothing");
}

#[test]
fn a_removals_lag_is_how_long_its_user_still_saw_something() {
    let (mut facts, log) = story();
    facts.insert(7, Fact::Removed { user: "ben".into(), seq: 5, asked_at: Duration::ZERO });
    facts.push(Fact::Cut { tab: Tab(2) });
    let cut_after = Duration::from_secs(facts.len() as u64 - 8);
    assert_eq!(history(facts).removal_lags(), [cut_after]);
    assert!(judge(story().0, &log).anomalies() == 0);
}

fn judge(facts: Vec<Fact>, log: &[Event]) -> Verdict {
    history(facts).judge(log)
}

/// One fact a second.
fn history(facts: Vec<Fact>) -> History {
    let history = History::default();
    for (second, fact) in facts.into_iter().enumerate() {
        history.records().push(Record { at: Duration::from_secs(second as u64), fact });
    }
    history
}

/// Between the last of these facts and the next.
fn later(facts: &[Fact]) -> Duration {
    Duration::from_millis(facts.len() as u64 * 1000 - 500)
}

fn entered(tab: usize, user: &str) -> Fact {
    entered_at(tab, user, 0, 0)
}

fn entered_at(tab: usize, user: &str, after: u64, second: usize) -> Fact {
    let asked_at = Duration::from_secs(second as u64);
    Fact::Entered { tab: Tab(tab), user: user.into(), after, asked_at }
}

fn sent(id: &str) -> Fact {
    sent_from(1, id)
}

fn sent_from(tab: usize, id: &str) -> Fact {
    Fact::Sent { tab: Tab(tab), id: Id::new("ada", id), text: id.to_owned() }
}

fn acked(id: &str, seq: u64) -> Fact {
    Fact::Acked { id: Id::new("ada", id), seq }
}

fn saw(tab: usize, event: &Event) -> Fact {
    Fact::Saw { tab: Tab(tab), event: event.clone() }
}

fn granted(seq: u64, user: &str) -> Event {
    event(
        seq,
        user,
        Body::AccessGranted(AccessGranted { visible_from_seq: 1, start_document: None }),
    )
}

fn removed(seq: u64, user: &str) -> Event {
    event(seq, user, Body::AccessRemoved(AccessRemoved {}))
}

fn said(seq: u64, id: &str) -> Event {
    let message = Body::Message(Message { text: id.to_owned() });
    Event { client_event_id: id.to_owned(), ..event(seq, "ada", message) }
}

fn event(seq: u64, user: &str, body: Body) -> Event {
    Event { seq, user_id: user.to_owned(), body: Some(body), ..Default::default() }
}
