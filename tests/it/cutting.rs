//! Leaving and ending cut live streams, and leave one's own past readable.

use proto::chat::v1::{Event, GetCodeRequest, ListEventsRequest, RemovedReason};
use tests::{
    body::{self, kind},
    door::Via,
    interview::Interview,
    line::From,
    person::Person,
    refusal::{code, why},
    stack::Stack,
};
use tonic::Code;

over_both!(
    leaving_cuts_every_stream_of_the_one_who_left,
    nothing_said_after_the_leaving_reaches_the_one_who_left,
    ending_cuts_everybodys_streams,
    ones_own_past_stays_readable_after_leaving,
    the_record_stays_readable_after_the_end,
    nothing_is_written_after_the_end,
);

async fn leaving_cuts_every_stream_of_the_one_who_left(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut tabs = [
        interview.guest.enter(interview.room()).await,
        interview.guest.over(Via::Gateway).enter(interview.room()).await,
        interview.guest.over(Via::GrpcWeb).enter(interview.room()).await,
    ];
    interview.guest.leave_session(interview.id()).await.expect("the guest may leave");
    for tab in &mut tabs {
        let end = tab.end().await;
        assert_eq!(end.removed, Some(RemovedReason::AccessRemoved));
        assert_eq!(end.code, Code::PermissionDenied, "access to its last room was removed");
        let last = tab.journal().durable().last().expect("events");
        assert_eq!(kind(last), "access_removed", "a window holds its removal");
        assert_eq!(last.user_id, interview.guest.user_id);
    }
    ada.until(|event| kind(event) == "access_removed").await;
    ada.say("the host goes on").await;
}

async fn nothing_said_after_the_leaving_reaches_the_one_who_left(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;
    ada.say("before").await;
    interview.guest.leave_session(interview.id()).await.expect("the guest may leave");
    ada.say("after").await;

    ben.end().await;
    assert_eq!(ben.journal().texts(), ["before"]);
    let refused = interview.guest.enter_from(interview.room(), From::Start).await;
    assert_eq!(code(&refused), Code::PermissionDenied);
    let refused = interview.guest.send_alone(interview.room(), "x", body::text("hey")).await;
    assert_eq!(code(&refused), Code::PermissionDenied);
    let listed = list(&interview.guest, interview.room()).await;
    assert_eq!(texts(&listed), ["before"]);
}

async fn ending_cuts_everybodys_streams(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut lines = [
        interview.host.enter(interview.room()).await,
        interview.guest.enter(interview.room()).await,
        interview.guest.over(Via::Gateway).enter(interview.room()).await,
    ];
    interview.host.end_session(interview.id()).await.expect("the host may end");
    for line in &mut lines {
        let end = line.end().await;
        assert_eq!(end.removed, Some(RemovedReason::RoomClosed));
        assert_eq!(end.code, Code::Ok);
        let last = line.journal().durable().last().expect("events");
        assert_eq!(kind(last), "room_closed", "the last event of a room");
        assert_eq!(last.user_id, "");
    }
}

async fn ones_own_past_stays_readable_after_leaving(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest) = (&interview.host, &interview.guest);
    host.send_alone(interview.room(), "1", body::code("old", "python")).await.expect("may");
    guest.leave_session(interview.id()).await.expect("the guest may leave");
    host.send_alone(interview.room(), "2", body::code("new", "python")).await.expect("may");

    assert_eq!(newest_code(guest, interview.room()).await, Ok("old".into()));
    assert_eq!(newest_code(host, interview.room()).await, Ok("new".into()));
    let listed = list(guest, interview.room()).await;
    assert_eq!(listed.last().map(kind), Some("access_removed"));
}

async fn the_record_stays_readable_after_the_end(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest) = (&interview.host, &interview.guest);
    guest.send_alone(interview.room(), "1", body::text("bye")).await.expect("may");
    guest.send_alone(interview.room(), "2", body::code("done", "python")).await.expect("may");
    host.end_session(interview.id()).await.expect("the host may end");
    for person in [host, guest] {
        let listed = list(person, interview.room()).await;
        assert_eq!(listed.first().map(|event| event.seq), Some(1));
        assert_eq!(listed.last().map(kind), Some("room_closed"));
        assert_eq!(texts(&listed), ["bye"]);
        assert_eq!(newest_code(person, interview.room()).await, Ok("done".into()));
    }
    let eve = Person::sign_in(&stack, via, "eve").await;
    assert_eq!(newest_code(&eve, interview.room()).await, Err(Code::PermissionDenied));
}

async fn nothing_is_written_after_the_end(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest) = (&interview.host, &interview.guest);
    host.end_session(interview.id()).await.expect("the host may end");
    for person in [host, guest] {
        let refused = person.send_alone(interview.room(), "x", body::text("one more")).await;
        assert_eq!(code(&refused), Code::PermissionDenied);
        let refused = person.enter_from(interview.room(), From::Start).await;
        assert_eq!(code(&refused), Code::PermissionDenied);
    }
    let again = host.end_session(interview.id()).await.expect("ending again changes nothing");
    assert_eq!(again.session_id, interview.id());
    let refused = why(guest.leave_session(interview.id()).await);
    assert_eq!(refused, (Code::FailedPrecondition, "SESSION_COMPLETED".into()));
    assert_eq!(list(host, interview.room()).await.last().map(kind), Some("room_closed"));
}

/// All that a person may see of a room's history, in one page.
pub(crate) async fn list(person: &Person, room: &str) -> Vec<Event> {
    let request = ListEventsRequest {
        room_id: room.into(),
        after_seq: 0,
        page_size: 1_000,
        ..Default::default()
    };
    person.chat().list_events(request).await.expect("a page").into_inner().events
}

/// The newest Python that a person may see.
pub(crate) async fn newest_code(person: &Person, room: &str) -> Result<String, Code> {
    let request = GetCodeRequest { room_id: room.into(), language: "python".into() };
    let answer = person.chat().get_code(request).await;
    answer.map(|answer| answer.into_inner().code).map_err(|status| status.code())
}

pub(crate) fn texts(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(body::text_of).collect()
}
