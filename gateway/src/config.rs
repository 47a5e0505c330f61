//! Every setting: a flag, a variable and a default each.

use std::{net::SocketAddr, sync::Arc};

use service_kit::{dev_issuer::DevIssuer, program, serve::ServeSettings};

use crate::{
    edge::Origin,
    pages::{ClerkKey, PageSettings},
    routes::Route,
    upstream::UpstreamUrl,
};

/// The port of this machine where the gateway serves unless told otherwise.
const DEFAULT_PORT: u16 = 8080;

/// What the gateway can be told, but for where it listens.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Where the session service listens: one URL, or one for each replica. A name
    /// stands for all its addresses, and is looked up again as they change.
    #[arg(
        long = "session-url",
        env = "HIREHUB_SESSION_URL",
        value_name = "URL",
        value_delimiter = ',',
        default_value = "http://127.0.0.1:50051"
    )]
    pub session_urls: Vec<UpstreamUrl>,

    /// Where the chat service listens for people, in the same way.
    #[arg(
        long = "chat-url",
        env = "HIREHUB_CHAT_URL",
        value_name = "URL",
        value_delimiter = ',',
        default_value = "http://127.0.0.1:50052"
    )]
    pub chat_urls: Vec<UpstreamUrl>,

    /// One more service and where it is: `package.Service=http://host:port`. Name a
    /// service again for each of its replicas. All routes of a service together go
    /// before its URLs above, if it has any.
    #[arg(
        long = "route",
        env = "HIREHUB_ROUTES",
        value_name = "SERVICE=URL",
        value_delimiter = ','
    )]
    pub routes: Vec<Route>,

    /// The web pages that may call, by origin: `https://app.example`. The gateway's
    /// own page always may, at an address or `localhost`; under a name, list it.
    #[arg(long, env = "HIREHUB_ALLOWED_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub allowed_origins: Vec<Origin>,

    /// One more allowed origin, under the name the old system had for it.
    #[arg(long, env = "CLIENT_URL", value_name = "ORIGIN")]
    pub client_url: Option<Origin>,

    /// Whose tokens the services accept: an OIDC issuer. The page signs people in there
    /// if it has a client id.
    #[arg(long, env = "HIREHUB_AUTH_ISSUER", value_name = "URL")]
    pub auth_issuer: Option<String>,

    /// Clerk's publishable key: with it, people sign in on the page with Clerk.
    #[arg(long, env = "CLERK_PUBLISHABLE_KEY", value_name = "KEY")]
    pub clerk_publishable_key: Option<ClerkKey>,

    /// The interview page.
    #[command(flatten)]
    pub page: PageSettings,

    /// Connections, limits and stopping.
    #[command(flatten)]
    pub serve: ServeSettings,

    /// Whose tokens `POST /dev/sign-in` gives to anybody on this computer. No flag
    /// sets it: only the all-in-one program has one.
    #[arg(skip)]
    pub dev_issuer: Option<Arc<DevIssuer>>,
}

/// The only door for browsers, grpc-web and gRPC by path: the gateway alone.
#[derive(Clone, Debug, clap::Parser)]
#[command(name = "gateway", version)]
pub struct Program {
    /// Where to serve. [default: 127.0.0.1:8080]
    #[arg(long, env = "HIREHUB_GATEWAY_ADDR")]
    pub gateway_addr: Option<SocketAddr>,

    /// A port alone, as the old system had it: served on every address.
    /// `--gateway-addr` goes before it.
    #[arg(long, env = "PORT")]
    pub port: Option<u16>,

    /// Everything else.
    #[command(flatten)]
    pub config: Config,
}

impl Program {
    /// Where to serve.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        program::address(self.gateway_addr, self.port, DEFAULT_PORT)
    }
}
