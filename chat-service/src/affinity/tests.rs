//! Replicas with one home for each room, over the NATS that `$NATS_URL` names.

use std::collections::BTreeSet;

use proto::chat::v1::{self as pb, event::Body};
use service_kit::clock::SystemClock;
use tokio_util::sync::DropGuard;

use super::*;
use crate::{
    hints::nats::tests::{Replica as Connected, deployment, replica},
    id::{ClientEventId, UserId},
    log::memory::MemoryLog,
    node::Node,
    room::{Person, Refusal, Room},
    roster::memory::MemoryBeats,
};

struct Replica {
    rooms: Rooms,
    _connected: Connected,
    _stop: DropGuard,
}

/// Replicas that know of each other, the home of the room first.
async fn replicas(count: usize, do_serve: bool) -> Option<Vec<Replica>> {
    let (log, living) = (Arc::new(MemoryLog::default()), Arc::new(MemoryBeats::default()));
    let deployment = deployment();
    let mut replicas = Vec::new();
    for _ in 0..count {
        let roster = Arc::new(Roster::shared(living.clone()));
        let connected = replica(&deployment, roster.me().clone()).await?;
        let alone = Node::alone(log.clone(), Arc::new(SystemClock), Duration::ZERO);
        let rooms = Rooms::new(Node {
            notifier: Arc::new(connected.nats.clone()),
            affinity: Some(Arc::new(Affinity::new(roster.clone()))),
            roster,
            ..alone
        });
        let (stop, of) = (CancellationToken::new(), rooms.clone());
        let until = stop.clone();
        tokio::spawn(async move {
            let serving = async {
                if do_serve {
                    serve(&of, &until).await
                }
            };
            tokio::join!(of.node().roster.keep(&until), serving)
        });
        replicas.push(Replica { rooms, _connected: connected, _stop: stop.drop_guard() });
    }
    for replica in &replicas {
        while replica.rooms.node().roster.living().len() < count {
            tokio::task::yield_now().await;
        }
    }
    replicas.sort_by_key(|replica| home_of(replica).is_some());
    Some(replicas)
}

fn home_of(replica: &Replica) -> Option<ReplicaId> {
    replica.rooms.node().affinity.as_ref().unwrap().home(&room())
}

fn room() -> RoomId {
    RoomId::parse("r").unwrap()
}

fn person(id: &str) -> Person {
    Person { user: UserId::parse(id).unwrap(), name: String::new() }
}

async fn post(replica: &Replica, sender: &str, number: usize) -> Result<Seq, Refusal> {
    let body = Body::Message(pb::Message { text: number.to_string() });
    let id = ClientEventId::parse(&number.to_string()).unwrap();
    let post = Command::Post { sender: person(sender), id, body };
    replica.rooms.open(&room()).change(post).await
}

async fn grant(replica: &Replica, user: &str) {
    let grant = Command::Grant { person: person(user), visible_from: 1, start: None };
    replica.rooms.open(&room()).change(grant).await.unwrap();
}

/// How many slots a replica has committed.
fn committed(replica: &Replica) -> u64 {
    let text = replica.rooms.node().metrics.render(true, 0);
    let line = text.lines().find(|line| line.contains("outcome=\"committed\""));
    line.map_or(0, |line| line.rsplit(' ').next().unwrap().parse().unwrap())
}

#[test]
fn each_room_has_one_home_and_rooms_have_many() {
    let replicas: Vec<_> = (0..3).map(|_| ReplicaId::random()).collect();
    let home = |n: usize| {
        let room = RoomId::parse(&n.to_string()).unwrap();
        replicas.iter().max_by_key(|replica| weight(replica, &room)).unwrap()
    };
    assert_eq!((0..100).map(home).collect::<BTreeSet<_>>().len(), 3);
}

#[tokio::test]
async fn what_is_posted_anywhere_is_appended_by_the_home() {
    let Some(replicas) = replicas(3, true).await else { return };
    assert_eq!(replicas.iter().filter(|it| home_of(it).is_none()).count(), 1);
    grant(&replicas[0], "ada").await;
    let mut seqs = Vec::new();
    for number in 0..30 {
        seqs.push(post(&replicas[number % 3], "ada", number).await.unwrap());
    }
    assert_eq!(seqs, (2..32).collect::<Vec<Seq>>());
    // Nobody may post twice, through whichever replica.
    assert_eq!(post(&replicas[1], "ada", 29).await, Ok(31));
    let others: Vec<_> = replicas.iter().map(committed).skip(1).collect();
    assert_eq!(others, [0, 0]);
}

#[tokio::test]
async fn who_is_refused_by_the_home_is_refused() {
    let Some(replicas) = replicas(2, true).await else { return };
    for user in ["ada", "ben"] {
        grant(&replicas[0], user).await;
    }
    post(&replicas[1], "ada", 1).await.unwrap();
    let revoke = Command::Revoke { user: person("ada").user };
    replicas[0].rooms.open(&room()).change(revoke).await.unwrap();
    assert_eq!(post(&replicas[1], "ada", 2).await, Err(Refusal::NotAllowed));
    assert!(post(&replicas[1], "ben", 1).await.is_ok());
}

#[tokio::test]
async fn a_home_that_does_not_answer_is_passed_over() {
    let Some(replicas) = replicas(2, false).await else { return };
    grant(&replicas[0], "ada").await;
    assert!(home_of(&replicas[1]).is_some());
    assert_eq!(post(&replicas[1], "ada", 1).await, Ok(2));
    assert!(home_of(&replicas[1]).is_none());
    let head = replicas[0].rooms.open(&room()).look(Room::head).await;
    assert_eq!(head, Ok(2));
}
