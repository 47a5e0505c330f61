//! One seat: who gets it, and what they see of those before them.

use futures_util::future::join_all;
use proto::session::v1::{Session, Visibility};
use tests::{
    body::{self, kind},
    door::Via,
    in_time,
    interview::Interview,
    person::Person,
    refusal::{reason, why},
    stack::Stack,
};
use tonic::{Code, Status};

use crate::cutting::{list, newest_code, texts};

over_both!(
    of_a_hundred_who_join_at_once_one_gets_the_seat,
    joining_again_answers_the_same,
    a_host_cannot_join_and_a_stranger_cannot_leave_or_end,
    the_first_guest_sees_the_room_from_its_start,
    a_second_guest_sees_nothing_of_the_first,
    a_returning_guest_loses_nothing,
    a_returning_guest_sees_nothing_of_whoever_sat_there_meanwhile,
    the_session_remembers_everybody_who_had_the_seat,
);

async fn of_a_hundred_who_join_at_once_one_gets_the_seat(via: Via) {
    const RUSH: usize = 100;
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::Open).await;
    let mut crowd = Vec::new();
    for _ in 0..RUSH {
        crowd.push(Person::sign_in(&stack, via, "guest").await);
    }
    let answers = crowd.iter().map(|guest| insist(guest, &session.session_id));
    let answers = in_time("everybody has an answer", join_all(answers)).await;

    let seated: Vec<_> = answers.iter().flatten().collect();
    assert_eq!(seated.len(), 1, "one seat");
    let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
    for status in refused {
        let refusal = (status.code(), reason(status));
        assert_eq!(refusal, (Code::ResourceExhausted, "SESSION_FULL".into()));
    }
    let winner = seated[0].participant.as_ref().expect("somebody");
    for guest in &crowd {
        let entered = guest.enter_from(&session.room_id, tests::line::From::Live).await;
        assert_eq!(entered.is_ok(), guest.user_id == winner.user_id, "the seat opens the room");
    }
}

/// Joins, again as long as the answer is that trying again is safe.
async fn insist(guest: &Person, session_id: &str) -> Result<Session, Status> {
    loop {
        match guest.join_session(session_id).await {
            Err(status) if status.code() == Code::Unavailable => {}
            answer => return answer,
        }
    }
}

async fn joining_again_answers_the_same(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let before = list(&interview.guest, interview.room()).await.len();
    let again = interview.guest.join_session(interview.id()).await.expect("the seat is theirs");
    assert_eq!(again.participant.expect("the guest").user_id, interview.guest.user_id);
    assert_eq!(list(&interview.guest, interview.room()).await.len(), before, "no new event");
}

async fn a_host_cannot_join_and_a_stranger_cannot_leave_or_end(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let eve = Person::sign_in(&stack, via, "eve").await;
    let id = interview.id();
    let refused = why(interview.host.join_session(id).await);
    assert_eq!(refused, (Code::FailedPrecondition, "HOST_CANNOT_JOIN".into()));
    let refused = why(eve.leave_session(id).await);
    assert_eq!(refused, (Code::PermissionDenied, "NOT_PARTICIPANT".into()));
    for person in [&eve, &interview.guest] {
        let refused = why(person.end_session(id).await);
        assert_eq!(refused, (Code::PermissionDenied, "NOT_HOST".into()));
    }
    assert_eq!(why(eve.join_session("no-such-session").await).0, Code::NotFound);
    interview.host.end_session(id).await.expect("the host may end");
    let refused = why(interview.guest.join_session(id).await);
    assert_eq!(refused, (Code::FailedPrecondition, "SESSION_COMPLETED".into()));
}

async fn the_first_guest_sees_the_room_from_its_start(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::Open).await;
    ada.send_alone(&session.room_id, "1", body::text("welcome, whoever")).await.expect("may");
    let ben = Person::sign_in(&stack, via, "ben").await;
    ben.join_session(&session.session_id).await.expect("the seat is free");
    ben.enter(&session.room_id).await.hear("welcome, whoever").await;
    assert_eq!(list(&ben, &session.room_id).await.first().map(|event| event.seq), Some(1));
}

async fn a_second_guest_sees_nothing_of_the_first(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, room) = (&interview.host, interview.room());
    talk_as_first_guest(&interview).await;
    let carl = Person::sign_in(&stack, via, "carl").await;
    carl.join_session(interview.id()).await.expect("the seat is free");
    let last = host.send_alone(room, "carl", body::text("hello Carl")).await.expect("may");

    let mut line = carl.enter(room).await;
    line.catch_up(last).await.expect("a live stream");
    let first = line.journal().durable().next().expect("the grant");
    assert_eq!((kind(first), first.user_id.as_str()), ("access_granted", carl.user_id.as_str()));
    assert_eq!(line.journal().texts(), ["hello Carl"]);
    let listed = list(&carl, room).await;
    assert_eq!(listed.first().map(|event| event.seq), Some(first.seq));
    assert_eq!(texts(&listed), ["hello Carl"]);
    assert_eq!(newest_code(&carl, room).await, Ok(starter_code(&interview.session)));
}

async fn a_returning_guest_loses_nothing(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut line = guest.enter(room).await;
    host.send_alone(room, "1", body::text("before")).await.expect("may");
    guest.leave_session(interview.id()).await.expect("may leave");
    line.end().await;
    host.send_alone(room, "2", body::text("while away")).await.expect("may");
    guest.join_session(interview.id()).await.expect("the seat is free");
    let last = host.send_alone(room, "3", body::text("after")).await.expect("may");

    // The reader resumes as after any dropped line.
    let from = tests::line::From::Journal(Box::new(line.hang_up()));
    let mut line = guest.enter_from(room, from).await.expect("may enter");
    line.catch_up(last).await.expect("a live stream");
    assert_eq!(line.journal().texts(), ["before", "while away", "after"]);
    assert_eq!(texts(&list(guest, room).await), ["before", "while away", "after"]);
}

async fn a_returning_guest_sees_nothing_of_whoever_sat_there_meanwhile(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (guest, room) = (&interview.guest, interview.room());
    talk_as_first_guest(&interview).await;
    let carl = Person::sign_in(&stack, via, "carl").await;
    carl.join_session(interview.id()).await.expect("the seat is free");
    carl.send_alone(room, "c", body::text("carl's")).await.expect("may");
    carl.send_alone(room, "d", body::code("carl's code", "python")).await.expect("may");
    carl.leave_session(interview.id()).await.expect("may leave");
    guest.join_session(interview.id()).await.expect("the seat is free");
    let last = guest.send_alone(room, "b2", body::text("ben again")).await.expect("may");

    let mut line = guest.enter(room).await;
    line.catch_up(last).await.expect("a live stream");
    assert_eq!(line.journal().texts(), ["ben's", "ben again"]);
    assert_eq!(texts(&list(guest, room).await), ["ben's", "ben again"]);
    assert_eq!(newest_code(guest, room).await, Ok(starter_code(&interview.session)));
    assert!(line.journal().durable().all(|event| event.user_id != carl.user_id));
}

async fn the_session_remembers_everybody_who_had_the_seat(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    interview.guest.leave_session(interview.id()).await.expect("may leave");
    let carl = Person::sign_in(&stack, via, "carl").await;
    carl.join_session(interview.id()).await.expect("the seat is free");
    carl.leave_session(interview.id()).await.expect("may leave");
    interview.guest.join_session(interview.id()).await.expect("the seat is free");

    let seen = interview.host.see_session(interview.id()).await.expect("one's own session");
    let history: Vec<_> = seen.participant_history.iter().map(|it| it.user_id.as_str()).collect();
    assert_eq!(history, [interview.guest.user_id.as_str(), &carl.user_id]);
    assert_eq!(seen.participant.expect("the guest").user_id, interview.guest.user_id);
}

/// Ben says and writes something, and gives up the seat.
async fn talk_as_first_guest(interview: &Interview) {
    let (guest, room) = (&interview.guest, interview.room());
    guest.send_alone(room, "b", body::text("ben's")).await.expect("may");
    guest.send_alone(room, "c", body::code("ben's code", "python")).await.expect("may");
    guest.leave_session(interview.id()).await.expect("may leave");
}

/// What the session's Python text begins with.
fn starter_code(session: &Session) -> String {
    session.problem.as_ref().expect("a problem").starter_code["python"].clone()
}
