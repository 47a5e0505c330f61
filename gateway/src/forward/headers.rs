//! Which headers pass, and which are set, on the way to an upstream and back.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Request, Response, header, request, uri::Authority,
};
use tokio::time::Instant;

use super::deadline::{Deadline, GRPC_TIMEOUT};

/// What does not pass: headers that speak of one connection only (hyper takes off
/// the rest), headers that back ends might believe if they came from us, and
/// cookies, which identify nobody here.
const STOPPED: &[&str] = &[
    "host",
    "content-length",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "forwarded",
    "x-real-ip",
    "true-client-ip",
    "cf-connecting-ip",
    "cookie",
];
const STOPPED_PREFIXES: &[&str] =
    &["x-forwarded-", "x-user-", "x-hirehub-", "x-internal-", "x-envoy-"];

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Where a request was sent, by HTTP/2's `:authority` or HTTP/1.1's `host`.
pub(crate) fn host_of(request: &request::Parts) -> Option<&str> {
    let authority = request.uri.authority().map(Authority::as_str);
    authority.or_else(|| request.headers.get(header::HOST)?.to_str().ok())
}

/// Makes a request the gateway's own: without what only concerned the caller's
/// connection or what a caller may not say. All other metadata passes as it is.
pub(super) fn to_upstream<B>(request: Request<B>, deadline: Option<Deadline>) -> Request<B> {
    let (mut parts, body) = request.into_parts();
    let host = host_of(&parts).and_then(|host| HeaderValue::from_str(host).ok());
    remove_matching(&mut parts.headers, |name| {
        STOPPED.contains(&name) || STOPPED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    });
    parts.headers.insert(header::TE, HeaderValue::from_static("trailers"));
    if let Some(host) = host {
        parts.headers.insert(X_FORWARDED_HOST, host);
    }
    parts.headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static("http"));
    if let Some(deadline) = deadline {
        parts.headers.insert(GRPC_TIMEOUT, deadline.header(Instant::now()));
    }
    parts.extensions.clear();
    Request::from_parts(parts, body)
}

/// Takes off what the gateway itself sets on answers.
pub(super) fn from_upstream<B>(response: &mut Response<B>) {
    remove_matching(response.headers_mut(), |name| {
        ["content-length", "server", "set-cookie", "x-request-id"].contains(&name)
            || name.starts_with("access-control-")
    });
}

fn remove_matching(headers: &mut HeaderMap, matches: impl Fn(&str) -> bool) {
    let names: Vec<HeaderName> =
        headers.keys().filter(|name| matches(name.as_str())).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_gateway_sets_itself_is_taken_off_answers_and_the_rest_passes() {
        let mut response = Response::builder()
            .header("access-control-allow-origin", "*")
            .header("set-cookie", "a=b")
            .header("x-request-id", "theirs")
            .header("grpc-status", "0")
            .header("x-of-the-service", "1")
            .body(())
            .unwrap();
        from_upstream(&mut response);
        let mut names: Vec<_> = response.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["grpc-status", "x-of-the-service"]);
    }
}
