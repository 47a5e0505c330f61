//! Native gRPC passes as it is.

use std::time::Duration;

use hyper::Version;
use proto::chat::v1::{
    ConnectRequest, Message, Send, SendRequest, SubscribeRequest, connect_request,
    connect_response, send_request, subscribe_response,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Streaming};

use crate::{
    stack::{Stack, within},
    upstream::refusal,
    web,
};

pub(crate) const SEND: &str = "/hirehub.chat.v1.ChatService/Send";
pub(crate) const SUBSCRIBE: &str = "/hirehub.chat.v1.ChatService/Subscribe";

pub(crate) fn message(room_id: &str, text: &str) -> SendRequest {
    let body = Some(send_request::Body::Message(Message { text: text.to_owned() }));
    SendRequest { room_id: room_id.to_owned(), body, ..SendRequest::default() }
}

pub(crate) fn subscribe(room_id: &str) -> SubscribeRequest {
    SubscribeRequest { room_id: room_id.to_owned(), ..SubscribeRequest::default() }
}

fn frame(id: &str) -> ConnectRequest {
    let send = Send { client_event_id: id.to_owned(), ..Send::default() };
    ConnectRequest { frame: Some(connect_request::Frame::Send(send)) }
}

async fn next(stream: &mut Streaming<proto::chat::v1::ConnectResponse>) -> connect_response::Frame {
    within(stream.message()).await.unwrap().unwrap().frame.unwrap()
}

#[tokio::test]
async fn a_stream_runs_both_ways_at_once_and_ends_after_the_half_close() {
    let stack = Stack::start().await;
    let (say, frames) = mpsc::channel(4);
    let mut client = stack.client().await;
    let mut stream = client.connect(ReceiverStream::new(frames)).await.unwrap().into_inner();
    assert!(matches!(next(&mut stream).await, connect_response::Frame::Welcome(_)));
    for seq in 1..=3 {
        say.send(frame(&seq.to_string())).await.unwrap();
        let connect_response::Frame::Ack(ack) = next(&mut stream).await else { panic!("no ack") };
        assert_eq!((ack.seq, ack.client_event_id), (seq, seq.to_string()));
    }
    drop(say);
    assert_eq!(within(stream.message()).await.unwrap(), None);
}

#[tokio::test]
async fn a_refusal_arrives_with_its_message_and_details() {
    let stack = Stack::start().await;
    let refused = stack.client().await.send(message("refused", "x")).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(refused.message(), refusal().message());
    assert_eq!(refused.details(), refusal().details());
    assert!(!refused.details().is_empty());
}

#[tokio::test]
async fn a_stream_that_fails_keeps_what_came_before_and_its_details() {
    let stack = Stack::start().await;
    let mut stream = stack.client().await.subscribe(subscribe("fails")).await.unwrap().into_inner();
    assert!(within(stream.message()).await.unwrap().is_some());
    let failed = within(stream.message()).await.unwrap_err();
    assert_eq!((failed.code(), failed.details()), (Code::FailedPrecondition, refusal().details()));
}

#[tokio::test]
async fn a_caller_who_goes_away_ends_the_call_at_the_upstream() {
    let mut stack = Stack::start().await;
    let mut client = stack.client().await;
    let (say, frames) = mpsc::channel(4);
    let mut stream = client.connect(ReceiverStream::new(frames)).await.unwrap().into_inner();
    next(&mut stream).await;
    drop(stream);
    drop(say);
    stack.upstream_noticed().await;

    let mut stream = client.subscribe(subscribe("open")).await.unwrap().into_inner();
    assert!(matches!(
        within(stream.message()).await.unwrap().unwrap().frame,
        Some(subscribe_response::Frame::Welcome(_))
    ));
    drop(stream);
    stack.upstream_noticed().await;
}

/// tonic's client has a timer of its own, so this call is made without it.
#[tokio::test]
async fn a_deadline_ends_an_unary_call_here_and_at_the_upstream() {
    let mut stack = Stack::start().await;
    let headers = [("content-type", "application/grpc"), ("grpc-timeout", "100m")];
    let body = web::frame(&message("slow", "x")).into();
    let answer = web::send(stack.gateway, Version::HTTP_2, "POST", SEND, &headers, body);
    let answer = within(answer).await;
    assert_eq!(web::header(&answer, "grpc-status"), Some("4"));
    stack.upstream_noticed().await;
}

#[tokio::test]
async fn a_deadline_ends_a_stream_here_and_at_the_upstream() {
    let mut stack = Stack::start().await;
    let mut call = Request::new(subscribe("open"));
    call.metadata_mut().insert("grpc-timeout", "200m".parse().unwrap());
    let mut stream = within(stack.client().await.subscribe(call)).await.unwrap().into_inner();
    within(stream.message()).await.unwrap();
    assert_eq!(within(stream.message()).await.unwrap_err().code(), Code::DeadlineExceeded);
    stack.upstream_noticed().await;
}

#[tokio::test]
async fn a_deadline_ends_a_stream_of_which_the_caller_does_not_let_go() {
    let mut stack = Stack::start().await;
    let (say, frames) = mpsc::channel(4);
    let mut call = Request::new(ReceiverStream::new(frames));
    call.metadata_mut().insert("grpc-timeout", "200m".parse().unwrap());
    let mut stream = within(stack.client().await.connect(call)).await.unwrap().into_inner();
    next(&mut stream).await;
    assert_eq!(within(stream.message()).await.unwrap_err().code(), Code::DeadlineExceeded);
    stack.upstream_noticed().await;
    drop(say);
}

#[tokio::test]
async fn the_upstream_is_told_how_much_time_is_left() {
    let stack = Stack::start().await;
    let mut call = Request::new(message("any", "x"));
    call.set_timeout(Duration::from_secs(60));
    stack.client().await.send(call).await.unwrap();
    let told = stack.upstream.seen().get("grpc-timeout").unwrap().to_str().unwrap().to_owned();
    let micros: u64 = told.strip_suffix('u').unwrap().parse().unwrap();
    assert!((1..60_000_000).contains(&micros), "{told}");
}
