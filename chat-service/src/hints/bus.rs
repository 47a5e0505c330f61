//! Hints between replicas of one process, for tests; it can be cut.

use std::sync::Arc;

use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use super::*;

/// Hints beyond which a slow listener loses some.
const CAPACITY: usize = 64;

/// All replicas' hints.
#[derive(Clone, Debug)]
pub(crate) struct Bus {
    hints: broadcast::Sender<(RoomId, Hint)>,
    is_live: Arc<watch::Sender<bool>>,
}

impl Bus {
    pub(crate) fn new() -> Bus {
        let is_live = Arc::new(watch::channel(true).0);
        Bus { hints: broadcast::channel(CAPACITY).0, is_live }
    }

    /// Cuts or mends it. A cut bus loses what is said.
    pub(crate) fn set_live(&self, is_live: bool) {
        self.is_live.send_replace(is_live);
    }
}

#[async_trait::async_trait]
impl Notifier for Bus {
    fn publish(&self, room: &RoomId, hint: &Hint) {
        if *self.is_live.borrow() {
            // Nobody may listen.
            let _ = self.hints.send((room.clone(), hint.clone()));
        }
    }

    async fn subscribe(&self, room: &RoomId) -> Hints {
        let room = room.clone();
        let hints = BroadcastStream::new(self.hints.subscribe());
        let mine = hints.filter_map(move |hint| {
            let hint = hint.ok().filter(|(about, _)| *about == room).map(|(_, hint)| hint);
            async { hint }
        });
        mine.boxed()
    }

    fn is_live(&self) -> watch::Receiver<bool> {
        self.is_live.subscribe()
    }
}
