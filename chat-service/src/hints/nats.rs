//! Hints over NATS core.
//!
//! Whether they get through is proved, not assumed: every half second a replica
//! sends a numbered probe to itself. A probe that is back has passed the server
//! behind every subscription made before it, and a server that is frozen, or gone
//! without a word, returns none.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use async_nats::{Client, ConnectOptions, ServerAddr, Subscriber};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, stream};
use percent_encoding::percent_decode_str;
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::{AllForwarded, Forwarded, Hint, Hints, Notifier, wire};
use crate::{
    affinity,
    id::{ReplicaId, RoomId},
    log::Seq,
    room::Command,
};

/// How often a probe is sent.
const PROBE_EVERY: Duration = Duration::from_millis(500);
/// Probes on their way at which hints count as lost. With the time a poll takes it
/// is within the 2 seconds in which everybody is to see a message.
const MAX_PROBES_OUT: u64 = 2;
/// How long opening a room waits for the proof that its hints come.
const PROOF_TIMEOUT: Duration = Duration::from_millis(500);
/// How long to wait between attempts to connect: short, as a room polls meanwhile.
const RECONNECT_EVERY: Duration = Duration::from_millis(250);
/// How long an attempt to connect may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// What is said of a URL that is none.
const UNUSABLE: &str = "cannot use --nats-url (NATS_URL)";
/// Hints of one room that may wait; more are lost, and found in the log.
const MAX_WAITING: usize = 1024;

/// Hints over NATS core.
#[derive(Clone, Debug)]
pub(crate) struct Nats {
    client: Client,
    replica: ReplicaId,
    /// What every subject of this deployment begins with.
    prefix: Arc<str>,
    /// The newest probe that was sent, and the newest that is back.
    probes: Arc<watch::Sender<Probes>>,
    is_live: Arc<watch::Sender<bool>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Probes {
    sent: u64,
    back: u64,
}

impl Nats {
    /// Connects to these servers, sooner or later: one that is away is no error.
    /// `deployment` keeps the hints of two that share servers apart.
    pub(crate) async fn connect(
        servers: &[String],
        deployment: &str,
        replica: ReplicaId,
        stop: CancellationToken,
    ) -> anyhow::Result<Nats> {
        let servers: Vec<ServerAddr> =
            servers.iter().map(|it| it.parse()).collect::<Result<_, _>>().context(UNUSABLE)?;
        let options = credentials(&servers)
            .name(format!("hirehub chat {replica}"))
            .retry_on_initial_connect()
            .connection_timeout(CONNECT_TIMEOUT)
            .reconnect_delay_callback(|_| RECONNECT_EVERY)
            .subscription_capacity(MAX_WAITING);
        let client = options.connect(servers).await.context(UNUSABLE)?;
        let prefix = format!("hirehub.{}", deployment.replace(|it: char| !is_token(it), "_"));
        let nats = Nats {
            client,
            replica,
            prefix: prefix.into(),
            probes: Arc::default(),
            is_live: Arc::new(watch::channel(false).0),
        };
        let probes = nats.client.subscribe(nats.probe_subject()).await?;
        tokio::spawn(nats.clone().probe(probes, stop));
        Ok(nats)
    }

    /// Sends probes and takes them back, until `stop`.
    async fn probe(self, mut probes: Subscriber, stop: CancellationToken) {
        let mut ticks = interval(PROBE_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                probe = probes.next() => {
                    let Some(probe) = probe else { return };
                    self.take_back(&probe.payload);
                }
                _ = ticks.tick() => drop(self.send_probe()),
            }
            self.judge();
        }
    }

    /// Sends a probe and returns its number.
    fn send_probe(&self) -> u64 {
        let mut number = 0;
        self.probes.send_modify(|probes| {
            probes.sent += 1;
            number = probes.sent;
        });
        self.send(self.probe_subject(), number.to_be_bytes().to_vec().into());
        number
    }

    fn take_back(&self, payload: &Bytes) {
        let Ok(number) = payload.as_ref().try_into().map(u64::from_be_bytes) else { return };
        self.probes.send_modify(|probes| probes.back = probes.back.max(number));
    }

    fn judge(&self) {
        let Probes { sent, back } = *self.probes.borrow();
        let is_live = back > 0 && sent - back <= MAX_PROBES_OUT;
        let has_changed =
            self.is_live.send_if_modified(|known| std::mem::replace(known, is_live) != is_live);
        match (has_changed, is_live) {
            (true, true) => info!("hints get through"),
            (true, false) => warn!("hints are lost: polling the room log"),
            (false, _) => {}
        }
    }

    /// Waits for the proof that every subscription made so far is in force.
    async fn prove(&self) {
        let number = self.send_probe();
        let mut probes = self.probes.subscribe();
        // Without the proof, the log is swept all the same.
        let _ = timeout(PROOF_TIMEOUT, probes.wait_for(|probes| probes.back >= number)).await;
    }

    /// Sends, unless the client has too much to send already.
    fn send(&self, subject: String, payload: Bytes) {
        let _ = self.client.publish(subject, payload).now_or_never();
    }

    fn probe_subject(&self) -> String {
        format!("{}.probe.{}", self.prefix, self.replica)
    }

    fn home_subject(&self, home: &ReplicaId) -> String {
        format!("{}.home.{home}", self.prefix)
    }

    fn room_subject(&self, room: &RoomId) -> String {
        format!("{}.room.{room}", self.prefix)
    }
}

#[async_trait::async_trait]
impl Notifier for Nats {
    fn publish(&self, room: &RoomId, hint: &Hint) {
        // The client would keep it until it is connected again, long out of date.
        if *self.is_live.borrow() {
            self.send(self.room_subject(room), wire::encode(&self.replica, hint));
        }
    }

    async fn subscribe(&self, room: &RoomId) -> Hints {
        let subscribing = self.client.subscribe(self.room_subject(room));
        let Ok(Ok(messages)) = timeout(PROOF_TIMEOUT, subscribing).await else {
            warn!(%room, "cannot subscribe to hints");
            return stream::pending().boxed();
        };
        if *self.is_live.borrow() {
            self.prove().await;
        }
        let (replica, room) = (self.replica.clone(), room.clone());
        let hints = messages.filter_map(move |message| {
            let hint = wire::decode(&replica, message.payload).unwrap_or_else(|cause| {
                warn!(%room, %cause, "not a hint");
                None
            });
            async { hint }
        });
        hints.boxed()
    }

    fn is_live(&self) -> watch::Receiver<bool> {
        self.is_live.subscribe()
    }

    async fn forward(
        &self,
        home: &ReplicaId,
        room: &RoomId,
        posts: &[&Command],
    ) -> Option<Vec<Seq>> {
        if !*self.is_live.borrow() {
            return None;
        }
        let asking = self.client.request(self.home_subject(home), wire::encode_posts(room, posts));
        let answer = timeout(affinity::PATIENCE, asking).await.ok()?.ok()?;
        wire::decode_seqs(answer.payload).ok().filter(|seqs| seqs.len() == posts.len())
    }

    async fn forwarded(&self) -> AllForwarded {
        let Ok(messages) = self.client.subscribe(self.home_subject(&self.replica)).await else {
            warn!("cannot subscribe to what others forward");
            return stream::pending().boxed();
        };
        let nats = self.clone();
        let forwarded = messages.filter_map(move |message| {
            let nats = nats.clone();
            async move {
                let answer_to = message.reply?.to_string();
                let decoded = wire::decode_posts(message.payload);
                let (room, posts) = decoded.inspect_err(|cause| warn!(%cause, "no posts")).ok()?;
                let reply =
                    Box::new(move |seqs: &[Seq]| nats.send(answer_to, wire::encode_seqs(seqs)));
                Some(Forwarded { room, posts, reply })
            }
        });
        forwarded.boxed()
    }
}

/// The credentials that the first URL with some has, for all servers: the client does
/// not look for them there (https://github.com/nats-io/nats.rs/issues/1623).
fn credentials(servers: &[ServerAddr]) -> ConnectOptions {
    let named = servers.iter().find_map(|it| Some((it.username()?, it.password()?)));
    match named {
        Some((user, password)) => {
            let plain = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
            ConnectOptions::with_user_and_password(plain(user), plain(password))
        }
        None => ConnectOptions::new(),
    }
}

/// What a token of a subject may hold.
fn is_token(it: char) -> bool {
    it.is_ascii_alphanumeric() || it == '-' || it == '_'
}

#[cfg(test)]
pub(crate) mod tests;
