//! The contract, and what many replicas rest on, against a real server.

use std::ops::Deref;

use service_kit::mongo::{TestDatabase, test_database};

use super::*;
use crate::{
    session::Record,
    store::{Appended, ProblemStore as _, SessionStore as _, contract},
};

/// A store in a database that goes with it.
struct InDatabase {
    store: MongoStore,
    database: TestDatabase,
}

impl InDatabase {
    async fn new() -> Option<InDatabase> {
        let database = test_database().await?;
        let store = MongoStore::open(&database, &[contract::seed()]).await.unwrap();
        Some(InDatabase { store, database })
    }
}

impl Deref for InDatabase {
    type Target = MongoStore;
    fn deref(&self) -> &MongoStore {
        &self.store
    }
}

crate::store::contract::tests!(InDatabase::new().await);

#[tokio::test]
async fn another_replica_finds_what_one_has_stored() {
    let Some(first) = InDatabase::new().await else { return };
    let second = MongoStore::open(&first.database, &[]).await.unwrap();
    let session = contract::session(1);
    let appended = first.append(&session, 0, &Record::Opened).await;
    assert!(matches!(appended, Appended::Committed), "{appended:?}");
    let appended = second.append(&session, 0, &Record::Vacating).await;
    assert!(matches!(appended, Appended::Conflict), "{appended:?}");
    assert_eq!(second.records(&session).await.unwrap(), [Record::Opened]);
}

#[tokio::test]
async fn a_deleted_seed_does_not_come_back() {
    let Some(first) = InDatabase::new().await else { return };
    assert!(first.delete_problem(&contract::seed().id).await.unwrap());
    let second = MongoStore::open(&first.database, &[contract::seed()]).await.unwrap();
    assert_eq!(second.problem(&contract::seed().id).await.unwrap(), None);
}

#[tokio::test]
async fn replicas_that_begin_together_have_each_first_problem_once() {
    let Some(database) = test_database().await else { return };
    let seeds = [contract::seed()];
    let opens = (0..4).map(|_| MongoStore::open(&database, &seeds));
    for store in futures_util::future::try_join_all(opens).await.unwrap() {
        assert_eq!(store.problems(None, 9).await.unwrap(), seeds);
    }
}

#[tokio::test]
async fn of_many_who_insert_under_one_id_one_is_told_that_it_did() {
    let Some(database) = test_database().await else { return };
    let entries = Entries::of(&database, "texts");
    let rivals = (0..20).map(|number| {
        let entries = entries.clone();
        async move { entries.insert("one", number.to_string()).await.unwrap() }
    });
    let outcomes = futures_util::future::join_all(rivals).await;
    let kept = entries.get("one").await.unwrap().unwrap().text;
    let won = |outcome: &Inserted| matches!(outcome, Inserted::Done);
    assert_eq!(outcomes.iter().filter(|outcome| won(outcome)).count(), 1);
    assert!(won(&outcomes[kept.parse::<usize>().unwrap()]));
}

#[tokio::test]
async fn a_session_that_has_lost_a_record_is_not_read_as_if_it_had_not() {
    let Some(store) = InDatabase::new().await else { return };
    let session = contract::session(1);
    for (number, record) in [Record::Opened, Record::Vacating, Record::Vacated].iter().enumerate() {
        let appended = store.append(&session, number as u64, record).await;
        assert!(matches!(appended, Appended::Committed), "{appended:?}");
    }
    assert!(store.records.remove(&format!("{session}|{:016x}", 1)).await.unwrap());
    let error = store.records(&session).await.unwrap_err();
    assert!(error.0.to_string().contains("record 1"), "{error:?}");
}
