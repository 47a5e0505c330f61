//! What every place for logs must do, as tests over `&dyn RoomLog`.

use bytes::Bytes;

use super::{Appended, Batch, Checkpoint, MAX_PAGE_BYTES, PresenceChange, RoomLog, Seq};
use crate::id::{ReplicaId, RoomId, UserId};

/// Proves a backend: each test gets a new one from `$log`, which is what derefs to
/// one, or none where it cannot be had.
macro_rules! tests {
    ($log:expr) => {
        $crate::log::contract::tests!(
            $log;
            what_is_appended_is_read_back_in_order,
            a_slot_without_events_is_a_slot,
            a_slot_is_known_to_be_taken_once_it_is,
            a_long_log_is_replayed_in_pages,
            a_taken_slot_is_a_conflict_and_keeps_what_it_holds,
            of_many_writers_of_one_slot_one_wins,
            rooms_do_not_mix,
            rooms_are_listed_by_id_in_pages,
            an_event_of_the_largest_size_is_kept,
            the_checkpoint_kept_last_is_there_for_its_room_alone,
        );
    };
    ($log:expr; $($test:ident,)*) => {
        #[cfg(test)]
        mod contract {
            #[allow(unused_imports, reason = "a backend's constructor may need them")]
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let Some(log) = $log else { return };
                    $crate::log::contract::$test(&*log).await;
                }
            )*
        }
    };
}
pub(crate) use tests;

pub(crate) async fn what_is_appended_is_read_back_in_order(log: &dyn RoomLog) {
    let room = room("a");
    assert_eq!(log.replay(&room, 0).await.unwrap(), []);
    let first = batch(0, 1, &["one", "two"]);
    let second = batch(1, 3, &["three"]);
    commit(log, &room, &first).await;
    commit(log, &room, &second).await;
    assert_eq!(log.replay(&room, 0).await.unwrap(), [first, second]);
}

pub(crate) async fn a_slot_without_events_is_a_slot(log: &dyn RoomLog) {
    let room = room("a");
    let first = batch(0, 1, &["one"]);
    let second = Batch { presence: vec![presence("ada", true)], ..batch(1, 2, &[]) };
    let changes = vec![presence("ada", false), presence("ben", true)];
    let third = Batch { presence: changes, ..batch(2, 2, &["two"]) };
    let fourth = Batch { presence: vec![presence("ben", false)], ..batch(3, 3, &[]) };
    for batch in [&first, &second, &third, &fourth] {
        commit(log, &room, batch).await;
    }
    let all = [first.clone(), second, third.clone(), fourth];
    for slot in 0..=4 {
        assert_eq!(log.replay(&room, slot as u64).await.unwrap(), all[slot..]);
    }
    assert_eq!(log.rooms("", 9).await.unwrap(), [(room, 2)]);
}

pub(crate) async fn a_slot_is_known_to_be_taken_once_it_is(log: &dyn RoomLog) {
    let (a, b) = (room("a"), room("b"));
    assert!(!log.is_taken(&a, 0).await.unwrap());
    commit(log, &a, &batch(0, 1, &["one"])).await;
    assert!(log.is_taken(&a, 0).await.unwrap());
    assert!(!log.is_taken(&a, 1).await.unwrap());
    for rooms in [1, 100] {
        let mut slots: Vec<_> = (0..rooms).map(|n| (room(&format!("other{n}")), 0)).collect();
        slots.extend([(a.clone(), 0), (a.clone(), 1), (b.clone(), 0)]);
        assert_eq!(log.grown(&slots).await.unwrap(), std::slice::from_ref(&a));
    }
    assert_eq!(log.grown(&[]).await.unwrap(), []);
}

pub(crate) async fn a_taken_slot_is_a_conflict_and_keeps_what_it_holds(log: &dyn RoomLog) {
    let room = room("a");
    let winner = batch(0, 1, &["winner"]);
    commit(log, &room, &winner).await;
    let loser = batch(0, 1, &["loser", "loser"]);
    assert!(matches!(log.append(&room, &loser).await, Appended::Conflict));
    assert_eq!(log.replay(&room, 0).await.unwrap(), [winner]);
}

pub(crate) async fn of_many_writers_of_one_slot_one_wins(log: &dyn RoomLog) {
    const WRITERS: usize = 20;
    let room = room("a");
    let batches: Vec<_> = (0..WRITERS).map(|n| batch(0, 1, &[&n.to_string()])).collect();
    let appends = batches.iter().map(|batch| log.append(&room, batch));
    let outcomes = futures_util::future::join_all(appends).await;
    let winners: Vec<_> = (0..WRITERS)
        .filter(|&n| matches!(outcomes[n], Appended::Committed))
        .map(|n| batches[n].clone())
        .collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(log.replay(&room, 0).await.unwrap(), winners);
}

pub(crate) async fn a_long_log_is_replayed_in_pages(log: &dyn RoomLog) {
    let room = room("a");
    let text = "x".repeat(MAX_PAGE_BYTES / 4);
    for slot in 0..20 {
        commit(log, &room, &batch(slot, slot + 1, &[&text])).await;
    }
    let mut next = 0;
    let mut pages = 0;
    while let page @ [first, ..] = &log.replay(&room, next).await.unwrap()[..] {
        assert_eq!(first.slot, next);
        next += page.len() as u64;
        pages += 1;
    }
    assert_eq!(next, 20);
    assert!((5..=20).contains(&pages), "{pages} pages");
}

pub(crate) async fn rooms_do_not_mix(log: &dyn RoomLog) {
    let (a, b) = (room("a"), room("b"));
    let in_a = batch(0, 1, &["in a"]);
    let in_b = batch(0, 1, &["in b"]);
    commit(log, &a, &in_a).await;
    commit(log, &b, &in_b).await;
    assert_eq!(log.replay(&a, 0).await.unwrap(), [in_a]);
    assert_eq!(log.replay(&b, 0).await.unwrap(), [in_b]);
}

pub(crate) async fn rooms_are_listed_by_id_in_pages(log: &dyn RoomLog) {
    for id in ["c", "a", "b"] {
        commit(log, &room(id), &batch(0, 1, &["one", "two"])).await;
    }
    commit(log, &room("b"), &batch(1, 3, &["three"])).await;
    let first = log.rooms("", 2).await.unwrap();
    assert_eq!(first, [(room("a"), 2), (room("b"), 3)]);
    assert_eq!(log.rooms("b", 2).await.unwrap(), [(room("c"), 2)]);
    assert_eq!(log.rooms("c", 2).await.unwrap(), []);
}

pub(crate) async fn an_event_of_the_largest_size_is_kept(log: &dyn RoomLog) {
    let room = room("a");
    let large = batch(0, 1, &[&"x".repeat(300 * 1024)]);
    commit(log, &room, &large).await;
    assert_eq!(log.replay(&room, 0).await.unwrap(), [large]);
}

pub(crate) async fn the_checkpoint_kept_last_is_there_for_its_room_alone(log: &dyn RoomLog) {
    let (a, b) = (room("a"), room("b"));
    assert_eq!(log.kept(&a).await.unwrap(), None);
    for (slot, bytes) in [(512, 2 << 20), (1024, 3)] {
        let checkpoint = Checkpoint { slot, fold: vec![7; bytes].into() };
        log.keep(&a, &checkpoint).await.unwrap();
        assert_eq!(log.kept(&a).await.unwrap(), Some(checkpoint));
    }
    assert_eq!(log.kept(&b).await.unwrap(), None);
    assert_eq!(log.rooms("", 9).await.unwrap(), [], "a checkpoint makes no room");
}

pub(crate) fn room(id: &str) -> RoomId {
    RoomId::parse(id).unwrap()
}

pub(crate) fn batch(slot: u64, first_seq: Seq, events: &[&str]) -> Batch {
    let events = events.iter().map(|text| Bytes::copy_from_slice(text.as_bytes())).collect();
    Batch { slot, first_seq, events, presence: Vec::new() }
}

fn presence(user: &str, is_here: bool) -> PresenceChange {
    let (user, replica) = (UserId::parse(user).unwrap(), ReplicaId::parse("r1").unwrap());
    PresenceChange { user, replica, is_here }
}

pub(crate) async fn commit(log: &dyn RoomLog, room: &RoomId, batch: &Batch) {
    let outcome = log.append(room, batch).await;
    assert!(matches!(outcome, Appended::Committed), "{outcome:?}");
}
