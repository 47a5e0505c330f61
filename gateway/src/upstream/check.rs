//! How a host is, by `grpc.health.v1`.

use std::{io, time::Duration};

use axum::http::Request;
use hyper::client::conn::http2::SendRequest;
use tokio::time::timeout;
use tonic::{Code, body::Body};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::url::UpstreamUrl;

/// How long a host may take to say how it is. A busy host that takes longer loses
/// nothing but new streams, for a moment.
const CHECK_TIMEOUT: Duration = Duration::from_secs(1);

/// What is wrong with a host.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// It cannot be connected to.
    #[error("cannot connect: {0}")]
    Connect(io::Error),
    /// It ended the connection at once.
    #[error("closes connections")]
    Closed,
    /// It accepts connections or has some, but says nothing.
    #[error("does not answer")]
    Silent,
    /// It says that it does not serve: it may be starting or stopping.
    #[error("is not serving")]
    NotServing,
    /// It answers, but what it does, it does not say or it is broken.
    #[error("its health check failed: {0:?}")]
    Broken(Code),
    /// Calls fail, though it says that it serves.
    #[error("answered UNAVAILABLE several times in a row")]
    Unavailable,
}

/// Asks a host how it is. One that does not know the health protocol is well if it
/// says so.
pub(super) async fn check(requests: &SendRequest<Body>, url: &UpstreamUrl) -> Result<(), Trouble> {
    let service = tower::service_fn(|request: Request<Body>| {
        let mut requests = requests.clone();
        async move { requests.send_request(request).await }
    });
    let mut client = HealthClient::with_origin(service, url.uri(""));
    let answer = timeout(CHECK_TIMEOUT, client.check(HealthCheckRequest::default())).await;
    match answer.map_err(|_| Trouble::Silent)? {
        Ok(answer) if answer.get_ref().status() == ServingStatus::NotServing => {
            Err(Trouble::NotServing)
        }
        Ok(_) => Ok(()),
        Err(status) => match status.code() {
            Code::Unimplemented
            | Code::NotFound
            | Code::Unauthenticated
            | Code::PermissionDenied => Ok(()),
            code => Err(Trouble::Broken(code)),
        },
    }
}
