//! The session service: sessions, seats and problems; who may be in which room.
//!
//! In reading order:
//!
//! * `id`, `secret`, `person`, `time`, `problem` are the words.
//! * `session` is the rules, as plain values: a fold over a session's records, and
//!   commands checked against it.
//! * `store` says what a place for sessions and problems must do; `store::memory`,
//!   `store::sqlite` and `store::mongo` are three, proved by `store::contract`.
//! * `rooms` is the port to the chat service, and the real thing.
//! * `coordinator` carries commands out over both, and finishes what was
//!   interrupted.
//! * `api` is the gRPC surface; `error` the one place where an error becomes a
//!   status.
//! * `config` is every setting; [`serve`] joins the parts.

mod api;
mod config;
mod coordinator;
mod error;
mod id;
mod person;
mod problem;
mod rooms;
mod secret;
mod session;
mod store;
#[cfg(test)]
mod tests;
mod time;

use std::sync::Arc;

use anyhow::Context as _;
use proto::session::v1::{
    problem_service_server::{ProblemServiceServer, SERVICE_NAME as PROBLEMS},
    session_service_server::{SERVICE_NAME as SESSIONS, SessionServiceServer},
};
use service_kit::{auth::Verifier, clock::SharedClock, operations::operations, serve::Listener};
use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tonic::service::Routes;
use tracing::{info, warn};

pub use crate::config::{Config, Program};
use crate::{
    api::{ProblemApi, SessionApi},
    coordinator::Coordinator,
    problem::seeds,
    rooms::ChatRooms,
    secret::SessionIds,
    store::{
        ProblemStore, SessionStore, memory::MemoryStore, mongo::MongoStore, sqlite::SqliteStore,
    },
};

/// The largest request about sessions: a few short fields.
const MAX_SESSION_REQUEST: usize = 64 * 1024;
/// The largest request about problems: a problem with every field well filled.
const MAX_PROBLEM_REQUEST: usize = 1024 * 1024;

/// Serves people on `listener` until `stop`, then lets calls in progress finish,
/// and returns.
///
/// # Errors
///
/// A setting, the data folder or the database that cannot be used, and a disk that refuses a
/// write: nothing is answered any more then, and a restart recovers.
pub async fn serve(
    config: Config,
    listener: impl Listener,
    clock: SharedClock,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let failed = CancellationToken::new();
    let (sessions, problems) = open_stores(&config, &clock, failed.clone()).await?;
    let verifier = Verifier::from_settings(&config.auth, clock.clone()).await?;
    let key = config.service_key.load()?;
    let rooms = Arc::new(ChatRooms::new(config.chat_internal_url, key, clock.clone()));
    let tasks = TaskTracker::new();
    let coordinator = Coordinator::new(sessions.clone(), rooms, clock.clone(), tasks.clone());
    let problem_api =
        ProblemApi { store: problems.clone(), clock: clock.clone(), tasks: tasks.clone() };
    let ids = Arc::new(SessionIds::default());
    let session_api =
        SessionApi { coordinator: coordinator.clone(), sessions, problems, ids, clock };
    let app = routes(&verifier, session_api, problem_api).into_axum_router().merge(operations(
        &[proto::session::DESCRIPTORS],
        &[SESSIONS, PROBLEMS],
        stop.clone(),
    ));

    let serving = async {
        tokio::join!(
            service_kit::serve::serve(listener, app, &config.serve, stop.clone()),
            coordinator.keep_reconciled(&stop),
        );
        tasks.close();
        if timeout(config.serve.drain_timeout, tasks.wait()).await.is_err() {
            warn!(changes = tasks.len(), "left behind for the next start");
        }
    };
    tokio::select! {
        () = serving => Ok(()),
        () = failed.cancelled() => anyhow::bail!("the disk refused a write to the session store"),
    }
}

fn routes(verifier: &Verifier, sessions: SessionApi, problems: ProblemApi) -> Routes {
    let sessions =
        SessionServiceServer::new(sessions).max_decoding_message_size(MAX_SESSION_REQUEST);
    let problems =
        ProblemServiceServer::new(problems).max_decoding_message_size(MAX_PROBLEM_REQUEST);
    Routes::new(verifier.protect(sessions)).add_service(verifier.protect(problems))
}

type Stores = (Arc<dyn SessionStore>, Arc<dyn ProblemStore>);

async fn open_stores(
    config: &Config,
    clock: &SharedClock,
    failed: CancellationToken,
) -> anyhow::Result<Stores> {
    let seeds = seeds::problems(clock.now().into())?;
    if config.mongo.is_set() {
        let database = config.mongo.open().await?;
        info!(database = database.name(), "session store in MongoDB");
        let store = Arc::new(MongoStore::open(&database, &seeds).await?);
        return Ok((store.clone(), store));
    }
    let Some(folder) = &config.data_dir else {
        warn!("no data folder is set: sessions are kept in memory and end with the process");
        let store = Arc::new(MemoryStore::new(seeds));
        return Ok((store.clone(), store));
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    let file = folder.join("session.db");
    info!(file = %file.display(), "session store");
    let store = Arc::new(SqliteStore::open(&file, &seeds, failed)?);
    Ok((store.clone(), store))
}
