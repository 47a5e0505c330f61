//! Whose tokens are accepted.

use std::path::PathBuf;

use anyhow::Context as _;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};

use super::source::Source;
use crate::dev_issuer;

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
}

/// What a token must say, parsed from the settings.
#[derive(Debug)]
pub(super) struct Trust {
    pub(super) issuer: String,
    pub(super) audience: Option<String>,
    /// Empty is any.
    pub(super) parties: Vec<String>,
    pub(super) admins: Vec<String>,
    /// Whether a token may say that its user is an admin: development tokens may.
    pub(super) admin_claim: bool,
}

impl AuthSettings {
    /// Whether anything says whose tokens to accept, even if not all that is needed.
    #[must_use]
    pub fn is_set(&self) -> bool {
        let texts = [&self.auth_issuer, &self.auth_jwks_url, &self.clerk_publishable_key];
        texts.into_iter().any(|text| set(text).is_some()) || self.auth_jwks_file.is_some()
    }

    /// Checks that they say whose tokens to accept, and how to tell.
    ///
    /// # Errors
    ///
    /// The setting that is missing or wrong, by its flag.
    pub fn check(&self) -> anyhow::Result<()> {
        self.parse().map(drop)
    }

    pub(super) fn parse(&self) -> anyhow::Result<(Trust, Source)> {
        let issuer = match (set(&self.auth_issuer), set(&self.clerk_publishable_key)) {
            (Some(issuer), _) => issuer.to_owned(),
            (None, Some(key)) => clerk_issuer(key).context(
                "CLERK_PUBLISHABLE_KEY must be pk_live_ or pk_test_ and a host in base64",
            )?,
            (None, None) => anyhow::bail!("say whose tokens to accept: --auth-issuer"),
        };
        let source = match (&self.auth_jwks_file, set(&self.auth_jwks_url)) {
            (Some(file), _) => Source::File(file.clone()),
            (None, Some(url)) => Source::url(url).context("--auth-jwks-url")?,
            (None, None) => {
                let url = format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/'));
                Source::url(&url)
                    .context("--auth-issuer names no place for its keys; set --auth-jwks-url")?
            }
        };
        let trust = Trust {
            admin_claim: issuer == dev_issuer::ISSUER,
            issuer,
            audience: set(&self.auth_audience).map(str::to_owned),
            parties: words(&self.auth_authorized_parties),
            admins: words(&self.admin_users),
        };
        Ok((trust, source))
    }
}

/// An empty variable is how many deployments write "not set".
fn set(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

fn words(list: &[String]) -> Vec<String> {
    list.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The issuer that Clerk's publishable key names: the host in it, in base64 and ended
/// by a dollar. `None`: it is no such key.
#[must_use]
pub fn clerk_issuer(key: &str) -> Option<String> {
    let encoded = key.strip_prefix("pk_live_").or_else(|| key.strip_prefix("pk_test_"))?;
    let decoded = BASE64_STANDARD_NO_PAD.decode(encoded.trim_end_matches('=')).ok()?;
    let host = String::from_utf8(decoded).ok()?;
    Some(format!("https://{}", host.strip_suffix('$')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(url: &str) -> AuthSettings {
        AuthSettings { auth_issuer: Some(url.to_owned()), ..AuthSettings::default() }
    }

    #[test]
    fn a_clerk_key_names_the_issuer_and_the_place_of_its_keys() {
        let key = "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k";
        let settings =
            AuthSettings { clerk_publishable_key: Some(key.to_owned()), ..AuthSettings::default() };
        let (trust, source) = settings.parse().unwrap();
        assert_eq!(trust.issuer, "https://clerk.example.com");
        assert!(
            matches!(source, Source::Url(url) if url.as_str() == "https://clerk.example.com/.well-known/jwks.json")
        );
    }

    #[test]
    fn a_clerk_key_that_names_no_host_is_refused_by_its_name() {
        for key in ["sk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "pk_test_!", "pk_live_Y2xlcms"] {
            let settings = AuthSettings {
                clerk_publishable_key: Some(key.to_owned()),
                ..AuthSettings::default()
            };
            assert!(
                settings.parse().unwrap_err().to_string().contains("CLERK_PUBLISHABLE_KEY"),
                "{key}"
            );
        }
    }

    #[test]
    fn keys_come_by_https_or_from_this_machine() {
        for good in
            ["https://a.example", "http://127.0.0.1:9/", "http://localhost:9", "http://[::1]:9"]
        {
            assert!(issuer(good).parse().is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "ftp://localhost",
            "file:///etc/keys",
            "dev",
            "http://127.0.0.1.example",
        ] {
            assert!(issuer(bad).parse().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_file_without_an_issuer_is_a_setting_that_is_missing_not_no_setting() {
        let settings = AuthSettings { auth_jwks_file: Some("keys.json".into()), ..issuer("") };
        assert!(settings.is_set());
        assert!(settings.parse().unwrap_err().to_string().contains("--auth-issuer"));
        assert!(!AuthSettings::default().is_set());
        assert!(!issuer(" ").is_set());
    }

    #[test]
    fn blanks_in_lists_are_not_words() {
        let admin_users = vec!["ada ".to_owned(), String::new(), " ben".to_owned()];
        let (trust, _) =
            AuthSettings { admin_users, ..issuer("https://a.example") }.parse().unwrap();
        assert_eq!(trust.admins, ["ada", "ben"]);
    }
}
