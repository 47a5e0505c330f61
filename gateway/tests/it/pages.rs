//! The interview page and development sign-in.

use std::{
    fs,
    io::Read as _,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use flate2::read::GzDecoder;
use http_body_util::BodyExt as _;
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
async fn every_answer_to_a_browser_bears_a_strict_policy() {
    let (stack, _folder) = with_dev_sign_in().await;
    for (method, path, status) in [
        ("GET", "/", StatusCode::OK),
        ("GET", "/mark.svg", StatusCode::OK),
        ("GET", "/config.json", StatusCode::OK),
        ("GET", "/healthz", StatusCode::OK),
        ("GET", "/assets/none.js", StatusCode::NOT_FOUND),
        ("POST", "/", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("POST", "/dev/sign-in", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ] {
        let answer = fetch(stack.gateway, method, path, &[], "").await;
        assert_eq!(answer.status(), status, "{method} {path}");
        let policy = header(&answer, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(header(&answer, name), Some(value), "{method} {path}: {name}");
        }
    }
    let foreign = fetch(stack.gateway, "GET", "/", &[("origin", "https://evil.example")], "").await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(header(&foreign, "content-security-policy").is_some());
}

#[tokio::test]
async fn the_page_keeps_to_its_own_policy() {
    let stack = Stack::start().await;
    let page = text(fetch(stack.gateway, "GET", "/", &[], "").await).await;
    for forbidden in ["<style", " style=", "onclick=", "<script>", "src=\"http", "src=\"//"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn files_say_what_they_are() {
    let stack = Stack::start().await;
    for (path, media_type) in [("/", "text/html; charset=utf-8"), ("/mark.svg", "image/svg+xml")] {
        let answer = fetch(stack.gateway, "GET", path, &[], "").await;
        assert_eq!(header(&answer, "content-type"), Some(media_type));
        assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
    }
}

#[tokio::test]
async fn a_browser_that_has_a_file_is_told_so() {
    let stack = Stack::start().await;
    let answer = fetch(stack.gateway, "GET", "/", &[], "").await;
    let tag = header(&answer, "etag").unwrap().to_owned();
    let again = fetch(stack.gateway, "GET", "/", &[("if-none-match", &tag)], "").await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(header(&again, "etag"), Some(&*tag));
    // The same file in another form is other bytes.
    let headers = [("if-none-match", &*tag), ("accept-encoding", "gzip")];
    let zipped = fetch(stack.gateway, "GET", "/", &headers, "").await;
    assert_eq!(zipped.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_browser_that_takes_compressed_files_gets_them() {
    let stack = Stack::start().await;
    let plain = text(fetch(stack.gateway, "GET", "/", &[], "").await).await;
    for coding in ["gzip", "br"] {
        let answer = fetch(stack.gateway, "GET", "/", &[("accept-encoding", coding)], "").await;
        assert_eq!(header(&answer, "content-encoding"), Some(coding));
        assert!(header(&answer, "vary").unwrap().contains("accept-encoding"));
        let packed = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(packed.len() < plain.len());
        let mut unpacked = String::new();
        match coding {
            "gzip" => GzDecoder::new(&*packed).read_to_string(&mut unpacked).unwrap(),
            _ => brotli::Decompressor::new(&*packed, 4096).read_to_string(&mut unpacked).unwrap(),
        };
        assert_eq!(unpacked, plain);
    }
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let stack = Stack::start().await;
    let got = fetch(stack.gateway, "GET", "/", &[], "").await;
    let head = fetch(stack.gateway, "HEAD", "/", &[], "").await;
    for name in ["etag", "content-type", "content-length"] {
        assert!(header(&head, name).is_some());
        assert_eq!(header(&head, name), header(&got, name), "{name}");
    }
    assert_eq!(text(head).await, "");
}

#[tokio::test]
async fn who_navigates_to_a_path_of_the_page_gets_the_page() {
    let stack = Stack::start().await;
    let page = text(fetch(stack.gateway, "GET", "/", &[], "").await).await;
    let navigates = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    for path in ["/session/abc", "/session/abc?invite=x", "/problems", "/nope"] {
        let answer = fetch(stack.gateway, "GET", path, &navigates, "").await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(text(answer).await, page, "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let stack = Stack::start().await;
    let navigates: Headers<'_> = &[("accept", "text/html")];
    for (path, headers) in [
        ("/session/abc", &[][..]),
        ("/session/abc", &[("accept", "*/*")]),
        ("/assets/none.js", navigates),
        ("/assets/", navigates),
        ("/dev/none", navigates),
        ("/favicon.ico", navigates),
        ("/hirehub.chat.v1.ChatService/Send", navigates),
        ("/hirehub.chat.v1.RoomAccessService/AddAllowed", navigates),
    ] {
        let answer = fetch(stack.gateway, "GET", path, headers, "").await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path} {headers:?}");
    }
}

#[tokio::test]
async fn a_folder_takes_the_place_of_the_build_and_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let ui = folder.path().join("ui");
    fs::create_dir_all(ui.join("assets")).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    let flag = format!("--ui-dir={}", ui.display());
    let stack = Stack::start_with(&[&flag]).await;
    for content in ["one", "two"] {
        fs::write(ui.join("assets/app.js"), content).unwrap();
        let answer = fetch(stack.gateway, "GET", "/assets/app.js", &[], "").await;
        assert_eq!(header(&answer, "content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(text(answer).await, content);
    }
    for path in ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/mark.svg"] {
        let answer = fetch(stack.gateway, "GET", path, &[], "").await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
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
async fn who_signs_in_elsewhere_is_told_where_and_may_go_there() {
    const KEY: &str = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";
    let oidc: &[_] = &["--auth-issuer=https://id.example/a", "--auth-client-id=page"];
    let clerk: &[_] = &["--clerk-publishable-key", KEY];
    for (flags, auth, origin) in [
        (
            oidc,
            json!({ "kind": "oidc", "issuer": "https://id.example/a", "client_id": "page" }),
            "connect-src 'self' https://id.example;",
        ),
        (
            clerk,
            json!({ "kind": "clerk", "publishable_key": KEY }),
            "connect-src 'self' https://clerk.example.com;",
        ),
        (&oidc[..1], json!({ "kind": "jwt" }), "connect-src 'self';"),
        (&oidc[1..], json!({ "kind": "jwt" }), "connect-src 'self';"),
    ] {
        let stack = Stack::start_with(flags).await;
        let answer = fetch(stack.gateway, "GET", "/config.json", &[], "").await;
        let policy = header(&answer, "content-security-policy").unwrap().to_owned();
        assert!(policy.contains(origin), "{flags:?}: {policy}");
        let config: Value = serde_json::from_str(&text(answer).await).unwrap();
        assert_eq!(config, json!({ "auth": auth }), "{flags:?}");
    }
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
