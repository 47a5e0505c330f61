//! Sessions and problems in MongoDB, for many replicas.
//!
//! Whatever must be atomic is an insert under a unique `_id`, by [`Entries::insert`]: that
//! is so on every server that speaks the protocol. There are no transactions, and no
//! update that promises of safety rest on.
//!
//! Texts are JSON, as in SQLite: what is stored reads the same in every backend.

mod entries;
mod listings;
mod problems;
mod sessions;

use anyhow::Context as _;
use mongodb::Database;

use self::{
    entries::{Entries, Inserted},
    listings::Listings,
};
use super::StoreError;
use crate::problem::Problem;

/// The mark of a database that has had its first problems.
const SEEDED: &str = "problems";

/// Sessions and problems in one database.
#[derive(Debug)]
pub(crate) struct MongoStore {
    /// By session and number.
    records: Entries,
    /// By session and id; empty texts.
    changes: Entries,
    /// By caller and id.
    requests: Entries,
    /// By id.
    problems: Entries,
    /// What was done once and for all.
    marks: Entries,
    listings: Listings,
}

impl MongoStore {
    /// Opens the store; a new one begins with these problems.
    pub(crate) async fn open(database: &Database, seeds: &[Problem]) -> anyhow::Result<MongoStore> {
        let store = MongoStore {
            records: Entries::of(database, "session_records"),
            changes: Entries::of(database, "session_changes"),
            requests: Entries::of(database, "session_requests"),
            problems: Entries::of(database, "problems"),
            marks: Entries::of(database, "session_marks"),
            listings: Listings::open(database).await,
        };
        store.seed(seeds).await.context("cannot prepare the session store")?;
        Ok(store)
    }

    /// Marked last, so that a crash leaves no problem out; one that is deleted later must
    /// not come back, unless a replica stands still right here until then.
    async fn seed(&self, seeds: &[Problem]) -> Result<(), StoreError> {
        if self.marks.get(SEEDED).await?.is_some() {
            return Ok(());
        }
        for problem in seeds {
            self.problems.insert(problem.id.as_str(), to_json(problem)?).await?;
        }
        self.marks.insert(SEEDED, String::new()).await.map(drop)
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

fn from_json<T: serde::de::DeserializeOwned>(id: &str, json: &str) -> Result<T, StoreError> {
    let parsed = serde_json::from_str(json);
    Ok(parsed.with_context(|| format!("{id} in the session store cannot be read"))?)
}

#[cfg(test)]
mod tests;
