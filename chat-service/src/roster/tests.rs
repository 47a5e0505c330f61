//! Who lives, by everybody's own clock.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::time::{advance, sleep};

use super::{memory::MemoryBeats, *};

/// A store that may be out of reach, for one or for all.
#[derive(Default)]
struct Store {
    beats: MemoryBeats,
    is_away: AtomicBool,
}

#[async_trait::async_trait]
impl Beats for Store {
    async fn beat(&self, replica: &ReplicaId, number: u64) -> Result<Numbers, LogError> {
        if self.is_away.load(Ordering::Relaxed) {
            // As a driver that waits for a server.
            sleep(Duration::from_secs(30)).await;
        }
        self.beats.beat(replica, number).await
    }

    async fn forget(&self, replica: &ReplicaId) -> Result<(), LogError> {
        self.beats.forget(replica).await
    }
}

/// A replica that says that it lives until this is dropped.
struct Replica {
    roster: Arc<Roster>,
    stop: CancellationToken,
}

impl Replica {
    fn start(store: &Arc<Store>) -> Replica {
        let (roster, stop) = (Arc::new(Roster::shared(store.clone())), CancellationToken::new());
        let (kept, until) = (roster.clone(), stop.clone());
        tokio::spawn(async move { kept.keep(&until).await });
        Replica { roster, stop }
    }

    fn counts_as_gone(&self, other: &Replica) -> bool {
        self.roster.is_gone(other.roster.me())
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Lets time pass in small steps, as it does.
async fn pass(seconds: u64) {
    for _ in 0..seconds * 10 {
        advance(Duration::from_millis(100)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_falls_silent_is_gone_and_one_that_goes_on_is_not() {
    let store = Arc::new(Store::default());
    let (one, other) = (Replica::start(&store), Replica::start(&store));
    pass(60).await;
    assert!(!one.counts_as_gone(&other) && !other.counts_as_gone(&one));
    let mut gone = one.roster.gone();
    other.stop.cancel();
    pass(10).await;
    assert!(one.counts_as_gone(&other));
    assert!(gone.borrow_and_update().contains(other.roster.me()));
    assert_eq!(one.roster.living(), std::slice::from_ref(one.roster.me()));
}

#[tokio::test(start_paused = true)]
async fn one_that_was_never_heard_of_has_the_time_to_be_heard() {
    let store = Arc::new(Store::default());
    let (one, new) = (Replica::start(&store), ReplicaId::random());
    pass(60).await;
    assert!(!one.roster.is_gone(&new));
    pass(10).await;
    assert!(one.roster.is_gone(&new));
}

#[tokio::test(start_paused = true)]
async fn while_the_store_is_away_nobody_is_in_touch_and_nobody_is_gone_after_it() {
    let store = Arc::new(Store::default());
    let (one, other) = (Replica::start(&store), Replica::start(&store));
    pass(3).await;
    assert!(*one.roster.in_touch().borrow());
    store.is_away.store(true, Ordering::Relaxed);
    pass(20).await;
    assert!(!*one.roster.in_touch().borrow());
    store.is_away.store(false, Ordering::Relaxed);
    // One of them is the first to be heard again.
    while !*one.roster.in_touch().borrow() {
        advance(Duration::from_millis(10)).await;
    }
    assert!(!one.counts_as_gone(&other));
    pass(30).await;
    assert!(!one.counts_as_gone(&other) && !other.counts_as_gone(&one));
}

#[tokio::test(start_paused = true)]
async fn after_a_gap_everybody_has_the_time_to_be_heard_again() {
    let roster = Roster::shared(Arc::new(Store::default()));
    let other = ReplicaId::random();
    let numbers = Numbers::from([(other.clone(), 1)]);
    roster.observe(&numbers, Duration::ZERO);
    let gap = 4 * EXPIRY;
    advance(gap).await;
    roster.observe(&numbers, gap);
    assert!(!roster.is_gone(&other));
    advance(EXPIRY).await;
    assert!(roster.is_gone(&other));
}

#[tokio::test(start_paused = true)]
async fn one_that_is_long_gone_is_forgotten() {
    let store = Arc::new(Store::default());
    let _one = Replica::start(&store);
    store.beats.0.lock().unwrap().insert(ReplicaId::random(), 7);
    pass(60).await;
    assert_eq!(store.beats.0.lock().unwrap().len(), 2);
    pass(KEPT.as_secs()).await;
    assert_eq!(store.beats.0.lock().unwrap().len(), 1);
}

#[test]
fn who_is_alone_counts_everybody_else_as_gone() {
    let alone = Roster::alone();
    assert!(alone.is_gone(&ReplicaId::random()) && !alone.is_gone(alone.me()));
}
