//! A collection of texts by id.

use futures_util::TryStreamExt as _;
use mongodb::{
    Collection, Database,
    bson::{Document, doc},
};
use serde::{Deserialize, Serialize};
use service_kit::mongo::{Claim, MAX_TIME, bounded, claim};
use uuid::Uuid;

use crate::store::StoreError;

/// How often an insert is tried whose outcome is not known, or whose id was taken by what
/// is not there: by what a majority did not get.
const ATTEMPTS: usize = 3;

/// A text by its id.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Entry {
    #[serde(rename = "_id")]
    pub(super) id: String,
    /// Which insert wrote it, so that its author knows it again.
    insert: String,
    pub(super) text: String,
}

/// What became of an insert.
#[derive(Debug)]
pub(super) enum Inserted {
    /// It is stored.
    Done,
    /// The id was taken, by this.
    Taken(Entry),
}

/// A collection of texts by id.
#[derive(Clone, Debug)]
pub(super) struct Entries(Collection<Entry>);

impl Entries {
    pub(super) fn of(database: &Database, name: &str) -> Entries {
        Entries(database.collection(name))
    }

    /// Inserts a text, unless its id is taken.
    ///
    /// An error means that it may or may not be stored, now or a little later.
    pub(super) async fn insert(&self, id: &str, text: String) -> Result<Inserted, StoreError> {
        let insert = Uuid::new_v4().simple().to_string();
        self.send(&Entry { id: id.to_owned(), insert, text }).await
    }

    /// One insert may be sent any number of times. What became of it is read, as a
    /// majority has it, wherever the server's answer does not prove it.
    async fn send(&self, entry: &Entry) -> Result<Inserted, StoreError> {
        let id = &entry.id;
        let mut cause = anyhow::anyhow!("{id} was taken by what is not there");
        for _ in 0..ATTEMPTS {
            match claim(&self.0, entry.clone()).await {
                Claim::Made => return Ok(Inserted::Done),
                Claim::Taken => {}
                Claim::Unknown(error) => cause = error,
            }
            match self.get(id).await? {
                Some(found) if found.insert == entry.insert => return Ok(Inserted::Done),
                Some(found) => return Ok(Inserted::Taken(found)),
                None => {}
            }
        }
        Err(cause.into())
    }

    pub(super) async fn get(&self, id: &str) -> Result<Option<Entry>, StoreError> {
        let (collection, filter) = (self.0.clone(), doc! { "_id": id });
        let find = async move { collection.find_one(filter).max_time(MAX_TIME).await };
        Ok(bounded(find).await?)
    }

    /// At most `limit` entries that a filter of ids finds, in the order of their ids.
    pub(super) async fn find(&self, ids: Document, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let collection = self.0.clone();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let find = async move {
            let find = collection.find(doc! { "_id": ids }).sort(doc! { "_id": 1 });
            find.limit(limit).max_time(MAX_TIME).await?.try_collect().await
        };
        Ok(bounded(find).await?)
    }

    /// Replaces a text; false: there is none of this id.
    pub(super) async fn replace(&self, id: &str, text: String) -> Result<bool, StoreError> {
        let (collection, filter) = (self.0.clone(), doc! { "_id": id });
        let change = doc! { "$set": { "text": text } };
        let update = async move { collection.update_one(filter, change).await };
        Ok(bounded(update).await?.matched_count == 1)
    }

    /// Removes an entry; false: there was none.
    pub(super) async fn remove(&self, id: &str) -> Result<bool, StoreError> {
        let (collection, filter) = (self.0.clone(), doc! { "_id": id });
        let delete = async move { collection.delete_one(filter).await };
        Ok(bounded(delete).await?.deleted_count == 1)
    }
}

#[cfg(test)]
mod tests {
    use service_kit::mongo::test_database;

    use super::*;

    #[tokio::test]
    async fn who_finds_their_own_insert_in_place_has_made_it() {
        let Some(database) = test_database().await else { return };
        let entries = Entries::of(&database, "texts");
        let entry = |insert: &str| Entry {
            id: "one".to_owned(),
            insert: insert.to_owned(),
            text: String::new(),
        };
        for _ in 0..2 {
            let sent = entries.send(&entry("mine")).await.unwrap();
            assert!(matches!(sent, Inserted::Done), "{sent:?}");
        }
        let sent = entries.send(&entry("another's")).await.unwrap();
        assert!(matches!(&sent, Inserted::Taken(found) if found.insert == "mine"), "{sent:?}");
    }
}
