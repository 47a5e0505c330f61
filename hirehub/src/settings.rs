//! Every setting of the all-in-one program, and how the services are wired by it.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context as _;
use gateway::{Origin, PageSettings};
use service_kit::{
    auth::AuthSettings,
    clock::SharedClock,
    dev_issuer::DevIssuer,
    service_token::{ServiceKey, ServiceKeySettings},
};

/// Where everything is kept unless told otherwise.
pub(crate) const DEFAULT_DATA_DIR: &str = "hirehub-data";
/// Settings of a cluster. With one of them set somebody means production, where
/// development sign-in would let anybody in as anyone.
const PRODUCTION_VARIABLES: &[&str] = &["MONGODB_URI", "NATS_URL", "CLERK_SECRET_KEY"];

/// Live interview rooms over gRPC: every service in one process.
#[derive(Debug, clap::Parser)]
#[command(name = "hirehub", version)]
pub struct Program {
    /// What to do; serving, if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Settings for serving.
    #[command(flatten)]
    pub settings: Settings,
}

/// What else the program can do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Prints a development token, good for 12 hours.
    Token(crate::token::TokenArgs),
}

/// Settings for serving.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// Where to listen.
    #[command(flatten)]
    pub addresses: Addresses,

    /// The web pages that may call, by origin, beside the gateway's own.
    #[arg(long, env = "HIREHUB_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub allowed_origins: Vec<Origin>,

    /// One more allowed origin, under the name the old system had for it.
    #[arg(long, env = "CLIENT_URL", value_name = "ORIGIN")]
    pub client_url: Option<Origin>,

    /// The interview page.
    #[command(flatten)]
    pub page: PageSettings,

    /// The chat service's; the data folder, sign-in and limits are every service's.
    #[command(flatten)]
    pub chat: chat_service::Config,
}

/// Where each service listens.
#[derive(Clone, Debug, clap::Args)]
pub struct Addresses {
    /// The gateway: browsers, and every public call.
    #[arg(long = "gateway-addr", env = "HIREHUB_GATEWAY_ADDR", default_value = "127.0.0.1:8080")]
    pub gateway: SocketAddr,

    /// The session service.
    #[arg(long = "session-addr", env = "HIREHUB_SESSION_ADDR", default_value = "127.0.0.1:50051")]
    pub session: SocketAddr,

    /// The chat service, for people.
    #[arg(long = "chat-addr", env = "HIREHUB_CHAT_ADDR", default_value = "127.0.0.1:50052")]
    pub chat: SocketAddr,

    /// The chat service, for other services. Keep it private.
    #[arg(
        long = "chat-internal-addr",
        env = "HIREHUB_CHAT_INTERNAL_ADDR",
        default_value = "127.0.0.1:50053"
    )]
    pub chat_internal: SocketAddr,
}

/// The services' settings, wired to each other.
#[derive(Debug)]
pub(crate) struct Wiring {
    pub(crate) chat: chat_service::Config,
    pub(crate) session: session_service::Config,
    pub(crate) gateway: gateway::Config,
}

impl Settings {
    /// Wires the services: one data folder, one secret, one idea of who is who.
    /// Where no issuer is set, a development issuer signs people in, on this
    /// machine only.
    pub(crate) fn wire(
        &self,
        addresses: &Addresses,
        clock: &SharedClock,
    ) -> anyhow::Result<Wiring> {
        let mut chat = self.chat.clone();
        if !chat.mongo.is_set() {
            chat.data_dir.get_or_insert_with(|| DEFAULT_DATA_DIR.into());
        }
        let key = ServiceKey::random()?;
        chat.service_key = ServiceKeySettings::with(&key);
        let dev_issuer = match &chat.data_dir {
            Some(folder) if !chat.auth.is_set() => {
                Some(Arc::new(DevIssuer::open(folder, clock.clone())?))
            }
            _ => None,
        };
        if let Some(issuer) = &dev_issuer {
            let admin_users = std::mem::take(&mut chat.auth.admin_users);
            chat.auth = AuthSettings { admin_users, ..issuer.auth_settings() };
        }
        let session = session_service::Config {
            data_dir: chat.data_dir.clone(),
            mongo: chat.mongo.clone(),
            chat_internal_url: vec![format!("http://{}", addresses.chat_internal).parse()?],
            auth: chat.auth.clone(),
            service_key: chat.service_key.clone(),
            serve: chat.serve.clone(),
        };
        let clerk_key = chat.auth.clerk_publishable_key.as_deref();
        let clerk_publishable_key =
            clerk_key.map(str::parse).transpose().context("CLERK_PUBLISHABLE_KEY")?;
        let gateway = gateway::Config {
            session_urls: vec![addresses.session.into()],
            chat_urls: vec![addresses.chat.into()],
            routes: Vec::new(),
            allowed_origins: self.allowed_origins.clone(),
            client_url: self.client_url.clone(),
            auth_issuer: chat.auth.auth_issuer.clone(),
            clerk_publishable_key,
            page: self.page.clone(),
            serve: chat.serve.clone(),
            dev_issuer,
        };
        Ok(Wiring { chat, session, gateway })
    }

    /// Development sign-in lets anybody in as anyone: only where nobody else can
    /// reach it, and never where somebody means production.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        self.chat.mongo.check()?;
        anyhow::ensure!(
            self.chat.data_dir.is_none() || !self.chat.mongo.is_set(),
            "--data-dir (HIREHUB_DATA_DIR) and --mongodb-uri (MONGODB_URI) are both set: \
             everything is kept in one or the other"
        );
        if self.chat.auth.is_set() {
            return Ok(());
        }
        let database = self.chat.mongo.is_set().then_some("--mongodb-uri");
        let mut variables = PRODUCTION_VARIABLES.iter().copied();
        let set = variables.find(|name| std::env::var_os(name).is_some()).or(database);
        if let Some(name) = set {
            anyhow::bail!(
                "{name} is set, which is for production: say whose tokens to accept (--auth-issuer), \
                 or unset it for development sign-in"
            );
        }
        for (address, flag) in self.addresses.all() {
            anyhow::ensure!(
                address.ip().is_loopback(),
                "{flag} is {address}, but development sign-in is for this machine only: \
                 use 127.0.0.1, or say whose tokens to accept (--auth-issuer)"
            );
        }
        Ok(())
    }
}

impl Addresses {
    /// Each with the flag that sets it.
    pub(crate) fn all(&self) -> [(SocketAddr, &'static str); 4] {
        [
            (self.gateway, "--gateway-addr"),
            (self.session, "--session-addr"),
            (self.chat, "--chat-addr"),
            (self.chat_internal, "--chat-internal-addr"),
        ]
    }
}
