//! Whose tokens are accepted.

use std::path::PathBuf;

use anyhow::Context as _;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};

use super::keys::Source;

/// Whose tokens are accepted: any OIDC issuer's, or Clerk's.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct AuthSettings {
    /// The issuer, exactly as in `iss`. [default: from CLERK_PUBLISHABLE_KEY]
    #[arg(long, env = "HIREHUB_AUTH_ISSUER", value_name = "URL")]
    pub auth_issuer: Option<String>,

    /// Where the issuer's keys are: https, or http on this machine. [default: the
    /// issuer's /.well-known/jwks.json]
    #[arg(long, env = "HIREHUB_AUTH_JWKS_URL", value_name = "URL")]
    pub auth_jwks_url: Option<String>,

    /// A file with the issuer's keys, instead of a URL.
    #[arg(long, env = "HIREHUB_AUTH_JWKS_FILE", conflicts_with = "auth_jwks_url")]
    pub auth_jwks_file: Option<PathBuf>,

    /// The audience a token must have, if any.
    #[arg(long, env = "HIREHUB_AUTH_AUDIENCE")]
    pub auth_audience: Option<String>,

    /// The parties a token may be made for (`azp`); empty is any.
    #[arg(long, env = "HIREHUB_AUTH_AUTHORIZED_PARTIES", value_delimiter = ',')]
    pub auth_authorized_parties: Vec<String>,

    /// The users who are admins.
    #[arg(long, env = "HIREHUB_ADMIN_USERS", value_delimiter = ',')]
    pub admin_users: Vec<String>,

    /// Clerk's publishable key, under its old name: it names the issuer.
    #[arg(long, env = "CLERK_PUBLISHABLE_KEY", hide_env_values = true)]
    pub clerk_publishable_key: Option<String>,

    /// Whether a token may say that its user is an admin: development tokens may.
    #[arg(skip)]
    pub(crate) trusts_admin_claim: bool,
}

impl AuthSettings {
    /// Whether anything says whose tokens to accept.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.auth_issuer.is_some() || self.clerk_publishable_key.is_some()
    }

    /// Where the issuer's keys are.
    pub(super) fn source(&self) -> anyhow::Result<Source> {
        if let Some(file) = &self.auth_jwks_file {
            return Ok(Source::File(file.clone()));
        }
        let issuer = self.auth_issuer.as_ref().context("say whose tokens to accept: --auth-issuer")?;
        let default = || format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/'));
        let url = self.auth_jwks_url.clone().unwrap_or_else(default);
        let url = reqwest::Url::parse(&url).with_context(|| format!("--auth-jwks-url: {url} is not a URL"))?;
        let is_local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        anyhow::ensure!(url.scheme() == "https" || is_local, "--auth-jwks-url must be https: {url}");
        Ok(Source::Url(url))
    }

    /// The issuer that a Clerk key names: `pk_live_` and the host in base64.
    pub(super) fn with_clerk_issuer(mut self) -> anyhow::Result<AuthSettings> {
        if let (None, Some(key)) = (&self.auth_issuer, &self.clerk_publishable_key) {
            let encoded = key.rsplit('_').next().unwrap_or_default().trim_end_matches('=');
            let decoded = BASE64_STANDARD_NO_PAD.decode(encoded).context("CLERK_PUBLISHABLE_KEY")?;
            let host = String::from_utf8(decoded).context("CLERK_PUBLISHABLE_KEY")?;
            self.auth_issuer = Some(format!("https://{}", host.trim_end_matches('$')));
        }
        Ok(self)
    }
}
