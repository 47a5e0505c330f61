//! Replicas die, freeze and are updated.

use proto::chat::v1::{Event, event::Body};
use tests::cluster::{
    Cluster,
    room::{Room, Way},
};

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_their_replica_come_back_elsewhere_and_lose_nothing() {
    let cluster = cluster!();
    let ways = [Way::Anywhere(0), Way::Anywhere(0), Way::Straight(1), Way::Gateway, Way::Gateway];
    let room = Room::open(&cluster, &ways).await;
    let kill = async {
        room.members[0].has_seen(50).await;
        cluster.chats[0].server.kill();
    };
    tokio::join!(room.all_say(60), kill);
    room.must_be_clean(&cluster, 2).await;
    assert_eq!(room.history.count_acked(), 60 * ways.len());

    // The people are on other replicas now, so nobody has left.
    let log = room.log(&cluster, 1).await;
    let left = log.iter().filter(|event| matches!(event.body, Some(Body::UserLeft(_)))).count();
    assert_eq!(left, 0, "nobody has left");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_do_not_come_back_from_a_killed_replica_leave_once() {
    let cluster = cluster!();
    let ways = [Way::Straight(0), Way::Straight(0), Way::Straight(1), Way::Straight(2)];
    let mut room = Room::open(&cluster, &ways).await;
    let gone: Vec<String> =
        room.members.drain(..2).map(|member| member.person.user_id.clone()).collect();
    cluster.chats[0].server.kill();

    let witness = cluster.straight(&room.members[0].person, 1, 0);
    let mut line = witness.enter(&room.id).await;
    for _ in &gone {
        line.until(|event| gone.iter().any(|user| has_left(event, user))).await;
    }
    // Both replicas that are left have something to say after that.
    room.all_say(5).await;
    room.settle().await;
    let log = room.log(&cluster, 2).await;
    for user in &gone {
        let times = log.iter().filter(|event| has_left(event, user)).count();
        assert_eq!(times, 1, "{user} leaves once");
    }
    let others = log.iter().filter(|event| matches!(event.body, Some(Body::UserLeft(_)))).count();
    assert_eq!(others, gone.len(), "nobody else leaves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_replica_holds_up_nobody_else_and_catches_up() {
    let cluster = cluster!();
    let ways = [Way::Straight(1), Way::Straight(2), Way::Anywhere(1)];
    let mut room = Room::open(&cluster, &ways).await;
    let cold = cluster.person("cold");
    cluster.back_office(0).grant(&room.id, &cold, 1).await;
    room.enter(&cluster, &cold, Way::Straight(0));
    let cold = room.members.pop().expect("just entered");
    cold.is_in().await;

    cluster.chats[0].server.freeze();
    room.all_say(30).await;
    room.settle().await;
    cluster.chats[0].server.thaw();
    room.members.push(cold);
    room.all_say(10).await;
    room.must_be_clean(&cluster, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_all_replicas_loses_nothing_and_asks_people_to_come_back() {
    let cluster = cluster!();
    let ways = [Way::Straight(0), Way::Straight(1), Way::Straight(2), Way::Gateway];
    let room = Room::open(&cluster, &ways).await;
    tokio::join!(room.all_say(60), cluster.roll());
    room.must_be_clean(&cluster, 1).await;
    assert_eq!(room.history.count_acked(), 60 * ways.len());
    for member in &room.members {
        let asked = member.progress().reconnects;
        assert!(asked > 0, "{} is asked to come back", member.person.user_id);
    }
    assert_eq!(departures(&cluster, &room).await, 0, "who comes back at once has not left");
}

async fn departures(cluster: &Cluster, room: &Room) -> usize {
    let log = room.log(cluster, 0).await;
    log.iter().filter(|event| matches!(event.body, Some(Body::UserLeft(_)))).count()
}

fn has_left(event: &Event, user: &str) -> bool {
    event.user_id == user && matches!(event.body, Some(Body::UserLeft(_)))
}
