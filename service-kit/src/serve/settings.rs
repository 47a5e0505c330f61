//! Connections, limits and stopping.

use std::time::Duration;

/// Connections, limits and stopping.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeSettings {
    /// Streams one HTTP/2 connection may have open.
    #[arg(long, env = "HIREHUB_MAX_STREAMS_PER_CONNECTION", default_value_t = 1024)]
    pub max_streams_per_connection: u32,

    /// Connections at once; more wait to be accepted.
    #[arg(long, env = "HIREHUB_MAX_CONNECTIONS", default_value_t = 20_000)]
    pub max_connections: usize,

    /// How often a silent connection is asked whether it lives.
    #[arg(long, env = "HIREHUB_KEEPALIVE_INTERVAL", default_value = "20s", value_parser = humantime::parse_duration)]
    pub keepalive_interval: Duration,

    /// How long it may take to answer.
    #[arg(long, env = "HIREHUB_KEEPALIVE_TIMEOUT", default_value = "10s", value_parser = humantime::parse_duration)]
    pub keepalive_timeout: Duration,

    /// How long calls in progress may take to end when the program stops.
    #[arg(long, env = "HIREHUB_DRAIN_TIMEOUT", default_value = "10s", value_parser = humantime::parse_duration)]
    pub drain_timeout: Duration,

    /// How old a connection gets, give or take a tenth, before it is asked to come
    /// back: it spreads load over new replicas. Unset is any age.
    #[arg(long, env = "HIREHUB_MAX_CONNECTION_AGE", value_parser = humantime::parse_duration)]
    pub max_connection_age: Option<Duration>,
}

impl Default for ServeSettings {
    fn default() -> ServeSettings {
        #[derive(clap::Parser)]
        struct Defaults {
            #[command(flatten)]
            settings: ServeSettings,
        }
        let no_flags: [&str; 0] = [];
        <Defaults as clap::Parser>::parse_from(no_flags).settings
    }
}

impl ServeSettings {
    /// How old this connection gets: spread, so that not all come back at once.
    pub(super) fn jittered_age(&self) -> Duration {
        let Some(age) = self.max_connection_age else { return Duration::from_secs(u64::from(u32::MAX)) };
        let percent = 90 + u32::try_from(uuid::Uuid::new_v4().as_u128() % 21).unwrap_or(0);
        age * percent / 100
    }
}
