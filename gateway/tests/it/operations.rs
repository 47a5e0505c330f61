//! Health and reflection, answered by the gateway itself.

use tokio_stream::once;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::{v1, v1alpha};

use crate::{
    stack::{Stack, within},
    web::{fetch, text},
};

const PUBLIC: [&str; 3] = [
    "hirehub.chat.v1.ChatService",
    "hirehub.session.v1.ProblemService",
    "hirehub.session.v1.SessionService",
];

#[tokio::test]
async fn health_is_answered_for_the_gateway_and_each_public_service() {
    let stack = Stack::start().await;
    let mut client = HealthClient::new(stack.channel().await);
    for service in PUBLIC.into_iter().chain([""]) {
        let asked = HealthCheckRequest { service: service.to_owned() };
        let health = client.check(asked).await.unwrap().into_inner();
        assert_eq!(health.status(), ServingStatus::Serving, "{service}");
    }
    let answer = fetch(stack.gateway, "GET", "/healthz", &[], "").await;
    assert_eq!(text(answer).await, "ok");
}

#[tokio::test]
async fn reflection_v1_lists_the_public_services_and_not_the_internal_one() {
    use v1::server_reflection_client::ServerReflectionClient;
    use v1::{
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let stack = Stack::start().await;
    let ask = v1::ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..Default::default()
    };
    let mut client = ServerReflectionClient::new(stack.channel().await);
    let mut answers = client.server_reflection_info(once(ask)).await.unwrap().into_inner();
    let answer = within(answers.message()).await.unwrap().unwrap().message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    for service in PUBLIC {
        assert!(names.iter().any(|name| name == service), "{service} is not in {names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("RoomAccess")), "{names:?}");
}

#[tokio::test]
async fn reflection_v1alpha_describes_a_public_service() {
    use v1alpha::server_reflection_client::ServerReflectionClient;
    use v1alpha::{
        server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
    };
    let stack = Stack::start().await;
    for service in PUBLIC {
        let ask = v1alpha::ServerReflectionRequest {
            message_request: Some(MessageRequest::FileContainingSymbol(service.to_owned())),
            ..Default::default()
        };
        let mut client = ServerReflectionClient::new(stack.channel().await);
        let mut answers = client.server_reflection_info(once(ask)).await.unwrap().into_inner();
        let answer = within(answers.message()).await.unwrap().unwrap().message_response;
        assert!(
            matches!(answer, Some(MessageResponse::FileDescriptorResponse(_))),
            "{service}: {answer:?}"
        );
    }
}
