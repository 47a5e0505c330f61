//! Who is not on the list gets nothing, not even that the room exists.

use proto::{
    chat::v1::{GetCodeRequest, ListEventsRequest, SubscribeRequest},
    session::v1::Visibility,
};
use tests::{
    body, door::Via, interview::Interview, line::From, person::Person, refusal::reason,
    stack::Stack, wire::Wire,
};
use tonic::{Code, Status};

over_both!(
    a_stranger_is_refused_everywhere,
    a_stranger_with_bad_input_learns_nothing_about_it,
    whoever_may_see_a_session_is_still_a_stranger_to_its_room,
    a_refused_stranger_leaves_no_trace,
);

async fn a_stranger_is_refused_everywhere(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    interview.host.send_alone(interview.room(), "1", body::text("secret")).await.expect("may");
    let eve = Person::sign_in(&stack, via, "eve").await;

    let real = refusals(&eve, interview.room()).await;
    let unknown = refusals(&eve, "no-such-room").await;
    for (call, status) in &real {
        assert_eq!(status.code(), Code::PermissionDenied, "{call}: {status:?}");
        assert_ne!(reason(status), "", "{call} names its reason");
    }
    let told = |refusals: &[(&'static str, Status)]| -> Vec<_> {
        refusals.iter().map(|(call, status)| (*call, status.code(), reason(status))).collect()
    };
    assert_eq!(told(&real), told(&unknown), "an unknown room answers as a forbidden one");
    for ((call, real), (_, unknown)) in real.iter().zip(&unknown) {
        let unknown = unknown.message().replace("no-such-room", interview.room());
        assert_eq!(real.message(), unknown, "{call} tells the two apart");
    }
}

async fn a_stranger_with_bad_input_learns_nothing_about_it(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let eve = Person::sign_in(&stack, via, "eve").await;

    let blank = eve.send_alone(interview.room(), "not an id!", body::text(" ")).await;
    assert_eq!(blank.expect_err("refused").code(), Code::PermissionDenied);
    let ahead = eve.enter_from(interview.room(), From::After(1_000_000)).await;
    assert_eq!(ahead.expect_err("refused").code(), Code::PermissionDenied);
}

async fn whoever_may_see_a_session_is_still_a_stranger_to_its_room(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::Open).await;
    let eve = Person::sign_in(&stack, via, "eve").await;

    let seen = eve.see_session(&session.session_id).await.expect("an open session");
    let entered = eve.enter_from(&seen.room_id, From::Start).await;
    assert_eq!(entered.expect_err("not seated").code(), Code::PermissionDenied);
}

async fn a_refused_stranger_leaves_no_trace(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let eve = Person::sign_in(&stack, via, "eve").await;
    let mut ada = interview.host.enter(interview.room()).await;

    refusals(&eve, interview.room()).await;
    ada.say("anybody?").await;
    ada.hear("anybody?").await;
    assert!(ada.journal().events().iter().all(|event| event.user_id != eve.user_id));
    let again = interview.guest.enter(interview.room()).await;
    assert!(again.joined().participants.iter().all(|person| person.user_id != eve.user_id));
}

/// How each call on a room is refused.
async fn refusals(eve: &Person, room: &str) -> Vec<(&'static str, Status)> {
    let room_id = || room.to_owned();
    let list = ListEventsRequest { room_id: room_id(), ..Default::default() };
    let code = GetCodeRequest { room_id: room_id(), language: "python".into() };
    vec![
        ("join", eve.enter_from(room, From::Start).await.expect_err("refused")),
        ("live join", eve.enter_from(room, From::Live).await.expect_err("refused")),
        ("Subscribe", subscribe(eve, room).await),
        ("Send", eve.send_alone(room, "1", body::text("hi")).await.expect_err("refused")),
        ("typing", eve.send_alone(room, "", body::typing(true)).await.expect_err("refused")),
        ("ListEvents", eve.chat().list_events(list).await.expect_err("refused")),
        ("GetCode", eve.chat().get_code(code).await.expect_err("refused")),
    ]
}

/// The refusal comes at once or after `welcome`.
async fn subscribe(eve: &Person, room: &str) -> Status {
    let request = SubscribeRequest { room_id: room.into(), ..Default::default() };
    let mut wire = match Wire::subscribe(eve, request).await {
        Ok(wire) => wire,
        Err(status) => return status,
    };
    loop {
        match wire.next().await {
            Ok(Some(tests::wire::Frame::Welcome(_))) => {}
            Ok(frame) => panic!("a stranger got {frame:?}"),
            Err(status) => return status,
        }
    }
}
