//! People who talk, for scenarios about them.
//!
//! A black box: everything goes through the program's command line and its
//! public gRPC API, so the scenarios would survive a rewrite in another
//! language. What goes wrong in the harness itself panics with a sentence.
//!
//! In reading order:
//!
//! * `program` builds the programs once and finds the executables.
//! * `process` is one run of one, which can be killed; `ports` is where it may listen;
//!   `launch` starts `hirehub`.
//! * `stack` is the whole system on its own data directory, across runs.
//! * `door` says how calls travel: natively, or as a browser's.
//! * `person` signs in and calls; `interview` seats two people.
//! * `body` is what people say; `refusal` is what they may be told.
//! * `wire` is one open stream, frame by frame.
//! * `journal` is what one reader saw of one room, checked as it comes.
//! * `line` is a person in a room: talk, and wait for what others do.
//! * `sheet` is a text of the shared document, as an editor or a plain client has it.
//! * `history` is what a whole run saw of one room, and the verdict on it.
//! * `proxy` is a door before a database that can be slow, shut, or lie.
//! * `cluster` is the system as it runs in production, and people who stay in it.
//! * `chaos` is faults by the dozen, and what became of the promises.

mod abort;
pub mod body;
pub mod chaos;
pub mod cluster;
pub mod door;
pub mod history;
pub mod interview;
pub mod journal;
mod launch;
pub mod line;
pub mod person;
mod ports;
mod process;
pub mod program;
pub mod proxy;
pub mod refusal;
pub mod sheet;
pub mod stack;
pub mod wire;

use std::{future::Future, time::Duration};

/// How long anything that must happen may take. Generous: it only bounds how
/// long a broken run hangs.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits for `event`, or panics saying `what` did not happen.
pub async fn in_time<T>(what: &str, event: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, event).await.unwrap_or_else(|_| panic!("in vain: {what}"))
}
