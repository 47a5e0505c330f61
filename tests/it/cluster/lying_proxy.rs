//! The proxy that the scenarios lean on does what it says, to the real driver.

use mongodb::{
    Client, Collection,
    bson::{Document, doc},
    error::{Error, ErrorKind, WriteFailure},
};
use tests::{
    cluster::supplies::{Database, Supplies},
    in_time,
    proxy::{Proxy, lie::Lie},
};

/// A collection by way of a proxy, and the same by way of none.
struct Desk {
    proxy: Proxy,
    lied_to: Collection<Document>,
    direct: Collection<Document>,
    _database: Database,
    _home: tempfile::TempDir,
}

macro_rules! desk {
    () => {
        match Desk::open().await {
            Some(desk) => desk,
            None => return,
        }
    };
}

impl Desk {
    async fn open() -> Option<Desk> {
        let supplies = Supplies::find()?;
        let home = tempfile::tempdir().expect("a temporary directory");
        let database = supplies.database(home.path()).await;
        let proxy = Proxy::start(database.address(), 1).await;
        let lied_to = collection(&database.uri(proxy.address())).await;
        let direct = collection(&database.uri(database.address())).await;
        Some(Desk { proxy, lied_to, direct, _database: database, _home: home })
    }

    /// What became of an insert that was lied about, and whether it is there.
    async fn insert(&self, lie: Lie) -> (Result<(), Error>, bool) {
        self.proxy.lie_next(lie);
        let id = format!("{lie:?}");
        let answer = self.lied_to.insert_one(doc! { "_id": &id }).await.map(drop);
        let found = self.direct.find_one(doc! { "_id": &id }).await.expect("an honest answer");
        (answer, found.is_some())
    }
}

/// Retries of the driver's own would find out the truth.
async fn collection(uri: &str) -> Collection<Document> {
    let uri = format!("{uri}&retryWrites=false");
    let client = Client::with_uri_str(uri).await.expect("a client");
    client.default_database().expect("a database in the URI").collection("slots")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_truth_comes_through() {
    let desk = desk!();
    desk.lied_to.insert_one(doc! { "_id": "a" }).await.expect("inserted");
    let again = desk.lied_to.insert_one(doc! { "_id": "a" }).await.expect_err("a duplicate");
    assert!(is_duplicate(&again), "{again}");
    assert_eq!(desk.proxy.told().values().sum::<usize>(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_says_nothing_about_the_insert() {
    let desk = desk!();
    for (lie, is_there) in [(Lie::ClosedBefore, false), (Lie::ClosedAfter, true)] {
        let (answer, found) = desk.insert(lie).await;
        let error = answer.expect_err("no answer");
        assert!(matches!(*error.kind, ErrorKind::Io(_)), "{error}");
        assert_eq!(found, is_there, "{lie:?}");
        assert_eq!(desk.proxy.told()[&lie], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_that_there_is_no_primary_has_inserted_nothing() {
    let desk = desk!();
    let (answer, found) = desk.insert(Lie::NotPrimary).await;
    let error = answer.expect_err("no primary");
    let ErrorKind::Command(command) = &*error.kind else { panic!("{error}") };
    assert_eq!((command.code, found), (10107, false));
    assert!(error.contains_label("RetryableWriteError"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_concern_error_comes_with_the_insert_done() {
    let desk = desk!();
    for (lie, code) in [(Lie::MajorityTimeout, 64), (Lie::ShuttingDown, 91)] {
        let (answer, found) = desk.insert(lie).await;
        let error = answer.expect_err("in doubt");
        let ErrorKind::Write(WriteFailure::WriteConcernError(doubt)) = &*error.kind else {
            panic!("{error}")
        };
        assert_eq!((doubt.code, found), (code, true), "{lie:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_of_itself_is_there_once() {
    let desk = desk!();
    let (answer, found) = desk.insert(Lie::Duplicate).await;
    assert!(is_duplicate(&answer.expect_err("a duplicate")));
    assert!(found);
}

#[tokio::test(flavor = "multi_thread")]
async fn silence_is_no_answer_to_an_insert_that_was_done() {
    let desk = desk!();
    desk.proxy.lie_next(Lie::Silence);
    let insert = desk.lied_to.insert_one(doc! { "_id": "a" });
    let is_there = async {
        while desk.direct.find_one(doc! { "_id": "a" }).await.expect("an answer").is_none() {}
    };
    tokio::select! {
        answer = insert => panic!("an answer: {answer:?}"),
        () = in_time("the insert", is_there) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_breaks_connections_until_it_is_mended() {
    let desk = desk!();
    desk.lied_to.insert_one(doc! { "_id": "a" }).await.expect("inserted");
    desk.proxy.cut();
    desk.lied_to.find_one(doc! { "_id": "a" }).await.expect_err("no way through");
    desk.proxy.be_good();
    let found = desk.lied_to.find_one(doc! { "_id": "a" }).await.expect("a way through");
    assert!(found.is_some());
}

fn is_duplicate(error: &Error) -> bool {
    matches!(&*error.kind, ErrorKind::Write(WriteFailure::WriteError(error)) if error.code == 11000)
}
