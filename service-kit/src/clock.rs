//! The wall clock, so that tests and simulations can bring their own.

use std::{fmt, sync::Arc, time::SystemTime};

/// Tells the time of day. Timers are tokio's; this is for what is written down.
pub trait Clock: fmt::Debug + Send + Sync {
    /// Now.
    fn now(&self) -> SystemTime;
}

/// A clock shared by all parts of a service.
pub type SharedClock = Arc<dyn Clock>;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
