//! Databases for tests, on the server that `$MONGODB_URI` names.

use std::{env, io::Write as _, ops::Deref, thread};

use mongodb::Database;
use tokio::runtime::Builder;
use uuid::Uuid;

use super::MongoSettings;

/// An empty database of one test's own. It goes with this value.
#[derive(Debug)]
pub struct TestDatabase {
    settings: MongoSettings,
    database: Database,
}

/// An empty database, or none where `$MONGODB_URI` is not set, which is said loudly.
///
/// # Panics
///
/// If the server cannot be used; and, with `CI=true`, if there is none.
pub async fn test_database() -> Option<TestDatabase> {
    let Some(uri) = env::var("MONGODB_URI").ok().filter(|uri| !uri.is_empty()) else {
        assert!(env::var("CI").as_deref() != Ok("true"), "NOT RUN: MONGODB_URI is not set");
        // Not `eprintln`, which is not seen where a test passes.
        let _ = writeln!(std::io::stderr(), "NOT RUN: MONGODB_URI is not set");
        return None;
    };
    let uri = in_database(&uri, &format!("test-{}", Uuid::now_v7().simple()));
    let settings = MongoSettings { mongodb_uri: uri.parse().ok(), allow_weak_store: true };
    let database = settings.open().await.unwrap_or_else(|error| panic!("{error:#}"));
    Some(TestDatabase { settings, database })
}

/// The URI with the name of another database. One with a user must say its `authSource`.
fn in_database(uri: &str, name: &str) -> String {
    let (server, options) = uri.split_once('?').unwrap_or((uri, ""));
    let hosts_end = server.match_indices('/').nth(2).map_or(server.len(), |(end, _)| end);
    format!("{}/{name}?{options}", &server[..hosts_end])
}

impl TestDatabase {
    /// What opens it.
    #[must_use]
    pub fn settings(&self) -> MongoSettings {
        self.settings.clone()
    }
}

impl Deref for TestDatabase {
    type Target = Database;
    fn deref(&self) -> &Database {
        &self.database
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Ok(uri) = env::var("MONGODB_URI") else { return };
        let name = self.database.name().to_owned();
        // A test may end in the middle of its own runtime.
        let dropping = thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let client = mongodb::Client::with_uri_str(uri).await?;
                client.database(&name).drop().await?;
                anyhow::Ok(())
            })
        });
        // What is left behind is the server's, and the test has its verdict.
        let _ = dropping.join();
    }
}
