use mongodb::bson::{Document, doc};

use super::*;

fn settings(uri: &str) -> MongoSettings {
    MongoSettings { mongodb_uri: uri.parse().ok(), ..MongoSettings::default() }
}

#[test]
fn no_database_is_a_setting_that_is_right_and_a_wrong_uri_is_not() {
    assert!(MongoSettings::default().check().is_ok());
    assert!(!MongoSettings::default().is_set());
    let wrong = settings("somewhere");
    assert!(wrong.is_set());
    assert!(wrong.check().unwrap_err().to_string().contains("--mongodb-uri"));
}

#[test]
fn a_weak_deployment_is_refused_by_its_weakness_unless_allowed() {
    let refusal = MongoSettings::default().judge(&["it is made of glass"]).unwrap_err();
    let refusal = refusal.to_string();
    assert!(refusal.contains("glass") && refusal.contains("--allow-weak-store"), "{refusal}");
    let allowing = MongoSettings { allow_weak_store: true, ..MongoSettings::default() };
    assert!(allowing.judge(&["it is made of glass"]).is_ok());
    assert!(MongoSettings::default().judge(&[]).is_ok());
}

#[test]
fn calls_are_hardened_whatever_the_driver_would_do() {
    let mut options = ClientOptions::default();
    harden(&mut options);
    let concern = options.write_concern.unwrap();
    assert_eq!((concern.w, concern.journal), (Some(Acknowledgment::Majority), Some(true)));
    assert_eq!(options.read_concern, Some(ReadConcern::majority()));
    assert_eq!(options.retry_writes, Some(true));
    let primary = SelectionCriteria::ReadPreference(ReadPreference::Primary);
    assert_eq!(options.selection_criteria, Some(primary));
    assert_eq!(options.max_pool_size, Some(MAX_POOL));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_in_a_sentence_without_the_password() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let uri = format!("mongodb://ada:hunter2@{nobody}/hirehub");
    let error = format!("{:#}", settings(&uri).open().await.unwrap_err());
    assert!(error.contains(&nobody.to_string()), "{error}");
    assert!(!error.contains("hunter2") && !error.contains("Topology"), "{error}");
    assert!(error.contains("refused"), "{error}");
}

#[tokio::test]
async fn a_claim_is_made_once_and_what_is_there_is_kept() {
    let Some(database) = test_database().await else { return };
    let words = database.collection::<Document>("word");
    let first = claim(&words, doc! { "_id": "a", "text": "first" }).await;
    assert!(matches!(first, Claim::Made), "{first:?}");
    let second = claim(&words, doc! { "_id": "a", "text": "second" }).await;
    assert!(matches!(second, Claim::Taken), "{second:?}");
    let find = async move { words.find_one(doc! { "_id": "a" }).max_time(MAX_TIME).await };
    let found = bounded(find).await.unwrap().unwrap();
    assert_eq!(found.get_str("text").unwrap(), "first");
}

#[tokio::test]
async fn a_claim_that_nobody_waits_for_is_made_all_the_same() {
    let Some(database) = test_database().await else { return };
    let words = database.collection::<Document>("word");
    {
        let mut claim = std::pin::pin!(claim(&words, doc! { "_id": "a" }));
        assert!(futures_util::poll!(&mut claim).is_pending());
    }
    let made = async { while words.find_one(doc! { "_id": "a" }).await.unwrap().is_none() {} };
    tokio::time::timeout(CLAIM_DEADLINE, made).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_never_answered_ends_with_an_error_that_says_so() {
    let error = bounded::<()>(std::future::pending()).await.unwrap_err();
    assert!(error.to_string().contains("did not answer within 5 s"), "{error:#}");
}

#[tokio::test]
async fn a_weak_server_is_refused_at_the_start() {
    let Some(database) = test_database().await else { return };
    let hello = database.run_command(doc! { "hello": 1 }).await.unwrap();
    let opened = MongoSettings { allow_weak_store: false, ..database.settings() }.open().await;
    assert_eq!(opened.is_ok(), gate::weaknesses(&hello, None).is_empty(), "{opened:?}");
}
