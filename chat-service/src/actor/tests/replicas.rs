//! Several replicas on one log: what one does, the others see.

use std::sync::atomic::AtomicBool;

use futures_util::future::join_all;
use tokio::time::advance;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    body::Ephemeral,
    feed::Found,
    hints::bus::Bus,
    roster::{Roster, memory::MemoryBeats},
    sweep::sweep,
};

/// Replicas of one deployment, with hints between them.
struct Cluster<L> {
    log: Arc<L>,
    bus: Bus,
    beats: Arc<MemoryBeats>,
    replicas: Vec<Replica>,
}

struct Replica {
    rooms: Rooms,
    stop: CancellationToken,
}

impl<L: RoomLog + Default + 'static> Cluster<L> {
    fn new(replicas: usize) -> Cluster<L> {
        let mut cluster = Cluster {
            log: Arc::new(L::default()),
            bus: Bus::new(),
            beats: Arc::default(),
            replicas: Vec::new(),
        };
        for _ in 0..replicas {
            cluster.add();
        }
        cluster
    }

    fn add(&mut self) {
        let roster = Arc::new(Roster::shared(self.beats.clone()));
        let stop = CancellationToken::new();
        let alone = Node::alone(self.log.clone(), Arc::new(SystemClock), Duration::from_secs(5));
        let notifier = Arc::new(self.bus.clone());
        let rooms = Rooms::new(Node { roster: roster.clone(), notifier, ..alone });
        let (swept, until) = (rooms.clone(), stop.clone());
        tokio::spawn(async move { tokio::join!(roster.keep(&until), sweep(&swept, &until)) });
        self.replicas.push(Replica { rooms, stop });
    }

    fn room(&self, replica: usize) -> RoomHandle {
        self.replicas[replica].rooms.open(&room_id())
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Lets time pass until the room, as this replica knows it, is so.
async fn until(room: &RoomHandle, is_so: impl Fn(&Room) -> bool + Clone + Send + 'static) {
    loop {
        let is_so = is_so.clone();
        if room.peek(move |room| is_so(room)).await == Ok(true) {
            return;
        }
        advance(Duration::from_millis(50)).await;
    }
}

fn ada() -> UserId {
    person("ada").user
}

#[tokio::test(start_paused = true)]
async fn replicas_that_write_one_room_agree_on_one_order() {
    let cluster = Cluster::<Faulty>::new(3);
    for user in ["ada", "ben", "cleo"] {
        grant(&cluster.replicas[0].rooms, user).await;
    }
    let replicas: Vec<_> = cluster.replicas.iter().map(|it| it.rooms.clone()).collect();
    let acked = everybody_sends(&replicas, &["ada", "ben", "cleo"], 60).await;
    check(&events(cluster.log.as_ref()).await, &acked);
}

#[tokio::test(start_paused = true)]
async fn a_resend_through_another_replica_gets_the_first_seq() {
    let cluster = Cluster::<MemoryLog>::new(2);
    grant(&cluster.replicas[0].rooms, "ada").await;
    let resends = (0..2).map(|replica| cluster.room(replica));
    let resends = resends.map(|room| async move { room.change(post("ada", 1)).await });
    let seqs = join_all(resends).await;
    assert_eq!(seqs, [Ok(2), Ok(2)]);
    assert_eq!(events(cluster.log.as_ref()).await.len(), 2);
}

/// With hints lost and nothing swept, another replica knows nothing by itself.
async fn deaf() -> Cluster<MemoryLog> {
    let cluster = Cluster::new(2);
    cluster.bus.set_live(false);
    cluster.replicas.iter().for_each(|replica| replica.stop.cancel());
    grant(&cluster.replicas[0].rooms, "host").await;
    assert_eq!(cluster.room(1).look(Room::head).await, Ok(1));
    cluster
}

#[tokio::test(start_paused = true)]
async fn a_grant_lets_in_and_a_removal_shuts_out_on_a_replica_that_was_told_nothing() {
    let cluster = deaf().await;
    for _ in 0..2 {
        grant(&cluster.replicas[0].rooms, "ada").await;
        drop(cluster.room(1).attach(joining("ada", None)).await.unwrap());
        assert_eq!(cluster.room(1).admit(&ada()).await, Ok(()));

        cluster.room(0).change(Command::Revoke { user: ada() }).await.unwrap();
        let refused = cluster.room(1).attach(joining("ada", None)).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAllowed);
        assert_eq!(cluster.room(1).change(post("ada", 1)).await, Err(Refusal::NotAllowed));
    }
}

#[tokio::test(start_paused = true)]
async fn an_access_change_is_never_answered_from_what_a_replica_happens_to_know() {
    let cluster = deaf().await;
    grant(&cluster.replicas[0].rooms, "ada").await;
    assert!(cluster.room(1).look(|room| room.is_allowed("ada")).await.unwrap());
    let removed = cluster.room(0).change(Command::Revoke { user: ada() }).await.unwrap();
    // To the second replica Ada is still on the list.
    let command = Command::Grant { person: person("ada"), visible_from: 0, start: None };
    assert_eq!(cluster.room(1).change(command).await, Ok(removed + 1));
}

#[tokio::test(start_paused = true)]
async fn after_seq_is_judged_by_the_head_of_the_log() {
    let cluster = deaf().await;
    let seq = cluster.room(0).change(post("host", 1)).await.unwrap();
    assert!(cluster.room(1).attach(joining("host", Some(seq))).await.is_ok());
}

/// A log to which somebody else appends whenever it is looked at.
#[derive(Default)]
struct Busy {
    log: MemoryLog,
    is_busy: AtomicBool,
}

impl Busy {
    async fn append_another(&self) {
        let slot = self.log.replay(&room_id(), 0).await.unwrap().len() as u64;
        if self.is_busy.load(Ordering::Relaxed) {
            let batch = Batch { slot, first_seq: slot + 1, events: vec![], presence: vec![] };
            let _ = self.log.append(&room_id(), &batch).await;
        }
    }
}

#[async_trait::async_trait]
impl RoomLog for Busy {
    fn epoch(&self) -> &str {
        self.log.epoch()
    }

    async fn append(&self, room: &RoomId, batch: &Batch) -> Appended {
        self.log.append(room, batch).await
    }

    async fn replay(&self, room: &RoomId, slot: u64) -> Result<Vec<Batch>, LogError> {
        let page = self.log.replay(room, slot).await;
        self.append_another().await;
        page
    }

    async fn is_taken(&self, room: &RoomId, slot: u64) -> Result<bool, LogError> {
        self.append_another().await;
        self.log.is_taken(room, slot).await
    }

    async fn grown(&self, slots: &[(RoomId, u64)]) -> Result<Vec<RoomId>, LogError> {
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

#[tokio::test(start_paused = true)]
async fn a_join_does_not_wait_until_nobody_writes() {
    let cluster = Cluster::<Busy>::new(2);
    grant(&cluster.replicas[0].rooms, "ada").await;
    cluster.log.is_busy.store(true, Ordering::Relaxed);
    assert!(cluster.room(1).attach(joining("ada", None)).await.is_ok());
    cluster.log.is_busy.store(false, Ordering::Relaxed);
}

#[tokio::test(start_paused = true)]
async fn a_commit_reaches_the_others_by_its_hint_alone() {
    let cluster = deaf().await;
    cluster.bus.set_live(true);
    let seq = cluster.room(0).change(post("host", 1)).await.unwrap();
    until(&cluster.room(1), move |room| room.head() == seq).await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_whose_hint_was_lost_reaches_the_others_by_a_sweep() {
    let cluster = Cluster::<MemoryLog>::new(2);
    grant(&cluster.replicas[0].rooms, "ada").await;
    let there = cluster.room(1);
    assert_eq!(there.look(Room::head).await, Ok(1));
    // Lost one by one while hints are believed to get through, and all of them.
    for (number, is_believed) in [(1, true), (2, false)] {
        cluster.bus.set_live(false);
        let seq = cluster.room(0).change(post("ada", number)).await.unwrap();
        cluster.bus.set_live(is_believed);
        until(&there, move |room| room.head() == seq).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_after_a_lost_one_tells_what_both_did() {
    let cluster = deaf().await;
    cluster.room(0).change(post("host", 1)).await.unwrap();
    cluster.bus.set_live(true);
    let seq = cluster.room(0).change(post("host", 2)).await.unwrap();
    until(&cluster.room(1), move |room| room.head() == seq).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_shown_on_one_replica_is_shown_on_the_others_to_the_others() {
    let cluster = Cluster::<MemoryLog>::new(2);
    for user in ["ada", "ben"] {
        grant(&cluster.replicas[0].rooms, user).await;
    }
    let _ada = cluster.room(0).attach(joining("ada", None)).await.unwrap();
    let mut ben = cluster.room(1).attach(joining("ben", None)).await.unwrap();
    let frame = Bytes::from_static(b"types");
    cluster.room(0).show(ada(), Ephemeral::Typing, frame.clone()).await.unwrap();
    let mut out = std::collections::VecDeque::new();
    while !out.contains(&frame) {
        let poll = futures_util::future::poll_fn(|cx| {
            ben.subscription.poll(cx, ben.head, Seq::MAX, &mut out)
        });
        if let Found::Frames(cursor) = poll.await {
            ben.head = cursor;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn people_of_a_replica_that_died_leave_once_and_those_elsewhere_do_not() {
    let mut cluster = Cluster::<MemoryLog>::new(3);
    for user in ["ada", "ben"] {
        grant(&cluster.replicas[0].rooms, user).await;
    }
    let watchers = [
        cluster.room(1).attach(joining("ben", None)).await.unwrap(),
        cluster.room(2).attach(joining("ben", None)).await.unwrap(),
    ];
    // A killed process: nobody notes that the connection is gone.
    std::mem::forget(cluster.room(0).attach(joining("ada", None)).await.unwrap());
    until(&cluster.room(1), |room| room.here().count() == 2).await;
    drop(cluster.replicas.remove(0));

    until(&cluster.room(0), |room| !room.is_here(&ada())).await;
    advance(Duration::from_secs(60)).await;
    assert_eq!(
        cluster.room(0).look(|room| room.here().cloned().collect()).await,
        Ok(vec![person("ben").user])
    );
    let events = events(cluster.log.as_ref()).await;
    let left = events.iter().filter(|event| matches!(event.body, Some(Body::UserLeft(_))));
    assert_eq!(left.map(|event| event.user_id.as_str()).collect::<Vec<_>>(), ["ada"]);
    drop(watchers);
}

#[tokio::test(start_paused = true)]
async fn somebody_counted_as_gone_while_connected_is_entered_again() {
    let cluster = Cluster::<MemoryLog>::new(2);
    grant(&cluster.replicas[0].rooms, "ada").await;
    let _ada = cluster.room(0).attach(joining("ada", None)).await.unwrap();
    until(&cluster.room(1), |room| room.is_here(&ada())).await;
    let replica = cluster.room(1).look(|room| room.presence().next().unwrap().1.clone()).await;
    let depart = Command::Depart { user: ada(), replica: replica.unwrap() };
    let left = cluster.room(1).change(depart).await.unwrap();
    until(&cluster.room(1), move |room| room.head() > left && room.is_here(&ada())).await;
}
