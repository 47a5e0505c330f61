//! The issuer's keys: loaded at start, refreshed behind the scenes, asked for again
//! when a token names one we do not know, kept when the issuer cannot be reached.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use arc_swap::ArcSwapOption;
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, sleep},
};
use tracing::warn;

use super::{
    AuthError,
    jwk::{self, Key, Keys},
    source::Source,
};

/// How often keys are fetched again, less up to a fifth.
const REFRESH: Duration = Duration::from_secs(5 * 60);
/// How often they are fetched while there are none.
const RETRY: Duration = Duration::from_secs(5);
/// How long keys are used that cannot be fetched again.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How often, at most, a key id nobody knows makes us ask again: a token's key id
/// is anybody's to choose.
const ASK_AGAIN: Duration = Duration::from_secs(30);
/// The same while there are no keys at all, when every token asks.
const ASK_AGAIN_EMPTY: Duration = Duration::from_secs(1);

/// The keys, by id.
#[derive(Clone)]
pub(super) struct KeySet(Arc<Inner>);

struct Inner {
    source: Source,
    client: reqwest::Client,
    loaded: ArcSwapOption<Loaded>,
    /// The last fetch. Held while fetching: one at a time.
    last: Arc<Mutex<Option<Fetched>>>,
}

/// How a fetch ended.
#[derive(Clone, Copy)]
struct Fetched {
    /// When it did. Not when it began: whoever waited for it has this answer too.
    at: Instant,
    is_success: bool,
}

struct Loaded {
    keys: Keys,
    at: Instant,
}

impl KeySet {
    /// Loads the keys and keeps them fresh while the set lives. An issuer that does
    /// not answer yet is not an error, a file that cannot be used is.
    pub(super) async fn load(source: Source) -> anyhow::Result<KeySet> {
        let client = source.client()?;
        let inner = Arc::new(Inner {
            source,
            client,
            loaded: ArcSwapOption::empty(),
            last: Arc::default(),
        });
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
        // Without the issuer's answer, the key may well be a new one of its own.
        let unknown = match self.0.ask_again().await {
            true => AuthError::Invalid("its key is not the issuer's".to_owned()),
            false => AuthError::KeysUnavailable,
        };
        self.0.known(kid).ok_or(unknown)
    }
}

impl Inner {
    fn usable(&self) -> Option<Arc<Loaded>> {
        self.loaded.load_full().filter(|loaded| loaded.at.elapsed() < STALE)
    }

    fn known(&self, kid: &str) -> Option<Arc<Key>> {
        let loaded = self.usable()?;
        match (kid, loaded.keys.len()) {
            ("", 1) => loaded.keys.values().next().cloned(),
            _ => loaded.keys.get(kid).cloned(),
        }
    }

    /// Fetches again, unless somebody just did, and says whether the issuer answered;
    /// who comes meanwhile waits for the same answer.
    async fn ask_again(self: &Arc<Self>) -> bool {
        let last = self.last.clone().lock_owned().await;
        let pause = if self.usable().is_some() { ASK_AGAIN } else { ASK_AGAIN_EMPTY };
        if let Some(last) = last.filter(|last| last.at.elapsed() < pause) {
            return last.is_success;
        }
        // In a task of its own: a caller who hangs up must not end it for the others.
        tokio::spawn(self.clone().refresh(last)).await.unwrap_or(false)
    }

    async fn refresh(self: Arc<Self>, mut last: OwnedMutexGuard<Option<Fetched>>) -> bool {
        let fetched = self.fetch().await;
        let is_success = fetched.is_ok();
        if let Err(cause) = fetched {
            warn!(?cause, "the issuer's keys cannot be had");
        }
        *last = Some(Fetched { at: Instant::now(), is_success });
        is_success
    }

    /// Replaces the keys; what cannot be fetched or parsed leaves the old ones.
    async fn fetch(&self) -> anyhow::Result<()> {
        let keys = jwk::parse(&self.source.read(&self.client).await?)?;
        self.loaded.store(Some(Arc::new(Loaded { keys, at: Instant::now() })));
        Ok(())
    }
}

async fn keep_fresh(keys: Weak<Inner>) {
    loop {
        let Some(pause) =
            keys.upgrade().map(|keys| keys.usable().map_or(RETRY, |_| jittered(REFRESH)))
        else {
            return;
        };
        sleep(pause).await;
        let Some(keys) = keys.upgrade() else { return };
        let last = keys.last.clone().lock_owned().await;
        keys.refresh(last).await;
    }
}

/// Less up to a fifth, so that replicas do not ask all at once.
fn jittered(pause: Duration) -> Duration {
    let percent = uuid::Uuid::new_v4().as_u128() % 20;
    pause * (100 - u32::try_from(percent).unwrap_or(0)) / 100
}
