//! What the rooms of a node share.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use service_kit::clock::SharedClock;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    Config,
    affinity::Affinity,
    hints::{Notifier, Silent, nats::Nats},
    log::{RoomLog, memory::MemoryLog, mongo::MongoLog, sqlite::SqliteLog},
    metrics::Metrics,
    roster::Roster,
};

/// What the rooms of a node share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Node {
    /// Where their logs are.
    pub(crate) log: Arc<dyn RoomLog>,
    /// The time of day, for events.
    pub(crate) clock: SharedClock,
    /// How long after their last connection somebody has left.
    pub(crate) presence_grace: Duration,
    /// This replica and the others.
    pub(crate) roster: Arc<Roster>,
    /// The way to them.
    pub(crate) notifier: Arc<dyn Notifier>,
    /// Where what people send goes first, if it goes to one replica.
    pub(crate) affinity: Option<Arc<Affinity>>,
    /// What is counted.
    pub(crate) metrics: Metrics,
}

impl Node {
    /// The node of these settings: one of many on MongoDB, or alone on a folder, or
    /// in memory. `failed` is cancelled when nothing can be acknowledged any more.
    pub(crate) async fn open(
        config: &Config,
        clock: SharedClock,
        failed: CancellationToken,
        stop: &CancellationToken,
    ) -> anyhow::Result<Node> {
        if config.mongo.is_set() {
            return Node::shared(config, clock, stop).await;
        }
        let Some(folder) = &config.data_dir else {
            warn!("no data folder is set: rooms are kept in memory and end with the process");
            return Ok(Node::alone(Arc::<MemoryLog>::default(), clock, config.presence_grace));
        };
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
        let file = folder.join("chat.db");
        info!(file = %file.display(), "room log");
        let log = Arc::new(SqliteLog::open(&file, failed)?);
        Ok(Node::alone(log, clock, config.presence_grace))
    }

    async fn shared(
        config: &Config,
        clock: SharedClock,
        stop: &CancellationToken,
    ) -> anyhow::Result<Node> {
        let database = config.mongo.open().await?;
        let log = Arc::new(MongoLog::open(&database).await?);
        let roster = Arc::new(Roster::shared(log.clone()));
        let notifier: Arc<dyn Notifier> = match &config.nats_url[..] {
            [] => Arc::new(Silent::new(false)),
            servers => {
                let me = roster.me().clone();
                Arc::new(Nats::connect(servers, database.name(), me, stop.clone()).await?)
            }
        };
        let hints = if config.nats_url.is_empty() { "none: polling" } else { "NATS" };
        info!(database = database.name(), replica = %roster.me(), hints, "room log");
        let affinity = config.affinity.then(|| Arc::new(Affinity::new(roster.clone())));
        Ok(Node { notifier, roster, affinity, ..Node::alone(log, clock, config.presence_grace) })
    }

    /// The only node that uses the log.
    pub(crate) fn alone(
        log: Arc<dyn RoomLog>,
        clock: SharedClock,
        presence_grace: Duration,
    ) -> Node {
        let (roster, notifier) = (Arc::new(Roster::alone()), Arc::new(Silent::new(true)));
        let (affinity, metrics) = (None, Metrics::default());
        Node { log, clock, presence_grace, roster, notifier, affinity, metrics }
    }
}
