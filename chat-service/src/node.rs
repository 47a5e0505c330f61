//! What the rooms of a node share.

use std::{sync::Arc, time::Duration};

use service_kit::clock::SharedClock;

use crate::{
    hints::{Notifier, Silent},
    log::RoomLog,
    metrics::Metrics,
    roster::Roster,
};

/// What the rooms of a node share. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Node {
    /// Where their logs are.
    pub(crate) log: Arc<dyn RoomLog>,
    /// The time of day, for events.
    pub(crate) clock: SharedClock,
    /// How long after their last connection somebody has left.
    pub(crate) presence_grace: Duration,
    /// This replica and the others.
    pub(crate) roster: Arc<Roster>,
    /// The way to them.
    pub(crate) notifier: Arc<dyn Notifier>,
    /// What is counted.
    pub(crate) metrics: Metrics,
}

impl Node {
    /// The only node that uses the log.
    pub(crate) fn alone(
        log: Arc<dyn RoomLog>,
        clock: SharedClock,
        presence_grace: Duration,
    ) -> Node {
        let (roster, notifier) = (Arc::new(Roster::alone()), Arc::new(Silent::new(true)));
        Node { log, clock, presence_grace, roster, notifier, metrics: Metrics::default() }
    }
}
