//! What is written down.

use std::time::Duration;

use proto::chat::v1::Event;

/// One place where somebody reads, or sends in order: over all its streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tab(pub(super) usize);

/// A message: who sent it, under which `client_event_id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id {
    user: String,
    client_event_id: String,
}

/// A fact, and when it was known.
#[derive(Clone, Debug)]
pub struct Record {
    /// By the history's clock.
    pub at: Duration,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Fact {
    /// A message is about to be sent for the first time.
    Sent {
        /// The tabs' messages are in the order of their sending.
        tab: Tab,
        /// Which one.
        id: Id,
        /// What it says.
        text: String,
    },
    /// It was acknowledged.
    Acked {
        /// Which one.
        id: Id,
        /// Where it is.
        seq: u64,
    },
    /// It has no answer, or the answer that its outcome is not known.
    Unsure {
        /// Which one.
        id: Id,
    },
    /// It was refused for good.
    Refused {
        /// Which one.
        id: Id,
    },
    /// A stream was joined.
    Entered {
        /// Where.
        tab: Tab,
        /// Who reads there.
        user: String,
        /// The seq behind which it starts.
        after: u64,
        /// When it was asked for.
        asked_at: Duration,
    },
    /// A durable event came.
    Saw {
        /// Where.
        tab: Tab,
        /// What.
        event: Event,
    },
    /// A `skip` came.
    Skipped {
        /// Where.
        tab: Tab,
        /// Up to which seq.
        to: u64,
    },
    /// A `removed` came.
    Cut {
        /// Where.
        tab: Tab,
    },
    /// The reader has stopped reading and is owed nothing more.
    Closed {
        /// Where.
        tab: Tab,
    },
    /// A join was refused.
    Denied {
        /// Whose.
        user: String,
        /// When it was asked for.
        asked_at: Duration,
    },
    /// A failure that was none: the server knows better, or should.
    Misled {
        /// Who was told.
        user: String,
        /// What.
        said: String,
    },
    /// `AddAllowed` answered.
    Granted {
        /// Who may enter.
        user: String,
        /// Its answer.
        seq: u64,
        /// When it was first asked for.
        asked_at: Duration,
    },
    /// `RemoveAllowed` answered.
    Removed {
        /// Who may not.
        user: String,
        /// Its answer.
        seq: u64,
        /// When it was first asked for.
        asked_at: Duration,
    },
}

impl Id {
    /// `user`'s message under `client_event_id`.
    pub fn new(user: &str, client_event_id: &str) -> Id {
        Id { user: user.to_owned(), client_event_id: client_event_id.to_owned() }
    }

    /// The id of an event that somebody sent.
    pub fn of(event: &Event) -> Option<Id> {
        (!event.client_event_id.is_empty()).then(|| Id::new(&event.user_id, &event.client_event_id))
    }
}
