//! Looks into the log for what hints did not tell.
//!
//! While hints get through this bounds how long a lost one is missed; while they
//! do not, it is how rooms hear of each other's events at all.

use std::time::Duration;

use rand::Rng as _;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{id::RoomId, rooms::Rooms};

/// How often to see who is due: the pause of busy rooms while hints are lost.
const TICK: Duration = Duration::from_millis(250);
/// The pause of busy rooms, and of quiet ones while hints are lost: with a tick,
/// and the time to read, within the 2 seconds in which everybody is to see what
/// was acknowledged.
const PAUSE: Duration = Duration::from_millis(1500);
/// The pause of quiet rooms.
const QUIET_PAUSE: Duration = Duration::from_secs(10);
/// A room is quiet when nothing has happened in it for this long.
const QUIET_AFTER: Duration = Duration::from_secs(60);
/// Rooms asked for at once.
const PAGE: usize = 1000;

/// Sweeps the open rooms until `stop`.
pub(crate) async fn sweep(rooms: &Rooms, stop: &CancellationToken) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let is_live = rooms.node().notifier.is_live();
    let mut was_live = false;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let is_live = *is_live.borrow();
        // What was said before they got through again is lost.
        let all = is_live && !was_live;
        was_live = is_live;
        let due = rooms.due(|quiet| if all { Duration::ZERO } else { pause(is_live, quiet) });
        look(rooms, &due).await;
    }
}

/// How long to leave a room alone that has been quiet for so long. Spread out, so
/// that rooms that were opened together are not read together.
fn pause(is_live: bool, quiet: Duration) -> Duration {
    let pause = match (is_live, quiet < QUIET_AFTER) {
        (false, true) => return Duration::ZERO,
        (true, true) | (false, false) => PAUSE,
        (true, false) => QUIET_PAUSE,
    };
    pause.mul_f64(rand::rng().random_range(0.75..=1.0))
}

async fn look(rooms: &Rooms, due: &[(RoomId, u64)]) {
    for page in due.chunks(PAGE) {
        match rooms.log().grown(page).await {
            Ok(grown) => rooms.catch_up(&grown),
            Err(cause) => warn!(rooms = page.len(), ?cause, "cannot look for what was missed"),
        }
    }
}
