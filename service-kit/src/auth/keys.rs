//! The issuer's public keys: loaded at start, refreshed behind the scenes, kept
//! when the issuer cannot be reached.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Weak},
    time::Duration,
};

use anyhow::Context as _;
use arc_swap::ArcSwapOption;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse},
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};
use tracing::warn;

use super::AuthError;

/// The largest key set that is read.
const MAX_SET: usize = 64 * 1024;
/// How long an issuer may take to answer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// How often keys are fetched again.
const REFRESH: Duration = Duration::from_secs(5 * 60);
/// How long keys are kept that cannot be fetched again.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How often, at most, a key id nobody knows makes us ask again: a token's key id
/// is anybody's to choose.
const ASK_AGAIN: Duration = Duration::from_secs(30);

/// Where keys come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A file.
    File(PathBuf),
    /// An https URL.
    Url(reqwest::Url),
}

/// A key with the one algorithm it is for.
pub(super) struct Key {
    pub(super) key: DecodingKey,
    pub(super) algorithm: Algorithm,
}

/// The keys, by id.
#[derive(Clone)]
pub(super) struct KeySet(Arc<Inner>);

struct Inner {
    source: Source,
    client: reqwest::Client,
    loaded: ArcSwapOption<Loaded>,
    /// Held while keys are fetched: one at a time. When the last fetch began.
    fetching: Mutex<Option<Instant>>,
}

struct Loaded {
    keys: HashMap<String, Arc<Key>>,
    at: Instant,
}

impl KeySet {
    /// Loads the keys and keeps them fresh while the set lives. An issuer that does
    /// not answer yet is not an error, a file that cannot be read is.
    pub(super) async fn load(source: Source) -> anyhow::Result<KeySet> {
        let client = reqwest::Client::builder().timeout(FETCH_TIMEOUT).build()?;
        let (loaded, fetching) = (ArcSwapOption::empty(), Mutex::new(None));
        let inner = Arc::new(Inner { source, client, loaded, fetching });
        match inner.fetch().await {
            Ok(()) => {}
            Err(cause) if matches!(inner.source, Source::File(_)) => return Err(cause),
            Err(cause) => warn!(?cause, "the issuer's keys cannot be had yet"),
        }
        tokio::spawn(keep_fresh(Arc::downgrade(&inner)));
        Ok(KeySet(inner))
    }

    /// The key with this id; a token without one gets the only key there is.
    pub(super) async fn find(&self, kid: &str) -> Result<Arc<Key>, AuthError> {
        if let Some(key) = self.0.known(kid) {
            return Ok(key);
        }
        self.0.ask_again().await;
        if self.0.loaded.load().is_none() {
            return Err(AuthError::KeysUnavailable);
        }
        self.0.known(kid).ok_or_else(|| AuthError::Invalid("its key is not the issuer's".to_owned()))
    }
}

impl Inner {
    fn known(&self, kid: &str) -> Option<Arc<Key>> {
        let loaded = self.loaded.load();
        let loaded = loaded.as_ref().filter(|loaded| loaded.at.elapsed() < STALE)?;
        match (kid, loaded.keys.len()) {
            ("", 1) => loaded.keys.values().next().cloned(),
            _ => loaded.keys.get(kid).cloned(),
        }
    }

    /// Fetches again, unless somebody just did; who comes meanwhile waits for it.
    async fn ask_again(&self) {
        let mut last = self.fetching.lock().await;
        if last.is_some_and(|last| last.elapsed() < ASK_AGAIN) {
            return;
        }
        *last = Some(Instant::now());
        if let Err(cause) = self.fetch().await {
            warn!(?cause, "the issuer's keys cannot be had");
        }
    }

    async fn fetch(&self) -> anyhow::Result<()> {
        let bytes = match &self.source {
            Source::File(file) => std::fs::read(file)
                .with_context(|| format!("cannot read --auth-jwks-file {}", file.display()))?,
            Source::Url(url) => self.download(url.clone()).await?,
        };
        anyhow::ensure!(bytes.len() <= MAX_SET, "the key set is larger than {MAX_SET} bytes");
        let set: JwkSet = serde_json::from_slice(&bytes).context("not a JSON Web Key Set")?;
        let keys: HashMap<_, _> = set.keys.iter().filter_map(key).collect();
        anyhow::ensure!(!keys.is_empty(), "the key set has no key that signs tokens");
        self.loaded.store(Some(Arc::new(Loaded { keys, at: Instant::now() })));
        Ok(())
    }

    async fn download(&self, url: reqwest::Url) -> anyhow::Result<Vec<u8>> {
        let mut response = self.client.get(url).send().await?.error_for_status()?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            bytes.extend_from_slice(&chunk);
            anyhow::ensure!(bytes.len() <= MAX_SET, "the key set is larger than {MAX_SET} bytes");
        }
        Ok(bytes)
    }
}

async fn keep_fresh(keys: Weak<Inner>) {
    loop {
        // Spread by a fifth, so that replicas do not ask all at once.
        let spread = uuid::Uuid::new_v4().as_u128() % u128::from(REFRESH.as_secs() / 5);
        sleep(REFRESH - Duration::from_secs(u64::try_from(spread).unwrap_or(0))).await;
        let Some(keys) = keys.upgrade() else { return };
        let mut last = keys.fetching.lock().await;
        *last = Some(Instant::now());
        if let Err(cause) = keys.fetch().await {
            warn!(?cause, "the issuer's keys cannot be refreshed");
        }
    }
}

/// A key we accept: public, for signatures, with an algorithm of our list.
fn key(jwk: &Jwk) -> Option<(String, Arc<Key>)> {
    if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
        return None;
    }
    let algorithm = match (&jwk.algorithm, jwk.common.key_algorithm) {
        (AlgorithmParameters::RSA(_), None | Some(KeyAlgorithm::RS256)) => Algorithm::RS256,
        (AlgorithmParameters::EllipticCurve(ec), _) if ec.curve == EllipticCurve::P256 => Algorithm::ES256,
        (AlgorithmParameters::OctetKeyPair(_), _) => Algorithm::EdDSA,
        _ => return None,
    };
    let key = DecodingKey::from_jwk(jwk).ok()?;
    let kid = jwk.common.key_id.clone().unwrap_or_default();
    Some((kid, Arc::new(Key { key, algorithm })))
}
