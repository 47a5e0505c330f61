//! What the gateway lets in.

use hyper::{StatusCode, Version};
use proto::chat::v1::{GetAllRoomsRequest, room_access_service_client::RoomAccessServiceClient};
use tonic::{Code, Request};

use crate::{
    native::{SEND, message},
    stack::{FRIEND, Stack},
    upstream::Upstream,
    web::{self, Web, fetch, header},
};

const BINARY: &str = "application/grpc-web+proto";

#[tokio::test]
async fn the_internal_api_is_unreachable() {
    let stack = Stack::start().await;
    let mut client = RoomAccessServiceClient::new(stack.channel().await);
    assert_eq!(
        client.get_all_rooms(GetAllRoomsRequest::default()).await.unwrap_err().code(),
        Code::Unimplemented
    );

    let client =
        Web { gateway: stack.gateway, version: Version::HTTP_11, content_type: BINARY, more: &[] };
    let path = "/hirehub.chat.v1.RoomAccessService/GetAllRooms";
    let answer = client.call::<()>(path, &()).await;
    assert_eq!(answer.status(), "12");
    assert!(stack.upstream.seen().is_empty());
}

#[tokio::test]
async fn an_unknown_service_is_unimplemented() {
    let stack = Stack::start().await;
    for path in
        ["/no.such.Service/Do", "/hirehub.chat.v1.ChatService/", "/hirehub.chat.v1.ChatService/A/B"]
    {
        let headers = [("content-type", "application/grpc")];
        let answer =
            web::send(stack.gateway, Version::HTTP_2, "POST", path, &headers, vec![].into()).await;
        assert_eq!(
            (answer.status(), header(&answer, "grpc-status")),
            (StatusCode::OK, Some("12")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_configured_route_serves_another_service_name() {
    let other = Upstream::start().await;
    let route = format!("--route=hirehub.session.v1.SessionService=http://{}", other.address);
    let stack = Stack::start_with(&[&route]).await;
    let headers = [("content-type", "application/grpc")];
    let path = "/hirehub.session.v1.SessionService/GetSession";
    let answer =
        web::send(stack.gateway, Version::HTTP_2, "POST", path, &headers, vec![].into()).await;
    // The echo knows no sessions; that it says so itself shows who was asked.
    assert_eq!(header(&answer, "grpc-status"), Some("12"));
    assert_eq!(header(&answer, "grpc-status-details-bin"), None);
}

#[tokio::test]
async fn a_preflight_of_an_allowed_origin_is_answered() {
    let stack = Stack::start().await;
    let asked = "content-type,x-grpc-web,x-user-agent,grpc-timeout,authorization,x-request-id";
    let headers = [
        ("origin", FRIEND),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", asked),
    ];
    let answer = fetch(stack.gateway, "OPTIONS", SEND, &headers, "").await;
    assert!(answer.status().is_success());
    assert_eq!(header(&answer, "access-control-allow-origin"), Some(FRIEND));
    assert_eq!(header(&answer, "access-control-allow-methods"), Some("POST"));
    assert_eq!(header(&answer, "access-control-allow-headers"), Some(asked));
    assert_eq!(header(&answer, "access-control-max-age"), Some("7200"));
    assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    assert!(header(&answer, "vary").unwrap().to_ascii_lowercase().contains("origin"));
}

#[tokio::test]
async fn a_page_of_a_foreign_origin_is_refused() {
    let stack = Stack::start().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1:1"] {
        for (method, path) in
            [("OPTIONS", SEND), ("POST", SEND), ("POST", "/dev/sign-in"), ("GET", "/config.json")]
        {
            let headers = [("origin", origin), ("content-type", BINARY)];
            let answer = fetch(stack.gateway, method, path, &headers, "").await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin} {method} {path}");
            assert_eq!(header(&answer, "access-control-allow-origin"), None);
        }
    }
    assert!(stack.upstream.seen().is_empty());
}

#[tokio::test]
async fn the_gateways_own_page_may_call() {
    let stack = Stack::start().await;
    let own = format!("http://{}", stack.gateway);
    let headers = [("origin", own.as_str())];
    let client = Web {
        gateway: stack.gateway,
        version: Version::HTTP_11,
        content_type: BINARY,
        more: &headers,
    };
    assert_eq!(client.open(SEND, &message("any", "x")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_content_type_that_is_no_grpc_is_refused() {
    let stack = Stack::start().await;
    let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    for path in [SEND, reflection] {
        for version in [Version::HTTP_11, Version::HTTP_2] {
            for headers in [
                &[("content-type", "text/plain")][..],
                &[("content-type", "application/json")],
                &[],
            ] {
                let answer =
                    web::send(stack.gateway, version, "POST", path, headers, "x".into()).await;
                assert_eq!(
                    answer.status(),
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "{path} {headers:?}"
                );
            }
        }
    }
    assert!(stack.upstream.seen().is_empty());
}

#[tokio::test]
async fn headers_that_only_we_may_say_do_not_pass() {
    let stack = Stack::start().await;
    let mut call = Request::new(message("any", "x"));
    let forged =
        ["x-forwarded-for", "forwarded", "x-real-ip", "x-user-id", "x-hirehub-user", "cookie"];
    for name in forged {
        call.metadata_mut().insert(name, "forged".parse().unwrap());
    }
    for (name, value) in
        [("authorization", "Bearer t"), ("traceparent", "00-a-b-01"), ("x-request-id", "mine-1")]
    {
        call.metadata_mut().insert(name, value.parse().unwrap());
    }
    stack.client().await.send(call).await.unwrap();
    let seen = stack.upstream.seen();
    for name in forged {
        assert!(seen.get_all(name).iter().all(|value| value != "forged"), "{name}");
    }
    assert_eq!(seen.get("x-forwarded-host").unwrap(), stack.gateway.to_string().as_str());
    assert_eq!(seen.get("authorization").unwrap(), "Bearer t");
    assert_eq!(seen.get("traceparent").unwrap(), "00-a-b-01");
    assert_eq!(seen.get("x-request-id").unwrap(), "mine-1");
}

#[tokio::test]
async fn a_request_without_an_id_gets_one_which_the_upstream_and_the_caller_see() {
    let stack = Stack::start().await;
    let client =
        Web { gateway: stack.gateway, version: Version::HTTP_11, content_type: BINARY, more: &[] };
    let answer = client.open(SEND, &message("any", "x")).await;
    let ids: Vec<_> = answer.headers().get_all("x-request-id").iter().collect();
    assert_eq!(ids, [stack.upstream.seen().get("x-request-id").unwrap().as_bytes()]);
}
