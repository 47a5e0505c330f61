//! Every kind of bad input gets its error, and harms nothing else.

use proto::chat::v1::{Join, RejectedReason, Send, send_request::Body};
use tests::{
    body,
    door::Via,
    interview::Interview,
    person::Person,
    refusal::code,
    stack::Stack,
    wire::{self, ToServer, Wire},
};
use tonic::Code;

use crate::rooms::{join, rejected, say};

over_both!(
    what_breaks_a_rule_is_refused_and_what_just_keeps_it_is_not,
    a_bad_client_event_id_is_refused,
    live_only_excludes_after_seq,
);

/// The most bytes of a chat message.
const TEXT: usize = 8 * 1024;
/// The most bytes of code.
const CODE: usize = 256 * 1024;

async fn what_breaks_a_rule_is_refused_and_what_just_keeps_it_is_not(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    for (what, body) in bad_bodies() {
        let refused = ada.send(body).await;
        assert_eq!(code(&refused), Code::InvalidArgument, "{what}");
    }
    let head = ada.say("unharmed").await;
    for (number, (what, body)) in good_bodies().into_iter().enumerate() {
        let seq = ada.send(body).await.unwrap_or_else(|status| panic!("{what}: {status:?}"));
        assert_eq!(seq, head + 1 + number as u64, "{what}");
    }
}

fn bad_bodies() -> Vec<(&'static str, Body)> {
    vec![
        ("an empty text", body::text("")),
        ("a blank text", body::text(" \t\r\n\u{a0}")),
        ("a text one byte too long", body::text("x".repeat(TEXT + 1))),
        ("a long text of wide characters", body::text("ž".repeat(TEXT / 2 + 1))),
        ("code one byte too long", body::code("x".repeat(CODE + 1), "python")),
        ("no language", body::code("x", "")),
        ("a language in capitals", body::code("x", "Python")),
        ("a language with a blank", body::code("x", "c c")),
        ("a language too long", body::code("x", &"l".repeat(33))),
    ]
}

fn good_bodies() -> Vec<(&'static str, Body)> {
    vec![
        ("the longest text", body::text("x".repeat(TEXT))),
        ("the longest text of wide characters", body::text("ž".repeat(TEXT / 2))),
        ("the longest code", body::code("x".repeat(CODE), "python")),
        ("no code", body::code("", "python")),
        ("a language of every kind of character", body::code("x", "a0+#._-")),
        ("the longest language", body::code("x", &"l".repeat(32))),
    ]
}

async fn a_bad_client_event_id_is_refused(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let too_long = "x".repeat(65);
    for id in ["", "a b", "ä", "a/b", "a\n", &too_long] {
        let refused = ada.send_as(id, body::text("hi")).await;
        assert_eq!(code(&refused), Code::InvalidArgument, "{id:?}");
    }
    for id in ["x", "AZ-az_09", &"x".repeat(64)] {
        ada.send_as(id, body::text("hi")).await.unwrap_or_else(|status| panic!("{id}: {status}"));
    }
}

async fn live_only_excludes_after_seq(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let room_id = interview.room().to_owned();
    let refused = if via == Via::GrpcWeb {
        let request = proto::chat::v1::SubscribeRequest {
            room_id,
            after_seq: 1,
            live_only: true,
            ..Default::default()
        };
        end(Wire::subscribe(&interview.host, request).await).await
    } else {
        let wire = Wire::connect(&interview.host).await.expect("may connect");
        let both = Join { room_id, after_seq: 1, live_only: true, ..Join::default() };
        wire.put(ToServer::Join(both)).await;
        end(Ok(wire)).await
    };
    assert_eq!(refused, Code::InvalidArgument);
}

#[tokio::test]
async fn a_refused_frame_does_not_end_the_stream() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let other = Interview::begin(&stack, Via::Connect).await;
    let room = interview.room();
    let mut wire = Wire::connect(&interview.host).await.expect("may connect");
    join(&mut wire, room).await;

    let ahead = Join { room_id: other.room().into(), after_seq: 1, ..Default::default() };
    let cases = [
        (wire::join("no-such-room"), "no-such-room", "", RejectedReason::NotAllowed),
        (ToServer::Join(ahead), other.room(), "", RejectedReason::NotAllowed),
        (wire::join(room), room, "", RejectedReason::AlreadyJoined),
        (wire::leave(other.room()), other.room(), "", RejectedReason::NotJoined),
        (wire::send(room, "blank", body::text(" ")), room, "blank", RejectedReason::Invalid),
        (bodiless(room), room, "bodiless", RejectedReason::Invalid),
        (wire::send(room, "", body::text("hi")), room, "", RejectedReason::Invalid),
    ];
    for (frame, room_id, id, reason) in cases {
        wire.put(frame.clone()).await;
        let expected = (room_id.to_owned(), id.to_owned(), reason);
        assert_eq!(rejected(&mut wire).await, expected, "{frame:?}");
    }
    wire.put_empty().await;
    assert_eq!(rejected(&mut wire).await.2, RejectedReason::Invalid);
    assert!(say(&mut wire, room, "alive").await > 0);
}

#[tokio::test]
async fn a_send_to_a_room_that_is_not_joined_is_refused() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let joined = ada.create_session(Default::default()).await.room_id;
    let other = ada.create_session(Default::default()).await.room_id;
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    join(&mut wire, &joined).await;
    wire.put(wire::send(&other, "1", body::text("hi"))).await;
    let expected = (other, "1".to_owned(), RejectedReason::NotJoined);
    assert_eq!(rejected(&mut wire).await, expected);
}

#[tokio::test]
async fn a_later_join_ahead_of_the_log_is_refused_without_ending_the_stream() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let first = ada.create_session(Default::default()).await.room_id;
    let second = ada.create_session(Default::default()).await.room_id;
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    join(&mut wire, &first).await;
    let ahead = Join { room_id: second.clone(), after_seq: 1_000, ..Default::default() };
    wire.put(ToServer::Join(ahead)).await;
    assert_eq!(
        rejected(&mut wire).await,
        (second.clone(), String::new(), RejectedReason::DataLoss)
    );
    join(&mut wire, &second).await;
}

#[tokio::test]
async fn refusing_the_first_join_ends_the_stream() {
    let stack = Stack::shared();
    let eve = Person::sign_in(&stack, Via::Connect, "eve").await;
    let wire = Wire::connect(&eve).await.expect("may connect");
    wire.put(wire::join("no-such-room")).await;
    assert_eq!(end(Ok(wire)).await, Code::PermissionDenied);
}

fn bodiless(room: &str) -> ToServer {
    let (room_id, client_event_id) = (room.into(), "bodiless".into());
    ToServer::Send(Send { room_id, client_event_id, body: None })
}

async fn end(wire: Result<Wire, tonic::Status>) -> Code {
    match wire {
        Ok(mut wire) => wire.end().await,
        Err(status) => status.code(),
    }
}
