//! One port, both versions of HTTP, and what every request is wrapped in.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, routing::get};
use futures_util::stream;
use service_kit::serve::{Listener as _, ServeSettings, TcpDoor, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request, service::Routes, transport::Endpoint};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{
    network::{PREFACE, SETTINGS, Server, ask, frame},
    protection::{check, health},
};

fn app() -> Router {
    Routes::new(health())
        .into_axum_router()
        .route("/hello", get(async || "hello"))
        .route("/panic", get(async || -> &'static str { panic!("on purpose") }))
}

fn start() -> Server {
    Server::start(app(), ServeSettings::default())
}

const HELLO: &str = "GET /hello HTTP/1.1\r\nhost: a\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn both_versions_of_http_are_served_on_one_port() {
    let server = start();
    assert!(check(&server, None).await.is_ok());
    let answer = ask(&mut server.connect().await, HELLO).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("hello"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_panics_is_our_fault_in_the_callers_protocol_and_the_next_call_works() {
    let server = start();
    let ask = async |content_type: &str| {
        let request =
            format!("GET /panic HTTP/1.1\r\nhost: a\r\ncontent-type: {content_type}\r\n\r\n");
        ask(&mut server.connect().await, &request).await
    };
    for grpc in ["application/grpc", "application/grpc-web+proto"] {
        let answer = ask(grpc).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(answer.contains(&format!("grpc-status: {}", Code::Internal as i32)), "{answer}");
        assert!(answer.contains(&format!("content-type: {grpc}\r\n")), "{answer}");
    }
    let answer = ask("application/json").await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert!(answer.contains("x-request-id: "), "{answer}");
    assert!(check(&server, None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_request_keeps_its_id_if_it_is_one_and_gets_one_otherwise() {
    let server = start();
    let given = async |id: &str| {
        let request = format!("GET /hello HTTP/1.1\r\nhost: a\r\nx-request-id: {id}\r\n\r\n");
        let answer = ask(&mut server.connect().await, &request).await;
        let line = answer.lines().find_map(|line| line.strip_prefix("x-request-id: "));
        line.map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(given("Ada_1-2").await, "Ada_1-2");
    for id in ["a b", "a\"b", "é", &"x".repeat(65)] {
        let made = given(id).await;
        assert!(made != id && made.len() == 32, "{id}: {made}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_connects_and_says_nothing_or_not_enough_is_cut() {
    let server = start();
    for said in ["", "PRI * HTTP/2.0\r\n", "GET /hello HTTP/1.1\r\nhost: a\r\n"] {
        let mut io = server.connect().await;
        let start = Instant::now();
        assert_eq!(ask(&mut io, said).await, "", "{said:?}");
        assert!(start.elapsed().as_secs() <= 10, "{said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_of_http_1_is_closed() {
    let server = start();
    let start = Instant::now();
    assert!(ask(&mut server.connect().await, HELLO).await.ends_with("hello"));
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_no_ping_is_cut() {
    let server = start();
    let mut io = server.connect().await;
    io.write_all(PREFACE).await.unwrap();
    let start = Instant::now();
    let (mut heard, hour) = (Vec::new(), Duration::from_secs(3600));
    timeout(hour, io.read_to_end(&mut heard)).await.expect("it is cut").unwrap();
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_peer_is_told_its_limits() {
    let settings = ServeSettings { max_streams_per_connection: 7, ..ServeSettings::default() };
    let server = Server::start(app(), settings);
    let mut io = server.connect().await;
    io.write_all(PREFACE).await.unwrap();
    let (SETTINGS, _, payload) = frame(&mut io).await else { panic!("settings come first") };
    // Six bytes each: two that say which, and the value.
    let value = |which: u8| {
        let setting = payload.chunks(6).find(|setting| setting[1] == which)?;
        Some(u32::from_be_bytes(setting[2..].try_into().unwrap()))
    };
    let (streams, window, header_list) = (value(3), value(4), value(6));
    assert_eq!((streams, window, header_list), (Some(7), Some(256 * 1024), Some(16 * 1024)));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_makes_us_hold_little() {
    const CHUNK: usize = 1024;
    let made = Arc::new(AtomicUsize::new(0));
    let counted = made.clone();
    let endless = async move || {
        let chunks = stream::repeat_with(move || {
            counted.fetch_add(CHUNK, Ordering::Relaxed);
            Ok::<_, Infallible>([b'x'; CHUNK].to_vec())
        });
        Body::from_stream(chunks)
    };
    let app = Router::new().route("/endless", get(endless));
    let server = Server::start(app, ServeSettings::default());
    let mut io = server.connect().await;
    io.write_all(PREFACE).await.unwrap();
    // It allows us a MiB, for each stream and in all, and asks.
    io.write_all(b"\0\0\x06\x04\0\0\0\0\0\0\x04\0\x10\0\0").await.unwrap();
    io.write_all(b"\0\0\x04\x08\0\0\0\0\0\0\x10\0\0").await.unwrap();
    io.write_all(b"\0\0\x0f\x01\x05\0\0\0\x01\x82\x86\x01\x01a\x04\x08/endless").await.unwrap();
    // Before this ends, we have done what we could.
    sleep(Duration::from_secs(1)).await;
    let made = made.load(Ordering::Relaxed);
    assert!((CHUNK..256 * 1024).contains(&made), "{made}");
}

#[tokio::test(start_paused = true)]
async fn who_comes_when_all_places_are_taken_waits_for_one() {
    let settings = ServeSettings { max_connections: 1, ..ServeSettings::default() };
    let server = Server::start(app(), settings);
    let first = server.connect().await;
    let mut second = server.connect().await;
    let waiting = timeout(Duration::from_secs(4), ask(&mut second, HELLO)).await;
    assert!(waiting.is_err());
    drop(first);
    assert!(ask(&mut second, "").await.ends_with("hello"));
}

#[tokio::test(start_paused = true)]
async fn an_old_connection_is_asked_to_come_back_and_new_ones_are_taken() {
    let age = Duration::from_secs(100);
    let settings = ServeSettings { max_connection_age: Some(age), ..ServeSettings::default() };
    let server = Server::start(app(), settings);
    let mut health = HealthClient::new(server.channel().await);
    let mut watch = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    let start = Instant::now();
    let cut = timeout(10 * age, watch.message()).await.expect("it grows old");
    assert!(cut.is_err());
    // The age and a tenth at most, then the drain timeout.
    assert!((100..=120).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert!(check(&server, None).await.is_ok());
    assert!(health.check(Request::new(HealthCheckRequest::default())).await.is_ok());
}

#[tokio::test]
async fn a_real_port_is_served_and_free_again_after_the_stop() {
    let mut door = TcpDoor::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = door.address().unwrap();
    let _peer = TcpStream::connect(address).await.unwrap();
    assert!(door.accept().await.0.nodelay().unwrap(), "it sends at once");
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    let serving =
        tokio::spawn(async move { serve(door, app(), &ServeSettings::default(), stopping).await });
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut health = HealthClient::new(endpoint.connect().await.unwrap());
    assert!(health.check(HealthCheckRequest::default()).await.is_ok());
    stop.cancel();
    serving.await.unwrap();
    assert!(health.check(HealthCheckRequest::default()).await.is_err());
    TcpDoor::bind(address).await.unwrap();
}
