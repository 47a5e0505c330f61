//! A door before a MongoDB-protocol server that can be slow, shut, or lie.
//!
//! In reading order: [`lie`] is what it may say about an insert, `message` is the
//! little of the wire protocol that this takes.

pub mod lie;
mod message;

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use self::{lie::Lie, message::Message};
use crate::abort::AbortOnDrop;

/// A proxy before one database server; closed on drop.
#[derive(Debug)]
pub struct Proxy {
    address: String,
    inner: Arc<Inner>,
    _listening: AbortOnDrop,
}

#[derive(Debug)]
struct Inner {
    upstream: String,
    manner: watch::Sender<Manner>,
    liar: Mutex<Liar>,
}

/// How it treats its clients now.
#[derive(Clone, Copy, Debug, Default)]
struct Manner {
    is_cut: bool,
    delay: Duration,
    lies_in_a_thousand: u32,
}

#[derive(Debug)]
struct Liar {
    random: StdRng,
    next: VecDeque<Lie>,
    told: BTreeMap<Lie, usize>,
}

impl Proxy {
    /// One before the server at `upstream`, `HOST:PORT`, which tells the truth; `seed`
    /// decides about which inserts it will lie.
    pub async fn start(upstream: &str, seed: u64) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port").to_string();
        let (random, next, told) = (StdRng::seed_from_u64(seed), VecDeque::new(), BTreeMap::new());
        let inner = Arc::new(Inner {
            upstream: upstream.to_owned(),
            manner: watch::Sender::new(Manner::default()),
            liar: Mutex::new(Liar { random, next, told }),
        });
        let listening = tokio::spawn(listen(listener, inner.clone()));
        Proxy { address, inner, _listening: AbortOnDrop(listening) }
    }

    /// Where it listens, as `HOST:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Breaks all connections and accepts none until `be_good`.
    pub fn cut(&self) {
        self.inner.manner.send_modify(|manner| manner.is_cut = true);
    }

    /// Every request waits this long first.
    pub fn be_slow(&self, delay: Duration) {
        self.inner.manner.send_modify(|manner| manner.delay = delay);
    }

    /// Lies about so many inserts of a thousand.
    pub fn lie(&self, in_a_thousand: u32) {
        self.inner.manner.send_modify(|manner| manner.lies_in_a_thousand = in_a_thousand);
    }

    /// Lies about the next insert.
    pub fn lie_next(&self, lie: Lie) {
        self.inner.liar().next.push_back(lie);
    }

    /// Ends all this.
    pub fn be_good(&self) {
        self.inner.manner.send_replace(Manner::default());
    }

    /// How often it lied, and how.
    pub fn told(&self) -> BTreeMap<Lie, usize> {
        self.inner.liar().told.clone()
    }
}

async fn listen(listener: TcpListener, inner: Arc<Inner>) {
    // A client that is refused tries again; the listener itself does not fail.
    while let Ok((client, _)) = listener.accept().await {
        let inner = inner.clone();
        tokio::spawn(async move {
            let mut manner = inner.manner.subscribe();
            tokio::select! {
                biased;
                _ = manner.wait_for(|manner| manner.is_cut) => {}
                // What breaks here is broken for its client, who says so.
                _ = inner.relay(client) => {}
            }
        });
    }
}

impl Inner {
    /// One request after the other, as drivers send them.
    async fn relay(&self, mut client: TcpStream) -> io::Result<()> {
        let mut server = TcpStream::connect(&self.upstream).await?;
        while let Some(request) = Message::read(&mut client).await? {
            let manner = *self.manner.borrow();
            tokio::time::sleep(manner.delay).await;
            let answer = match self.lie_about(&request, manner) {
                Some(lie) => lie.tell(&request, &mut server).await?,
                None => request.exchange(&mut server).await?,
            };
            match answer {
                Some(answer) => answer.write(&mut client).await?,
                None if request.wants_answer() => return Ok(()),
                None => {}
            }
        }
        Ok(())
    }

    fn lie_about(&self, request: &Message, manner: Manner) -> Option<Lie> {
        if request.command() != Some("insert") {
            return None;
        }
        let mut liar = self.liar();
        let by_chance = liar.random.random_range(0..1000) < manner.lies_in_a_thousand;
        let any = Lie::ALL[liar.random.random_range(0..Lie::ALL.len())];
        let lie = liar.next.pop_front().or(by_chance.then_some(any))?;
        *liar.told.entry(lie).or_default() += 1;
        Some(lie)
    }

    fn liar(&self) -> MutexGuard<'_, Liar> {
        self.liar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
