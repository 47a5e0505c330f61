//! grpc-web, as browsers speak it: binary and text, HTTP/1.1 and HTTP/2.

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use http_body_util::BodyExt as _;
use hyper::Version;
use proto::chat::v1::{SendResponse, SubscribeResponse, subscribe_response};

use crate::{
    native::{SEND, SUBSCRIBE, message, subscribe},
    stack::{FRIEND, Stack, within},
    upstream::refusal,
    web::{Answer, Web, header},
};

const BINARY: &str = "application/grpc-web+proto";
const TEXT: &str = "application/grpc-web-text+proto";

/// A client of each kind.
fn clients(stack: &Stack) -> impl Iterator<Item = Web<'static>> + use<> {
    let gateway = stack.gateway;
    [Version::HTTP_11, Version::HTTP_2].into_iter().flat_map(move |version| {
        [BINARY, TEXT].map(|content_type| Web { gateway, version, content_type, more: &[] })
    })
}

fn client(stack: &Stack) -> Web<'static> {
    Web { gateway: stack.gateway, version: Version::HTTP_11, content_type: BINARY, more: &[] }
}

#[tokio::test]
async fn a_unary_call_is_answered() {
    let stack = Stack::start().await;
    for client in clients(&stack) {
        let answer: Answer<SendResponse> = client.call(SEND, &message("any", "hello")).await;
        assert_eq!(answer.messages, [SendResponse { seq: 5 }]);
        assert_eq!(answer.status(), "0");
    }
}

#[tokio::test]
async fn a_refusal_arrives_with_its_details() {
    let stack = Stack::start().await;
    for client in clients(&stack) {
        let answer: Answer<SendResponse> = client.call(SEND, &message("refused", "x")).await;
        assert_eq!((answer.messages.len(), answer.status()), (0, "9"));
        assert_eq!(answer.trailers["grpc-message"], "no%20such%20room:%20%C3%A9");
        let details = BASE64_STANDARD_NO_PAD.encode(refusal().details());
        assert_eq!(answer.trailers["grpc-status-details-bin"].trim_end_matches('='), details);
    }
}

#[tokio::test]
async fn a_server_stream_is_answered_message_by_message() {
    let stack = Stack::start().await;
    for client in clients(&stack) {
        let answer: Answer<SubscribeResponse> = client.call(SUBSCRIBE, &subscribe("any")).await;
        let seqs = answer.messages.iter().map(|message| match &message.frame {
            Some(subscribe_response::Frame::Skip(skip)) => skip.to_seq,
            other => panic!("{other:?}"),
        });
        assert_eq!(seqs.collect::<Vec<_>>(), [1, 2]);
        assert_eq!(answer.status(), "0");
    }
}

#[tokio::test]
async fn a_stream_that_fails_keeps_what_came_before() {
    let stack = Stack::start().await;
    for client in clients(&stack) {
        let answer: Answer<SubscribeResponse> = client.call(SUBSCRIBE, &subscribe("fails")).await;
        assert_eq!((answer.messages.len(), answer.status()), (1, "9"));
    }
}

#[tokio::test]
async fn parameters_of_the_content_type_do_not_matter() {
    let stack = Stack::start().await;
    for content_type in [
        "application/grpc-web+proto; charset=utf-8",
        "Application/gRPC-Web;charset=UTF-8",
        "application/grpc-web-text; charset=utf-8",
    ] {
        let client = Web { content_type, ..client(&stack) };
        let answer: Answer<SendResponse> = client.call(SEND, &message("any", "hello")).await;
        assert_eq!(answer.messages, [SendResponse { seq: 5 }], "{content_type}");
    }
}

#[tokio::test]
async fn a_browser_that_goes_away_ends_the_stream_at_the_upstream() {
    let mut stack = Stack::start().await;
    for client in clients(&stack) {
        let mut body = client.open(SUBSCRIBE, &subscribe("open")).await.into_body();
        within(body.frame()).await.unwrap().unwrap();
        drop(body);
        stack.upstream_noticed().await;
    }
}

#[tokio::test]
async fn a_deadline_is_told_in_the_body() {
    let mut stack = Stack::start().await;
    for client in clients(&stack) {
        let client = Web { more: &[("grpc-timeout", "200m")], ..client };
        let slow = message("slow", "x");
        let answer = within(client.call::<SendResponse>(SEND, &slow)).await;
        assert_eq!((answer.messages.len(), answer.status()), (0, "4"));
        stack.upstream_noticed().await;

        let open = subscribe("open");
        let answer = within(client.call::<SubscribeResponse>(SUBSCRIBE, &open)).await;
        assert_eq!((answer.messages.len(), answer.status()), (1, "4"));
        stack.upstream_noticed().await;
    }
}

#[tokio::test]
async fn an_upstream_that_dies_is_told_in_the_body() {
    let mut stack = Stack::start().await;
    for client in clients(&stack) {
        let mut body = client.open(SUBSCRIBE, &subscribe("open")).await.into_body();
        let first = within(body.frame()).await.unwrap().unwrap().into_data().unwrap();
        stack.upstream.kill().await;
        let rest = within(body.collect()).await.unwrap().to_bytes();
        let answer: Answer<SubscribeResponse> = client.read(&[&first[..], &rest[..]].concat());
        assert_eq!((answer.messages.len(), answer.status()), (1, "14"));
        stack.upstream.restart().await;
    }
}

#[tokio::test]
async fn errors_are_readable_for_a_page_of_an_allowed_origin() {
    let stack = Stack::start().await;
    let client = Web { more: &[("origin", FRIEND)], ..client(&stack) };
    let response = client.open(SEND, &message("refused", "x")).await;
    assert_eq!(header(&response, "access-control-allow-origin"), Some(FRIEND));
    assert_eq!(header(&response, "access-control-allow-credentials"), None);
    let exposed = header(&response, "access-control-expose-headers").unwrap();
    for name in ["grpc-status", "grpc-message", "grpc-status-details-bin", "x-request-id"] {
        assert!(exposed.split(',').any(|exposed| exposed.trim() == name), "{name}: {exposed}");
    }
}
