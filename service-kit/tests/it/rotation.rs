//! Keys that change, and an issuer that cannot be reached: a real HTTP server.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, routing::get};
use service_kit::auth::{AuthError, AuthSettings, Verifier};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
    time,
};

use crate::issuer::{Signer, StoppedClock, claims, jwks, settings};

/// An issuer's endpoint on loopback. It counts who asks, and may make them wait.
#[derive(Clone)]
struct Endpoint {
    answer: Arc<Mutex<(StatusCode, String)>>,
    asked: watch::Sender<u32>,
    gate: Arc<Semaphore>,
    url: String,
}

impl Endpoint {
    async fn open(signer: &Signer) -> Endpoint {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks", listener.local_addr().unwrap());
        let gate = Arc::new(Semaphore::new(1));
        let answer = Arc::new(Mutex::new((StatusCode::OK, jwks(&[signer.public()]))));
        let endpoint = Endpoint { answer, asked: watch::Sender::new(0), gate, url };
        let app = Router::new().route("/jwks", get(answered)).with_state(endpoint.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        endpoint
    }

    fn publish(&self, signers: &[&Signer]) {
        let keys: Vec<_> = signers.iter().map(|signer| signer.public()).collect();
        *self.answer.lock().unwrap() = (StatusCode::OK, jwks(&keys));
    }

    fn fail(&self) {
        self.answer.lock().unwrap().0 = StatusCode::BAD_GATEWAY;
    }

    fn times_asked(&self) -> u32 {
        *self.asked.borrow()
    }

    async fn until_asked(&self, times: u32) {
        self.asked.subscribe().wait_for(|asked| *asked >= times).await.unwrap();
    }

    async fn verifier(&self) -> Verifier {
        let settings = AuthSettings { auth_jwks_url: Some(self.url.clone()), ..settings() };
        Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap()
    }
}

async fn answered(State(endpoint): State<Endpoint>) -> (StatusCode, String) {
    endpoint.asked.send_modify(|asked| *asked += 1);
    let _pass = endpoint.gate.acquire().await.unwrap();
    endpoint.answer.lock().unwrap().clone()
}

/// Lets time pass at once. It is not paused meanwhile: sockets know no paused time.
async fn later(by: Duration) {
    // Whoever is about to sleep falls asleep first.
    tokio::task::yield_now().await;
    time::pause();
    time::advance(by).await;
    time::resume();
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_new_key_is_fetched_when_a_token_names_it() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());

    endpoint.publish(&[&old, &new]);
    assert!(verifier.verify(&new.sign(&claims())).await.is_ok());
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn many_who_need_a_new_key_ask_once() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);

    let pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = new.sign(&claims());
    let callers: Vec<_> = (0..20)
        .map(|_| (verifier.clone(), token.clone()))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    endpoint.until_asked(2).await;
    drop(pass);
    for caller in callers {
        assert!(caller.await.unwrap().is_ok());
    }
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_cost_the_others_their_key() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);

    let pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = new.sign(&claims());
    let hasty = tokio::spawn({
        let (verifier, token) = (verifier.clone(), token.clone());
        async move { verifier.verify(&token).await }
    });
    endpoint.until_asked(2).await;
    hasty.abort();
    assert!(hasty.await.unwrap_err().is_cancelled());
    drop(pass);
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn keys_nobody_has_are_asked_for_once_in_30_seconds() {
    let (signer, stranger) = (Signer::ed("one"), Signer::ed("two"));
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let token = stranger.sign(&claims());
    for _ in 0..5 {
        assert!(matches!(verifier.verify(&token).await, Err(AuthError::Invalid(_))));
    }
    assert_eq!(endpoint.times_asked(), 2);
    later(31 * SECOND).await;
    assert!(verifier.verify(&token).await.is_err());
    assert_eq!(endpoint.times_asked(), 3);
}

#[tokio::test]
async fn keys_are_refreshed_behind_the_scenes_and_a_withdrawn_one_is_gone() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.publish(&[&new]);
    later(301 * SECOND).await;
    endpoint.until_asked(2).await;
    while verifier.verify(&old.sign(&claims())).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(verifier.verify(&new.sign(&claims())).await.is_ok());
}

#[tokio::test]
async fn keys_are_kept_for_a_day_while_the_issuer_fails_and_had_again_when_it_does_not() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let token = signer.sign(&claims());

    endpoint.fail();
    later(23 * HOUR).await;
    assert!(verifier.verify(&token).await.is_ok());
    later(HOUR).await;
    assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));

    endpoint.publish(&[&signer]);
    later(2 * SECOND).await;
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn rubbish_from_the_issuer_leaves_the_keys_as_they_were() {
    let (signer, stranger) = (Signer::ed("one"), Signer::ed("two"));
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    for rubbish in ["<html>", r#"{"keys":[]}"#, &" ".repeat(65 * 1024)] {
        rubbish.clone_into(&mut endpoint.answer.lock().unwrap().1);
        later(31 * SECOND).await;
        assert!(verifier.verify(&stranger.sign(&claims())).await.is_err());
        assert!(verifier.verify(&signer.sign(&claims())).await.is_ok());
    }
    assert_eq!(endpoint.times_asked(), 4);
}

#[tokio::test]
async fn an_issuer_that_is_not_up_yet_is_waited_for() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    endpoint.fail();
    let verifier = endpoint.verifier().await;
    let token = signer.sign(&claims());
    assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));

    endpoint.publish(&[&signer]);
    later(2 * SECOND).await;
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn many_strangers_at_once_make_us_ask_once() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    let verifier = endpoint.verifier().await;
    let callers: Vec<_> = (0..50)
        .map(|n| Signer::ed(&format!("stranger {n}")).sign(&claims()))
        .map(|token| (verifier.clone(), token))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    for caller in callers {
        assert!(matches!(caller.await.unwrap(), Err(AuthError::Invalid(_))));
    }
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn all_who_wait_for_an_issuer_that_hangs_wait_for_one_answer() {
    let signer = Signer::ed("one");
    let endpoint = Endpoint::open(&signer).await;
    endpoint.fail();
    let verifier = endpoint.verifier().await;
    later(2 * SECOND).await;

    let _pass = endpoint.gate.clone().acquire_owned().await.unwrap();
    let token = signer.sign(&claims());
    let callers: Vec<_> = (0..20)
        .map(|_| (verifier.clone(), token.clone()))
        .map(|(verifier, token)| tokio::spawn(async move { verifier.verify(&token).await }))
        .collect();
    endpoint.until_asked(2).await;
    later(4 * SECOND).await;
    for caller in callers {
        assert_eq!(caller.await.unwrap(), Err(AuthError::KeysUnavailable));
    }
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn a_new_key_is_not_called_wrong_while_the_issuer_fails() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let endpoint = Endpoint::open(&old).await;
    let verifier = endpoint.verifier().await;
    endpoint.fail();
    let token = new.sign(&claims());
    for _ in 0..2 {
        assert_eq!(verifier.verify(&token).await, Err(AuthError::KeysUnavailable));
    }
    assert!(verifier.verify(&old.sign(&claims())).await.is_ok());
    assert_eq!(endpoint.times_asked(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let signer = Signer::ed("one");
    let real = Endpoint::open(&signer).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    let elsewhere = axum::response::Redirect::temporary(&real.url);
    let app = Router::new().route("/jwks", get(async move || elsewhere));
    tokio::spawn(async move { axum::serve(listener, app).await });

    let settings = AuthSettings { auth_jwks_url: Some(url), ..settings() };
    let verifier = Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap();
    assert_eq!(verifier.verify(&signer.sign(&claims())).await, Err(AuthError::KeysUnavailable));
    assert_eq!(real.times_asked(), 0);
}

#[tokio::test]
async fn a_url_that_could_be_read_on_its_way_is_refused_by_its_flag() {
    for url in ["http://issuer.example/jwks", "http://localhost@issuer.example/jwks", "keys"] {
        let settings = AuthSettings { auth_jwks_url: Some(url.to_owned()), ..settings() };
        let refusal = Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap_err();
        assert!(format!("{refusal:#}").contains("--auth-jwks-url"), "{url}: {refusal:#}");
    }
}

#[tokio::test]
async fn a_key_file_is_read_again_like_a_url() {
    let (old, new) = (Signer::ed("old"), Signer::ed("new"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jwks.json");
    std::fs::write(&file, jwks(&[old.public()])).unwrap();
    let settings = AuthSettings { auth_jwks_file: Some(file.clone()), ..settings() };
    let verifier = Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap();

    std::fs::write(&file, jwks(&[new.public()])).unwrap();
    assert!(verifier.verify(&new.sign(&claims())).await.is_ok());
    assert!(verifier.verify(&old.sign(&claims())).await.is_err());
}
