//! Sending again is safe.

use tests::{body, door::Via, interview::Interview, line::Line, refusal::code, stack::Stack};
use tonic::Code;

over_both!(
    a_resend_gets_the_first_answer_and_makes_no_second_event,
    a_resend_with_another_body_is_rejected,
    two_people_may_use_the_same_id,
    a_resend_by_another_way_gets_the_first_answer,
    a_resend_after_a_restart_gets_the_first_answer,
);

async fn a_resend_gets_the_first_answer_and_makes_no_second_event(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let first = ada.send_as("once", body::text("once")).await.expect("may talk");
    let between = ada.say("between").await;
    for _ in 0..3 {
        let again = ada.send_as("once", body::text("once")).await.expect("may resend");
        assert_eq!(again, first);
    }
    // The next one takes the next seq, so the resends took none.
    assert_eq!(ada.say("next").await, between + 1);
    ada.hear("next").await;
    assert_eq!(ada.journal().texts(), ["once", "between", "next"]);
}

async fn a_resend_with_another_body_is_rejected(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let first = ada.send_as("once", body::text("once")).await.expect("may talk");
    for other in [body::text("twice"), body::code("once", "python")] {
        let refused = ada.send_as("once", other).await;
        assert_eq!(code(&refused), Code::AlreadyExists);
    }
    assert_eq!(ada.say("next").await, first + 1);
    assert_eq!(ada.send_as("once", body::text("once")).await.expect("may resend"), first);
}

async fn two_people_may_use_the_same_id(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;
    let hers = ada.send_as("same", body::text("hers")).await.expect("may talk");
    let his = ben.send_as("same", body::text("his")).await.expect("may talk");
    assert_ne!(hers, his);
}

async fn a_resend_by_another_way_gets_the_first_answer(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let first = ada.send_as("once", body::text("once")).await.expect("may talk");
    drop(ada);
    for via in [Via::Connect, Via::Gateway, Via::GrpcWeb] {
        let ada = interview.host.over(via);
        let alone = ada.send_alone(interview.room(), "once", body::text("once")).await;
        assert_eq!(alone.expect("may resend"), first);
        let mut line: Line = ada.enter(interview.room()).await;
        let again = line.send_as("once", body::text("once")).await.expect("may resend");
        assert_eq!(again, first);
    }
}

async fn a_resend_after_a_restart_gets_the_first_answer(via: Via) {
    let stack = Stack::start();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let first = ada.send_as("once", body::text("once")).await.expect("may talk");
    stack.kill();
    stack.restart();

    let ada = interview.host.over(via);
    let mut line = ada.enter(interview.room()).await;
    assert_eq!(line.send_as("once", body::text("once")).await.expect("may resend"), first);
    let refused = line.send_as("once", body::text("twice")).await;
    assert_eq!(code(&refused), Code::AlreadyExists);
    line.say("next").await;
    line.hear("next").await;
    assert_eq!(line.journal().texts(), ["once", "next"]);
}
