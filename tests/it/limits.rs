//! Who is too fast is told, or slowed; and deadlines hold.

use std::time::Duration;

use futures_util::future::join_all;
use tests::{body, door::Via, interview::Interview, stack::Stack, wire::Wire};
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::rooms::join;

over_both!(a_unary_sender_who_is_too_fast_is_told_when_to_come_back);

/// Well beyond the 200 that a sender may do at once.
const TOO_MANY: usize = 600;
/// Somewhat beyond it: a stream takes the time that the rest is worth.
const A_FEW_TOO_MANY: usize = 300;

async fn a_unary_sender_who_is_too_fast_is_told_when_to_come_back(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, room) = (&interview.host, interview.room());
    let ids: Vec<String> = (0..TOO_MANY).map(|number| format!("fast-{number}")).collect();
    let mut answers = Vec::new();
    for batch in ids.chunks(50) {
        answers.extend(
            join_all(batch.iter().map(|id| host.send_alone(room, id, body::text("!")))).await,
        );
    }
    let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
    assert!(!refused.is_empty() && refused.len() < TOO_MANY, "{} refused", refused.len());
    for status in refused {
        assert_eq!(status.code(), Code::ResourceExhausted);
        let retry = status.get_details_retry_info().and_then(|retry| retry.retry_delay);
        assert!(retry.is_some_and(|delay| !delay.is_zero()), "says when: {status:?}");
    }
    let other = interview.guest.send_alone(room, "1", body::text("me too")).await;
    other.expect("one person's haste is not another's");
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
    for via in [Via::Connect, Via::Gateway] {
        let host = interview.host.over(via);
        let wire = Wire::connect_with(&host, |frames| {
            let mut request = Request::new(frames);
            request.set_timeout(Duration::from_millis(500));
            request
        });
        let mut wire = wire.await.expect("answers in time");
        join(&mut wire, interview.room()).await;
        assert_eq!(wire.end().await, Code::DeadlineExceeded, "{via:?}");
    }
}
