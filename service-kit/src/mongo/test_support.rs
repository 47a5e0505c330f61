//! Databases for tests, on the server that `$MONGODB_URI` names.

use std::{env, io::Write as _, ops::Deref, thread};

use mongodb::Database;
use tokio::runtime::Builder;
use uuid::Uuid;

use super::{MongoSettings, MongoUri};

/// An empty database of one test's own. It goes with this value.
#[derive(Debug)]
pub struct TestDatabase(Database);

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
    let uri: Result<MongoUri, _> = uri.parse();
    let settings = MongoSettings { mongodb_uri: uri.ok(), allow_weak_store: true };
    let database = settings.open().await.unwrap_or_else(|error| panic!("{error:#}"));
    let name = format!("test-{}", Uuid::now_v7().simple());
    Some(TestDatabase(database.client().database(&name)))
}

impl Deref for TestDatabase {
    type Target = Database;
    fn deref(&self) -> &Database {
        &self.0
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Ok(uri) = env::var("MONGODB_URI") else { return };
        let name = self.0.name().to_owned();
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
