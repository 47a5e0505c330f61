use super::*;
use crate::{
    session::Record,
    store::{Appended, ProblemStore as _, SessionStore as _, contract},
};

/// A store in a folder that goes with it.
struct InFolder {
    store: SqliteStore,
    _folder: tempfile::TempDir,
}

impl InFolder {
    fn new() -> InFolder {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("session.db");
        let store = SqliteStore::open(&file, &[contract::seed()], CancellationToken::new());
        InFolder { store: store.unwrap(), _folder: folder }
    }
}

impl std::ops::Deref for InFolder {
    type Target = SqliteStore;
    fn deref(&self) -> &SqliteStore {
        &self.store
    }
}

crate::store::contract::tests!(Some(InFolder::new()));

#[tokio::test]
async fn what_was_stored_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.db");
    let session = contract::session(1);
    let store = SqliteStore::open(&file, &[], CancellationToken::new()).unwrap();
    let appended = store.append(&session, 0, &Record::Opened).await;
    assert!(matches!(appended, Appended::Committed));
    drop(store);
    let store = SqliteStore::open(&file, &[], CancellationToken::new()).unwrap();
    assert_eq!(store.records(&session).await.unwrap(), [Record::Opened]);
}

#[tokio::test]
async fn a_deleted_seed_does_not_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.db");
    let seeds = [contract::seed()];
    let store = SqliteStore::open(&file, &seeds, CancellationToken::new()).unwrap();
    assert!(store.delete_problem(&seeds[0].id).await.unwrap());
    drop(store);
    let store = SqliteStore::open(&file, &seeds, CancellationToken::new()).unwrap();
    assert_eq!(store.problem(&seeds[0].id).await.unwrap(), None);
}

#[test]
fn a_file_that_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.db");
    std::fs::write(&file, "not a database, but long enough to be looked at as one").unwrap();
    let error = SqliteStore::open(&file, &[], CancellationToken::new()).unwrap_err();
    assert!(format!("{error:#}").contains("session.db"), "{error:#}");
}

#[tokio::test]
async fn after_a_refused_write_nothing_is_answered_and_the_alarm_is_raised() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("session.db");
    let failed = CancellationToken::new();
    let store = SqliteStore::open(&file, &[], failed.clone()).unwrap();
    store.write(|connection| connection.execute_batch("DROP TABLE record")).await.unwrap();
    let session = contract::session(1);
    let appended = store.append(&session, 0, &Record::Opened).await;
    assert!(matches!(appended, Appended::Unknown(_)), "{appended:?}");
    failed.cancelled().await;
    assert!(store.unfinished(None, 1).await.is_err());
}
