//! The MongoDB database that many replicas of a service share: opening it, and calling
//! it so that no answer is mistaken for another.
//!
//! In reading order: `uri` is where it is, `gate` what is asked of a deployment,
//! `call` how to call it.

mod call;
mod gate;
#[cfg(any(test, feature = "test-support"))]
mod test_support;
#[cfg(test)]
mod tests;
mod uri;

use std::time::Duration;

use anyhow::Context as _;
use mongodb::{
    Client, Database,
    bson::{Document, doc},
    options::{
        Acknowledgment, ClientOptions, ReadConcern, ReadPreference, SelectionCriteria, WriteConcern,
    },
};
use tracing::warn;

#[cfg(any(test, feature = "test-support"))]
pub use self::test_support::{TestDatabase, test_database};
pub use self::{
    call::{CALL_DEADLINE, CLAIM_DEADLINE, Claim, MAX_TIME, bounded, claim},
    uri::MongoUri,
};

/// The database of a URI that names none.
const DEFAULT_DATABASE: &str = "hirehub";
/// How long to look for a server, and to connect to one. Nobody waits longer in vain:
/// callers are told to try again.
const REACH: Duration = Duration::from_secs(3);
/// How long the server waits for its majority: then it says that it does not know.
const MAJORITY: Duration = Duration::from_secs(5);
/// Connections to one server. The driver's 10 would be one queue for all rooms.
const MAX_POOL: u32 = 100;

/// Where the database is, and what is asked of it.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct MongoSettings {
    /// The MongoDB to keep everything in, for many replicas: mongodb://HOST:PORT/DATABASE.
    /// It must be a replica set. [default database: hirehub]
    #[arg(long, env = "MONGODB_URI", value_name = "URI", hide_env_values = true)]
    pub mongodb_uri: Option<MongoUri>,

    /// Accept a MongoDB that may lose what it acknowledged: one that is no replica
    /// set, has an arbiter, or does not journal. For tests.
    #[arg(long, env = "HIREHUB_ALLOW_WEAK_STORE")]
    pub allow_weak_store: bool,
}

impl MongoSettings {
    /// Whether there is a database.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.mongodb_uri.is_some()
    }

    /// Checks what can be told without a server. No database is right, too.
    ///
    /// # Errors
    ///
    /// What is wrong with the URI, without its password.
    pub fn check(&self) -> anyhow::Result<()> {
        self.mongodb_uri.as_ref().map_or(Ok(()), |uri| uri.parse().map(drop))
    }

    /// Connects, and checks that the deployment keeps what it acknowledges.
    ///
    /// Whatever the URI says, writes are acknowledged by a journaled majority, and reads
    /// come from the primary as a majority has it.
    ///
    /// # Errors
    ///
    /// A URI that is missing or wrong, a server that cannot be reached, and a weak
    /// deployment that nobody allowed. None shows the password.
    pub async fn open(&self) -> anyhow::Result<Database> {
        let uri = self.mongodb_uri.as_ref().context("say where MongoDB is: --mongodb-uri")?;
        let uri = uri.parse()?;
        let place = uri::place(&uri);
        let reach = async {
            let mut options = ClientOptions::parse(uri).await?;
            harden(&mut options);
            let name = options.default_database.clone();
            let client = Client::with_options(options)?;
            let database = client.database(name.as_deref().unwrap_or(DEFAULT_DATABASE));
            let hello = database.run_command(doc! { "hello": 1 }).await?;
            let config = replica_set_config(&client).await?;
            Ok((database, hello, config))
        };
        let (database, hello, config) =
            bounded(reach).await.with_context(|| format!("cannot use MongoDB at {place}"))?;
        self.judge(&gate::weaknesses(&hello, config.as_ref()))?;
        if hello.contains_key("setName") && config.is_none() {
            warn!(
                "this MongoDB user may not read the replica set's configuration: whether it \
                 journals is not checked (grant clusterMonitor to have it checked)"
            );
        }
        Ok(database)
    }

    fn judge(&self, weaknesses: &[&str]) -> anyhow::Result<()> {
        if weaknesses.is_empty() {
            return Ok(());
        }
        let weaknesses = weaknesses.join("; ");
        anyhow::ensure!(
            self.allow_weak_store,
            "this MongoDB may lose what it acknowledged: {weaknesses} \
             (--allow-weak-store accepts it)"
        );
        warn!("WEAK STORE: what is acknowledged may be lost: {weaknesses}");
        Ok(())
    }
}

/// What promises of durability and order rest on, and limits for every wait.
fn harden(options: &mut ClientOptions) {
    options.read_concern = Some(ReadConcern::majority());
    let majority = WriteConcern::builder().w(Acknowledgment::Majority).journal(true);
    options.write_concern = Some(majority.w_timeout(MAJORITY).build());
    options.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
    options.retry_writes = Some(true);
    options.retry_reads = Some(true);
    options.server_selection_timeout = Some(REACH);
    options.connect_timeout = Some(REACH);
    options.max_pool_size.get_or_insert(MAX_POOL);
    options.app_name.get_or_insert_with(|| "hirehub".to_owned());
}

/// None where we may not see it, or there is none.
async fn replica_set_config(client: &Client) -> mongodb::error::Result<Option<Document>> {
    let answer = client.database("admin").run_command(doc! { "replSetGetConfig": 1 }).await;
    match answer {
        Ok(answer) => Ok(answer.get_document("config").ok().cloned()),
        Err(error) => match *error.kind {
            mongodb::error::ErrorKind::Command(_) => Ok(None),
            _ => Err(error),
        },
    }
}
