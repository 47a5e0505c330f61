//! Connections, limits and stopping.

use std::time::Duration;

/// Connections, limits and stopping.
#[derive(Clone, Debug, clap::Args)]
pub struct ServeSettings {
    /// Streams one HTTP/2 connection may have open.
    #[arg(long, env = "HIREHUB_MAX_STREAMS_PER_CONNECTION", default_value_t = 1024,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub max_streams_per_connection: u32,

    /// Connections at once; more wait to be accepted.
    #[arg(long, env = "HIREHUB_MAX_CONNECTIONS", default_value_t = 20_000,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,

    /// How often a silent connection is asked whether it lives.
    #[arg(long, env = "HIREHUB_KEEPALIVE_INTERVAL", default_value = "20s", value_parser = some_time)]
    pub keepalive_interval: Duration,

    /// How long it may take to answer.
    #[arg(long, env = "HIREHUB_KEEPALIVE_TIMEOUT", default_value = "10s", value_parser = some_time)]
    pub keepalive_timeout: Duration,

    /// How long calls in progress may take to end when the program stops.
    #[arg(long, env = "HIREHUB_DRAIN_TIMEOUT", default_value = "10s", value_parser = humantime::parse_duration)]
    pub drain_timeout: Duration,

    /// How old a connection gets, give or take a tenth, before it is asked to come
    /// back: it spreads load over new replicas. Unset is any age.
    #[arg(long, env = "HIREHUB_MAX_CONNECTION_AGE", value_parser = some_time)]
    pub max_connection_age: Option<Duration>,
}

impl Default for ServeSettings {
    /// What the flags are without any, whatever the environment says.
    fn default() -> ServeSettings {
        ServeSettings {
            max_streams_per_connection: 1024,
            max_connections: 20_000,
            keepalive_interval: Duration::from_secs(20),
            keepalive_timeout: Duration::from_secs(10),
            drain_timeout: Duration::from_secs(10),
            max_connection_age: None,
        }
    }
}

impl ServeSettings {
    /// How old this connection gets: spread, so that not all come back at once.
    pub(super) fn jittered_age(&self) -> Option<Duration> {
        let percent = 90 + u32::try_from(uuid::Uuid::new_v4().as_u128() % 21).unwrap_or(0);
        self.max_connection_age.map(|age| age / 100 * percent)
    }
}

/// A duration that is not zero: zero would keep us busy for nothing.
fn some_time(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(Duration::ZERO) => Err("must be more than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(cause) => Err(cause.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        settings: ServeSettings,
    }

    #[test]
    fn no_flags_are_the_default_settings() {
        let program = Program::try_parse_from(["program"]).unwrap();
        assert_eq!(format!("{:?}", program.settings), format!("{:?}", ServeSettings::default()));
    }

    #[test]
    fn settings_that_would_serve_nobody_or_never_rest_are_refused() {
        for flag in
            ["--max-connections=0", "--max-streams-per-connection=0", "--keepalive-interval=0s"]
        {
            let error = Program::try_parse_from(["program", flag]).unwrap_err().to_string();
            assert!(error.contains(flag.split('=').next().unwrap()), "{error}");
        }
    }

    #[test]
    fn connections_grow_old_a_tenth_apart_and_no_further() {
        let age = Duration::from_secs(1000);
        let settings = ServeSettings { max_connection_age: Some(age), ..ServeSettings::default() };
        let ages: Vec<_> = (0..100).filter_map(|_| settings.jittered_age()).collect();
        assert!(ages.iter().all(|aged| (age * 9 / 10..=age * 11 / 10).contains(aged)));
        assert!(ages.iter().any(|aged| *aged != ages[0]));
    }
}
