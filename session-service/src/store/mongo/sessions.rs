//! Sessions: records, changes that are under way, requests.

use anyhow::Context as _;
use mongodb::bson::doc;
use serde::{Deserialize, Serialize};

use super::{Inserted, MongoStore, from_json, to_json};
use crate::{
    id::{RequestId, SessionId, UserId},
    session::Record,
    store::{Appended, Change, CreateRequest, List, Listing, SessionStore, StoreError, Wanted},
};

/// More records than a session can have.
const ALL: usize = i32::MAX as usize;

/// A request, under its caller and id.
#[derive(Debug, Deserialize, Serialize)]
struct Request {
    wanted: Wanted,
    session: SessionId,
}

#[async_trait::async_trait]
impl SessionStore for MongoStore {
    fn is_shared(&self) -> bool {
        true
    }

    async fn append(&self, session: &SessionId, number: u64, record: &Record) -> Appended {
        let append = async {
            let json = to_json(record)?;
            self.records.insert(&record_id(session, number), json).await
        };
        match append.await {
            Ok(Inserted::Done) => Appended::Committed,
            Ok(Inserted::Taken(_)) => Appended::Conflict,
            Err(cause) => Appended::Unknown(cause),
        }
    }

    async fn records(&self, session: &SessionId) -> Result<Vec<Record>, StoreError> {
        let ids = doc! { "$gte": record_id(session, 0), "$lte": record_id(session, u64::MAX) };
        let mut records = Vec::new();
        for (number, entry) in (0..).zip(self.records.find(ids, ALL).await?) {
            if entry.id != record_id(session, number) {
                return Err(anyhow::anyhow!("record {number} of {session} is missing").into());
            }
            records.push(from_json(&entry.id, &entry.text)?);
        }
        Ok(records)
    }

    async fn announce(&self, change: &Change) -> Result<(), StoreError> {
        self.changes.insert(&change_id(change), String::new()).await.map(drop)
    }

    async fn finish(&self, change: &Change) -> Result<(), StoreError> {
        self.changes.remove(&change_id(change)).await.map(drop)
    }

    async fn unfinished(
        &self,
        after: Option<&Change>,
        limit: usize,
    ) -> Result<Vec<Change>, StoreError> {
        let after = after.map(change_id).unwrap_or_default();
        let entries = self.changes.find(doc! { "$gt": after }, limit).await?;
        entries.iter().map(|entry| change(&entry.id)).collect()
    }

    async fn index(&self, listing: &Listing) -> Result<(), StoreError> {
        self.listings.put(listing).await
    }

    async fn list(
        &self,
        list: &List,
        before: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<SessionId>, StoreError> {
        self.listings.list(list, before, limit).await
    }

    async fn claim_request(&self, request: &CreateRequest) -> Result<CreateRequest, StoreError> {
        let CreateRequest { caller, id, wanted, session } = request.clone();
        let (key, stored) = (request_id(&caller, &id), Request { wanted, session });
        match self.requests.insert(&key, to_json(&stored)?).await? {
            Inserted::Done => Ok(request.clone()),
            Inserted::Taken(entry) => {
                let Request { wanted, session } = from_json(&key, &entry.text)?;
                Ok(CreateRequest { caller, id, wanted, session })
            }
        }
    }

    async fn request(
        &self,
        caller: &UserId,
        id: &RequestId,
    ) -> Result<Option<CreateRequest>, StoreError> {
        let key = request_id(caller, id);
        let Some(entry) = self.requests.get(&key).await? else { return Ok(None) };
        let Request { wanted, session } = from_json(&key, &entry.text)?;
        let (caller, id) = (caller.clone(), id.clone());
        Ok(Some(CreateRequest { caller, id, wanted, session }))
    }
}

/// Sorts as the number does.
fn record_id(session: &SessionId, number: u64) -> String {
    format!("{session}|{number:016x}")
}

/// Sorts as the change does: ids of sessions are equally long.
fn change_id(change: &Change) -> String {
    format!("{}|{}", change.session, change.id)
}

fn change(id: &str) -> Result<Change, StoreError> {
    let (session, id) = id.split_once('|').context("a change in the store has no id")?;
    let session = SessionId::parse(session).map_err(anyhow::Error::from)?;
    Ok(Change { session, id: id.to_owned() })
}

/// No two are one: a request's id has no bar.
fn request_id(caller: &UserId, id: &RequestId) -> String {
    format!("{caller}|{id}")
}
