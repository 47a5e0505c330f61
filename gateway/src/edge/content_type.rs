//! Which content types the gateway takes, and how it writes them.

use axum::http::{HeaderMap, HeaderValue, header};

/// A content type that carries gRPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrpcContentType {
    /// `application/grpc`, with or without `+proto` or another codec.
    Native,
    /// grpc-web, written exactly as tonic-web expects to read it.
    Web(&'static str),
}

impl GrpcContentType {
    /// Reads the content type. Letter case and parameters (`; charset=utf-8`) do
    /// not matter. `None`: it carries no gRPC that we speak.
    pub(crate) fn of(headers: &HeaderMap) -> Option<GrpcContentType> {
        parse(headers.get(header::CONTENT_TYPE)?)
    }

    /// Writes the content type without parameters, because tonic-web compares
    /// both it and `accept` byte by byte.
    pub(crate) fn normalize(self, headers: &mut HeaderMap) {
        let GrpcContentType::Web(exact) = self else { return };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(exact));
        if let Some(GrpcContentType::Web(accepted)) = headers.get(header::ACCEPT).and_then(parse) {
            headers.insert(header::ACCEPT, HeaderValue::from_static(accepted));
        }
    }
}

fn parse(value: &HeaderValue) -> Option<GrpcContentType> {
    let value = value.to_str().ok()?;
    let media_type = value.split_once(';').map_or(value, |(head, _)| head).trim();
    match media_type.to_ascii_lowercase().as_str() {
        "application/grpc-web" => Some(GrpcContentType::Web("application/grpc-web")),
        "application/grpc-web+proto" => Some(GrpcContentType::Web("application/grpc-web+proto")),
        "application/grpc-web-text" => Some(GrpcContentType::Web("application/grpc-web-text")),
        "application/grpc-web-text+proto" => {
            Some(GrpcContentType::Web("application/grpc-web-text+proto"))
        }
        "application/grpc" => Some(GrpcContentType::Native),
        other => other.strip_prefix("application/grpc+").map(|_| GrpcContentType::Native),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &'static str) -> Option<GrpcContentType> {
        parse(&HeaderValue::from_static(value))
    }

    #[test]
    fn parameters_and_letter_case_do_not_matter() {
        let text = Some(GrpcContentType::Web("application/grpc-web-text+proto"));
        assert_eq!(of("application/grpc-web-text+proto"), text);
        assert_eq!(of("Application/gRPC-Web-Text+proto; charset=utf-8"), text);
        assert_eq!(of("application/grpc;charset=utf-8"), Some(GrpcContentType::Native));
    }

    #[test]
    fn what_carries_no_grpc_is_refused() {
        for value in
            ["text/plain", "application/json", "application/grpc-websockets", "application/grpcx"]
        {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
