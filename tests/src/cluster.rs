//! The system as it runs in production, on one machine: three chat services, two
//! session services and a gateway before them, over MongoDB and NATS.
//!
//! In reading order: `supplies` says which servers there are to run on, [`server`]
//! is one process, `programs` what is told to each, [`back_office`] a service that
//! manages a room's people, [`member`] somebody who stays in a room whatever
//! happens, [`room`] people in a room and the judgement of it.

pub mod back_office;
pub mod member;
mod metrics;
mod programs;
pub mod room;
pub mod server;
pub mod supplies;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

use self::{
    back_office::BackOffice,
    metrics::Metrics,
    programs::Programs,
    server::Server,
    supplies::{Database, Supplies},
};
use crate::{
    door::Via,
    launch::Addresses,
    person::{Person, unique},
    program,
    proxy::Proxy,
};

/// How many chat services there are.
pub const CHATS: usize = 3;
/// How many session services there are.
pub const SESSIONS: usize = 2;

/// A chat service, and what stands between it and its database.
#[derive(Debug)]
pub struct Replica {
    /// The service.
    pub server: Server,
    /// Its own door to the database.
    pub database: Proxy,
    addresses: Addresses,
}

/// A running cluster; ended on drop, or with this process.
#[derive(Debug)]
pub struct Cluster {
    /// The chat services.
    pub chats: Vec<Replica>,
    /// The session services.
    pub sessions: Vec<Server>,
    /// The gateway before them all.
    pub gateway: Server,
    /// The broker.
    pub nats: Server,
    addresses: Addresses,
    home: TempDir,
    _database: Database,
    _only: MutexGuard<'static, ()>,
}

impl Cluster {
    /// Starts one on a database of its own. None when there is no server to run on,
    /// which is said on stderr; with `CI=true` it is a panic.
    pub async fn start(seed: u64) -> Option<Cluster> {
        // Two at once would only slow each other down.
        static ONLY: Mutex<()> = Mutex::const_new(());
        let supplies = Supplies::find()?;
        let only = ONLY.lock().await;
        let home = tempfile::tempdir().expect("a temporary directory");
        let database = supplies.database(home.path()).await;
        let nats = supplies.nats(home.path()).await;
        let mut proxies = Vec::new();
        for number in 0..CHATS as u64 {
            proxies.push(Proxy::start(database.address(), seed.wrapping_add(number)).await);
        }
        // The first token makes the issuer's keys, which services read at their start.
        token(home.path(), "nobody", "Nobody");
        let programs = Programs::new(home.path(), &database, nats.address());
        let chats: Vec<Replica> =
            proxies.into_iter().enumerate().map(|(n, proxy)| programs.chat(n, proxy)).collect();
        let sessions: Vec<Server> = (0..SESSIONS).map(|n| programs.session(n, &chats)).collect();
        let gateway = programs.gateway(&chats, &sessions);
        for server in chats.iter().map(|chat| &chat.server).chain(&sessions).chain([&gateway]) {
            server.start().await;
        }
        let addresses = Addresses {
            gateway: gateway.address().to_owned(),
            session: sessions[0].address().to_owned(),
            ..chats[0].addresses.clone()
        };
        Some(Cluster {
            chats,
            sessions,
            gateway,
            nats,
            addresses,
            home,
            _database: database,
            _only: only,
        })
    }

    /// Somebody new, who comes through the gateway.
    pub fn person(&self, name: &str) -> Person {
        let id = unique(name);
        Person::new(&self.addresses, Via::Gateway, &id, name, token(self.home.path(), &id, name))
    }

    /// The same person, who goes straight to these services by their numbers.
    pub fn straight(&self, person: &Person, chat: usize, session: usize) -> Person {
        person.at(&self.addresses(chat, session), Via::Connect)
    }

    /// Where the services with these numbers listen.
    pub fn addresses(&self, chat: usize, session: usize) -> Addresses {
        Addresses {
            session: self.sessions[session].address().to_owned(),
            gateway: self.addresses.gateway.clone(),
            ..self.chats[chat].addresses.clone()
        }
    }

    /// A service that manages people through this chat service.
    pub fn back_office(&self, chat: usize) -> BackOffice {
        BackOffice::new(&self.chats[chat].addresses.chat_internal)
    }

    /// What this chat service counts.
    pub async fn metrics(&self, chat: usize) -> Metrics {
        Metrics::read(&self.chats[chat].addresses.chat_internal).await
    }

    /// How often the databases lied.
    pub fn lies(&self) -> usize {
        self.chats.iter().flat_map(|chat| chat.database.told().into_values()).sum()
    }

    /// Each server in turn is asked to go and started again, as an update does it.
    pub async fn roll(&self) {
        for chat in &self.chats {
            let ended = chat.server.stop().await;
            assert!(ended.success(), "{} ended with {ended}", chat.server.name());
            chat.server.start().await;
        }
    }

    fn services(&self) -> impl Iterator<Item = &Server> {
        self.chats.iter().map(|chat| &chat.server).chain(&self.sessions).chain([&self.gateway])
    }
}

impl Drop for Cluster {
    /// Keeps the services' stderr in the folder `HIREHUB_KEEP_LOGS`, if there is one.
    fn drop(&mut self) {
        let Some(folder) = env::var_os("HIREHUB_KEEP_LOGS").map(PathBuf::from) else { return };
        for server in self.services() {
            let file = folder.join(server.name()).with_extension("log");
            // Whoever wants logs made a folder for them.
            let _ = fs::write(file, server.stderr());
        }
    }
}

fn token(home: &Path, id: &str, name: &str) -> String {
    let data_dir = home.to_str().expect("a path in UTF-8");
    let printed = program::run(&["token", "--user", id, "--name", name, "--data-dir", data_dir]);
    assert!(printed.status.success(), "no token: {}", String::from_utf8_lossy(&printed.stderr));
    String::from_utf8_lossy(&printed.stdout).trim().to_owned()
}
