//! Stopping: nobody new, those here end in time.

use std::time::Duration;

use axum::{Router, routing::get};
use service_kit::serve::ServeSettings;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::{Instant, sleep},
};
use tonic::service::Routes;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{
    network::{PREFACE, SETTINGS, Server, ask, frame},
    protection::health,
};

const DRAIN: Duration = Duration::from_secs(10);

fn start() -> Server {
    let slow = async || {
        sleep(DRAIN / 2).await;
        "done"
    };
    let app: Router = Routes::new(health())
        .into_axum_router()
        .route("/slow", get(slow))
        .route("/hello", get(async || "hello"));
    Server::start(app, ServeSettings { drain_timeout: DRAIN, ..ServeSettings::default() })
}

#[tokio::test(start_paused = true)]
async fn idle_connections_are_closed_at_once() {
    let server = start();
    let mute = server.connect().await;
    let mut idle = HealthClient::new(server.channel().await);
    idle.check(HealthCheckRequest::default()).await.unwrap();
    let start = Instant::now();
    server.stop().await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    drop(mute);
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_of_http_1_is_closed_at_once_too() {
    let server = start();
    let mut io = server.connect().await;
    io.write_all(b"GET /hello HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"hello") {
        assert_ne!(io.read_buf(&mut answer).await.unwrap(), 0);
    }
    let start = Instant::now();
    server.stop().await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(io.read_buf(&mut answer).await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_stops_within_its_request_does_not_hold_up_the_stop_for_long() {
    let server = start();
    let mut io = server.connect().await;
    io.write_all(b"GET /hello HTTP/1.1\r\nhost").await.unwrap();
    sleep(Duration::from_secs(1)).await;
    let start = Instant::now();
    server.stop().await;
    assert!(start.elapsed() <= DRAIN, "{:?}", start.elapsed());
    drop(io);
}

#[tokio::test(start_paused = true)]
async fn a_client_is_told_to_go_away_and_that_it_is_no_fault() {
    const ACK: u8 = 1;
    const GO_AWAY: u8 = 7;
    let server = start();
    let mut io = server.connect().await;
    io.write_all(PREFACE).await.unwrap();
    while !matches!(frame(&mut io).await, (SETTINGS, ACK, _)) {}
    server.stop.cancel();
    let payload = loop {
        if let (GO_AWAY, _, payload) = frame(&mut io).await {
            break payload;
        }
    };
    assert_eq!(payload[4..8], [0; 4], "NO_ERROR");
}

#[tokio::test(start_paused = true)]
async fn a_call_in_progress_gets_its_answer() {
    let server = start();
    let mut io = server.connect().await;
    let stop = server.stop.clone();
    let stopping = tokio::spawn(async move {
        sleep(Duration::from_secs(1)).await;
        stop.cancel();
    });
    let answer = ask(&mut io, "GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.ends_with("done"), "{answer}");
    stopping.await.unwrap();
    server.stopped().await;
}

#[tokio::test(start_paused = true)]
async fn nobody_new_is_taken_while_the_last_ones_end() {
    let server = start();
    let mut health = HealthClient::new(server.channel().await);
    let stream = health.watch(HealthCheckRequest::default()).await.unwrap();
    server.stop.cancel();
    sleep(Duration::from_secs(1)).await;
    assert!(!server.is_open());
    drop(stream);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_does_not_end_is_cut_after_the_drain_timeout() {
    let server = start();
    let mut health = HealthClient::new(server.channel().await);
    let mut stream = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    let start = Instant::now();
    server.stop().await;
    assert_eq!(start.elapsed().as_secs(), DRAIN.as_secs());
    assert!(stream.message().await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_told_to_stop_before_it_starts_does_not() {
    let server = start();
    server.stop.cancel();
    server.stopped().await;
}
