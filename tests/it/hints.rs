//! Typing and cursors: seen by the others at once, and kept by nobody.

use proto::chat::v1::{ListEventsRequest, event::Body};
use tests::{body, door::Via, interview::Interview, refusal::code, stack::Stack};
use tonic::Code;

over_both!(
    typing_and_cursors_reach_the_others_only,
    hints_are_not_kept,
    a_hint_that_breaks_a_rule_is_refused,
);

async fn typing_and_cursors_reach_the_others_only(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut own_tab = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;

    ada.hint(body::typing(true)).await;
    let typing = ben.until(|event| matches!(event.body, Some(Body::Typing(_)))).await;
    assert_eq!((typing.seq, typing.user_id.as_str()), (0, interview.host.user_id.as_str()));
    assert_eq!(typing.room_id, interview.room());
    assert!(matches!(typing.body, Some(Body::Typing(typing)) if typing.is_typing));

    ada.hint(body::cursor(body::END)).await;
    let cursor = ben.until(|event| matches!(event.body, Some(Body::Cursor(_)))).await;
    let Some(Body::Cursor(cursor)) = cursor.body else { panic!("a cursor") };
    assert_eq!((cursor.language.as_str(), cursor.anchor.as_slice()), ("python", body::END));

    // The journal refuses own ephemeral events; this makes sure that both saw on.
    let marker = ben.say("marker").await;
    ada.catch_up(marker).await.expect("a live stream");
    own_tab.catch_up(marker).await.expect("a live stream");
}

async fn hints_are_not_kept(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;
    let before = ada.say("before").await;
    ben.catch_up(before).await.expect("a live stream");
    ada.hint(body::typing(true)).await;
    ada.hint(body::cursor(body::END)).await;
    ben.until(|event| matches!(event.body, Some(Body::Cursor(_)))).await;
    assert_eq!(ada.say("after").await, before + 1, "no seq was taken");

    let request = ListEventsRequest { room_id: interview.room().into(), ..Default::default() };
    let kept = interview.guest.chat().list_events(request).await.expect("a page").into_inner();
    let hints = kept.events.iter().filter(|event| event.seq == 0).count();
    assert_eq!(hints, 0);
}

async fn a_hint_that_breaks_a_rule_is_refused(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    for bad in [body::cursor(&[7; 1025]), body::cursor(b"")] {
        let refused = ada.send_as("hint", bad).await;
        assert_eq!(code(&refused), Code::InvalidArgument);
    }
}
