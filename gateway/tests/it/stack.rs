//! A gateway in front of an upstream.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use clap::Parser as _;
use gateway::Config;
use proto::chat::v1::chat_service_client::ChatServiceClient;
use service_kit::{dev_issuer::DevIssuer, serve::TcpDoor};
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::{Channel, Endpoint};

use crate::upstream::Upstream;

/// A page that may call.
pub(crate) const FRIEND: &str = "https://app.example";

/// A running gateway; it stops when this is dropped.
pub(crate) struct Stack {
    pub(crate) gateway: SocketAddr,
    pub(crate) upstream: Upstream,
    pub(crate) stop: DropGuard,
}

#[derive(clap::Parser)]
struct Flags {
    #[command(flatten)]
    config: Config,
}

/// The settings as a command line gives them.
pub(crate) fn config(upstream: SocketAddr, more: &[&str]) -> Config {
    let chat = format!("--chat-url=http://{upstream}");
    let origins = format!("--allowed-origins={FRIEND}");
    let flags = ["gateway", &chat, &origins].into_iter().chain(more.iter().copied());
    Flags::try_parse_from(flags).unwrap().config
}

/// Serves with these settings.
pub(crate) async fn serve(config: Config) -> (SocketAddr, DropGuard) {
    let listener = TcpDoor::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.address().unwrap();
    (address, serve_on(config, listener))
}

/// Serves on this listener.
pub(crate) fn serve_on(config: Config, listener: TcpDoor) -> DropGuard {
    let stop = CancellationToken::new();
    tokio::spawn(gateway::serve(config, listener, stop.clone()));
    stop.drop_guard()
}

impl Stack {
    pub(crate) async fn start() -> Stack {
        Stack::start_with(&[]).await
    }

    pub(crate) async fn start_with(flags: &[&str]) -> Stack {
        let upstream = Upstream::start().await;
        let (gateway, stop) = serve(config(upstream.address, flags)).await;
        Stack { gateway, upstream, stop }
    }

    pub(crate) async fn with_dev_sign_in(issuer: DevIssuer) -> Stack {
        let upstream = Upstream::start().await;
        let mut config = config(upstream.address, &[]);
        config.dev_issuer = Some(Arc::new(issuer));
        let (gateway, stop) = serve(config).await;
        Stack { gateway, upstream, stop }
    }

    /// A native gRPC client of the gateway.
    pub(crate) async fn client(&self) -> ChatServiceClient<Channel> {
        ChatServiceClient::new(self.channel().await)
    }

    pub(crate) async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.gateway)).unwrap();
        endpoint.connect().await.unwrap()
    }

    /// Waits until the upstream has noticed that a call is over.
    pub(crate) async fn upstream_noticed(&mut self) {
        within(self.upstream.gone.recv()).await.unwrap();
    }
}

/// Waits for what must come, so that a test which hangs says where.
pub(crate) async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), what).await.expect("still waiting after 20 s")
}
