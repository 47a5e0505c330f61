//! What operators and tools ask: who is there, and how is it.

use std::collections::BTreeSet;

use tests::{door, in_time, person, stack::Stack};
use tonic::Request;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

const CHAT: &str = "hirehub.chat.v1.ChatService";
const SESSION: &str = "hirehub.session.v1.SessionService";
const PROBLEM: &str = "hirehub.session.v1.ProblemService";
const INTERNAL: &str = "hirehub.chat.v1.RoomAccessService";

#[tokio::test]
async fn reflection_lists_what_each_port_serves() {
    let stack = Stack::shared();
    let at = stack.addresses();
    let cases: [(&str, &[&str]); 3] = [
        (&at.gateway, &[CHAT, SESSION, PROBLEM]),
        (&at.session, &[SESSION, PROBLEM]),
        (&at.chat, &[CHAT]),
    ];
    for (address, expected) in cases {
        let services = services(address).await;
        for service in [CHAT, SESSION, PROBLEM, INTERNAL] {
            let is_expected = expected.contains(&service);
            assert_eq!(services.contains(service), is_expected, "{service} in {services:?}");
        }
    }
}

#[tokio::test]
async fn every_service_says_that_it_is_serving() {
    let stack = Stack::shared();
    let at = stack.addresses();
    let cases = [
        (&at.gateway, ""),
        (&at.session, ""),
        (&at.session, SESSION),
        (&at.session, PROBLEM),
        (&at.chat, ""),
        (&at.chat, CHAT),
    ];
    for (address, service) in cases {
        let mut health = HealthClient::new(door::native(address, None));
        let check = health.check(HealthCheckRequest { service: service.into() });
        let status = in_time("health", check).await.expect("an answer").into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{service} at {address}");
    }
}

#[tokio::test]
async fn healthz_answers_plain_http() {
    let stack = Stack::shared();
    let at = stack.addresses();
    for address in [&at.gateway, &at.session, &at.chat] {
        let (status, body) = person::get(&format!("http://{address}/healthz")).await;
        assert_eq!((status.as_u16(), body.trim()), (200, "ok"), "{address}");
    }
}

#[tokio::test]
async fn the_start_page_is_a_page() {
    let stack = Stack::shared();
    let (status, body) = person::get(&format!("http://{}/", stack.addresses().gateway)).await;
    assert_eq!(status.as_u16(), 200);
    assert!(body.contains("<html") && body.contains("HireHub"), "{body}");
}

async fn services(address: &str) -> BTreeSet<String> {
    let mut client = ServerReflectionClient::new(door::native(address, None));
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let asked = Request::new(tokio_stream::once(request));
    let answers = in_time("reflection", client.server_reflection_info(asked)).await;
    let mut answers = answers.expect("an answer").into_inner();
    let answer = in_time("a list", answers.message()).await.expect("an answer").expect("one");
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("a list of services, not {answer:?}");
    };
    list.service.into_iter().map(|service| service.name).collect()
}
