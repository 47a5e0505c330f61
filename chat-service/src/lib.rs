//! The chat service: keeps each room's log, and delivers it in order to whoever
//! may see it.
//!
//! In reading order:
//!
//! * `id`, `body`, `window` are the words: names, what people say, what they see.
//! * `room` is the rules, as plain values: a fold over the log, and commands
//!   checked against it.
//! * `log` says what a place for logs must do; `log::memory` and `log::sqlite` are
//!   two, proved by `log::contract`.
//! * `roster` knows which replicas live, `hints` is what they tell each other.
//! * `actor` is the one writer of a room on this replica; `rooms` opens actors on a
//!   `node`, and `sweep` tells them what no hint did.
//! * `feed` is what subscribers read from: one ring, many cursors.
//! * `connection` is one stream of one person, over `feed` and `log`.
//! * `api` is the gRPC surface; `error` the one place where an error becomes a
//!   status.
//! * `config` is every setting; [`serve`] joins the parts.

mod actor;
mod api;
mod body;
mod codec;
mod config;
mod connection;
mod connections;
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

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use proto::chat::v1::{
    chat_service_server::SERVICE_NAME as CHAT,
    room_access_service_server::{RoomAccessServiceServer, SERVICE_NAME as ROOM_ACCESS},
};
use service_kit::{
    auth::Verifier, clock::SharedClock, operations::operations, serve::Listener,
    service_token::ServiceVerifier,
};
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tracing::{info, warn};

pub use crate::config::{Config, Program};
use crate::{
    api::{Api, RoomAccess, Streams},
    connections::Connections,
    log::{RoomLog, memory::MemoryLog, sqlite::SqliteLog},
    node::Node,
    pace::Pace,
    rooms::Rooms,
};

/// The audience of service tokens for the internal API.
pub const INTERNAL_AUDIENCE: &str = "chat-internal";
/// The services that may call the internal API, by the name in their token.
const INTERNAL_CALLERS: &[&str] = &["session-service"];
/// How often what nobody needs any more is forgotten.
const SWEEP: Duration = Duration::from_secs(60);

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
    let log = open_log(&config, failed.clone())?;
    let rooms = Rooms::new(Node::alone(log, clock.clone(), config.presence_grace));
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
    let access = access(rooms, &services, &stop);
    let serving = async {
        tokio::join!(
            service_kit::serve::serve(public, people, &config.serve, stop.clone()),
            service_kit::serve::serve(internal, access, &config.serve, stop.clone()),
            drain(&api.connections, &stop),
            sweep(&api.pace, &stop),
        );
    };
    tokio::select! {
        () = serving => Ok(()),
        () = failed.cancelled() => anyhow::bail!("the disk refused a write to the room log"),
    }
}

fn people(api: &Api, stop: &CancellationToken) -> Router {
    let streams = api.verifier.protect(Streams::new(api.clone()));
    let operations = operations(&[proto::chat::DESCRIPTORS], &[CHAT], stop.clone());
    Routes::new(streams).into_axum_router().merge(operations)
}

fn access(rooms: Rooms, services: &ServiceVerifier, stop: &CancellationToken) -> Router {
    let access = services.protect(RoomAccessServiceServer::new(RoomAccess::new(rooms)));
    let descriptors = [proto::chat::ROOM_ACCESS_DESCRIPTORS];
    let operations = operations(&descriptors, &[ROOM_ACCESS], stop.clone());
    Routes::new(access).into_axum_router().merge(operations)
}

fn open_log(config: &Config, failed: CancellationToken) -> anyhow::Result<Arc<dyn RoomLog>> {
    let Some(folder) = &config.data_dir else {
        warn!("no data folder is set: rooms are kept in memory and end with the process");
        return Ok(Arc::new(MemoryLog::default()));
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    let file = folder.join("chat.db");
    info!(file = %file.display(), "room log");
    Ok(Arc::new(SqliteLog::open(&file, failed)?))
}

async fn drain(connections: &Connections, stop: &CancellationToken) {
    stop.cancelled().await;
    info!(streams = connections.count(), "draining");
    connections.set_going_away(true);
}

async fn sweep(pace: &Pace, stop: &CancellationToken) {
    let mut ticks = tokio::time::interval(SWEEP);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        pace.sweep();
    }
}
