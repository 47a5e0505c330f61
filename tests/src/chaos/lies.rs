//! A database that lies.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{report::Report, rooms, settle, talk};
use crate::{cluster::Cluster, proxy::lie::Lie};

/// How many rooms people talk in: each is appended to on its own.
const ROOMS: usize = 6;
/// About how many inserts of a thousand are lied about.
const LIES: u32 = 200;
/// How often to look whether enough lies were told.
const LOOK: Duration = Duration::from_millis(20);

/// People talk while every chat service is left in doubt, `doubts` times in all.
/// None: there are no servers to run on.
pub async fn run(seed: u64, doubts: usize) -> Option<Report> {
    let cluster = Cluster::start(seed).await?;
    let (begin, rooms) = (Instant::now(), rooms(&cluster, ROOMS).await);
    let stop = AtomicBool::new(false);
    let lying = async {
        cluster.chats.iter().for_each(|chat| chat.database.lie(LIES));
        while cluster.lies() < doubts {
            sleep(LOOK).await;
        }
        cluster.chats.iter().for_each(|chat| chat.database.be_good());
        stop.store(true, Ordering::Relaxed);
    };
    tokio::join!(lying, talk(&rooms, &stop));
    let healed = settle(&rooms).await;

    let mut report = Report::default();
    report.note(format!("{:.0?}, settled after {healed:.1?}", begin.elapsed()));
    let mut told: BTreeMap<Lie, usize> = BTreeMap::new();
    for (lie, times) in cluster.chats.iter().flat_map(|chat| chat.database.told()) {
        *told.entry(lie).or_default() += times;
    }
    report.note(format!("unknown outcomes: {} {told:?}", cluster.lies()));
    report.require(cluster.lies() >= doubts, "as many unknown outcomes as were asked for");
    report.count_appends(&cluster).await;
    report.judge(&cluster, &rooms).await;
    Some(report)
}
