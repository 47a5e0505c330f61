//! Many people in one room, on all replicas.

use std::time::{Duration, Instant};

use super::report::Report;
use crate::cluster::{
    Cluster,
    room::{Room, Way},
};

/// How long a sender may wait for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// `people` say `each` things at once. None: there are no servers to run on.
pub async fn run(seed: u64, people: usize, each: usize) -> Option<Report> {
    let cluster = Cluster::start(seed).await?;
    let ways: Vec<Way> = (0..people).map(Way::Straight).collect();
    let room = Room::open(&cluster, &ways).await;
    let begin = Instant::now();
    room.all_say(each).await;
    room.settle().await;
    let took = begin.elapsed();

    let mut report = Report::default();
    report.note(format!("{people} people on {} replicas, {took:.1?}", cluster.chats.len()));
    let waits = room.members.iter().map(|member| member.progress().longest_wait);
    let longest = waits.max().unwrap_or_default();
    report.note(format!("longest wait of a sender: {longest:.1?}"));
    report.limit(longest <= PATIENCE, "no sender waits over 5 s");
    report.count_appends(&cluster).await;
    report.judge(&cluster, std::slice::from_ref(&room)).await;
    Some(report)
}
