//! From what the log holds to the fold.

use std::{future::Future, time::Duration};

use prost::Message as _;
use proto::chat::v1::{self as pb, event::Body};
use tracing::{error, warn};

use super::checkpoint;
use crate::{
    feed::{Ended, Feed},
    frame,
    id::{RoomId, UserId},
    log::{Batch, LogError, MAX_PAGE_BYTES, RoomLog},
    room::Room,
};

/// How long to wait before reading again a log that did not answer.
const RETRY: Duration = Duration::from_millis(250);
/// How long an opening room waits for its log before its callers are told that
/// they should try again.
const OPEN_TRIES: usize = 20;
/// How many of the slots that a checkpoint holds are read for the feed.
const RECENT: u64 = 256;

/// Folds a room's log, on top of the fold that was kept last, if any. The feed holds
/// the newest events, so that those who come back after a restart, all at once, need
/// not read them.
pub(super) async fn fold(id: &RoomId, log: &dyn RoomLog) -> Option<(Room, Feed)> {
    if let Some(room) = checkpoint::kept(id, log).await {
        match fold_onto(room, id, log).await? {
            Some(folded) => return Some(folded),
            None => warn!(room = %id, "a checkpoint holds more than the log, and is not used"),
        }
    }
    fold_onto(Room::default(), id, log).await?
}

/// Folds what follows `room`. Some of what is in it already is read as well: it is for
/// the feed, and proves that the log has it. `None` inside if the log has not.
async fn fold_onto(mut room: Room, id: &RoomId, log: &dyn RoomLog) -> Option<Option<(Room, Feed)>> {
    let held = room.next_slot();
    let mut next = held.saturating_sub(RECENT);
    let feed = Feed::new(room.first_seq(next).saturating_sub(1));
    let mut failures = 0;
    while failures < OPEN_TRIES {
        match log.replay(id, next).await {
            Ok(page) => {
                for batch in &page {
                    if batch.slot >= held {
                        decode(id, batch)?.iter().for_each(|event| room.apply(event));
                        room.end_slot(batch.first_seq, &batch.presence);
                    }
                    feed.publish(batch.events.iter().map(frame::frame_stored), &[]);
                    next = batch.slot + 1;
                }
                if page.iter().map(Batch::size).sum::<usize>() < MAX_PAGE_BYTES {
                    return Some((next >= held).then_some((room, feed)));
                }
            }
            Err(cause) => {
                warn!(room = %id, ?cause, "cannot read the room log");
                failures += 1;
                tokio::time::sleep(RETRY).await;
            }
        }
    }
    None
}

/// Asks the log until it answers.
pub(super) async fn until_known<T, A>(id: &RoomId, ask: impl Fn() -> A) -> T
where
    A: Future<Output = Result<T, LogError>>,
{
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(cause) => {
                warn!(room = %id, ?cause, "cannot read the room log");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// The events of a slot; `None`, said loudly, if they are not events.
pub(super) fn decode(id: &RoomId, batch: &Batch) -> Option<Vec<pb::Event>> {
    let events = batch.events.iter().map(|stored| pb::Event::decode(stored.clone()));
    events
        .collect::<Result<_, _>>()
        .inspect_err(
            |cause| error!(room = %id, slot = batch.slot, %cause, "a slot does not hold events"),
        )
        .ok()
}

/// Whose subscriptions these events end.
pub(super) fn endings(events: &[pb::Event]) -> Vec<Ended> {
    let ending = |event: &pb::Event| match event.body {
        Some(Body::RoomClosed(_)) => Some(Ended::Everybody(event.seq)),
        Some(Body::AccessRemoved(_)) => {
            Some(Ended::Of(UserId::parse(&event.user_id).ok()?, event.seq))
        }
        _ => None,
    };
    events.iter().filter_map(ending).collect()
}
