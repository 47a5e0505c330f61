//! Users: who calls, by a verified token and nothing else.

mod claims;
mod error;
mod identity;
mod jwk;
mod keys;
mod settings;
mod source;

use std::{fmt, sync::Arc, time::SystemTime};

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, errors::ErrorKind};
use tonic::{Request, Status};

pub(crate) use self::identity::clean_name;
pub use self::identity::is_user_id;
use self::{claims::Claims, keys::KeySet, settings::Trust};
pub use self::{
    error::AuthError,
    settings::{AuthSettings, clerk_issuer},
};
use crate::{
    clock::SharedClock,
    protect::{Protected, Prove, missing},
};

/// The longest token. Real ones take one or two KiB.
const MAX_TOKEN: usize = 4 * 1024;
/// The longest key id a token may name.
const MAX_KEY_ID: usize = 64;
/// What a user's token may call itself, if anything.
const TYPES: [&str; 2] = ["JWT", "at+jwt"];
/// A user, as their token says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Principal {
    /// The token's `sub`: 1 to 128 bytes of printable ASCII.
    pub user_id: Arc<str>,
    /// The token's `name`, at most 128 bytes; may be empty.
    pub display_name: Arc<str>,
    /// Whether they may do what only admins may.
    pub is_admin: bool,
    /// When the token ends.
    pub expires_at: SystemTime,
}

/// Verifies users' tokens. Cheap to clone.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    trust: Trust,
    keys: KeySet,
    clock: SharedClock,
}

impl Verifier {
    /// A verifier with its keys loaded, kept fresh while it lives. A key set that
    /// cannot be loaded by URL yet is not an error: calls are UNAVAILABLE until it is.
    ///
    /// # Errors
    ///
    /// A setting that is missing or cannot be used, by its flag.
    pub async fn from_settings(
        settings: &AuthSettings,
        clock: SharedClock,
    ) -> anyhow::Result<Verifier> {
        let (trust, source) = settings.parse()?;
        let keys = KeySet::load(source).await?;
        Ok(Verifier(Arc::new(Inner { trust, keys, clock })))
    }

    /// Verifies a token and returns whom it proves.
    ///
    /// # Errors
    ///
    /// See [`AuthError`].
    pub async fn verify(&self, token: &str) -> Result<Principal, AuthError> {
        let Inner { trust, keys, clock } = &*self.0;
        if token.len() > MAX_TOKEN {
            return Err(AuthError::Invalid(format!("longer than {MAX_TOKEN} bytes")));
        }
        let kid = key_id(decode_header(token).map_err(|error| invalid(&error))?)?;
        let key = keys.find(&kid).await?;
        // The key says which algorithm it is for; the header only has to agree.
        let token = decode::<Claims>(token, &key.key, &validation(trust, key.algorithm))
            .map_err(|error| invalid(&error))?;
        token.claims.check(trust, clock.now())
    }

    /// Puts a service behind this verifier: requests without a valid
    /// `authorization: Bearer` are UNAUTHENTICATED and never reach it.
    pub fn protect<S>(&self, service: S) -> Protected<Verifier, S> {
        Protected::new(self.clone(), service)
    }
}

impl Prove for Verifier {
    type Identity = Principal;

    async fn prove(&self, token: &str) -> Result<Principal, Status> {
        Ok(self.verify(token).await?)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("trust", &self.0.trust).finish_non_exhaustive()
    }
}

/// Who calls: what [`Verifier::protect`] proved.
///
/// # Errors
///
/// UNAUTHENTICATED where nothing was proved: a service that is not protected
/// refuses everybody.
pub fn principal<T>(request: &Request<T>) -> Result<Arc<Principal>, Status> {
    request.extensions().get::<Arc<Principal>>().cloned().ok_or_else(missing)
}

/// The key a header names. It must not ask for what we do not know.
fn key_id(header: Header) -> Result<String, AuthError> {
    let refuse = |rule: &str| Err(AuthError::Invalid(rule.to_owned()));
    if header.typ.is_some_and(|typ| !TYPES.iter().any(|known| known.eq_ignore_ascii_case(&typ))) {
        return refuse("typ is not a user's token's");
    }
    if header.crit.is_some() {
        return refuse("crit names what we do not know");
    }
    match header.kid.unwrap_or_default() {
        kid if kid.len() > MAX_KEY_ID => refuse("kid is longer than 64 bytes"),
        kid => Ok(kid),
    }
}

fn validation(trust: &Trust, algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_aud = trust.audience.is_some();
    validation.required_spec_claims.clear();
    if let Some(audience) = &trust.audience {
        validation.set_required_spec_claims(&["aud"]);
        validation.set_audience(&[audience]);
    }
    // By our own clock, in `Claims::check`, which sees to the other claims too.
    validation.validate_exp = false;
    validation
}

/// The library's words, but none of the token's.
fn invalid(error: &jsonwebtoken::errors::Error) -> AuthError {
    AuthError::Invalid(match error.kind() {
        ErrorKind::Json(_) | ErrorKind::Utf8(_) | ErrorKind::Base64(_) => {
            "it cannot be parsed".to_owned()
        }
        _ => error.to_string(),
    })
}
