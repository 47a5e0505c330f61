//! Small runs of what `chaos` does at its full size.

use std::time::Duration;

use tests::chaos::{broker, crowd, lies, report::Report, storm};

/// What happens, and in which order, follows from it.
const SEED: u64 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_faults_breaks_no_promise() {
    judge(storm::run(SEED, 3_000, 16).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lying_database_breaks_no_promise() {
    judge(lies::run(SEED, 100).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_is_away_breaks_no_promise() {
    judge(broker::run(SEED, Duration::from_secs(4)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_in_one_room_breaks_no_promise() {
    judge(crowd::run(SEED, 60, 10).await);
}

/// None where there are no servers: that has been said.
fn judge(report: Option<Report>) {
    let Some(report) = report else { return };
    #[expect(clippy::print_stdout, reason = "the counts are what a run is for")]
    {
        println!("{report}");
    }
    assert!(report.keeps_promises(), "{report}");
}
