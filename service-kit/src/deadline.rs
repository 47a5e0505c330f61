//! `grpc-timeout`: a call that takes longer ends with DEADLINE_EXCEEDED.
//!
//! tonic bounds only the time to the headers, and answers CANCELLED. Here the body
//! of a stream is bounded too; a call without a deadline pays nothing.

use std::time::Duration;

use axum::{extract::Request, middleware::Next, response::Response};
use futures_util::FutureExt as _;
use http::{HeaderMap, header::CONTENT_TYPE};
use tokio::time::{Instant, sleep_until, timeout_at};
use tonic::Status;

use crate::ending::until;

/// The longest deadline that is kept: beyond it there is none in practice.
const MAX_DEADLINE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Ends a gRPC call at its deadline. grpc-web passes: what it is forwarded to sees
/// to it, in words that tonic-web can translate.
pub(crate) async fn enforce(request: Request, next: Next) -> Response {
    let timeout = match grpc_timeout(request.headers()) {
        None => return next.run(request).await,
        Some(Err(status)) => return status.into_http(),
        Some(Ok(timeout)) => timeout,
    };
    let deadline = Instant::now() + timeout.min(MAX_DEADLINE);
    match timeout_at(deadline, next.run(request)).await {
        Err(_) => exceeded().into_http(),
        Ok(response) => until(response, sleep_until(deadline).map(|()| exceeded())),
    }
}

fn exceeded() -> Status {
    Status::deadline_exceeded("the call took longer than its grpc-timeout")
}

/// The timeout of a gRPC request that has one.
fn grpc_timeout(headers: &HeaderMap) -> Option<Result<Duration, Status>> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    if !content_type.starts_with("application/grpc")
        || content_type.starts_with("application/grpc-web")
    {
        return None;
    }
    let value = headers.get("grpc-timeout")?;
    let parsed = value.to_str().ok().and_then(parse);
    let refuse = || {
        Status::invalid_argument("grpc-timeout must be 1 to 8 digits and one of H, M, S, m, u, n")
    };
    Some(parsed.ok_or_else(refuse))
}

/// Parses a timeout as the gRPC protocol writes it.
fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}
