//! Many faults of every kind, one after the other, while people talk.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use tokio::time::sleep;

use super::{
    answered,
    fault::{Strike, kinds, plan},
    report::Report,
    rooms, settle, talk,
};
use crate::cluster::{Cluster, room::Room};

/// How many rooms people talk in.
const ROOMS: usize = 4;
/// How soon after the last fault everybody must have everything.
const HEALED: Duration = Duration::from_secs(5);
/// How often to look whether enough was said.
const LOOK: Duration = Duration::from_millis(20);

/// People say at least `messages` things while `faults` faults happen. None: there
/// are no servers to run on.
pub async fn run(seed: u64, messages: usize, faults: usize) -> Option<Report> {
    let cluster = Cluster::start(seed).await?;
    let begin = Instant::now();
    let (plan, rooms) = (plan(seed, faults), rooms(&cluster, ROOMS).await);
    let stop = AtomicBool::new(false);
    let strikes = async {
        strike_all(&cluster, &rooms, &plan, messages).await;
        stop.store(true, Ordering::Relaxed);
        Instant::now()
    };
    let (last_fault, ()) = tokio::join!(strikes, talk(&rooms, &stop));
    settle(&rooms).await;
    let healed = last_fault.elapsed();

    let mut report = Report::default();
    report.note(format!("{faults} faults in {:.0?}", begin.elapsed()));
    report.note(format!("faults: {:?}", kinds(&plan)));
    report.note(format!("lies told by databases: {}", cluster.lies()));
    report.note(format!("healed {healed:.1?} after the last fault"));
    report.limit(healed <= HEALED, "healed within 5 s of the last fault");
    let acked: usize = rooms.iter().map(|room| room.history.count_acked()).sum();
    report.require(acked >= messages, "as many messages acknowledged as were asked for");
    note_removals(&mut report, &rooms);
    report.judge(&cluster, &rooms).await;
    Some(report)
}

/// Spread over what is said, the last one when all of it is.
async fn strike_all(cluster: &Cluster, rooms: &[Room], plan: &[Strike], messages: usize) {
    for (number, strike) in plan.iter().enumerate() {
        while answered(rooms) < messages * (number + 1) / plan.len() {
            sleep(LOOK).await;
        }
        strike.happen(cluster, rooms).await;
    }
}

fn note_removals(report: &mut Report, rooms: &[Room]) {
    let mut lags: Vec<_> = rooms.iter().flat_map(|room| room.history.removal_lags()).collect();
    lags.sort_unstable();
    let longest = lags.last().copied().unwrap_or_default();
    report.note(format!("{} removals, felt after {longest:.1?} at most", lags.len()));
}
