//! The broker is away, and comes back.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::time::{Instant as Tick, interval, sleep};

use super::report::Report;
use crate::cluster::{
    CHATS, Cluster,
    room::{Room, Way},
};

/// How soon others must see a message while the broker is away, and how soon after
/// its return hints must come again.
const SOON: Duration = Duration::from_secs(2);
/// How often each person says something.
const PACE: Duration = Duration::from_millis(250);
/// How often to look whether hints are back.
const LOOK: Duration = Duration::from_millis(20);
/// How long people talk with the broker, before and after.
const WITH: Duration = Duration::from_secs(5);

/// People talk while the broker is away for `away`. None: there are no servers to
/// run on.
pub async fn run(seed: u64, away: Duration) -> Option<Report> {
    let cluster = Cluster::start(seed).await?;
    let room = Room::open(&cluster, &[0, 1, 2, 0, 1, 2].map(Way::Straight)).await;
    let mut report = Report::default();
    let before = said_in(&room, talk_for(&room, WITH)).await;
    cluster.nats.kill();
    let without = said_in(&room, talk_for(&room, away)).await;
    cluster.nats.start().await;
    let begin = Instant::now();
    let hints = async {
        while !all_have_hints(&cluster).await && begin.elapsed() < away {
            sleep(LOOK).await;
        }
        begin.elapsed()
    };
    let (back, ()) = tokio::join!(hints, talk_for(&room, SOON));
    let after = said_in(&room, talk_for(&room, WITH)).await;

    report.note(format!("broker away for {away:?}, a message each {PACE:?} from each"));
    for (when, delays) in [("before", &before), ("while away", &without), ("after", &after)] {
        let longest = delays.last().copied().unwrap_or_default();
        let median = delays.get(delays.len() / 2).copied().unwrap_or_default();
        report.note(format!(
            "sent to seen {when}: median {median:.1?}, longest {longest:.1?} of {}",
            delays.len()
        ));
        report.limit(longest <= SOON, "seen within 2 s");
    }
    report.note(format!("hints back after {back:.1?}"));
    report.limit(back <= SOON, "hints back within 2 s");
    report.judge(&cluster, std::slice::from_ref(&room)).await;
    Some(report)
}

/// How long after it was sent each message was seen by each of the others, sorted.
async fn said_in(room: &Room, talk: impl Future<Output = ()>) -> Vec<Duration> {
    let from = room.history.now();
    talk.await;
    room.settle().await;
    let mut delays = room.history.delays(from);
    delays.sort_unstable();
    delays
}

async fn talk_for(room: &Room, how_long: Duration) {
    let end = Tick::now() + how_long;
    join_all(room.members.iter().map(async |member| {
        let mut pace = interval(PACE);
        while pace.tick().await < end {
            member.say("Does this arrive?").await;
        }
    }))
    .await;
}

async fn all_have_hints(cluster: &Cluster) -> bool {
    let all = join_all((0..CHATS).map(|chat| cluster.metrics(chat))).await;
    all.iter().all(|metrics| metrics.has_hints())
}
