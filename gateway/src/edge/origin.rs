//! Which web pages may call the gateway.

use std::{net::IpAddr, str::FromStr};

use axum::http::{HeaderMap, HeaderValue, header};

/// The origin of a web page, as the browser writes it: `https://app.example`,
/// `http://localhost:5173`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// A string that is no origin.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an origin is http:// or https://, a host and perhaps a port, without a path")]
pub struct InvalidOrigin;

impl FromStr for Origin {
    type Err = InvalidOrigin;

    /// A trailing slash is taken off, for `CLIENT_URL` has always been a URL.
    fn from_str(raw: &str) -> Result<Origin, InvalidOrigin> {
        let origin = raw.trim().strip_suffix('/').unwrap_or(raw.trim()).to_ascii_lowercase();
        let host = web_host(&origin).ok_or(InvalidOrigin)?;
        if host.is_empty() || host.contains(['/', '?', '#', '@', '*']) {
            return Err(InvalidOrigin);
        }
        HeaderValue::from_str(&origin).map(Origin).map_err(|_| InvalidOrigin)
    }
}

/// The pages that may call: those listed, and the gateway's own.
#[derive(Clone, Debug)]
pub(crate) struct AllowedOrigins(Vec<Origin>);

impl AllowedOrigins {
    pub(crate) fn new(listed: Vec<Origin>) -> AllowedOrigins {
        AllowedOrigins(listed)
    }

    /// Whether a request may go on: it comes from no page at all, from a listed
    /// page, or from a page of this gateway. `host` is where the request was sent.
    pub(crate) fn admit(&self, headers: &HeaderMap, host: Option<&str>) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => true,
            (Some(origin), None) => self.allows(origin, host),
            (Some(_), Some(_)) => false,
        }
    }

    /// Whether pages of `origin` may call and read the answers.
    pub(crate) fn allows(&self, origin: &HeaderValue, host: Option<&str>) -> bool {
        self.0.iter().any(|listed| listed.0 == origin) || is_own(origin, host)
    }
}

/// Whether a page came from where its request goes, at an address rather than a
/// name: a name can be pointed at us by whoever owns it (DNS rebinding), so pages
/// served under a name are allowed only when listed.
fn is_own(origin: &HeaderValue, host: Option<&str>) -> bool {
    let origin = origin.to_str().ok().and_then(web_host);
    matches!((origin, host), (Some(origin), Some(host)) if origin == host && is_address(host))
}

fn web_host(origin: &str) -> Option<&str> {
    origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
}

fn is_address(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<axum::http::uri::Authority>() else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origin: &'static str, host: &str) -> bool {
        let listed = AllowedOrigins::new(vec!["https://app.example".parse().unwrap()]);
        listed.allows(&HeaderValue::from_static(origin), Some(host))
    }

    #[test]
    fn a_listed_page_is_allowed_exactly_as_listed() {
        assert!(allowed("https://app.example", "gateway.example"));
        for other in
            ["http://app.example", "https://app.example:8443", "https://app.example.evil", "null"]
        {
            assert!(!allowed(other, "gateway.example"), "{other}");
        }
    }

    #[test]
    fn the_gateways_own_page_is_allowed_at_an_address_but_not_under_a_name() {
        for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
            let origin = HeaderValue::from_str(&format!("http://{host}")).unwrap();
            assert!(is_own(&origin, Some(host)), "{host}");
        }
        assert!(!allowed("http://localhost:9999", "localhost:8080"));
        assert!(!allowed("http://rebound.evil:8080", "rebound.evil:8080"));
    }

    #[test]
    fn a_second_origin_header_is_refused() {
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, HeaderValue::from_static("https://app.example"));
        headers.append(header::ORIGIN, HeaderValue::from_static("https://app.example"));
        let listed = AllowedOrigins::new(vec!["https://app.example".parse().unwrap()]);
        assert!(!listed.admit(&headers, None));
    }

    #[test]
    fn a_setting_that_is_no_origin_is_refused() {
        for raw in [
            "app.example",
            "*",
            "https://*.example",
            "https://app.example/chat",
            "ftp://a",
            "https://",
        ] {
            assert_eq!(raw.parse::<Origin>(), Err(InvalidOrigin), "{raw}");
        }
        assert_eq!("http://localhost:5173/".parse::<Origin>(), "http://localhost:5173".parse());
    }
}
