//! How calls reach the services.

use http::{HeaderValue, Request, Response, header::AUTHORIZATION};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use tonic::{Status, body::Body, transport::Endpoint};
use tonic_web::GrpcWebClientLayer;
use tower::{ServiceBuilder, ServiceExt, util::BoxCloneSyncService};

/// How a person's calls travel. Every scenario that can runs over all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// Native gRPC to each service's own port; rooms by `Connect`.
    Connect,
    /// Native gRPC through the gateway; rooms by `Connect`.
    Gateway,
    /// As a browser: grpc-web over HTTP/1.1 through the gateway; rooms by
    /// `Subscribe` and `Send`.
    GrpcWeb,
}

/// A way to a service that proves who calls.
pub type Door = BoxCloneSyncService<Request<Body>, Response<Body>, Status>;

/// Native gRPC to `address`, with a bearer token if there is one.
pub fn native(address: &str, token: Option<&str>) -> Door {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    BoxCloneSyncService::new(
        ServiceBuilder::new()
            .map_request(bearing(token))
            .map_err(|error| Status::from_error(Box::new(error)))
            .service(endpoint.connect_lazy()),
    )
}

/// grpc-web over HTTP/1.1. The caller makes its client `with_origin`.
pub fn grpc_web(token: Option<&str>) -> Door {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let client = ServiceBuilder::new()
        .map_request(bearing(token))
        .layer(GrpcWebClientLayer::new())
        .service(client);
    BoxCloneSyncService::new(
        client
            .map_response(|response| response.map(Body::new))
            .map_err(|error| Status::from_error(Box::new(error))),
    )
}

fn bearing(token: Option<&str>) -> impl Fn(Request<Body>) -> Request<Body> + Clone + use<> {
    let value = token.map(|token| {
        HeaderValue::from_str(&format!("Bearer {token}")).expect("a token fits a header")
    });
    move |mut request| {
        if let Some(value) = &value {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        request
    }
}
