//! The gateway carries native gRPC as well as browsers' calls.

use tests::{door::Via, interview::Interview, person::Person, stack::Stack};
use tonic::Code;

#[tokio::test]
async fn native_and_browser_people_talk_in_one_room() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Gateway).await;
    let ways = [Via::Connect, Via::Gateway, Via::GrpcWeb];
    let mut lines = Vec::new();
    for via in ways {
        lines.push(interview.host.over(via).enter(interview.room()).await);
        lines.push(interview.guest.over(via).enter(interview.room()).await);
    }
    for speaker in 0..lines.len() {
        let text = format!("from tab {speaker}");
        lines[speaker].say(&text).await;
        for line in &mut lines {
            line.hear(&text).await;
        }
    }
}

#[tokio::test]
async fn refusals_arrive_whole_by_every_way() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let eve = Person::sign_in(&stack, Via::Connect, "eve").await;
    let mut told = Vec::new();
    for via in [Via::Connect, Via::Gateway, Via::GrpcWeb] {
        let refused = eve.over(via).join_session(interview.id()).await.expect_err("a full session");
        told.push((refused.code(), refused.message().to_owned(), refused.details().to_owned()));
    }
    assert_eq!(told[0].0, Code::ResourceExhausted);
    assert!(!told[0].2.is_empty(), "with details");
    assert!(told.iter().all(|refusal| *refusal == told[0]), "{told:?}");
}
