//! Without the broker everything takes a little longer, and that is all.

use tests::{
    cluster::{
        CHATS, Cluster,
        room::{Room, Way},
    },
    in_time,
};

#[tokio::test(flavor = "multi_thread")]
async fn people_see_each_other_without_the_broker_and_hints_come_back_with_it() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &[0, 1, 2, 0].map(Way::Straight)).await;
    until_hints(&cluster, true).await;
    cluster.nats.kill();
    until_hints(&cluster, false).await;
    room.all_say(20).await;
    room.settle().await;

    cluster.nats.start().await;
    until_hints(&cluster, true).await;
    room.all_say(20).await;
    room.must_be_clean(&cluster, 1).await;
}

/// Waits until every chat service says that hints come, or that they do not.
async fn until_hints(cluster: &Cluster, come: bool) {
    let agreed = async {
        for chat in 0..CHATS {
            while cluster.metrics(chat).await.has_hints() != come {
                tokio::task::yield_now().await;
            }
        }
    };
    in_time(if come { "hints come" } else { "hints are missed" }, agreed).await;
}
