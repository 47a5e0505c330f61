//! Which servers there are to run on: programs named by the environment, or a
//! MongoDB that is there already.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::server::{Order, Server};
use crate::person::unique;

/// A program that serves the MongoDB protocol: `-listen HOST:PORT -dir FOLDER`.
const MONGO_SERVER: &str = "HIREHUB_MONGO_SERVER";
/// A MongoDB that is there already, instead.
const MONGODB_URI: &str = "MONGODB_URI";
/// The program `nats-server`.
const NATS_SERVER: &str = "HIREHUB_NATS_SERVER";

/// What there is.
#[derive(Debug)]
pub struct Supplies {
    mongo: Mongo,
    nats: PathBuf,
}

#[derive(Debug)]
enum Mongo {
    Program(PathBuf),
    Uri(String),
}

/// A database server, and a database of its own on it.
#[derive(Debug)]
pub struct Database {
    server: Option<Server>,
    address: String,
    credentials: String,
    options: String,
    name: String,
}

impl Supplies {
    /// Finds them. None, said on stderr, if they are not all there; with `CI=true`
    /// a panic.
    pub fn find() -> Option<Supplies> {
        let program = |name| env::var_os(name).map(PathBuf::from);
        let uri = env::var(MONGODB_URI).ok().map(Mongo::Uri);
        let mongo = uri.or_else(|| program(MONGO_SERVER).map(Mongo::Program));
        let (Some(mongo), Some(nats)) = (mongo, program(NATS_SERVER)) else {
            not_run();
            return None;
        };
        Some(Supplies { mongo, nats })
    }

    /// A database of its own.
    pub async fn database(&self, home: &Path) -> Database {
        let name = format!("hirehub-{}-{}", std::process::id(), unique("test"));
        match &self.mongo {
            Mongo::Uri(uri) => Database::at(uri, name),
            Mongo::Program(program) => {
                let folder = home.join("mongo");
                std::fs::create_dir_all(&folder).expect("a folder for the database");
                let server = Server::new("mongo", home, program, |address| Order {
                    arguments: vec![
                        "-listen".into(),
                        address.into(),
                        "-dir".into(),
                        folder.display().to_string(),
                    ],
                    ..Order::default()
                });
                server.start().await;
                let address = server.address().to_owned();
                let (credentials, options) = (String::new(), "?".to_owned());
                Database { server: Some(server), address, credentials, options, name }
            }
        }
    }

    /// A broker.
    pub async fn nats(&self, home: &Path) -> Server {
        let server = Server::new("nats", home, &self.nats, |address| {
            let (host, port) = address.split_once(':').expect("HOST:PORT");
            let arguments = ["-a", host, "-p", port].map(str::to_owned).to_vec();
            Order { arguments, ..Order::default() }
        });
        server.start().await;
        server
    }
}

impl Database {
    /// `mongodb://[USER:PASSWORD@]HOST:PORT[,…][/…][?OPTIONS]`; only the first host is used.
    fn at(uri: &str, name: String) -> Database {
        let rest = uri.strip_prefix("mongodb://").expect("MONGODB_URI is mongodb://…");
        let (place, options) = rest.split_once('?').unwrap_or((rest, ""));
        let options = if options.is_empty() { "?".to_owned() } else { format!("?{options}&") };
        let hosts = place.split('/').next().unwrap_or_default();
        let (user, hosts) =
            hosts.rsplit_once('@').map_or(("", hosts), |(user, hosts)| (user, hosts));
        let host = hosts.split(',').next().unwrap_or_default();
        let credentials = if user.is_empty() { String::new() } else { format!("{user}@") };
        let port = if host.contains(':') { "" } else { ":27017" };
        let address = format!("{host}{port}");
        Database { server: None, address, credentials, options, name }
    }

    /// Where the server listens, as `HOST:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether the server is no replica set, and must be allowed explicitly.
    pub fn is_weak(&self) -> bool {
        self.server.is_some() || env::var("HIREHUB_ALLOW_WEAK_STORE").as_deref() == Ok("true")
    }

    /// The database by way of `address`. A proxy's clients must not look for the
    /// server behind it, nor expect answers that they did not ask for.
    pub fn uri(&self, address: &str) -> String {
        let Database { credentials, options, name, .. } = self;
        let direct = "directConnection=true&serverMonitoringMode=poll";
        format!("mongodb://{credentials}{address}/{name}{options}{direct}")
    }
}

#[expect(clippy::print_stderr, reason = "nobody may take this for a pass")]
fn not_run() {
    let why = format!("set {NATS_SERVER}, and {MONGO_SERVER} or {MONGODB_URI}");
    assert!(env::var("CI").as_deref() != Ok("true"), "the cluster cannot run: {why}");
    eprintln!("NOT RUN: no servers for a cluster; {why}");
}
