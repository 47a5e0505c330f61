//! Services proving themselves to each other, where there is no PKI: short-lived
//! tokens signed with a secret that only services have.

mod key;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use tonic::{Code, Status};

pub use self::key::{Secret, ServiceKey, ServiceKeySettings};
use crate::{
    clock::SharedClock,
    protect::{Protected, Prove},
    status,
};

/// The domain of our `google.rpc.ErrorInfo`.
const DOMAIN: &str = "auth.hirehub";
/// How long a token is good: long enough for one call, too short to be worth much.
const LIFETIME: Duration = Duration::from_secs(60);
/// How far clocks may differ.
const LEEWAY: Duration = Duration::from_secs(5);
#[derive(Deserialize, Serialize)]
struct Claims {
    iss: String,
    aud: String,
    exp: u64,
}

/// Makes a service's tokens.
#[derive(Debug)]
pub struct TokenMinter {
    key: ServiceKey,
    caller: String,
    audience: String,
    clock: SharedClock,
    newest: Mutex<Option<(SystemTime, String)>>,
}

impl TokenMinter {
    /// Makes tokens that say that `caller` calls `audience`.
    #[must_use]
    pub fn new(key: ServiceKey, caller: &str, audience: &str, clock: SharedClock) -> TokenMinter {
        let (caller, audience) = (caller.to_owned(), audience.to_owned());
        TokenMinter { key, caller, audience, clock, newest: Mutex::new(None) }
    }

    /// A token that is good for half a minute at least.
    pub fn mint(&self) -> String {
        let now = self.clock.now();
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made, token)) = &*newest
            && now.duration_since(*made).is_ok_and(|age| age < LIFETIME / 2)
        {
            return token.clone();
        }
        let exp = (now + LIFETIME).duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = Claims { iss: self.caller.clone(), aud: self.audience.clone(), exp };
        let key = EncodingKey::from_secret(&self.key.0);
        // HMAC over a few short strings does not fail; an empty token is refused.
        let token = encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap_or_default();
        *newest = Some((now, token.clone()));
        token
    }
}

/// A service, as its token proves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServiceIdentity {
    /// Its name.
    pub name: String,
}

/// Verifies services' tokens. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ServiceVerifier(Arc<Expected>);

#[derive(Debug)]
struct Expected {
    key: ServiceKey,
    audience: String,
    callers: Vec<String>,
    clock: SharedClock,
}

impl ServiceVerifier {
    /// Accepts tokens of `callers` made for `audience`.
    #[must_use]
    pub fn new(
        key: ServiceKey,
        audience: &str,
        callers: &[&str],
        clock: SharedClock,
    ) -> ServiceVerifier {
        let callers = callers.iter().map(|&caller| caller.to_owned()).collect();
        ServiceVerifier(Arc::new(Expected { key, audience: audience.to_owned(), callers, clock }))
    }

    /// Puts a service behind this verifier.
    pub fn protect<S>(&self, service: S) -> Protected<ServiceVerifier, S> {
        Protected::new(self.clone(), service)
    }

    fn verify(&self, token: &str) -> Option<ServiceIdentity> {
        let Expected { key, audience, callers, clock } = &*self.0;
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.set_audience(&[audience]);
        validation.set_issuer(callers);
        // By our own clock, below.
        validation.validate_exp = false;
        let token = decode::<Claims>(token, &DecodingKey::from_secret(&key.0), &validation).ok()?;
        let expires = UNIX_EPOCH.checked_add(Duration::from_secs(token.claims.exp))?;
        let is_over = clock.now().duration_since(expires).is_ok_and(|past| past >= LEEWAY);
        (!is_over).then_some(ServiceIdentity { name: token.claims.iss })
    }
}

impl Prove for ServiceVerifier {
    type Identity = ServiceIdentity;

    async fn prove(&self, token: &str) -> Result<ServiceIdentity, Status> {
        let refusal = || {
            let message = "this is for services: the token is not a valid service token";
            status::error(Code::Unauthenticated, "NOT_A_SERVICE", DOMAIN, message)
        };
        self.verify(token).ok_or_else(refusal)
    }
}
