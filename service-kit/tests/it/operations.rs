//! Health and reflection.

use axum::Router;
use service_kit::{
    operations::{operations, operations_while},
    serve::ServeSettings,
};
use tokio::{sync::watch, time::Instant};
use tokio_util::sync::CancellationToken;
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};

use crate::network::{Server, ask};

const SERVICE: &str = "hirehub.example.v1.Example";

/// A server that says by health when it stops; it is stopped apart from that.
fn start(stop: &CancellationToken) -> Server {
    let app = operations(&[v1::FILE_DESCRIPTOR_SET], &[SERVICE], stop.clone());
    Server::start(app, ServeSettings::default())
}

async fn status(server: &Server, service: &str) -> Result<ServingStatus, Code> {
    let request = HealthCheckRequest { service: service.to_owned() };
    let answer = HealthClient::new(server.channel().await).check(request).await;
    answer.map(|answer| answer.into_inner().status()).map_err(|status| status.code())
}

async fn healthz(server: &Server) -> String {
    ask(
        &mut server.connect().await,
        "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
    )
    .await
}

#[tokio::test(start_paused = true)]
async fn all_is_well_until_the_stop_and_watchers_hear_of_it() {
    let stop = CancellationToken::new();
    let server = start(&stop);
    for service in ["", SERVICE] {
        assert_eq!(status(&server, service).await, Ok(ServingStatus::Serving));
    }
    assert_eq!(status(&server, "unknown").await, Err(Code::NotFound));
    assert!(healthz(&server).await.starts_with("HTTP/1.1 200"));
    let request = HealthCheckRequest { service: SERVICE.to_owned() };
    let mut watch =
        HealthClient::new(server.channel().await).watch(request).await.unwrap().into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status(), ServingStatus::Serving);

    stop.cancel();
    assert_eq!(watch.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    for service in ["", SERVICE] {
        assert_eq!(status(&server, service).await, Ok(ServingStatus::NotServing));
    }
    let answer = healthz(&server).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.ends_with("stopping"), "{answer}");
    assert_eq!(watch.message().await.unwrap_err().code(), Code::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_ready_is_not_serving_until_it_is() {
    let (set_ready, ready) = watch::channel(true);
    let app = operations_while(&[], &[SERVICE], ready, CancellationToken::new());
    let server = Server::start(app, ServeSettings::default());
    let request = HealthCheckRequest { service: SERVICE.to_owned() };
    let mut watch =
        HealthClient::new(server.channel().await).watch(request).await.unwrap().into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status(), ServingStatus::Serving);
    for (is_ready, expected, answer) in
        [(false, ServingStatus::NotServing, "not ready"), (true, ServingStatus::Serving, "ok")]
    {
        set_ready.send_replace(is_ready);
        assert_eq!(watch.message().await.unwrap().unwrap().status(), expected);
        assert!(healthz(&server).await.ends_with(answer));
    }
}

#[tokio::test(start_paused = true)]
async fn a_watcher_does_not_hold_up_the_stop() {
    let stop = CancellationToken::new();
    let server = start(&stop);
    let mut client = HealthClient::new(server.channel().await);
    let watch = client.watch(HealthCheckRequest::default()).await.unwrap();
    let start = Instant::now();
    stop.cancel();
    server.stop().await;
    assert_eq!(start.elapsed().as_secs(), 1);
    drop(watch);
}

#[tokio::test(start_paused = true)]
async fn an_app_keeps_its_own_answer_to_paths_nobody_serves() {
    let stop = CancellationToken::new();
    let app = Router::new().fallback(async || "mine").merge(operations(&[], &[SERVICE], stop));
    let server = Server::start(app, ServeSettings::default());
    assert_eq!(status(&server, SERVICE).await, Ok(ServingStatus::Serving));
    let answer = ask(&mut server.connect().await, "GET /x HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(answer.ends_with("mine"), "{answer}");
}

const EXPECTED: [&str; 2] = ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"];

#[tokio::test(start_paused = true)]
async fn reflection_lists_the_services() {
    use v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let server = start(&CancellationToken::new());
    let message_request = Some(MessageRequest::ListServices(String::new()));
    let ask = tokio_stream::once(ServerReflectionRequest { host: String::new(), message_request });
    let mut client = ServerReflectionClient::new(server.channel().await);
    let mut answers = client.server_reflection_info(ask).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    assert!(EXPECTED.iter().all(|name| names.iter().any(|n| n == name)), "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn older_tools_find_the_older_reflection() {
    use v1alpha::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let server = start(&CancellationToken::new());
    let message_request = Some(MessageRequest::FileContainingSymbol(EXPECTED[0].to_owned()));
    let ask = tokio_stream::once(ServerReflectionRequest { host: String::new(), message_request });
    let mut client = ServerReflectionClient::new(server.channel().await);
    let mut answers = client.server_reflection_info(ask).await.unwrap().into_inner();
    let answer = answers.message().await.unwrap().unwrap().message_response;
    assert!(matches!(answer, Some(MessageResponse::FileDescriptorResponse(_))), "{answer:?}");
}
