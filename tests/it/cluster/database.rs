//! A replica whose database is away, or slow.

use std::time::Duration;

use tests::cluster::room::{Room, Way};

const EVERYWHERE: [Way; 5] =
    [Way::Straight(0), Way::Straight(1), Way::Straight(2), Way::Gateway, Way::Gateway];

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_is_cut_from_its_database_loses_nothing() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &EVERYWHERE).await;
    let others = &room.members[1..3];
    let cut = async {
        room.members[0].has_seen(30).await;
        cluster.chats[0].database.cut();
        for other in others {
            other.is_heard().await;
        }
        cluster.chats[0].database.be_good();
    };
    tokio::join!(room.all_say(40), cut);
    room.must_be_clean(&cluster, 0).await;
    assert_eq!(room.history.count_acked(), 40 * EVERYWHERE.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_database_slows_and_breaks_nothing() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &EVERYWHERE).await;
    cluster.chats[0].database.be_slow(Duration::from_millis(400));
    room.all_say(10).await;
    room.settle().await;
    cluster.chats[0].database.be_good();
    room.all_say(10).await;
    room.must_be_clean(&cluster, 2).await;
}
