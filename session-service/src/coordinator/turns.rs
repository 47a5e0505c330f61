//! Changes of one session take turns on this node.
//!
//! This is for economy, not for safety: records decide races, on any number of
//! nodes. But of a hundred who join at once, ninety-nine had better wait for the
//! first than call the chat service on its behalf.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout,
};

use crate::{error::Error, id::SessionId};

/// How many sessions can change at once, at most; two that share a place only
/// wait for each other.
const PLACES: usize = 256;
/// How long to wait for one's turn: longer than one call to the chat service may
/// take, and no longer than a person waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who is next.
#[derive(Debug)]
pub(super) struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Turns {
        Turns((0..PLACES).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    /// Waits for the session's turn, which lasts until the answer is dropped.
    pub(super) async fn take(&self, session: &SessionId) -> Result<MutexGuard<'_, ()>, Error> {
        let mut hasher = DefaultHasher::new();
        session.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % PLACES as u64).unwrap_or(0);
        timeout(PATIENCE, self.0[place].lock()).await.map_err(|_| Error::Busy)
    }
}
