//! Every setting: a flag, a variable and a default each.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use service_kit::{
    auth::AuthSettings, mongo::MongoSettings, program, serve::ServeSettings,
    service_token::ServiceKeySettings,
};

/// The port of this machine where people are served unless told otherwise.
const DEFAULT_PORT: u16 = 50052;

/// What the service can be told, but for where it listens.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The folder for the room log; without one, rooms are kept in memory.
    #[arg(long, env = "HIREHUB_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// The database for the room log instead of a folder, for many replicas.
    #[command(flatten)]
    pub mongo: MongoSettings,

    /// The NATS servers by which replicas hear of each other's events at once:
    /// nats://HOST:PORT, and more after commas. Without one they look into MongoDB
    /// several times a second. Keep it private: who can publish there can pretend.
    #[arg(
        long,
        env = "NATS_URL",
        value_name = "URL",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub nats_url: Vec<String>,

    /// Let what people send to a room go through one of the replicas, so that they do
    /// not fight for its log. Worth it where a room's people are many and send a lot.
    #[arg(long, env = "HIREHUB_AFFINITY")]
    pub affinity: bool,

    /// How long after their last connection somebody has left.
    #[arg(long, env = "HIREHUB_PRESENCE_GRACE", default_value = "5s", value_parser = humantime::parse_duration)]
    pub presence_grace: Duration,

    /// Events one person may send a second; 0 is no limit.
    #[arg(long, env = "HIREHUB_SEND_RATE", default_value_t = 100)]
    pub send_rate: u32,

    /// Events one person may send at once, before the rate counts.
    #[arg(long, env = "HIREHUB_SEND_BURST", default_value_t = 200)]
    pub send_burst: u32,

    /// Whose tokens are accepted.
    #[command(flatten)]
    pub auth: AuthSettings,

    /// How services prove themselves to each other.
    #[command(flatten)]
    pub service_key: ServiceKeySettings,

    /// Connections, limits and stopping.
    #[command(flatten)]
    pub serve: ServeSettings,
}

/// Live interview rooms over gRPC: the chat service alone.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "chat-service", version)]
pub struct Program {
    /// Where people are served. [default: 127.0.0.1:50052]
    #[arg(long, env = "HIREHUB_CHAT_ADDR")]
    pub chat_addr: Option<SocketAddr>,

    /// Where other services are served. Keep it private.
    #[arg(long, env = "HIREHUB_CHAT_INTERNAL_ADDR", default_value = "127.0.0.1:50053")]
    pub chat_internal_addr: SocketAddr,

    /// A port alone, as the old system had it: people are served on it, on every
    /// address. `--chat-addr` goes before it.
    #[arg(long, env = "PORT")]
    pub port: Option<u16>,

    /// Everything else.
    #[command(flatten)]
    pub config: Config,
}

impl Config {
    /// Checks the settings that no flag can check alone.
    ///
    /// # Errors
    ///
    /// The setting that is missing or wrong, by its flag.
    pub fn check(&self) -> anyhow::Result<()> {
        self.auth.check()?;
        self.mongo.check()?;
        anyhow::ensure!(
            self.data_dir.is_none() || !self.mongo.is_set(),
            "--data-dir (HIREHUB_DATA_DIR) and --mongodb-uri (MONGODB_URI) are both set: \
             rooms are kept in one or the other"
        );
        anyhow::ensure!(
            !self.affinity || !self.nats_url.is_empty(),
            "--affinity (HIREHUB_AFFINITY) needs --nats-url (NATS_URL)"
        );
        anyhow::ensure!(
            self.nats_url.is_empty() || self.mongo.is_set(),
            "--nats-url (NATS_URL) is for replicas, which share a database: \
             set --mongodb-uri (MONGODB_URI), too"
        );
        self.service_key.load().map(drop)
    }
}

impl Program {
    /// Where people are served.
    #[must_use]
    pub fn public_addr(&self) -> SocketAddr {
        program::address(self.chat_addr, self.port, DEFAULT_PORT)
    }
}
