//! Tokens of services, behind the same wall as users' tokens.

use std::time::Duration;

use axum::Router;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;
use service_kit::{
    serve::ServeSettings,
    service_token::{ServiceKey, ServiceKeySettings, ServiceVerifier, TokenMinter},
    status::reason,
};
use tonic::{Code, Status, service::Routes};

use crate::{
    issuer::{NOW, Signer, StoppedClock, claims, settings, verifier},
    network::Server,
    protection::{check, health},
};

const SECRET: &[u8] = &[7; 32];

fn key() -> ServiceKey {
    ServiceKey::new(SECRET).unwrap()
}

/// What a door for `session`'s calls of `chat` answers to a token.
async fn knock(token: &str, clock: std::sync::Arc<StoppedClock>) -> Result<(), Status> {
    let verifier = ServiceVerifier::new(key(), "chat", &["session"], clock);
    let app: Router = Routes::new(verifier.protect(health())).into_axum_router();
    let server = Server::start(app, ServeSettings::default());
    check(&server, Some(&format!("Bearer {token}"))).await
}

#[tokio::test]
async fn a_service_is_let_in_for_a_minute() {
    let clock = StoppedClock::new();
    let token = TokenMinter::new(key(), "session", "chat", clock.clone()).mint();
    assert!(knock(&token, clock.clone()).await.is_ok());
    clock.advance(Duration::from_secs(64));
    assert!(knock(&token, clock.clone()).await.is_ok(), "clocks may differ");
    clock.advance(Duration::from_secs(1));
    let refusal = knock(&token, clock).await.unwrap_err();
    assert_eq!(reason(&refusal).as_deref(), Some("NOT_A_SERVICE"));
}

#[tokio::test]
async fn another_caller_audience_or_secret_is_refused() {
    let clock = StoppedClock::new();
    let other = ServiceKey::new(&[8; 32]).unwrap();
    for minter in [
        TokenMinter::new(key(), "gateway", "chat", clock.clone()),
        TokenMinter::new(key(), "session", "session", clock.clone()),
        TokenMinter::new(other, "session", "chat", clock.clone()),
    ] {
        let refusal = knock(&minter.mint(), clock.clone()).await.unwrap_err();
        assert_eq!(refusal.code(), Code::Unauthenticated);
    }
}

#[tokio::test]
async fn a_token_must_say_who_for_whom_and_until_when() {
    let whole = json!({ "iss": "session", "aud": "chat", "exp": NOW + 60 });
    let sign = |claims: &serde_json::Value| {
        encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(SECRET)).unwrap()
    };
    assert!(knock(&sign(&whole), StoppedClock::new()).await.is_ok());
    for claim in ["iss", "aud", "exp"] {
        let mut part = whole.clone();
        part.as_object_mut().unwrap().remove(claim);
        assert!(knock(&sign(&part), StoppedClock::new()).await.is_err(), "{claim}");
    }
}

#[tokio::test]
async fn users_do_not_pass_as_services_nor_services_as_users() {
    let (signer, clock) = (Signer::ed("one"), StoppedClock::new());
    assert!(knock(&signer.sign(&claims()), clock.clone()).await.is_err());
    let verifier = verifier(&[signer.public()], settings(), clock.clone()).await;
    let token = TokenMinter::new(key(), "session", "chat", clock).mint();
    assert!(verifier.verify(&token).await.is_err());
}

#[test]
fn a_token_is_used_again_for_half_its_life() {
    let clock = StoppedClock::new();
    let minter = TokenMinter::new(key(), "session", "chat", clock.clone());
    let first = minter.mint();
    clock.advance(Duration::from_secs(29));
    assert_eq!(minter.mint(), first);
    clock.advance(Duration::from_secs(1));
    assert_ne!(minter.mint(), first);
}

#[test]
fn a_secret_is_long_enough_and_never_printed() {
    assert!(ServiceKey::new(&[7; 31]).is_err());
    let settings = ServiceKeySettings::with(&ServiceKey::random().unwrap());
    let minter = TokenMinter::new(settings.load().unwrap(), "session", "chat", StoppedClock::new());
    for printed in [format!("{settings:?}"), format!("{minter:?}")] {
        assert!(printed.contains("***"), "{printed}");
    }
}

#[test]
fn a_secret_is_read_from_a_file_and_a_wrong_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let settings = ServiceKeySettings { service_key_file: Some(file.clone()), service_key: None };
    let refusal = || format!("{:#}", settings.load().unwrap_err());
    assert!(refusal().contains("--service-key-file"));
    std::fs::write(&file, "short\n").unwrap();
    assert!(refusal().contains("32 bytes"));
    std::fs::write(&file, format!("{}\n", "s".repeat(32))).unwrap();
    assert!(settings.load().is_ok());

    let text = |text: &str| ServiceKeySettings {
        service_key_file: None,
        service_key: Some(text.to_owned().into()),
    };
    let refusal = format!("{:#}", text("not base64!").load().unwrap_err());
    assert!(
        refusal.contains("HIREHUB_SERVICE_KEY") && !refusal.contains("not base64!"),
        "{refusal}"
    );
    assert!(ServiceKeySettings::default().load().is_err());
}
