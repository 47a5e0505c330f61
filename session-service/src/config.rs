//! Every setting: a flag, a variable and a default each.

use std::{net::SocketAddr, path::PathBuf};

use service_kit::{
    auth::AuthSettings, mongo::MongoSettings, program, serve::ServeSettings,
    service_token::ServiceKeySettings,
};
use tonic::transport::Uri;

/// The port of this machine where people are served unless told otherwise.
const DEFAULT_PORT: u16 = 50051;

/// What the service can be told, but for where it listens.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The folder for sessions and problems; without one, they are kept in memory.
    #[arg(long, env = "HIREHUB_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// The database for them, instead of a folder.
    #[command(flatten)]
    pub mongo: MongoSettings,

    /// Where the chat service's replicas are, for other services: http://HOST:PORT, more
    /// separated by commas. A name stands for all its addresses.
    #[arg(
        long,
        env = "HIREHUB_CHAT_INTERNAL_URL",
        default_value = "http://127.0.0.1:50053",
        value_delimiter = ',',
        value_parser = http_url
    )]
    pub chat_internal_url: Vec<Uri>,

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

/// Interview sessions, seats and problems over gRPC: the session service alone.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "session-service", version)]
pub struct Program {
    /// Where people are served. [default: 127.0.0.1:50051]
    #[arg(long, env = "HIREHUB_SESSION_ADDR")]
    pub session_addr: Option<SocketAddr>,

    /// A port alone, as the old system had it: people are served on it, on every
    /// address. `--session-addr` goes before it.
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
             sessions are kept in one or the other"
        );
        self.service_key.load().map(drop)
    }
}

impl Program {
    /// Where people are served.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        program::address(self.session_addr, self.port, DEFAULT_PORT)
    }
}

fn http_url(raw: &str) -> Result<Uri, String> {
    let is_http = |uri: &Uri| uri.scheme_str() == Some("http") && uri.host().is_some();
    let uri = raw.parse().ok().filter(is_http);
    uri.ok_or_else(|| "must be http://HOST:PORT".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn parse(arguments: &[&str]) -> Result<Program, clap::Error> {
        Program::try_parse_from([&["session-service"], arguments].concat())
    }

    #[test]
    fn the_address_is_the_flags_then_the_ports_then_local() {
        let addr = |arguments: &[&str]| parse(arguments).unwrap().addr().to_string();
        assert_eq!(addr(&["--port", "7"]), "0.0.0.0:7");
        assert_eq!(addr(&["--port", "7", "--session-addr", "127.0.0.1:8"]), "127.0.0.1:8");
        assert_eq!(addr(&[]), "127.0.0.1:50051");
    }

    #[test]
    fn the_chat_service_may_have_several_addresses() {
        let program = parse(&["--chat-internal-url", "http://a:1,http://b:2"]).unwrap();
        assert_eq!(program.config.chat_internal_url.len(), 2);
        assert_eq!(parse(&[]).unwrap().config.chat_internal_url.len(), 1);
    }

    #[test]
    fn a_folder_and_a_database_are_not_set_together() {
        let arguments =
            ["--auth-issuer", "https://a.example", "--mongodb-uri", "mongodb://127.0.0.1"];
        let both = parse(&[&arguments[..], &["--data-dir", "here"]].concat()).unwrap();
        let refusal = both.config.check().unwrap_err().to_string();
        assert!(refusal.contains("--data-dir") && refusal.contains("MONGODB_URI"), "{refusal}");
    }

    #[test]
    fn the_chat_services_address_must_be_a_url() {
        for bad in ["", "127.0.0.1:50053", "https://chat:1", "http://", "http://chat:1,chat:2"] {
            let error = parse(&["--chat-internal-url", bad]).unwrap_err().to_string();
            assert!(error.contains("--chat-internal-url"), "{error}");
        }
    }
}
