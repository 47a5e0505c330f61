//! The service as a whole, over loopback, with a chat service that keeps the
//! contract of `RoomAccessService` and can be told to fail.

mod chat;
mod crashes;
mod errors;
mod failures;
mod faulty;
mod lists;
mod nodes;
mod person;
mod problems;
mod replicas;
mod seats;
mod sessions;
mod stack;
mod world;

use std::time::Duration;

/// Waits for something that must happen, but not for ever.
async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, future).await.unwrap_or_else(|_| panic!("waited for {what}"))
}

/// Asks until the answer is yes.
async fn eventually<F: Future<Output = bool>>(what: &str, mut ask: impl FnMut() -> F) {
    in_time(what, async {
        while !ask().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
