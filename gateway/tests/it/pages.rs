//! The start page and development sign-in.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use hyper::StatusCode;
use serde_json::{Value, json};
use service_kit::{
    auth::Verifier,
    clock::{SharedClock, SystemClock},
    dev_issuer::DevIssuer,
    serve::TcpDoor,
};
use tempfile::TempDir;

use crate::{
    stack::{FRIEND, Stack, config, serve_on},
    web::{Headers, fetch, header, text},
};

const JSON: Headers<'_> = &[("content-type", "application/json")];

fn clock() -> SharedClock {
    Arc::new(SystemClock)
}

async fn with_dev_sign_in() -> (Stack, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let issuer = DevIssuer::open(folder.path(), clock()).unwrap();
    (Stack::with_dev_sign_in(issuer).await, folder)
}

async fn sign_in(stack: &Stack, headers: Headers<'_>, body: &Value) -> (StatusCode, Value) {
    let answer = fetch(stack.gateway, "POST", "/dev/sign-in", headers, body.to_string()).await;
    let status = answer.status();
    (status, serde_json::from_str(&text(answer).await).unwrap_or_default())
}

#[tokio::test]
async fn the_start_page_and_its_parts_are_served_under_a_strict_policy() {
    let stack = Stack::start().await;
    for (path, media_type) in [
        ("/", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/start.js", "text/javascript; charset=utf-8"),
        ("/mark.svg", "image/svg+xml"),
    ] {
        let answer = fetch(stack.gateway, "GET", path, &[], "").await;
        assert_eq!(
            (answer.status(), header(&answer, "content-type")),
            (StatusCode::OK, Some(media_type))
        );
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn the_start_page_keeps_to_its_own_policy() {
    let stack = Stack::start().await;
    let page = text(fetch(stack.gateway, "GET", "/", &[], "").await).await;
    for forbidden in
        ["<style", " style=", "onclick=", "onsubmit=", "<script>", "src=\"http", "src=\"//"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn a_browser_that_has_the_page_is_told_so() {
    let stack = Stack::start().await;
    let answer = fetch(stack.gateway, "GET", "/", &[], "").await;
    let tag = header(&answer, "etag").unwrap().to_owned();
    let again = fetch(stack.gateway, "GET", "/", &[("if-none-match", &tag)], "").await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn an_unknown_page_is_not_found() {
    let stack = Stack::start().await;
    for path in ["/nope", "/hirehub.chat.v1.ChatService/Send"] {
        assert_eq!(
            fetch(stack.gateway, "GET", path, &[], "").await.status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn development_sign_in_gives_a_token_that_services_accept() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = DevIssuer::open(folder.path(), clock()).unwrap();
    let settings = issuer.auth_settings();
    let stack = Stack::with_dev_sign_in(issuer).await;
    let wanted = json!({ "user_id": "alice", "display_name": "Alice", "is_admin": true });
    let (status, body) = sign_in(&stack, JSON, &wanted).await;
    assert_eq!(status, StatusCode::OK, "{body}");

    let verifier = Verifier::from_settings(&settings, clock()).await.unwrap();
    let alice = verifier.verify(body["token"].as_str().unwrap()).await.unwrap();
    assert_eq!((&*alice.user_id, &*alice.display_name, alice.is_admin), ("alice", "Alice", true));
    let expires = alice.expires_at.duration_since(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(body["expires_at"], expires.as_secs());
}

#[tokio::test]
async fn clients_are_told_how_to_sign_in() {
    let (dev, _folder) = with_dev_sign_in().await;
    let config = text(fetch(dev.gateway, "GET", "/config.json", &[], "").await).await;
    assert_eq!(config, r#"{"auth":{"kind":"dev"}}"#);
    let plain = Stack::start().await;
    let config = text(fetch(plain.gateway, "GET", "/config.json", &[], "").await).await;
    assert_eq!(config, r#"{"auth":{"kind":"jwt"}}"#);
}

#[tokio::test]
async fn without_an_issuer_there_is_no_sign_in() {
    let stack = Stack::start().await;
    let (status, _) = sign_in(&stack, JSON, &json!({ "user_id": "alice" })).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_bad_sign_in_names_the_field_and_the_rule() {
    let (stack, _folder) = with_dev_sign_in().await;
    for (body, field) in [
        (json!({ "user_id": "" }), "user_id"),
        (json!({ "user_id": "a".repeat(129) }), "user_id"),
        (json!({ "user_id": "a", "display_name": "n".repeat(129) }), "display_name"),
        (json!({ "display_name": "Alice" }), "user_id"),
        (json!({ "user_id": 7 }), "body"),
    ] {
        let (status, answer) = sign_in(&stack, JSON, &body).await;
        assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{body}");
        assert!(answer["rule"].as_str().is_some_and(|rule| !rule.is_empty()), "{answer}");
    }
}

#[tokio::test]
async fn a_sign_in_that_is_no_small_json_request_is_refused() {
    let (stack, _folder) = with_dev_sign_in().await;
    let alice = json!({ "user_id": "alice" });
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let (status, _) = sign_in(&stack, &[("content-type", content_type)], &alice).await;
        assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let long = json!({ "user_id": "alice", "display_name": "n".repeat(5000) });
    assert_eq!(sign_in(&stack, JSON, &long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_sign_in_relayed_from_elsewhere_is_refused() {
    let (stack, _folder) = with_dev_sign_in().await;
    let relayed = [("content-type", "application/json"), ("x-forwarded-for", "203.0.113.7")];
    let (status, _) = sign_in(&stack, &relayed, &json!({ "user_id": "alice" })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_gateway_that_others_can_reach_gives_no_tokens() {
    let (_, folder) = with_dev_sign_in().await;
    let listener = TcpDoor::bind("0.0.0.0:0".parse().unwrap()).await.unwrap();
    let port = listener.address().unwrap().port();
    let gateway = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut config = config(gateway, &[]);
    config.dev_issuer = Some(Arc::new(DevIssuer::open(folder.path(), clock()).unwrap()));
    let _stop = serve_on(config, listener);
    let body = json!({ "user_id": "alice" }).to_string();
    let answer = fetch(gateway, "POST", "/dev/sign-in", JSON, body).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let config = text(fetch(gateway, "GET", "/config.json", &[], "").await).await;
    assert_eq!(config, r#"{"auth":{"kind":"jwt"}}"#);
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_sign_in() {
    let (stack, _folder) = with_dev_sign_in().await;
    let headers = [("content-type", "application/json"), ("origin", FRIEND)];
    assert_eq!(sign_in(&stack, &headers, &json!({ "user_id": "alice" })).await.0, StatusCode::OK);
}
