//! What is logged: ids, sizes and outcomes, never what people say nor their tokens.

use std::{
    io::{self, IsTerminal as _},
    panic::AssertUnwindSafe,
    time::Duration,
};

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use tokio::time::Instant;
use tonic::{Code, Status};
use tracing::{Instrument as _, debug, error, error_span, info, warn};
use tracing_subscriber::EnvFilter;

use crate::text::is_word;

/// The header that names a request across services.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest request id that is taken from outside.
const MAX_REQUEST_ID: usize = 64;

/// Starts logging to stderr: `RUST_LOG` says what, `info` unless set.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // Colours are for people: in a file they are noise.
    let lines = if io::stderr().is_terminal() { lines } else { lines.with_ansi(false) };
    // A second call, in a test, keeps the first.
    let _ = lines.try_init();
}

/// Names each request, logs how it ended, and answers for a handler that panics.
pub(crate) async fn trace(mut request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let span =
        error_span!("request", id = id.to_str().unwrap_or_default(), path = request.uri().path());
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let content_type = request.headers().get(CONTENT_TYPE).cloned();
    async move {
        let start = Instant::now();
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
        let mut response = answer.unwrap_or_else(|_| {
            error!("a handler panicked");
            our_fault(content_type)
        });
        response.headers_mut().insert(REQUEST_ID, id);
        log(&response, start.elapsed());
        response
    }
    .instrument(span)
    .await
}

/// INTERNAL in gRPC and grpc-web, 500 in anything else.
fn our_fault(content_type: Option<HeaderValue>) -> Response {
    match content_type.filter(|value| value.as_bytes().starts_with(b"application/grpc")) {
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(content_type) => {
            let mut response = Status::internal("this is our fault").into_http();
            response.headers_mut().insert(CONTENT_TYPE, content_type);
            response
        }
    }
}

/// One line a request, when its headers leave: how a stream ends later is for the
/// service to log, where it knows why.
fn log(response: &Response, elapsed: Duration) {
    let status = response.status();
    let code = Status::from_header_map(response.headers()).map_or(Code::Ok, |status| status.code());
    let is_fault =
        matches!(code, Code::Unknown | Code::Internal | Code::Unavailable | Code::DataLoss);
    let status_code = status.as_u16();
    if is_fault || status.is_server_error() {
        warn!(status = status_code, ?code, ?elapsed, "failed");
    } else if code != Code::Ok || status.is_client_error() {
        info!(status = status_code, ?code, ?elapsed, "refused");
    } else {
        debug!(status = status_code, ?code, ?elapsed, "answered");
    }
}

fn request_id(request: &Request) -> HeaderValue {
    let is_ours = |id: &&HeaderValue| id.to_str().is_ok_and(|id| is_word(id, MAX_REQUEST_ID));
    let given = request.headers().get(REQUEST_ID).filter(is_ours);
    let made = || HeaderValue::from_str(&uuid::Uuid::now_v7().simple().to_string());
    given.cloned().or_else(|| made().ok()).unwrap_or_else(|| HeaderValue::from_static("-"))
}
