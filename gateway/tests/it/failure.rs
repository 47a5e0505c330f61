//! Upstreams that are down, die, come back or send people away.

use axum::routing::post;
use hyper::Version;
use proto::chat::v1::chat_service_client::ChatServiceClient;
use service_kit::status::reason;
use tokio::net::TcpListener;
use tonic::{Code, Status, transport::Channel};

use crate::{
    native::{SEND, SUBSCRIBE, message, subscribe},
    stack::{Stack, config, serve, within},
    web::Web,
};

pub(crate) fn is_upstream_unavailable(status: &Status) -> bool {
    status.code() == Code::Unavailable && reason(status).as_deref() == Some("UPSTREAM_UNAVAILABLE")
}

pub(crate) async fn length_of(
    client: &mut ChatServiceClient<Channel>,
    text: &str,
) -> Result<u64, Status> {
    Ok(within(client.send(message("any", text))).await?.into_inner().seq)
}

#[tokio::test]
async fn an_upstream_that_dies_ends_its_streams_and_is_found_again_when_it_is_back() {
    let mut stack = Stack::start().await;
    let mut client = stack.client().await;
    let mut stream = client.subscribe(subscribe("open")).await.unwrap().into_inner();
    within(stream.message()).await.unwrap().unwrap();

    stack.upstream.kill().await;
    let ended = within(stream.message()).await.unwrap_err();
    assert!(is_upstream_unavailable(&ended), "{ended:?}");

    stack.upstream.restart().await;
    assert_eq!(length_of(&mut client, "hello").await.unwrap(), 5);
}

#[tokio::test]
async fn a_call_to_an_upstream_that_is_down_fails_and_works_once_it_is_up() {
    let mut stack = Stack::start().await;
    let mut client = stack.client().await;
    stack.upstream.kill().await;
    let failed = length_of(&mut client, "hello").await.unwrap_err();
    assert!(is_upstream_unavailable(&failed), "{failed:?}");

    stack.upstream.restart().await;
    let answer = within(async {
        loop {
            match length_of(&mut client, "hello").await {
                Err(status) if is_upstream_unavailable(&status) => tokio::task::yield_now().await,
                answer => return answer,
            }
        }
    });
    assert_eq!(answer.await.unwrap(), 5);
}

#[tokio::test]
async fn an_upstream_that_does_not_speak_grpc_is_unavailable() {
    let plain = async || "hello";
    let unfinished = async || ([("content-type", "application/grpc")], "");
    let app = axum::Router::new().route(SEND, post(plain)).route(SUBSCRIBE, post(unfinished));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = config(listener.local_addr().unwrap(), &[]);
    tokio::spawn(axum::serve(listener, app).into_future());
    let (gateway, _stop) = serve(config).await;
    let content_type = "application/grpc-web+proto";
    let client = Web { gateway, version: Version::HTTP_11, content_type, more: &[] };
    for path in [SEND, SUBSCRIBE, "/hirehub.chat.v1.ChatService/NotFound"] {
        assert_eq!(within(client.call::<()>(path, &())).await.status(), "14", "{path}");
    }
}

#[tokio::test]
async fn a_connection_that_is_sent_away_is_replaced_and_its_streams_go_on() {
    let mut stack = Stack::start().await;
    let mut client = stack.client().await;
    let mut streams = Vec::new();
    // One on each connection of a light load, so that each gets a GOAWAY.
    for _ in 0..4 {
        let mut stream = client.subscribe(subscribe("open")).await.unwrap().into_inner();
        within(stream.message()).await.unwrap().unwrap();
        streams.push(stream);
    }
    stack.upstream.goaway();
    for _ in 0..20 {
        assert_eq!(length_of(&mut client, "hello").await.unwrap(), 5);
    }
    assert!(stack.upstream.gone.try_recv().is_err(), "a stream was cut");
    drop(streams);
    for _ in 0..4 {
        stack.upstream_noticed().await;
    }
}

#[tokio::test]
async fn readers_who_stop_reading_hold_up_nobody_and_lose_nothing() {
    let stack = Stack::start().await;
    let gateway = Channel::from_shared(format!("http://{}", stack.gateway)).unwrap();
    // Small, so that the frames wait between the gateway and the upstream.
    let gateway = gateway.initial_stream_window_size(1024);
    let mut client = ChatServiceClient::new(gateway.connect().await.unwrap());
    let mut unread = Vec::new();
    for _ in 0..8 {
        unread.push(client.subscribe(subscribe("flood")).await.unwrap().into_inner());
    }
    for _ in 0..20 {
        assert_eq!(length_of(&mut client, "hello").await.unwrap(), 5);
    }
    for mut stream in unread {
        for _ in 0..crate::upstream::FLOOD {
            assert!(within(stream.message()).await.unwrap().is_some());
        }
        assert_eq!(within(stream.message()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_gateway_that_stops_ends_its_streams_in_words() {
    let mut stack = Stack::start_with(&["--drain-timeout=1s"]).await;
    let mut client = stack.client().await;
    let mut stream = client.subscribe(subscribe("open")).await.unwrap().into_inner();
    within(stream.message()).await.unwrap().unwrap();
    drop(stack.stop);
    let ended = within(stream.message()).await.unwrap_err();
    assert_eq!(ended.code(), Code::Unavailable);
    assert_eq!(reason(&ended).as_deref(), Some("GATEWAY_STOPPING"));
    within(stack.upstream.gone.recv()).await.unwrap();
}
