//! Development only: makes tokens for whoever asks.

use std::{
    fmt, fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use anyhow::Context as _;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use crate::{
    auth::{AuthSettings, clean_name, is_user_id},
    clock::SharedClock,
};

/// The issuer in development tokens: no production setting names it.
pub const ISSUER: &str = "dev-insecure";
/// How long a token is good: a working day.
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// Makes development tokens. Its key is kept in the data folder, so tokens
/// outlive a restart.
pub struct DevIssuer {
    key: EncodingKey,
    jwks_file: PathBuf,
    clock: SharedClock,
}

/// Nobody can be called that.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field} must be {rule}")]
pub struct InvalidIdentity {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub rule: &'static str,
}

impl DevIssuer {
    /// Opens the issuer of a data folder, and makes it if need be: the private key
    /// in `dev-issuer.pk8`, the public one in `dev-jwks.json`.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written, or a key that is not one.
    pub fn open(data_dir: &Path, clock: SharedClock) -> anyhow::Result<DevIssuer> {
        fs::create_dir_all(data_dir)
            .with_context(|| format!("cannot make {}", data_dir.display()))?;
        let key_file = data_dir.join("dev-issuer.pk8");
        let pkcs8 = read_or_make(&key_file)
            .with_context(|| format!("cannot use {}", key_file.display()))?;
        let pair = Ed25519KeyPair::from_pkcs8(&pkcs8)
            .map_err(|_| anyhow::anyhow!("{} is not an Ed25519 key", key_file.display()))?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key());
        let key = json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "dev", "x": public});
        let jwks_file = data_dir.join("dev-jwks.json");
        write_whole(&jwks_file, json!({ "keys": [key] }).to_string().as_bytes())
            .with_context(|| format!("cannot write {}", jwks_file.display()))?;
        Ok(DevIssuer { key: EncodingKey::from_ed_der(&pkcs8), jwks_file, clock })
    }

    /// Makes a token, good for 12 hours.
    ///
    /// # Errors
    ///
    /// The field that breaks its rule.
    pub fn issue(
        &self,
        user_id: &str,
        display_name: &str,
        is_admin: bool,
    ) -> Result<String, InvalidIdentity> {
        if !is_user_id(user_id) {
            return Err(InvalidIdentity {
                field: "user_id",
                rule: "1 to 128 bytes of printable ASCII",
            });
        }
        if clean_name(display_name) != display_name {
            let rule = "at most 128 bytes, without control characters";
            return Err(InvalidIdentity { field: "display_name", rule });
        }
        let now = self.clock.now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({
            "iss": ISSUER, "sub": user_id, "name": display_name, "hirehub_admin": is_admin,
            "iat": now, "nbf": now, "exp": now + LIFETIME.as_secs(),
        });
        let header = Header { kid: Some("dev".to_owned()), ..Header::new(Algorithm::EdDSA) };
        let token = encode(&header, &claims, &self.key);
        token.map_err(|_| InvalidIdentity { field: "user_id", rule: "signable" })
    }

    /// What a service needs to accept these tokens.
    #[must_use]
    pub fn auth_settings(&self) -> AuthSettings {
        AuthSettings {
            auth_issuer: Some(ISSUER.to_owned()),
            auth_jwks_file: Some(self.jwks_file.clone()),
            ..AuthSettings::default()
        }
    }
}

impl fmt::Debug for DevIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevIssuer").field("jwks_file", &self.jwks_file).finish_non_exhaustive()
    }
}

/// Reads the key; of several who make it at once, one makes it for all.
fn read_or_make(file: &Path) -> anyhow::Result<Vec<u8>> {
    match fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        read => return Ok(read?),
    }
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&aws_lc_rs::rand::SystemRandom::new())
        .map_err(|_| anyhow::anyhow!("cannot make a key"))?;
    let mine = temporary(file);
    write_private(&mine, pkcs8.as_ref())?;
    let linked = fs::hard_link(&mine, file);
    fs::remove_file(&mine)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(fs::read(file)?),
    }
}

fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mine = temporary(file);
    fs::write(&mine, bytes)?;
    fs::rename(&mine, file)
}

fn temporary(file: &Path) -> PathBuf {
    file.with_extension(uuid::Uuid::new_v4().simple().to_string())
}
