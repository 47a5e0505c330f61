//! Somebody who stays in a room whatever happens, as a good client does: it comes
//! back by itself, resumes behind what it has, and sends again what has no answer.
//!
//! In reading order: `outbox` is what it has to say, `dial` its way into a room, `life`
//! what it does there.

mod dial;
mod life;
mod outbox;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::sync::{mpsc, watch};

use self::life::{Life, Order};
use crate::{
    abort::AbortOnDrop,
    history::{History, fact::Tab},
    in_time,
    person::Person,
};

/// Messages that wait to be sent, beside those under way.
const ORDERS: usize = 1;

/// One open tab of a person in a room. All that happens there goes into the room's
/// history. Closed on drop, without a word.
#[derive(Debug)]
pub struct Member {
    /// Who it is.
    pub person: Person,
    /// Where.
    pub tab: Tab,
    told: AtomicUsize,
    orders: mpsc::Sender<Order>,
    progress: watch::Receiver<Progress>,
    _life: AbortOnDrop,
}

/// How far a member has come.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The seq up to which it has seen all.
    pub seen: u64,
    /// Messages that were answered: acknowledged, or refused for good.
    pub answered: usize,
    /// The longest that a message waited for its answer.
    pub longest_wait: Duration,
    /// Whether its stream is joined now.
    pub is_in: bool,
    /// How often the server asked it to come back.
    pub reconnects: usize,
    /// How many ephemeral events came.
    pub ephemerals: usize,
}

impl Member {
    /// Enters `room` by the first of `ways` that lets it in; they are the same person
    /// at different doors. It comes back by the next one whenever one breaks.
    pub fn enter(ways: Vec<Person>, room: &str, history: &History) -> Member {
        let person = ways.first().expect("a way").clone();
        let tab = history.tab();
        let (orders, waiting) = mpsc::channel(ORDERS);
        let (progress, watched) = watch::channel(Progress::default());
        let life = Life::new(ways, room, tab, history.clone(), waiting, progress);
        let life = AbortOnDrop(tokio::spawn(life.live()));
        Member { person, tab, told: AtomicUsize::new(0), orders, progress: watched, _life: life }
    }

    /// Says something; returns when it is under way, which others may be before it.
    pub async fn say(&self, text: &str) {
        self.told.fetch_add(1, Ordering::Relaxed);
        self.orders.send(Order::Say(text.to_owned())).await.expect("a living member");
    }

    /// Says so many things.
    pub async fn say_many(&self, count: usize) {
        for number in 0..count {
            self.say(&format!("{} {number}", self.person.name)).await;
        }
    }

    /// Types.
    pub async fn touch_a_key(&self) {
        self.orders.send(Order::Type).await.expect("a living member");
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Waits until it has come so far.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Progress) -> bool) {
        let mut progress = self.progress.clone();
        let what = format!("{}: {what}", self.person.user_id);
        in_time(&what, progress.wait_for(is_so)).await.expect("a living member");
    }

    /// Waits until it is in the room.
    pub async fn is_in(&self) {
        self.until("is in", |progress| progress.is_in).await;
    }

    /// Waits until all it was told to say is answered.
    pub async fn is_heard(&self) {
        let told = self.told.load(Ordering::Relaxed);
        self.until("is answered", |progress| progress.answered >= told).await;
    }

    /// Waits until it has seen all up to `seq`.
    pub async fn has_seen(&self, seq: u64) {
        self.until(&format!("sees {seq}"), |progress| progress.seen >= seq).await;
    }
}
