//! Which lists a session is on: one document each, replaced as the session goes on.

use futures_util::TryStreamExt as _;
use mongodb::{Collection, Database, IndexModel, bson::doc};
use serde::{Deserialize, Serialize};
use service_kit::mongo::{Claim, MAX_TIME, bounded, claim};
use tracing::warn;

use crate::{
    id::SessionId,
    store::{List, Listing, StoreError},
};

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Entry {
    #[serde(rename = "_id")]
    session: SessionId,
    version: i64,
    lists: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Listings(Collection<Entry>);

impl Listings {
    /// Opens the collection. Without its index it is slow, and right all the same.
    pub(super) async fn open(database: &Database) -> Listings {
        let listings: Collection<Entry> = database.collection("session_listings");
        let index = IndexModel::builder().keys(doc! { "lists": 1, "_id": -1 }).build();
        let collection = listings.clone();
        let make = async move { collection.create_index(index).max_time(MAX_TIME).await };
        if let Err(cause) = bounded(make).await {
            warn!(%cause, "lists of sessions have no index and will be slow");
        }
        Listings(listings)
    }

    /// Replaces a listing, unless a newer one is known: by its version, in one step on the
    /// server. FerretDB takes two, between which an older one may come last.
    pub(super) async fn put(&self, listing: &Listing) -> Result<(), StoreError> {
        let version = i64::try_from(listing.version).map_err(anyhow::Error::from)?;
        let lists = listing.lists.iter().map(key).collect();
        let entry = Entry { session: listing.session.clone(), version, lists };
        if self.replace(&entry).await? {
            return Ok(());
        }
        match claim(&self.0, entry.clone()).await {
            Claim::Made => Ok(()),
            // Either it is newer, or it came in between.
            Claim::Taken => self.replace(&entry).await.map(drop),
            Claim::Unknown(cause) => Err(cause.into()),
        }
    }

    /// Tells whether there was one that is not newer.
    async fn replace(&self, entry: &Entry) -> Result<bool, StoreError> {
        let (collection, entry) = (self.0.clone(), entry.clone());
        let not_newer =
            doc! { "_id": entry.session.as_str(), "version": { "$lte": entry.version } };
        let replace = async move { collection.replace_one(not_newer, entry).await };
        Ok(bounded(replace).await?.matched_count == 1)
    }

    /// At most `limit` sessions on a list, newest first, older than `before`.
    pub(super) async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        let mut filter = doc! { "lists": key(list) };
        if let Some(before) = before {
            filter.insert("_id", doc! { "$lt": before.as_str() });
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let collection = self.0.clone();
        let find = async move {
            let find = collection.find(filter).sort(doc! { "_id": -1 }).limit(limit);
            find.max_time(MAX_TIME).await?.map_ok(|entry| entry.session).try_collect().await
        };
        Ok(bounded(find).await?)
    }
}

fn key(list: &List) -> String {
    match list {
        List::Mine(user) => format!("mine|{user}"),
        List::Open => "open".to_owned(),
        List::Recent(user) => format!("recent|{user}"),
    }
}
