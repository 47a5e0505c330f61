//! Any number of processes over one store and one chat service, and what must be so
//! whenever nothing is under way.

use std::{collections::HashSet, sync::Arc};

use service_kit::{
    clock::SystemClock,
    mongo::{TestDatabase, test_database},
};
use tokio_util::task::TaskTracker;

use super::chat::Chat;
use crate::{
    coordinator::Coordinator,
    id::{Language, SessionId},
    person::Person,
    rooms::ChatRooms,
    secret::{InviteCode, random_room},
    session::{Opening, Session, Visibility, command::Command},
    store::{List, SessionStore, contract, memory::MemoryStore, mongo::MongoStore},
};

/// A chat service, a store that outlives processes, and a session in it.
pub(super) struct World {
    pub(super) chat: Chat,
    pub(super) store: Arc<dyn SessionStore>,
    pub(super) id: SessionId,
    /// It goes with the store.
    _database: Option<TestDatabase>,
}

impl World {
    pub(super) async fn in_memory() -> World {
        let store = Arc::new(MemoryStore::default());
        let chat = Chat::start().await;
        World { chat, store, id: contract::session(1), _database: None }
    }

    /// None where there is no server.
    pub(super) async fn in_mongo() -> Option<World> {
        let database = test_database().await?;
        let store = Arc::new(MongoStore::open(&database, &[]).await.unwrap());
        let chat = Chat::start().await;
        Some(World { chat, store, id: contract::session(1), _database: Some(database) })
    }

    /// A process over a store.
    pub(super) fn process(&self, store: Arc<dyn SessionStore>) -> Coordinator {
        let urls = vec![format!("http://{}", self.chat.address).parse().unwrap()];
        let clock = Arc::new(SystemClock);
        let rooms = ChatRooms::new(urls, self.chat.key.clone(), clock.clone());
        Coordinator::new(store, Arc::new(rooms), clock, TaskTracker::new())
    }

    pub(super) fn healthy(&self) -> Coordinator {
        self.process(self.store.clone())
    }

    /// Finishes all that is under way: the second look at a store that others may use.
    pub(super) async fn reconcile(&self) {
        let (process, mut known) = (self.healthy(), HashSet::new());
        for _ in 0..2 {
            process.reconcile(&mut known).await.unwrap();
        }
    }

    /// All agree: nothing is pending, the lists are right, and in the room are the
    /// host and whoever has the seat, and nobody else.
    pub(super) async fn check(&self, what: &str) -> Option<Session> {
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

pub(super) fn person(id: &str) -> Person {
    Person { user: contract::user(id), name: String::new() }
}

pub(super) fn create() -> Command {
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

pub(super) fn join(guest: &str) -> Command {
    Command::Join { person: person(guest), code: String::new() }
}

pub(super) fn leave(guest: &str) -> Command {
    Command::Leave { user: contract::user(guest) }
}

pub(super) fn end() -> Command {
    Command::End { user: contract::user("host"), time: std::time::SystemTime::now().into() }
}
