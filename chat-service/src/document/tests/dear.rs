//! Updates that are cheap to send and dear to take in: yrs and Yjs walk past all that was
//! inserted in the same place at once, and over all that is cut.

use super::{
    written::{Written, update_of},
    *,
};
use crate::document::structs::Id;

fn written(left: Option<Id>, right: Option<Id>, text: &str) -> Written {
    Written { left, right, text: text.to_owned() }
}

fn at(client: u64, clock: u32) -> Option<Id> {
    Some(Id { client, clock })
}

/// What a client typed that went back before each letter, and knew of nobody else.
fn backwards(client: u64, units: u32) -> Vec<u8> {
    let right = |clock: u32| clock.checked_sub(1).and_then(|before| at(client, before));
    let texts: Vec<_> = (0..units).map(|clock| written(None, right(clock), "x")).collect();
    update_of(&[(Id { client, clock: 0 }, &texts)], &[])
}

/// A text of 200,000 units, typed at once by the client 50.
fn long() -> Log {
    let mut log = Log::default();
    log.post("ada", &update(Peer::new(50).insert(0, &"x".repeat(200_000)))).unwrap();
    log
}

#[test]
fn what_thousands_inserted_in_one_place_at_once_is_refused() {
    let mut log = Log::default();
    log.post("eve", &update(backwards(50, 4_000))).unwrap();
    assert_eq!(log.refuses("eve", &update(backwards(60, 4_000))), Misfit::Tangled);
    let texts = [written(None, None, "x")];
    let many: Vec<_> = (70..4_000).map(|client| (Id { client, clock: 0 }, &texts[..])).collect();
    assert_eq!(log.refuses("eve", &update(update_of(&many, &[]))), Misfit::Tangled);
    // Others go on.
    log.post("ada", &update(Peer::new(40).insert(0, "y"))).unwrap();
}

#[test]
fn what_is_dear_only_for_who_loads_it_is_refused() {
    let mut log = Log::default();
    log.post("eve", &update(backwards(60, 4_000))).unwrap();
    log.post("eve", &update(backwards(50, 4_000))).unwrap();
    // Who has this needs all of the lower client's first.
    let beside = [written(at(50, 3_999), at(50, 3_998), "z")];
    let turned = update_of(&[(Id { client: 70, clock: 0 }, &beside)], &[]);
    assert_eq!(log.refuses("eve", &update(turned)), Misfit::Tangled);
    let goes_on = [written(at(50, 3_999), at(50, 3_998), "z")];
    let goes_on = update_of(&[(Id { client: 50, clock: 4_000 }, &goes_on)], &[]);
    log.post("eve", &update(goes_on)).unwrap();
}

#[test]
fn what_cuts_a_long_run_thousands_of_times_is_refused() {
    let mut log = long();
    let cut = |n: u32| written(at(50, n * 7), at(50, n * 7 + 1), "y");
    let texts: Vec<_> = (0..25_000).rev().map(cut).collect();
    let cuts = update_of(&[(Id { client: 60, clock: 0 }, &texts)], &[]);
    assert_eq!(log.refuses("eve", &update(cuts)), Misfit::Tangled);
    let holes: Vec<_> = (0..60_000).map(|n| (n * 3, 1)).collect();
    let holes = update_of(&[], &[(50, &holes)]);
    assert_eq!(log.refuses("eve", &update(holes)), Misfit::Tangled);
}

#[test]
fn a_thousand_places_at_once_are_fine() {
    let mut log = long();
    let ben = Peer::new(60);
    ben.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    let replaced = ben.edit(|code, txn| {
        for place in 0..1_000 {
            code.remove_range(txn, place * 190, 1);
            code.insert(txn, place * 190, "yy");
        }
    });
    let change = log.post("ben", &update(replaced)).unwrap().unwrap();
    assert_eq!((change.splices.len(), log.text()), (1_000, ben.text()));
    let whole = log.text().replace("yy", "z");
    log.post("plain", &code(&whole)).unwrap();
    assert_eq!(log.text(), whole);
}

#[test]
fn deletions_that_are_in_no_order_are_refused() {
    let mut log = long();
    let holes = update_of(&[], &[(50, &[(3, 1), (0, 1)])]);
    assert_eq!(log.refuses("eve", &update(holes)), Misfit::Malformed);
    let twice = update_of(&[], &[(50, &[(0, 1)]), (50, &[(3, 1)])]);
    assert_eq!(log.refuses("eve", &update(twice)), Misfit::Malformed);
}

/// As many units as runs, right behind the first unit of the client before this one.
fn runs(client: u64, units: u32) -> Body {
    let left = at(client - 1, 0).filter(|_| client > 50);
    let right = |clock: u32| clock.checked_sub(1).and_then(|before| at(client, before));
    let texts: Vec<_> = (0..units).map(|clock| written(left, right(clock), "x")).collect();
    update(update_of(&[(Id { client, clock: 0 }, &texts)], &[]))
}

#[test]
fn a_text_of_too_many_runs_takes_no_more() {
    let mut log = Log::default();
    for (client, who) in [(50, "eve"), (51, "ada"), (52, "ben")] {
        log.post(who, &runs(client, 20_000)).unwrap();
    }
    assert_eq!(log.refuses("dan", &runs(53, 6_000)), Misfit::TooManyRuns);
    log.post("plain", &code("")).unwrap();
}

#[test]
fn nobody_uses_up_the_runs_of_others() {
    let mut log = Log::default();
    log.post("eve", &runs(50, 20_000)).unwrap();
    assert_eq!(log.refuses("eve", &runs(51, 13_000)), Misfit::TooManyRuns);
    log.document = Document::from_message(log.document.to_message()).unwrap();
    assert_eq!(log.refuses("eve", &runs(51, 13_000)), Misfit::TooManyRuns);
    log.post("ada", &runs(51, 13_000)).unwrap();
    // Not by plain texts either, of which each line is a run more.
    log.post("eve", &runs(52, 12_750)).unwrap();
    log.post("ada", &code(&"x\n".repeat(40))).unwrap();
    let marked = |lines| code(&("x\n#\n".repeat(lines) + &"x\n".repeat(40 - lines)));
    let refused = (1..40).find_map(|lines| log.post("eve", &marked(lines)).err());
    assert_eq!(refused, Some(Misfit::TooManyRuns));
    log.post("ada", &marked(40)).unwrap();
}

#[test]
fn who_corrects_every_letter_uses_up_nothing() {
    let (mut log, ada) = (Log::default(), Peer::new(50));
    log.post("ada", &update(ada.insert(0, &"x".repeat(1_000)))).unwrap();
    let mut runs = 0;
    for end in (1..=1_000).rev() {
        let deleted = ada.edit(|code, txn| code.remove_range(txn, end - 1, 1));
        runs += log.post("ada", &update(deleted)).unwrap().unwrap().runs;
    }
    assert_eq!(runs, 0, "what is deleted is one run, as what was typed");
}

#[test]
fn nobody_uses_up_the_client_ids_of_others() {
    let mut log = Log::default();
    for client in 100..1_124 {
        let left = (client > 100).then_some(Id { client: client - 1, clock: 0 });
        let text = [written(left, None, "x")];
        log.post("eve", &update(update_of(&[(Id { client, clock: 0 }, &text)], &[]))).unwrap();
    }
    let more = |client| {
        let text = [written(at(1_123, 0), None, "x")];
        update(update_of(&[(Id { client, clock: 0 }, &text)], &[]))
    };
    assert_eq!(log.refuses("eve", &more(1_124)), Misfit::TooManyClients);
    log.post("ada", &more(1_124)).unwrap();
}
