//! The secret that services share.

use std::{fmt, fs, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::{Engine as _, prelude::BASE64_STANDARD};

/// The shortest secret: as long as the signature's hash.
const MIN_SECRET: usize = 32;

/// The secret that services share.
#[derive(Clone)]
pub struct ServiceKey(pub(super) Arc<[u8]>);

/// Where the secret comes from.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct ServiceKeySettings {
    /// A file with the secret that services share: 32 bytes or more.
    #[arg(long, env = "HIREHUB_SERVICE_KEY_FILE")]
    pub service_key_file: Option<PathBuf>,

    /// The secret itself, in base64. A file is safer.
    #[arg(long, env = "HIREHUB_SERVICE_KEY", hide_env_values = true)]
    pub service_key: Option<Secret>,
}

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl ServiceKey {
    /// A secret of 32 bytes or more.
    ///
    /// # Errors
    ///
    /// A shorter one.
    pub fn new(secret: &[u8]) -> anyhow::Result<ServiceKey> {
        anyhow::ensure!(
            secret.len() >= MIN_SECRET,
            "the service key must be {MIN_SECRET} bytes or more"
        );
        Ok(ServiceKey(secret.into()))
    }

    /// A secret nobody else has: for services in one process.
    ///
    /// # Errors
    ///
    /// The system has no randomness to give.
    pub fn random() -> anyhow::Result<ServiceKey> {
        let mut secret = [0; MIN_SECRET];
        let filled = SystemRandom::new().fill(&mut secret);
        filled.map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
        ServiceKey::new(&secret)
    }
}

impl ServiceKeySettings {
    /// Settings that hold this key.
    #[must_use]
    pub fn with(key: &ServiceKey) -> ServiceKeySettings {
        let service_key = Some(Secret(BASE64_STANDARD.encode(&key.0)));
        ServiceKeySettings { service_key, service_key_file: None }
    }

    /// Loads the secret.
    ///
    /// # Errors
    ///
    /// None is set, or what is set is not a secret.
    pub fn load(&self) -> anyhow::Result<ServiceKey> {
        match (&self.service_key_file, &self.service_key) {
            (Some(file), _) => {
                let secret = fs::read(file).with_context(|| {
                    format!("cannot read --service-key-file {}", file.display())
                })?;
                ServiceKey::new(secret.trim_ascii()).context("--service-key-file")
            }
            (None, Some(Secret(text))) => {
                let secret =
                    BASE64_STANDARD.decode(text).context("HIREHUB_SERVICE_KEY is not base64")?;
                ServiceKey::new(&secret).context("HIREHUB_SERVICE_KEY")
            }
            (None, None) => anyhow::bail!("services need a shared secret: --service-key-file"),
        }
    }
}
