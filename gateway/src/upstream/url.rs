//! The address of an upstream, as it is configured.

use std::{fmt, net::SocketAddr, str::FromStr};

use axum::http::{Uri, uri::Authority};

/// `http://host:port`: where a service listens. TLS towards upstreams is not
/// spoken yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UpstreamUrl(Authority);

/// A string that is no such address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an upstream is http://HOST:PORT, without a path")]
pub struct InvalidUrl;

impl FromStr for UpstreamUrl {
    type Err = InvalidUrl;

    fn from_str(raw: &str) -> Result<UpstreamUrl, InvalidUrl> {
        let uri: Uri = raw.parse().map_err(|_| InvalidUrl)?;
        let bare = uri.path() == "/" && uri.query().is_none();
        match (uri.scheme_str(), uri.authority()) {
            (Some("http"), Some(authority)) if bare && !authority.as_str().contains('@') => {
                authority.port_u16().ok_or(InvalidUrl)?;
                Ok(UpstreamUrl(authority.clone()))
            }
            _ => Err(InvalidUrl),
        }
    }
}

impl From<SocketAddr> for UpstreamUrl {
    fn from(address: SocketAddr) -> UpstreamUrl {
        let authority = Authority::try_from(address.to_string());
        UpstreamUrl(authority.expect("an address and a port are an authority"))
    }
}

impl UpstreamUrl {
    /// The `host:port` to look up.
    pub(super) fn authority(&self) -> &Authority {
        &self.0
    }

    /// The address that it names, unless it has a name to look up.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.0.as_str().parse().ok()
    }

    /// Where a request for `path` goes.
    pub(super) fn uri(&self, path: &str) -> Uri {
        let uri = Uri::builder().scheme("http").authority(self.0.clone());
        uri.path_and_query(path).build().unwrap_or_default()
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        for raw in ["http://127.0.0.1:50052", "http://chat.internal:50052", "http://[::1]:1"] {
            assert_eq!(raw.parse::<UpstreamUrl>().unwrap().to_string(), raw);
        }
    }

    #[test]
    fn every_socket_address_is_one() {
        for (address, url) in [("127.0.0.1:1", "http://127.0.0.1:1"), ("[::1]:2", "http://[::1]:2")]
        {
            let address: SocketAddr = address.parse().unwrap();
            assert_eq!(UpstreamUrl::from(address).to_string(), url);
        }
    }

    #[test]
    fn an_address_needs_no_look_up() {
        let url = |raw: &str| raw.parse::<UpstreamUrl>().unwrap();
        assert_eq!(url("http://[::1]:2").address(), "[::1]:2".parse().ok());
        assert_eq!(url("http://chat:2").address(), None);
        assert_eq!(url("http://chat:2").uri("/a.B/Do"), "http://chat:2/a.B/Do");
    }

    #[test]
    fn what_is_not_plain_http_to_a_host_and_port_is_refused() {
        for raw in [
            "chat:50052",
            "https://a:1",
            "http://a",
            "http://a:1/x",
            "http://u@a:1",
            "http://a:1?b",
            "",
        ] {
            assert_eq!(raw.parse::<UpstreamUrl>(), Err(InvalidUrl), "{raw}");
        }
    }
}
