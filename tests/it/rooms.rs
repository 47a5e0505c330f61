//! One stream carries several rooms.

use proto::{
    chat::v1::{Event, RejectedReason, RemovedReason},
    session::v1::Visibility,
};
use tests::{
    body,
    door::Via,
    interview::Interview,
    person::Person,
    stack::Stack,
    wire::{self, Frame, Wire},
};
use tonic::Code;

/// The most rooms that one stream carries.
const ROOMS: usize = 16;

#[tokio::test]
async fn one_stream_carries_sixteen_rooms_and_refuses_the_seventeenth() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    let mut rooms = Vec::new();
    for _ in 0..ROOMS {
        rooms.push(ada.create_session(Visibility::Open).await.room_id);
        join(&mut wire, rooms.last().expect("just made")).await;
    }

    let one_more = ada.create_session(Visibility::Open).await.room_id;
    wire.put(wire::join(&one_more)).await;
    let (room_id, id, reason) = rejected(&mut wire).await;
    assert_eq!((room_id, id.as_str()), (one_more, ""));
    assert_eq!(reason, RejectedReason::TooManyRooms);
    for room in &rooms {
        let seq = say(&mut wire, room, "still here").await;
        assert!(seq > 0);
    }
}

#[tokio::test]
async fn a_room_that_was_left_makes_place_for_another() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    let mut rooms = Vec::new();
    for _ in 0..=ROOMS {
        rooms.push(ada.create_session(Visibility::Open).await.room_id);
    }
    for room in &rooms[..ROOMS] {
        join(&mut wire, room).await;
    }
    wire.put(wire::leave(&rooms[0])).await;
    join(&mut wire, &rooms[ROOMS]).await;
}

#[tokio::test]
async fn events_of_several_rooms_do_not_mix() {
    let stack = Stack::shared();
    let first = Interview::begin(&stack, Via::Connect).await;
    let second = first.host.create_session(Visibility::Open).await;
    let mut wire = Wire::connect(&first.host).await.expect("may connect");
    join(&mut wire, first.room()).await;
    join(&mut wire, &second.room_id).await;

    let mut ben = first.guest.enter(first.room()).await;
    ben.say("to the first").await;
    assert_eq!(hear(&mut wire, "to the first").await.room_id, first.room());
    say(&mut wire, &second.room_id, "to the second").await;
    ben.say("bye").await;
    ben.hear("bye").await;
    assert_eq!(ben.journal().texts(), ["to the first", "bye"]);
}

#[tokio::test]
async fn nothing_of_a_room_comes_after_leaving_it() {
    let stack = Stack::shared();
    let first = Interview::begin(&stack, Via::Connect).await;
    let second = first.host.create_session(Visibility::Open).await;
    let mut wire = Wire::connect(&first.host).await.expect("may connect");
    join(&mut wire, first.room()).await;
    join(&mut wire, &second.room_id).await;
    wire.put(wire::leave(first.room())).await;
    // Frames are handled in order: with this answer the leave is done.
    say(&mut wire, &second.room_id, "gone from the first").await;

    let mut ben = first.guest.enter(first.room()).await;
    ben.say("anybody?").await;
    ben.hear("anybody?").await;
    wire.put(wire::send(&second.room_id, "marker", body::text("marker"))).await;
    wire.until(|frame| match frame {
        Frame::Event(event) if event.room_id == first.room() => panic!("{event:?} after leaving"),
        Frame::Event(event) if body::text_of(&event) == Some("marker") => Some(()),
        _ => None,
    })
    .await;
    // And coming back resumes it.
    join(&mut wire, first.room()).await;
    hear(&mut wire, "anybody?").await;
}

#[tokio::test]
async fn losing_one_room_leaves_the_others_and_losing_the_last_ends_the_stream() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let sessions =
        [ada.create_session(Visibility::Open).await, ada.create_session(Visibility::Open).await];
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    for session in &sessions {
        join(&mut wire, &session.room_id).await;
    }
    ada.end_session(&sessions[0].session_id).await.expect("the host may");
    assert_eq!(removed(&mut wire, &sessions[0].room_id).await, RemovedReason::RoomClosed);
    say(&mut wire, &sessions[1].room_id, "here still").await;

    ada.end_session(&sessions[1].session_id).await.expect("the host may");
    assert_eq!(removed(&mut wire, &sessions[1].room_id).await, RemovedReason::RoomClosed);
    assert_eq!(wire.end().await, Code::Ok);
}

#[tokio::test]
async fn a_half_closed_stream_ends_when_all_is_answered() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let mut wire = Wire::connect(&interview.host).await.expect("may connect");
    join(&mut wire, interview.room()).await;
    wire.put(wire::send(interview.room(), "last", body::text("last words"))).await;
    wire.half_close();
    wire.until(|frame| match frame {
        Frame::Ack(ack) => (ack.client_event_id == "last").then_some(()),
        _ => None,
    })
    .await;
    assert_eq!(wire.end().await, Code::Ok);
}

#[tokio::test]
async fn welcome_comes_at_once_before_any_join() {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, Via::Connect, "ada").await;
    let mut wire = Wire::connect(&ada).await.expect("may connect");
    let Ok(Some(Frame::Welcome(first))) = wire.next().await else { panic!("welcome is due") };
    assert_ne!(first.connection_id, "");
    assert!(first.lease_expire_time.is_some_and(|at| at.seconds > 0));

    let mut other = Wire::connect(&ada).await.expect("may connect");
    let Ok(Some(Frame::Welcome(second))) = other.next().await else { panic!("welcome is due") };
    assert_ne!(first.connection_id, second.connection_id);
}

/// Joins, and waits for the answer.
pub(crate) async fn join(wire: &mut Wire, room: &str) {
    wire.put(wire::join(room)).await;
    wire.until(|frame| match frame {
        Frame::Joined(joined) if joined.room_id == room => Some(()),
        Frame::Event(event) if event.room_id == room => panic!("an event before joined"),
        Frame::Rejected(rejected) => panic!("{rejected:?}"),
        _ => None,
    })
    .await;
}

/// The next refusal: its room, its `client_event_id`, and why.
pub(crate) async fn rejected(wire: &mut Wire) -> (String, String, RejectedReason) {
    wire.until(|frame| match frame {
        Frame::Rejected(rejected) => {
            assert_ne!(rejected.message, "", "a refusal says why");
            let reason = rejected.reason();
            Some((rejected.room_id, rejected.client_event_id, reason))
        }
        _ => None,
    })
    .await
}

/// Says something, and waits for the ack; answers its seq.
pub(crate) async fn say(wire: &mut Wire, room: &str, text: &str) -> u64 {
    let id = tests::person::unique("said");
    wire.put(wire::send(room, &id, body::text(text))).await;
    wire.until(|frame| match frame {
        Frame::Ack(ack) if ack.client_event_id == id => Some(ack.seq),
        Frame::Rejected(rejected) => panic!("{rejected:?}"),
        _ => None,
    })
    .await
}

async fn hear(wire: &mut Wire, text: &str) -> Event {
    wire.until(|frame| match frame {
        Frame::Event(event) if body::text_of(&event) == Some(text) => Some(event),
        _ => None,
    })
    .await
}

async fn removed(wire: &mut Wire, room: &str) -> RemovedReason {
    wire.until(|frame| match frame {
        Frame::Removed(removed) if removed.room_id == room => Some(removed.reason()),
        _ => None,
    })
    .await
}
