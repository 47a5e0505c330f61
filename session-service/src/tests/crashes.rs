//! The process dies before or after every single write, in every command; whoever
//! comes next finishes what it began.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::future::join_all;
use service_kit::clock::SystemClock;
use tokio_util::task::TaskTracker;

use super::chat::Chat;
use crate::{
    coordinator::Coordinator,
    error::Error,
    id::{Language, RequestId, SessionId, UserId},
    person::Person,
    rooms::ChatRooms,
    secret::{InviteCode, random_room},
    session::{
        Opening, Record, Session, Visibility,
        command::{Command, Refusal},
    },
    store::{
        Appended, Change, CreateRequest, List, Listing, SessionStore, StoreError, contract,
        memory::MemoryStore,
    },
};

/// A store whose process dies at a write: nothing it asks for later is done.
struct Dying {
    store: Arc<MemoryStore>,
    writes_left: AtomicUsize,
    /// Whether the last write is still done; its answer never arrives.
    does_the_last: bool,
}

impl Dying {
    /// Whether to do this write, and whether to answer it.
    fn write(&self) -> (bool, bool) {
        let left = self.writes_left.load(Ordering::SeqCst);
        self.writes_left.store(left.saturating_sub(1), Ordering::SeqCst);
        (left > 1 || (left == 1 && self.does_the_last), left > 1)
    }

    fn read(&self) -> Result<&MemoryStore, StoreError> {
        if self.writes_left.load(Ordering::SeqCst) == 0 { Err(dead()) } else { Ok(&self.store) }
    }
}

fn dead() -> StoreError {
    anyhow::anyhow!("the process is dead").into()
}

#[async_trait::async_trait]
impl SessionStore for Dying {
    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended {
        let (does, answers) = self.write();
        let appended = match does {
            true => self.store.append(session, number, record).await,
            false => Appended::Unknown(dead()),
        };
        if answers { appended } else { Appended::Unknown(dead()) }
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        self.read()?.records(session).await
    }

    async fn announce(&self, change: &Change) -> Result<(), StoreError> {
        let (does, answers) = self.write();
        if does {
            self.store.announce(change).await?;
        }
        answers.then_some(()).ok_or_else(dead)
    }

    async fn finish(&self, change: &Change) -> Result<(), StoreError> {
        let (does, answers) = self.write();
        if does {
            self.store.finish(change).await?;
        }
        answers.then_some(()).ok_or_else(dead)
    }

    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        self.read()?.unfinished(after, limit).await
    }

    async fn index(&self, listing: &Listing) -> Result<(), StoreError> {
        let (does, answers) = self.write();
        if does {
            self.store.index(listing).await?;
        }
        answers.then_some(()).ok_or_else(dead)
    }

    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.read()?.list(list, before, limit).await
    }

    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError> {
        self.read()?.claim_request(request).await
    }

    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError> {
        self.read()?.request(caller, id).await
    }
}

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

    fn dying(&self, writes: usize, does_the_last: bool) -> Coordinator {
        let writes_left = AtomicUsize::new(writes);
        self.process(Arc::new(Dying { store: self.store.clone(), writes_left, does_the_last }))
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

/// Carries out `before` in health, then `command` in a process that dies at each
/// write in turn, until one is enough to live through it.
async fn survives(before: &[Command], command: &Command) {
    for writes in 1.. {
        for does_the_last in [false, true] {
            let what = format!("{command:?} with {writes} writes, the last done: {does_the_last}");
            let world = World::new().await;
            for command in before {
                world.healthy().execute(world.id.clone(), command.clone()).await.unwrap();
            }
            let dying = world.dying(writes, does_the_last);
            let lived = dying.execute(world.id.clone(), command.clone()).await.is_ok();

            world.healthy().reconcile().await.unwrap();
            world.check(&what).await;
            let again = world.healthy().execute(world.id.clone(), command.clone()).await;
            let session = again.unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(world.check(&what).await, Some(session), "{what}");
            if lived {
                assert!(writes > 4, "announced, wanted, done, listed: {what}");
                return;
            }
        }
    }
}

#[tokio::test]
async fn a_create_survives_a_death_at_any_write() {
    survives(&[], &create()).await;
}

#[tokio::test]
async fn a_first_join_survives_a_death_at_any_write() {
    survives(&[create()], &join("ada")).await;
}

#[tokio::test]
async fn a_second_guests_join_survives_a_death_at_any_write() {
    survives(&[create(), join("ada"), leave("ada")], &join("ben")).await;
}

#[tokio::test]
async fn a_leave_survives_a_death_at_any_write() {
    survives(&[create(), join("ada")], &leave("ada")).await;
}

#[tokio::test]
async fn an_end_survives_a_death_at_any_write() {
    survives(&[create(), join("ada")], &end()).await;
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
