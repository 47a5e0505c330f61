//! Where keys may come from, and what is not taken for a key set.

use std::{
    convert::Infallible,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{Router, body::Body, routing::get};
use futures_util::{StreamExt as _, stream};
use service_kit::auth::{AuthError, AuthSettings, Verifier};
use tokio::net::TcpListener;

use crate::{
    endpoint::{Endpoint, SECOND, later},
    issuer::{Signer, StoppedClock, claims, jwks, settings},
};

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
async fn a_key_set_without_end_is_not_read_to_its_end() {
    // More than sockets hold.
    const CHUNKS: u32 = 1024;
    let sent = Arc::new(AtomicU32::new(0));
    let counted = sent.clone();
    let endless = async move || {
        let chunks = stream::iter(0..CHUNKS).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>([b' '; 64 * 1024].to_vec())
        });
        Body::from_stream(chunks)
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks", listener.local_addr().unwrap());
    let app = Router::new().route("/jwks", get(endless));
    tokio::spawn(async move { axum::serve(listener, app).await });

    let settings = AuthSettings { auth_jwks_url: Some(url), ..settings() };
    Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap();
    let sent = sent.load(Ordering::Relaxed);
    assert!((2..CHUNKS).contains(&sent), "{sent}");
}

#[test]
fn keys_on_this_machine_need_no_authorities_and_no_proxy() {
    let missing = "/missing";
    let tests = ["tokens::a_forged_token_is_refused", "rotation::many_who_need_a_new_key_ask_once"];
    let again = Command::new(std::env::current_exe().unwrap())
        .envs([("SSL_CERT_FILE", missing), ("SSL_CERT_DIR", missing)])
        .env("HTTP_PROXY", "http://127.0.0.1:1")
        .arg("--exact")
        .args(tests)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(again.status.success() && said.contains("2 passed"), "{said}");
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
