//! How people sign in on the page.

use std::{fmt, str::FromStr};

use serde_json::{Value, json};
use service_kit::auth::clerk_issuer;
use tracing::warn;

use crate::Config;

/// Clerk's publishable key: which Clerk the page loads. It is no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ClerkKey {
    key: String,
    issuer: String,
}

/// A string that is no publishable key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a publishable key is pk_live_ or pk_test_ and a host in base64")]
pub struct InvalidClerkKey;

impl FromStr for ClerkKey {
    type Err = InvalidClerkKey;

    fn from_str(raw: &str) -> Result<ClerkKey, InvalidClerkKey> {
        let key = raw.trim().to_owned();
        let issuer = clerk_issuer(&key).filter(|issuer| origin(issuer).is_some());
        Ok(ClerkKey { issuer: issuer.ok_or(InvalidClerkKey)?, key })
    }
}

impl fmt::Debug for ClerkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClerkKey").field(&self.issuer).finish()
    }
}

/// How people sign in on the page. The services decide by themselves whose tokens
/// they take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// As anybody, at `/dev/sign-in`.
    Dev,
    /// With Clerk.
    Clerk(ClerkKey),
    /// With an OIDC issuer, by code and PKCE.
    Oidc { issuer: String, client_id: String },
    /// Not on the page: with a JWT from elsewhere.
    Jwt,
}

impl Identity {
    /// What is configured. A development issuer goes first, then Clerk.
    pub(crate) fn of(config: &Config) -> Identity {
        if config.dev_issuer.is_some() {
            return Identity::Dev;
        }
        if let Some(key) = &config.clerk_publishable_key {
            return Identity::Clerk(key.clone());
        }
        match (&config.auth_issuer, &config.page.auth_client_id) {
            (Some(issuer), Some(client_id)) if origin(issuer).is_some() => {
                Identity::Oidc { issuer: issuer.clone(), client_id: client_id.clone() }
            }
            (_, Some(_)) => {
                warn!("--auth-client-id is not used: --auth-issuer names no issuer on the web");
                Identity::Jwt
            }
            (_, None) => Identity::Jwt,
        }
    }

    /// The content of `/config.json`.
    pub(crate) fn config(&self) -> Value {
        let auth = match self {
            Identity::Dev => json!({ "kind": "dev" }),
            Identity::Clerk(ClerkKey { key, .. }) => {
                json!({ "kind": "clerk", "publishable_key": key })
            }
            Identity::Oidc { issuer, client_id } => {
                json!({ "kind": "oidc", "issuer": issuer, "client_id": client_id })
            }
            Identity::Jwt => json!({ "kind": "jwt" }),
        };
        json!({ "auth": auth })
    }

    /// The origin, beside ours, that the page talks to.
    pub(crate) fn origin(&self) -> Option<&str> {
        match self {
            Identity::Clerk(ClerkKey { issuer, .. }) | Identity::Oidc { issuer, .. } => {
                origin(issuer)
            }
            Identity::Dev | Identity::Jwt => None,
        }
    }
}

/// The origin of a URL on the web, if it has nothing that would mean more in a policy.
fn origin(url: &str) -> Option<&str> {
    let host = url.find("://")? + "://".len();
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |end| host + end);
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
    let is_web = ["http://", "https://"].contains(&&url[..host]);
    (is_web && end > host && url[host..end].bytes().all(is_plain)).then(|| &url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_nothing_that_means_more_in_a_policy() {
        for (url, expected) in [
            ("https://id.example", Some("https://id.example")),
            ("https://id.example:8443/realms/a?b#c", Some("https://id.example:8443")),
            ("http://[::1]:9/", Some("http://[::1]:9")),
            ("https://", None),
            ("https:///a", None),
            ("hirehub-dev", None),
            ("ftp://id.example", None),
            ("https://*", None),
            ("https://a; script-src *", None),
            ("https://a 'unsafe-inline'", None),
            ("https://ada@id.example", None),
        ] {
            assert_eq!(origin(url), expected, "{url}");
        }
    }

    #[test]
    fn a_key_that_names_no_host_is_refused() {
        // `clerk.example.com$` and `a; script-src *$`.
        assert!("pk_test_Y2xlcmsuZXhhbXBsZS5jb20k".parse::<ClerkKey>().is_ok());
        for raw in
            ["", "pk_test_!", "sk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "pk_test_YTsgc2NyaXB0LXNyYyAqJA"]
        {
            assert_eq!(raw.parse::<ClerkKey>(), Err(InvalidClerkKey), "{raw}");
        }
    }
}
