//! The public keys we accept.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context as _;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};

/// A key with the one algorithm it is for.
pub(super) struct Key {
    pub(super) key: DecodingKey,
    pub(super) algorithm: Algorithm,
}

/// Keys by id; an id that is missing is empty.
pub(super) type Keys = HashMap<String, Arc<Key>>;

/// Parses a key set; keys we do not accept are left out.
pub(super) fn parse(set: &[u8]) -> anyhow::Result<Keys> {
    let set: JwkSet = serde_json::from_slice(set).context("not a JSON Web Key Set")?;
    let keys: Keys = set.keys.iter().filter_map(accept).collect();
    anyhow::ensure!(!keys.is_empty(), "the key set has no key for RS256, ES256 or EdDSA");
    Ok(keys)
}

/// A key is accepted if it is public, for signatures, and of our three kinds. A
/// symmetric one in a set that anybody may read would let anybody sign.
fn accept(jwk: &Jwk) -> Option<(String, Arc<Key>)> {
    if !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return None;
    }
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    if jwk.common.key_algorithm.is_some_and(|declared| declared != name) {
        return None;
    }
    let key = DecodingKey::from_jwk(jwk).ok()?;
    Some((jwk.common.key_id.clone().unwrap_or_default(), Arc::new(Key { key, algorithm })))
}
