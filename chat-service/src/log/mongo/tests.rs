//! The contract, and what many replicas rest on, against a real server.

use std::{collections::HashMap, ops::Deref};

use service_kit::mongo::{TestDatabase, test_database};

use super::*;
use crate::{
    id::ReplicaId,
    log::contract::{batch, commit, room},
    roster::Beats as _,
};

/// A log in a database that goes with it.
struct InDatabase {
    log: MongoLog,
    database: TestDatabase,
}

impl InDatabase {
    async fn new() -> Option<InDatabase> {
        let database = test_database().await?;
        let log = MongoLog::open(&database).await.unwrap();
        Some(InDatabase { log, database })
    }
}

impl Deref for InDatabase {
    type Target = MongoLog;
    fn deref(&self) -> &MongoLog {
        &self.log
    }
}

crate::log::contract::tests!(InDatabase::new().await);

#[tokio::test]
async fn another_replica_finds_what_one_has_committed() {
    let Some(first) = InDatabase::new().await else { return };
    let second = MongoLog::open(&first.database).await.unwrap();
    let kept = batch(0, 1, &["kept"]);
    commit(&*first, &room("a"), &kept).await;
    assert!(second.is_taken(&room("a"), 0).await.unwrap());
    assert_eq!(second.replay(&room("a"), 0).await.unwrap(), [kept]);
}

#[tokio::test]
async fn a_room_that_was_entered_and_has_no_slot_is_not_listed() {
    let Some(log) = InDatabase::new().await else { return };
    for id in ["a", "c"] {
        log.enter(&room(id)).await.unwrap();
    }
    commit(&*log, &room("b"), &batch(0, 1, &["one"])).await;
    assert_eq!(log.rooms("", 1).await.unwrap(), [(room("b"), 1)]);
}

#[tokio::test]
async fn replicas_are_of_one_epoch_until_somebody_begins_another() {
    let Some(first) = InDatabase::new().await else { return };
    let second = MongoLog::open(&first.database).await.unwrap();
    assert_eq!(first.epoch(), second.epoch());
    let meta = first.database.collection::<Document>("meta");
    meta.delete_one(doc! { "_id": "epoch" }).await.unwrap();
    let third = MongoLog::open(&first.database).await.unwrap();
    assert_ne!(first.epoch(), third.epoch());
}

#[tokio::test]
async fn every_replica_hears_what_the_others_said_last() {
    let Some(log) = InDatabase::new().await else { return };
    let (a, b) = (ReplicaId::parse("a").unwrap(), ReplicaId::parse("b").unwrap());
    log.beat(&a, 1).await.unwrap();
    log.beat(&b, 7).await.unwrap();
    let both = HashMap::from([(a.clone(), 2), (b.clone(), 7)]);
    assert_eq!(log.beat(&a, 2).await.unwrap(), both);
    log.forget(&b).await.unwrap();
    assert_eq!(log.beat(&a, 3).await.unwrap(), HashMap::from([(a, 3)]));
}
