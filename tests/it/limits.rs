//! Who is too fast is told, or slowed; and deadlines hold.

use std::time::Duration;

use futures_util::future::join_all;
use tests::{
    body,
    door::Via,
    in_time,
    interview::Interview,
    person::{Person, unique},
    stack::Stack,
    wire::{self, Wire},
};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

over_both!(
    a_unary_sender_who_is_too_fast_is_told_when_to_come_back,
    a_change_that_does_not_fit_counts_as_twenty,
);

/// How many are sent at once.
const AT_ONCE: usize = 20;
/// Somewhat more than may be sent at once, by default 200 and then 100 a second: a stream takes the time that the rest is worth.
const A_FEW_TOO_MANY: usize = 300;

/// Far longer than a stream takes to open.
const DEADLINE: Duration = Duration::from_secs(2);

async fn a_unary_sender_who_is_too_fast_is_told_when_to_come_back(via: Via) {
    // So slow that the busiest machine is faster.
    let stack = Stack::start_with(&[("HIREHUB_SEND_RATE", "1"), ("HIREHUB_SEND_BURST", "10")]);
    let interview = Interview::begin(&stack, via).await;
    let (host, room) = (&interview.host, interview.room());
    let refused = in_time("somebody is refused", hurry(host, room)).await;
    for status in &refused {
        assert_eq!(status.code(), Code::ResourceExhausted);
        let retry = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
        assert!(retry.is_some_and(|delay| !delay.is_zero()), "says when: {status:?}");
    }
    let other = interview.guest.send_alone(room, "1", body::text("me too")).await;
    other.expect("one person's haste is not another's");
}

/// Sends until some are refused; answers those.
async fn hurry(host: &Person, room: &str) -> Vec<Status> {
    loop {
        let ids: Vec<String> = (0..AT_ONCE).map(|_| unique("fast")).collect();
        let sends = ids.iter().map(|id| host.send_alone(room, id, body::text("!")));
        let refused: Vec<_> = join_all(sends).await.into_iter().filter_map(Result::err).collect();
        if !refused.is_empty() {
            return refused;
        }
    }
}

async fn a_change_that_does_not_fit_counts_as_twenty(via: Via) {
    let stack = Stack::start_with(&[("HIREHUB_SEND_RATE", "1"), ("HIREHUB_SEND_BURST", "30")]);
    let interview = Interview::begin(&stack, via).await;
    let room = interview.room();
    let misfit = || body::change(vec![1], "python", 0);
    let alone = interview.host.send_alone(room, "misfit", misfit()).await;
    assert!(alone.is_err_and(|status| status.code() == Code::Aborted), "of another generation");
    let mut line = interview.guest.enter(room).await;
    line.send(misfit()).await.expect_err("of another generation");
    // Without those twenty, ten of the thirty would be left.
    for person in [&interview.host, &interview.guest] {
        let ids: Vec<String> = (0..AT_ONCE).map(|_| unique("more")).collect();
        let sends = ids.iter().map(|id| person.send_alone(room, id, body::text("!")));
        let refused = join_all(sends).await.into_iter().filter_map(Result::err);
        assert!(refused.count() > 0, "somebody waits");
    }
}

#[tokio::test]
async fn a_stream_sender_who_is_too_fast_is_only_slowed() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let ids: Vec<String> = (0..A_FEW_TOO_MANY).map(|number| format!("fast-{number}")).collect();
    for id in &ids {
        ada.post(id, body::text("!")).await.expect("a live stream");
    }
    for id in &ids {
        ada.answer(id).await.expect("nothing is refused");
    }
}

#[tokio::test]
async fn a_stream_with_a_deadline_ends_when_it_has_passed() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let ends = [Via::Connect, Via::Gateway].map(|via| {
        let (host, room) = (interview.host.over(via), interview.room());
        async move {
            let wire = Wire::connect_with(&host, |frames| {
                let mut request = Request::new(frames);
                request.set_timeout(DEADLINE);
                request
            });
            let mut wire = wire.await.expect("answers in time");
            wire.put(wire::join(room)).await;
            wire.end().await
        }
    });
    assert_eq!(join_all(ends).await, [Code::DeadlineExceeded; 2]);
}
