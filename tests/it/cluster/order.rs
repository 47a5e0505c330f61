//! Whichever replica people use, they are in one room.

use std::time::Duration;

use futures_util::future::join_all;
use tests::{
    body,
    cluster::{
        CHATS,
        room::{Room, Way},
    },
    history::fact::Id,
    in_time,
};
use tokio::time::interval;

/// How fast people type.
const A_KEY: Duration = Duration::from_millis(100);

/// Somebody on each replica, and two who come through the gateway.
const EVERYWHERE: [Way; 5] =
    [Way::Straight(0), Way::Straight(1), Way::Straight(2), Way::Gateway, Way::Gateway];

#[tokio::test(flavor = "multi_thread")]
async fn people_on_all_replicas_see_one_order() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &EVERYWHERE).await;
    room.all_say(40).await;
    for chat in 0..CHATS {
        room.must_be_clean(&cluster, chat).await;
    }
    assert_eq!(room.history.count_acked(), 40 * EVERYWHERE.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_through_every_replica_at_once_is_one_event() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &EVERYWHERE).await;
    let person = &room.members[0].person;
    let ways: Vec<_> = (0..CHATS).map(|chat| cluster.straight(person, chat, 0)).collect();
    for number in 0..20 {
        let id = format!("everywhere-{number}");
        let sends = ways.iter().map(|way| way.send_alone(&room.id, &id, body::text(&id)));
        let seqs: Vec<u64> =
            join_all(sends).await.into_iter().map(|seq| seq.expect("may talk")).collect();
        assert!(seqs.iter().all(|seq| *seq == seqs[0]), "{id}: {seqs:?}");
    }
    let log = room.log(&cluster, 0).await;
    let ids: Vec<Id> = log.iter().filter_map(Id::of).collect();
    assert_eq!(ids.len(), 20, "each is there once");
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_is_seen_on_the_other_replicas() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &EVERYWHERE).await;
    let [ada, others @ ..] = room.members.as_slice() else { panic!("members") };
    // Hints may be lost, so whoever types goes on until everybody saw it.
    let type_on = async {
        let mut pace = interval(A_KEY);
        loop {
            pace.tick().await;
            ada.touch_a_key().await;
        }
    };
    let seen = join_all(
        others
            .iter()
            .map(|other| other.until("sees somebody type", |progress| progress.ephemerals > 0)),
    );
    in_time("typing is seen", async {
        tokio::select! {
            () = type_on => {}
            _ = seen => {}
        }
    })
    .await;
    assert_eq!(ada.progress().ephemerals, 0, "one's own typing does not come back");
    let heads = room.log(&cluster, 1).await;
    assert!(heads.iter().all(|event| event.seq > 0), "it is not kept");
}
