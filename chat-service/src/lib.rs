//! The chat service: keeps each room's log, and delivers it in order to whoever
//! may see it.
//!
//! In reading order:
//!
//! * `id`, `body`, `window` are the words: names, what people say, what they see.
//! * `document` is the text that people edit together, for each language.
//! * `room` is the rules, as plain values: a fold over the log, and commands
//!   checked against it.
//! * `log` says what a place for logs must do; `log::memory`, `log::sqlite` and
//!   `log::mongo` are three, proved by `log::contract`.
//! * `roster` knows which replicas live, `hints` is what they tell each other.
//! * `actor` is the one writer of a room on this replica; `rooms` opens actors on a
//!   `node`, `sweep` tells them what no hint did, and `affinity` may keep those of
//!   many replicas from fighting.
//! * `feed` is what subscribers read from: one ring, many cursors.
//! * `connection` is one stream of one person, over `feed` and `log`.
//! * `api` is the gRPC surface; `error` the one place where an error becomes a
//!   status.
//! * `config` is every setting; [`serve`] joins the parts.

mod actor;
mod affinity;
mod api;
mod body;
mod codec;
mod config;
mod connection;
mod connections;
mod document;
mod error;
mod feed;
mod frame;
mod hints;
mod id;
mod log;
mod metrics;
mod node;
mod pace;
mod room;
mod rooms;
mod roster;
mod sweep;
mod window;

use std::time::Duration;

use axum::{Router, routing::get};
use proto::chat::v1::{
    chat_service_server::SERVICE_NAME as CHAT,
    room_access_service_server::{RoomAccessServiceServer, SERVICE_NAME as ROOM_ACCESS},
};
use service_kit::{
    auth::Verifier, clock::SharedClock, operations::operations_while, serve::Listener,
    service_token::ServiceVerifier,
};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tracing::info;

pub use crate::config::{Config, Program};
use crate::{
    api::{Api, RoomAccess, Streams},
    connections::Connections,
    node::Node,
    pace::Pace,
    rooms::Rooms,
};

/// The audience of service tokens for the internal API.
pub const INTERNAL_AUDIENCE: &str = "chat-internal";
/// The services that may call the internal API, by the name in their token.
const INTERNAL_CALLERS: &[&str] = &["session-service"];
/// How often what nobody needs any more is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Serves people on `public` and services on `internal` until `stop`, then ends
/// every stream, lets calls in progress finish, and returns.
///
/// Fails if a setting or the data folder cannot be used, and when the disk refuses
/// a write: nothing is acknowledged any more then, and a restart recovers.
pub async fn serve(
    config: Config,
    public: impl Listener,
    internal: impl Listener,
    clock: SharedClock,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let failed = CancellationToken::new();
    let node = Node::open(&config, clock.clone(), failed.clone(), &stop).await?;
    let rooms = Rooms::new(node.clone());
    let api = Api {
        rooms: rooms.clone(),
        connections: Connections::default(),
        verifier: Verifier::from_settings(&config.auth, clock.clone()).await?,
        pace: Pace::new(config.send_rate, config.send_burst),
        clock: clock.clone(),
    };
    let key = config.service_key.load()?;
    let services = ServiceVerifier::new(key, INTERNAL_AUDIENCE, INTERNAL_CALLERS, clock);

    let people = people(&api, &stop);
    let access = access(&api, &services, &stop);
    let serving = async {
        tokio::join!(
            service_kit::serve::serve(public, people, &config.serve, stop.clone()),
            service_kit::serve::serve(internal, access, &config.serve, stop.clone()),
            drain(&api.connections, &stop),
            send_away(&api.connections, &node, &stop),
            node.roster.keep(&stop),
            sweep::sweep(&rooms, &stop),
            affinity::serve(&rooms, &stop),
            forget(&api.pace, &stop),
        );
    };
    tokio::select! {
        () = serving => Ok(()),
        () = failed.cancelled() => anyhow::bail!("the disk refused a write to the room log"),
    }
}

fn people(api: &Api, stop: &CancellationToken) -> Router {
    let streams = api.verifier.protect(Streams::new(api.clone()));
    let ready = api.rooms.node().roster.in_touch();
    let descriptors = [proto::chat::DESCRIPTORS];
    let operations = operations_while(&descriptors, &[CHAT], ready, stop.clone());
    Routes::new(streams).into_axum_router().merge(operations)
}

fn access(api: &Api, services: &ServiceVerifier, stop: &CancellationToken) -> Router {
    let access = RoomAccess::new(api.rooms.clone());
    let access = services.protect(RoomAccessServiceServer::new(access));
    let descriptors = [proto::chat::ROOM_ACCESS_DESCRIPTORS];
    let ready = api.rooms.node().roster.in_touch();
    let operations = operations_while(&descriptors, &[ROOM_ACCESS], ready, stop.clone());
    let (node, connections) = (api.rooms.node().clone(), api.connections.clone());
    let metrics = async move || {
        let are_hints_live = *node.notifier.is_live().borrow();
        node.metrics.render(are_hints_live, connections.count())
    };
    Routes::new(access).into_axum_router().merge(operations).route("/metrics", get(metrics))
}

async fn drain(connections: &Connections, stop: &CancellationToken) {
    stop.cancelled().await;
    info!(streams = connections.count(), "draining");
    connections.set_going_away(true);
}

/// While the others count this replica as gone, its people go to them.
async fn send_away(connections: &Connections, node: &Node, stop: &CancellationToken) {
    let mut in_touch = node.roster.in_touch();
    while let Some(Ok(())) = stop.run_until_cancelled(in_touch.changed()).await {
        connections.set_going_away(!*in_touch.borrow_and_update());
    }
}

async fn forget(pace: &Pace, stop: &CancellationToken) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        pace.sweep();
    }
}
