//! An actor over logs that lose races, replies and connections.

mod replicas;

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use prost::Message as _;
use proto::chat::v1::{self as pb, event::Body};
use service_kit::clock::SystemClock;

use super::{
    request::{Begun, Parts},
    *,
};
use crate::{
    feed::Found,
    id::{ClientEventId, ReplicaId, UserId},
    log::{Appended, Checkpoint, LogError, MAX_PAGE_BYTES, RoomLog, Seq, memory::MemoryLog},
    room::{Command, Person, Refusal},
    rooms::{RoomHandle, Rooms},
};

/// A log that is cut off now and then, by a fixed plan over its calls.
#[derive(Default)]
struct Faulty {
    log: MemoryLog,
    calls: AtomicU64,
}

#[async_trait::async_trait]
impl RoomLog for Faulty {
    fn epoch(&self) -> &str {
        self.log.epoch()
    }

    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended {
        match self.calls.fetch_add(1, Ordering::Relaxed) % 5 {
            // The reply is lost: it is stored.
            1 => match self.log.append(room, batch).await {
                Appended::Committed => Appended::Unknown(cut()),
                other => other,
            },
            // The request is lost: it is not.
            3 => Appended::Unknown(cut()),
            _ => self.log.append(room, batch).await,
        }
    }

    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError> {
        self.may_fail()?;
        self.log.replay(room, slot).await
    }

    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError> {
        self.may_fail()?;
        self.log.is_taken(room, slot).await
    }

    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError> {
        self.may_fail()?;
        self.log.grown(slots).await
    }

    async fn keep(&self, room: &RoomId, checkpoint: &Checkpoint) -> Result<(), LogError> {
        self.log.keep(room, checkpoint).await
    }

    async fn kept(&self, room: &RoomId) -> Result<Option<Checkpoint>, LogError> {
        self.log.kept(room).await
    }

    async fn rooms(&self, after: &str, limit: usize) -> Result<Vec<(RoomId, Seq)>, LogError> {
        self.log.rooms(after, limit).await
    }
}

impl Faulty {
    fn may_fail(&self) -> Result<(), LogError> {
        match self.calls.fetch_add(1, Ordering::Relaxed) % 7 {
            2 => Err(cut()),
            _ => Ok(()),
        }
    }
}

fn cut() -> LogError {
    LogError(anyhow::anyhow!("the connection was cut"))
}

fn rooms(log: &Arc<impl RoomLog + 'static>) -> Rooms {
    Rooms::new(Node::alone(log.clone(), Arc::new(SystemClock), Duration::from_secs(5)))
}

fn room_id() -> RoomId {
    RoomId::parse("r").unwrap()
}

fn person(id: &str) -> Person {
    Person { user: UserId::parse(id).unwrap(), name: String::new() }
}

fn joining(id: &str, after: Option<Seq>) -> Joining {
    Joining { person: person(id), after, view: pb::CodeView::Text }
}

fn post(sender: &str, number: usize) -> Command {
    let body = Body::Message(pb::Message { text: number.to_string() });
    Command::Post {
        sender: person(sender),
        id: ClientEventId::parse(&number.to_string()).unwrap(),
        body,
    }
}

async fn grant(rooms: &Rooms, user: &str) {
    let command = Command::Grant { person: person(user), visible_from: 1, start: None };
    rooms.open(&room_id()).change(command).await.unwrap();
}

/// The whole log, with the promise checked that it is gap-free.
async fn events(log: &dyn RoomLog) -> Vec<pb::Event> {
    let (mut events, mut slot): (Vec<pb::Event>, _) = (Vec::new(), 0);
    loop {
        let Ok(page) = log.replay(&room_id(), slot).await else { continue };
        if page.is_empty() {
            return events;
        }
        slot += page.len() as u64;
        for stored in page.iter().flat_map(|batch| &batch.events) {
            events.push(pb::Event::decode(stored.clone()).unwrap());
            assert_eq!(events.last().unwrap().seq, events.len() as Seq);
        }
    }
}

/// Asserts that each acked send is in the log once, at the seq of its ack.
fn check(events: &[pb::Event], acked: &BTreeMap<(String, String), Seq>) {
    let messages = events.iter().filter(|event| matches!(event.body, Some(Body::Message(_))));
    let kept: Vec<_> =
        messages.map(|it| ((it.user_id.clone(), it.client_event_id.clone()), it.seq)).collect();
    assert_eq!(kept.len(), acked.len());
    assert_eq!(&kept.into_iter().collect::<BTreeMap<_, _>>(), acked);
}

/// Lets time pass until the last has left.
async fn until_nobody_is_here(room: &RoomHandle) {
    while room.look(|room| room.here().count()).await != Ok(0) {
        tokio::time::advance(Duration::from_secs(1)).await;
    }
}

/// Sends from several people through several replicas at once; returns the acks.
async fn everybody_sends(
    replicas: &[Rooms],
    people: &[&str],
    each: usize,
) -> BTreeMap<(String, String), Seq> {
    let mut tasks = Vec::new();
    for number in 0..each {
        for (index, &sender) in people.iter().enumerate() {
            let rooms = replicas[(index + number) % replicas.len()].clone();
            let sender = sender.to_owned();
            tasks.push(tokio::spawn(async move {
                let seq = rooms.open(&room_id()).change(post(&sender, number)).await.unwrap();
                ((sender, number.to_string()), seq)
            }));
        }
    }
    let acks = futures_util::future::join_all(tasks).await;
    acks.into_iter().map(Result::unwrap).collect()
}

#[tokio::test(start_paused = true)]
async fn whatever_the_log_loses_each_send_is_kept_once_at_the_seq_of_its_ack() {
    let log = Arc::new(Faulty::default());
    let rooms = rooms(&log);
    grant(&rooms, "ada").await;
    grant(&rooms, "ben").await;
    let acked = everybody_sends(&[rooms], &["ada", "ben"], 100).await;
    check(&events(log.as_ref()).await, &acked);
}

#[tokio::test(start_paused = true)]
async fn somebody_who_comes_back_within_the_grace_has_not_left() {
    let log = Arc::new(MemoryLog::default());
    let rooms = rooms(&log);
    grant(&rooms, "ada").await;
    let room = rooms.open(&room_id());
    for _ in 0..3 {
        drop(room.attach(joining("ada", None)).await.unwrap());
        tokio::time::advance(Duration::from_secs(3)).await;
    }
    let back = room.attach(joining("ada", None)).await.unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(room.look(|room| room.here().count()).await, Ok(1));
    assert_eq!(events(log.as_ref()).await.len(), 2);

    drop(back);
    until_nobody_is_here(&room).await;
    assert_eq!(events(log.as_ref()).await.len(), 3);
}

#[test]
fn a_departure_that_waited_while_they_came_back_is_dropped() {
    let (room, feed) = (Room::default(), Arc::new(Feed::new(0)));
    let (me, user) = (ReplicaId::random(), || person("ada").user);
    let is_made = || {
        let presence = &mut Presence::new(Duration::ZERO);
        let mut parts = Parts { id: &room_id(), me: &me, room: &room, feed: &feed, presence };
        let depart = Command::Depart { user: user(), replica: me.clone() };
        matches!(parts.begin(Request::Change(depart, None)), Begun::Change(..))
    };
    assert!(is_made());
    let _back = feed.subscribe(&user());
    assert!(!is_made());
}

#[tokio::test(start_paused = true)]
async fn whoever_was_here_before_a_restart_gets_the_grace_to_come_back() {
    let log = Arc::new(MemoryLog::default());
    let before = rooms(&log);
    grant(&before, "ada").await;
    let attached = before.open(&room_id()).attach(joining("ada", None)).await.unwrap();
    while events(log.as_ref()).await.len() < 2 {
        tokio::task::yield_now().await;
    }
    // A crash: nobody notes that the connection is gone.
    std::mem::forget(attached);
    drop(before);

    let after = rooms(&log);
    let room = after.open(&room_id());
    assert_eq!(room.look(|room| room.here().count()).await, Ok(1));
    until_nobody_is_here(&room).await;
}

#[tokio::test(start_paused = true)]
async fn a_room_opens_however_many_pages_its_log_has() {
    const SLOTS: u64 = 25;
    let log = Arc::new(MemoryLog::default());
    for slot in 0..SLOTS {
        let text = "x".repeat(MAX_PAGE_BYTES);
        let body = Some(Body::Message(pb::Message { text }));
        let event = pb::Event { seq: slot + 1, body, ..pb::Event::default() };
        let events = vec![event.encode_to_vec().into()];
        let batch = Batch { slot, first_seq: slot + 1, events, presence: Vec::new() };
        assert!(matches!(log.append(&room_id(), &batch).await, Appended::Committed));
    }
    assert_eq!(rooms(&log).open(&room_id()).look(Room::head).await, Ok(SLOTS));
}

#[tokio::test(start_paused = true)]
async fn those_who_come_back_after_a_restart_need_not_read_the_log() {
    let log = Arc::new(MemoryLog::default());
    grant(&rooms(&log), "ada").await;
    let restarted = rooms(&log);
    let attached = restarted.open(&room_id()).attach(joining("ada", Some(0))).await;
    let mut subscription = attached.unwrap().subscription;
    let mut frames = std::collections::VecDeque::new();
    let found = futures_util::future::poll_fn(|cx| subscription.poll(cx, 0, 1, &mut frames)).await;
    assert_eq!((found, frames.len()), (Found::Frames(1), 1));
}

#[tokio::test(start_paused = true)]
async fn a_room_nobody_uses_is_closed_and_opens_again() {
    let log = Arc::new(MemoryLog::default());
    let rooms = rooms(&log);
    grant(&rooms, "ada").await;
    while rooms.count() > 0 {
        tokio::time::advance(Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
    }
    let room = rooms.open(&room_id());
    assert!(room.look(|room| room.is_allowed("ada")).await.unwrap());
}

/// A log with this many messages of Ada's and what she typed, each in a slot of its own.
async fn long_log(slots: usize) -> Arc<MemoryLog> {
    let log = Arc::new(MemoryLog::default());
    let rooms = rooms(&log);
    grant(&rooms, "ada").await;
    let room = rooms.open(&room_id());
    for number in 1..slots {
        let body = match number % 2 {
            0 => Body::Message(pb::Message { text: number.to_string() }),
            _ => Body::CodeChange(pb::CodeChange {
                code: format!("line {number}\n").repeat(number % 9),
                language: "python".to_owned(),
                seq: 0,
            }),
        };
        let id = ClientEventId::parse(&number.to_string()).unwrap();
        room.change(Command::Post { sender: person("ada"), id, body }).await.unwrap();
    }
    log
}

async fn kept(log: &MemoryLog) -> Checkpoint {
    loop {
        if let Some(kept) = log.kept(&room_id()).await.unwrap() {
            return kept;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_room_opened_from_its_checkpoint_is_the_same_room() {
    let log = long_log(600).await;
    let whole = Arc::new(MemoryLog::default());
    for batch in log.replay(&room_id(), 0).await.unwrap() {
        assert!(matches!(whole.append(&room_id(), &batch).await, Appended::Committed));
    }
    assert_eq!(kept(&log).await.slot, 512);
    let (room, feed) = refold::fold(&room_id(), log.as_ref()).await.unwrap();
    let (other, _) = refold::fold(&room_id(), whole.as_ref()).await.unwrap();
    assert_eq!(room.encode(""), other.encode(""));
    let subscription = &mut Arc::new(feed).subscribe(&person("ada").user);
    let found = subscription.poll(
        &std::task::Context::from_waker(std::task::Waker::noop()),
        room.first_seq(256),
        u64::MAX,
        &mut Default::default(),
    );
    assert!(matches!(found, std::task::Poll::Ready(Found::Frames(_))), "{found:?}");
}

#[tokio::test]
async fn a_checkpoint_is_used_and_one_of_another_log_is_not() {
    let log = long_log(600).await;
    let (mut marked, _) = refold::fold(&room_id(), log.as_ref()).await.unwrap();
    let person_of = |room: &Room| room.person(&person("ada").user).name;
    let seq = marked.head() + 1;
    let name =
        pb::Event { seq, display_name: "Marked".into(), user_id: "ada".into(), ..user_joined() };
    marked.apply(&name);
    for (slot, epoch, expected) in [
        (marked.next_slot(), log.epoch(), "Marked"),
        (marked.next_slot(), "another", ""),
        (marked.next_slot() + 1, log.epoch(), ""),
    ] {
        if slot > marked.next_slot() {
            marked.end_slot(seq, &[]);
        }
        let fold = marked.encode(epoch).into();
        log.keep(&room_id(), &Checkpoint { slot, fold }).await.unwrap();
        let (room, _) = refold::fold(&room_id(), log.as_ref()).await.unwrap();
        assert_eq!(person_of(&room), expected, "{slot} {epoch}");
    }
}

fn user_joined() -> pb::Event {
    pb::Event { body: Some(Body::UserJoined(pb::UserJoined {})), ..pb::Event::default() }
}
