//! What the gateway lets in, checked before anything else: the page a request
//! comes from, and what it carries.

mod content_type;
mod origin;

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use self::content_type::GrpcContentType;
pub(crate) use self::origin::AllowedOrigins;
pub use self::origin::{InvalidOrigin, Origin};
use crate::forward::host_of;

/// How long browsers remember a preflight: as long as any of them does.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(7200);
/// What pages may send.
const ALLOWED_HEADERS: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    HeaderName::from_static("x-grpc-web"),
    HeaderName::from_static("x-user-agent"),
    HeaderName::from_static("grpc-timeout"),
    header::AUTHORIZATION,
    HeaderName::from_static("x-request-id"),
];
/// What pages may read. The status of a call that fails at once is in the headers.
const EXPOSED_HEADERS: [HeaderName; 4] = [
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
    HeaderName::from_static("x-request-id"),
];

/// Refuses pages that are not allowed, whatever they ask for. A browser would only
/// keep the answer from them; the call itself would have been made.
pub(crate) async fn check_origin(
    State(origins): State<Arc<AllowedOrigins>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    if !origins.admit(&parts.headers, host_of(&parts)) {
        return (StatusCode::FORBIDDEN, "this page may not call this gateway").into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Of what is posted, lets only gRPC through: browsers send `text/plain` to anybody without asking, and
/// nothing behind this looks at the content type.
pub(crate) async fn only_grpc(mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let Some(content_type) = GrpcContentType::of(request.headers()) else {
        let expected = "send application/grpc, application/grpc-web or application/grpc-web-text";
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, expected).into_response();
    };
    content_type.normalize(request.headers_mut());
    next.run(request).await
}

/// Tells browsers which pages may read answers. No credentials: callers send a
/// bearer token, and cookies mean nothing here.
pub(crate) fn cors(origins: Arc<AllowedOrigins>) -> CorsLayer {
    let allows = move |origin: &HeaderValue, request: &request::Parts| {
        origins.allows(origin, host_of(request))
    };
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allows))
        .allow_methods([Method::POST])
        .allow_headers(ALLOWED_HEADERS)
        .expose_headers(EXPOSED_HEADERS)
        .max_age(PREFLIGHT_MAX_AGE)
}
