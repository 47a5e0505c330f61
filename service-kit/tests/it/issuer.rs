//! An issuer for tests: keys of every kind, and the wall clock they are used by.

use std::{
    io::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RsaPublicKeyComponents,
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use service_kit::{
    auth::{AuthSettings, Verifier},
    clock::{Clock, SharedClock},
};

/// Who issues.
pub(crate) const ISSUER: &str = "https://issuer.example";
/// When tests happen.
pub(crate) const NOW: u64 = 1_800_000_000;

/// A wall clock that stands until it is set.
#[derive(Debug)]
pub(crate) struct StoppedClock(Mutex<SystemTime>);

impl StoppedClock {
    pub(crate) fn new() -> Arc<StoppedClock> {
        Arc::new(StoppedClock(Mutex::new(UNIX_EPOCH + Duration::from_secs(NOW))))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// A private key, and the public one as issuers publish it.
pub(crate) struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    public: Value,
}

impl Signer {
    pub(crate) fn ed(kid: &str) -> Signer {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let x = text(pair.public_key().as_ref());
        let public = json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": x });
        let key = EncodingKey::from_ed_der(pkcs8.as_ref());
        Signer { algorithm: Algorithm::EdDSA, key, public }
    }

    pub(crate) fn ec(kid: &str) -> Signer {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).unwrap();
        // An uncompressed point: a byte that says so, and two numbers of 32 bytes.
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let public = json!({ "kty": "EC", "crv": "P-256", "kid": kid, "x": text(x), "y": text(y) });
        let key = EncodingKey::from_ec_der(pkcs8.as_ref());
        Signer { algorithm: Algorithm::ES256, key, public }
    }

    pub(crate) fn rsa(kid: &str) -> Signer {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().unwrap();
        let components = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let (n, e) = (text(&components.n), text(&components.e));
        let public =
            json!({ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": n, "e": e });
        // It signs with PKCS #1: what PKCS #8 wraps, after a header of 26 bytes.
        let key = EncodingKey::from_rsa_der(&pkcs8.as_ref()[26..]);
        Signer { algorithm: Algorithm::RS256, key, public }
    }

    /// The header of its tokens.
    pub(crate) fn header(&self) -> Header {
        Header {
            kid: self.public["kid"].as_str().map(str::to_owned),
            ..Header::new(self.algorithm)
        }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.header(), claims)
    }

    pub(crate) fn sign_as(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }

    /// Its public key.
    pub(crate) fn public(&self) -> Value {
        self.public.clone()
    }
}

fn text(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// A key set.
pub(crate) fn jwks(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// What a good token says.
pub(crate) fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "ada", "name": "Ada", "iat": NOW, "nbf": NOW, "exp": NOW + 60 })
}

/// The claims of a good token, one of them changed; null takes it out.
pub(crate) fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

/// Settings that trust the issuer.
pub(crate) fn settings() -> AuthSettings {
    AuthSettings { auth_issuer: Some(ISSUER.to_owned()), ..AuthSettings::default() }
}

/// A verifier whose keys are in a file.
pub(crate) async fn verifier(
    keys: &[Value],
    settings: AuthSettings,
    clock: SharedClock,
) -> Verifier {
    // It outlives us: a verifier reads it again when it meets a key it does not know.
    let folder = env!("CARGO_TARGET_TMPDIR");
    let (mut file, path) = tempfile::NamedTempFile::new_in(folder).unwrap().keep().unwrap();
    file.write_all(jwks(keys).as_bytes()).unwrap();
    let settings = AuthSettings { auth_jwks_file: Some(path), ..settings };
    Verifier::from_settings(&settings, clock).await.unwrap()
}
