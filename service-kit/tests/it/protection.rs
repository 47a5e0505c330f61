//! Services behind a verifier.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    sync::Arc,
    task::{Context, Poll},
};

use axum::Router;
use service_kit::{
    auth::{AuthSettings, Principal, Verifier, principal},
    serve::ServeSettings,
    status::{reason, retry_after},
};
use tonic::{Code, Request, Status, body::Body, server::NamedService, service::Routes};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tower::Service;

use crate::{
    issuer::{Signer, StoppedClock, claims, settings, verifier},
    network::Server,
};

/// Some service: it serves whoever reaches it.
pub(crate) fn health() -> impl Grpc {
    tonic_health::server::health_reporter().1
}

/// What tonic routes.
pub(crate) trait Grpc:
    Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible, Future: Send>
    + NamedService
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Grpc for S where
    S: Service<
            http::Request<Body>,
            Response = http::Response<Body>,
            Error = Infallible,
            Future: Send,
        > + NamedService
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// Calls the health service with this `authorization`.
pub(crate) async fn check(server: &Server, authorization: Option<&str>) -> Result<(), Status> {
    let mut request = Request::new(HealthCheckRequest::default());
    if let Some(value) = authorization {
        request.metadata_mut().insert("authorization", value.parse().unwrap());
    }
    HealthClient::new(server.channel().await).check(request).await.map(drop)
}

fn protected(verifier: &Verifier) -> Server {
    let app: Router = Routes::new(verifier.protect(health())).into_axum_router();
    Server::start(app, ServeSettings::default())
}

#[tokio::test]
async fn only_a_good_token_gets_through() {
    let signer = Signer::ed("one");
    let verifier = verifier(&[signer.public()], settings(), StoppedClock::new()).await;
    let server = protected(&verifier);
    let token = signer.sign(&claims());
    for good in [format!("Bearer {token}"), format!("bearer  {token} ")] {
        assert!(check(&server, Some(&good)).await.is_ok(), "{good}");
    }
    for bad in ["", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YWRhOmFkYQ==", &token] {
        let refusal = check(&server, Some(bad)).await.unwrap_err();
        assert_eq!(refusal.code(), Code::Unauthenticated, "{bad}");
    }
    let refusal = check(&server, None).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unauthenticated);
    assert!(refusal.message().contains("send `authorization"), "{refusal}");
}

#[tokio::test]
async fn a_refusal_says_why_to_programs_and_nothing_of_the_token() {
    let (signer, clock) = (Signer::ed("one"), StoppedClock::new());
    let server = protected(&verifier(&[signer.public()], settings(), clock.clone()).await);
    let bearer = format!("Bearer {}", signer.sign(&claims()));
    clock.advance(std::time::Duration::from_secs(3600));
    let expired = check(&server, Some(&bearer)).await.unwrap_err();
    assert_eq!(reason(&expired).as_deref(), Some("TOKEN_EXPIRED"));
    let rubbish = check(&server, Some("Bearer SECRET.SECRET.SECRET")).await.unwrap_err();
    assert_eq!(reason(&rubbish).as_deref(), Some("TOKEN_INVALID"));
    assert!(!rubbish.message().contains("SECRET"));
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_our_fault_not_the_callers() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", taken.local_addr().unwrap());
    drop(taken);
    let settings = AuthSettings { auth_jwks_url: Some(url), ..settings() };
    let verifier = Verifier::from_settings(&settings, StoppedClock::new()).await.unwrap();
    let bearer = format!("Bearer {}", Signer::ed("one").sign(&claims()));
    let refusal = check(&protected(&verifier), Some(&bearer)).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unavailable);
    assert!(retry_after(&refusal).is_some());
}

/// Answers with the caller's id. As tower has it, it must be asked whether it is
/// ready, and a clone is not because another one is.
struct Greeter {
    is_ready: bool,
}

impl Clone for Greeter {
    fn clone(&self) -> Greeter {
        Greeter { is_ready: false }
    }
}

impl NamedService for Greeter {
    const NAME: &'static str = "grpc.health.v1.Health";
}

impl Service<http::Request<Body>> for Greeter {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        assert!(self.is_ready, "called before it was ready");
        let caller: Option<&Arc<Principal>> = request.extensions().get();
        ready(Ok(Status::already_exists(&*caller.unwrap().user_id).into_http()))
    }
}

#[tokio::test]
async fn a_service_sees_whom_the_token_proves() {
    let signer = Signer::ed("one");
    let verifier = verifier(&[signer.public()], settings(), StoppedClock::new()).await;
    let greeter = verifier.protect(Greeter { is_ready: false });
    let app: Router = Routes::new(greeter).into_axum_router();
    let server = Server::start(app, ServeSettings::default());
    let answer = check(&server, Some(&format!("Bearer {}", signer.sign(&claims())))).await;
    assert_eq!(answer.unwrap_err().message(), "ada");
}

#[test]
fn a_service_that_is_not_protected_knows_nobody() {
    assert_eq!(principal(&Request::new(())).unwrap_err().code(), Code::Unauthenticated);
}
