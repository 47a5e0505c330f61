//! `grpc-timeout`.

use std::time::Duration;

use axum::{Router, http::header::CONTENT_TYPE, routing::post};
use service_kit::serve::ServeSettings;
use tokio::time::{Instant, sleep, timeout};
use tonic::{Code, Request, Status, service::Routes};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::{
    network::{Server, ask},
    protection::health,
};

/// The health service, and a call that takes a minute.
fn start() -> Server {
    let slow = async || {
        sleep(Duration::from_secs(60)).await;
        (
            [
                (CONTENT_TYPE, "application/grpc"),
                (http::HeaderName::from_static("grpc-status"), "0"),
            ],
            "",
        )
    };
    let app: Router = Routes::new(health()).into_axum_router().route("/slow", post(slow));
    Server::start(app, ServeSettings::default())
}

/// The status that the slow call ends with, and after how long.
async fn slow(content_type: &str, timeout: &str) -> (Option<i32>, Duration) {
    let server = start();
    let request = format!(
        "POST /slow HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 0\r\n\
         content-type: {content_type}\r\ngrpc-timeout: {timeout}\r\n\r\n"
    );
    let start = Instant::now();
    let answer = ask(&mut server.connect().await, &request).await;
    let status = answer.lines().find_map(|line| line.strip_prefix("grpc-status: "));
    (status.and_then(|status| status.parse().ok()), start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_exceeds_its_deadline() {
    let (status, elapsed) = slow("application/grpc", "250m").await;
    assert_eq!((status, elapsed.as_millis()), (Some(Code::DeadlineExceeded as i32), 250));
}

#[tokio::test(start_paused = true)]
async fn each_unit_is_understood() {
    for (timeout, expected) in
        [("2S", 2_000_000), ("30000000u", 30_000_000), ("99999999n", 100_000), ("7m", 7_000)]
    {
        let (status, elapsed) = slow("application/grpc+proto", timeout).await;
        assert_eq!(status, Some(Code::DeadlineExceeded as i32), "{timeout}");
        // Timers tick by the millisecond.
        assert!(elapsed.as_micros().abs_diff(expected) <= 1000, "{timeout}: {elapsed:?}");
    }
    for timeout in ["1M", "1H", "99999999H"] {
        assert_ne!(
            slow("application/grpc", timeout).await.0,
            Some(Code::InvalidArgument as i32),
            "{timeout}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_that_is_none_is_an_invalid_argument() {
    for timeout in ["S", "1", "1s", "-1S", "+1S", "1.5S", "123456789S", "1 S", "1Sé"] {
        let (status, elapsed) = slow("application/grpc", timeout).await;
        assert_eq!(
            (status, elapsed.as_secs()),
            (Some(Code::InvalidArgument as i32), 0),
            "{timeout}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn other_protocols_have_no_grpc_timeout() {
    for content_type in ["application/json", "application/grpc-web+proto"] {
        let (_, elapsed) = slow(content_type, "1S").await;
        assert_eq!(elapsed.as_secs(), 60, "{content_type}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_at_its_deadline_after_what_it_had_to_say() {
    let server = start();
    let mut request = Request::new(HealthCheckRequest::default());
    request.set_timeout(Duration::from_secs(3));
    let start = Instant::now();
    let mut stream =
        HealthClient::new(server.channel().await).watch(request).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    let hour = Duration::from_secs(3600);
    let end = timeout(hour, stream.message()).await.expect("it ends");
    let status: Status = end.unwrap_err();
    assert_eq!((status.code(), start.elapsed().as_secs()), (Code::DeadlineExceeded, 3));
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_a_deadline_goes_on() {
    let server = start();
    let mut health = HealthClient::new(server.channel().await);
    let mut stream = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert!(stream.message().await.unwrap().is_some());
    let hour = timeout(Duration::from_secs(3600), stream.message()).await;
    assert!(hour.is_err(), "{hour:?}");
}
