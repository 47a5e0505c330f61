//! The process dies before or after every single write, or the store does not
//! answer one, in every command; whoever comes next finishes what was begun.

use std::sync::Arc;

use futures_util::future::join_all;
use service_kit::clock::SystemClock;
use tokio_util::task::TaskTracker;

use super::{
    chat::{Chat, Mood},
    faulty::{FAULTS, Fault, Faulty},
};
use crate::{
    coordinator::Coordinator,
    error::Error,
    id::{Language, SessionId},
    person::Person,
    rooms::ChatRooms,
    secret::{InviteCode, random_room},
    session::{
        Opening, Record, Session, Visibility,
        command::{Command, Refusal},
    },
    store::{Appended, List, SessionStore, contract, memory::MemoryStore},
};

/// A chat service, a store that outlives processes, and a session in it.
struct World {
    chat: Chat,
    store: Arc<MemoryStore>,
    id: SessionId,
}

impl World {
    async fn new() -> World {
        let store = Arc::new(MemoryStore::default());
        World { chat: Chat::start().await, store, id: contract::session(1) }
    }

    /// A process over a store.
    fn process(&self, store: Arc<dyn SessionStore>) -> Coordinator {
        let address = format!("http://{}", self.chat.address).parse().unwrap();
        let clock = Arc::new(SystemClock);
        let rooms = ChatRooms::new(address, self.chat.key.clone(), clock.clone());
        Coordinator::new(store, Arc::new(rooms), clock, TaskTracker::new())
    }

    fn healthy(&self) -> Coordinator {
        self.process(self.store.clone())
    }

    /// All agree: nothing is pending, the lists are right, and in the room are the
    /// host and whoever has the seat, and nobody else.
    async fn check(&self, what: &str) -> Option<Session> {
        assert_eq!(self.store.unfinished(None, 9).await.unwrap(), [], "{what}");
        let session = self.healthy().read(&self.id).await.unwrap().session;
        let lists = session.as_ref().map(Session::lists).unwrap_or_default();
        for user in ["host", "ada", "ben"].map(contract::user) {
            for list in [List::Mine(user.clone()), List::Recent(user), List::Open] {
                let listed = !self.store.list(&list, None, 9).await.unwrap().is_empty();
                assert_eq!(listed, lists.contains(&list), "{what}: {list:?}");
            }
        }
        let Some(session) = &session else {
            assert!(!self.chat.has_open_rooms(), "{what}");
            return None;
        };
        assert_eq!(session.pending(), None, "{what}");
        let is_over = session.end_time().is_some();
        let people = session.participant().map(|person| &person.user).into_iter();
        let people = people.chain([&session.opening.host.user]).filter(|_| !is_over);
        let room = session.opening.room_id.as_str();
        let expected = people.map(ToString::to_string).collect();
        assert_eq!(self.chat.allowed(room), expected, "{what}");
        assert_eq!(self.chat.is_closed(room), is_over, "{what}");
        Some(session.clone())
    }
}

fn person(id: &str) -> Person {
    Person { user: contract::user(id), name: String::new() }
}

fn create() -> Command {
    Command::Create(Box::new(Opening {
        room_id: random_room().unwrap(),
        host: person("host"),
        problem: contract::seed(),
        language: Language::parse("python").unwrap(),
        visibility: Visibility::Open,
        invite_code: InviteCode::random(),
        create_time: std::time::SystemTime::UNIX_EPOCH.into(),
    }))
}

fn join(guest: &str) -> Command {
    Command::Join { person: person(guest), code: String::new() }
}

fn leave(guest: &str) -> Command {
    Command::Leave { user: contract::user(guest) }
}

fn end() -> Command {
    Command::End { user: contract::user("host"), time: std::time::SystemTime::now().into() }
}

/// Carries out `before` in health, then `command` with each fault at each write
/// in turn, until there are no more writes to go wrong.
async fn survives(before: &[Command], command: impl Fn() -> Command) {
    for at in 1.. {
        let mut lived = true;
        for fault in FAULTS {
            lived &= survives_one(before, &command, fault, at).await;
        }
        if lived {
            assert!(at > 4, "announced, wanted, done, listed");
            return;
        }
    }
}

/// Tells whether the command did not notice.
async fn survives_one(
    before: &[Command],
    command: impl Fn() -> Command,
    fault: Fault,
    at: usize,
) -> bool {
    let world = World::new().await;
    for command in before {
        world.healthy().execute(world.id.clone(), command.clone()).await.unwrap();
    }
    let faulty = Arc::new(Faulty::new(world.store.clone(), fault, at));
    let process = world.process(faulty.clone());
    let lived = process.execute(world.id.clone(), command()).await.is_ok();

    faulty.store_late().await;
    world.healthy().reconcile().await.unwrap();
    let what = format!("{fault:?} at write {at}");
    world.check(&what).await;
    let again = world.healthy().execute(world.id.clone(), command()).await;
    let session = again.unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert_eq!(world.check(&what).await, Some(session), "{what}");
    lived
}

#[tokio::test]
async fn a_create_survives_a_fault_at_any_write() {
    survives(&[], create).await;
}

#[tokio::test]
async fn a_first_join_survives_a_fault_at_any_write() {
    survives(&[create()], || join("ada")).await;
}

#[tokio::test]
async fn a_second_guests_join_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada"), leave("ada")], || join("ben")).await;
}

#[tokio::test]
async fn a_leave_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada")], || leave("ada")).await;
}

#[tokio::test]
async fn an_end_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada")], end).await;
}

#[tokio::test]
async fn of_many_who_join_on_many_nodes_one_gets_the_seat() {
    let world = World::new().await;
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    let nodes: Vec<_> = (0..4).map(|_| world.healthy()).collect();
    let joins = (0..40).map(|number| {
        let guest = format!("guest-{number}");
        nodes[number % nodes.len()].execute(world.id.clone(), join(&guest))
    });
    let answers = join_all(joins).await;
    let seated: Vec<_> = answers.iter().flatten().collect();
    assert_eq!(seated.len(), 1);
    let is_full = |error: &Error| matches!(error, Error::Refused(Refusal::Full));
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(is_full));
    let session = world.check("many nodes").await.unwrap();
    assert_eq!(session.participant(), seated[0].participant());
}

#[tokio::test]
async fn a_grant_that_comes_too_late_is_withdrawn() {
    let world = World::new().await;
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    world.chat.is(Mood::Waits);
    let (slow, id) = (world.healthy(), world.id.clone());
    let adas = tokio::spawn(async move { slow.execute(id, join("ada")).await });
    world.chat.next_call(std::future::pending::<()>()).await;

    // Another node takes ada's claim back, and ben gets the seat.
    world.chat.is(Mood::Works);
    let claimed = world.healthy().read(&world.id).await.unwrap();
    let taken_back = world.store.append(&world.id, claimed.next, &Record::Vacating).await;
    assert!(matches!(taken_back, Appended::Committed));
    world.healthy().execute(world.id.clone(), join("ben")).await.unwrap();

    world.chat.release();
    let refused = adas.await.unwrap();
    assert!(matches!(refused, Err(Error::Refused(Refusal::Full))), "{refused:?}");
    world.check("a late grant").await;
}

#[tokio::test]
async fn joins_and_leaves_on_many_nodes_leave_the_room_as_the_seat_says() {
    let world = World::new().await;
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    let nodes: Vec<_> = (0..3).map(|_| world.healthy()).collect();
    let visits = (0..30).map(|number| {
        let (node, guest) = (&nodes[number % 3], ["ada", "ben"][number % 2]);
        let id = world.id.clone();
        async move {
            // Who is too late is refused; what counts is what is left.
            let _ = node.execute(id.clone(), join(guest)).await;
            let _ = node.execute(id, leave(guest)).await;
        }
    });
    join_all(visits).await;
    world.healthy().reconcile().await.unwrap();
    world.check("many visits").await;
}
