//! Two session services, one seat.

use proto::session::v1::{Session, Visibility};
use tests::{
    cluster::Cluster,
    in_time,
    line::From,
    person::Person,
    refusal::{code, reason},
};
use tonic::{Code, Status};

/// How many seats are fought for.
const SEATS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_join_through_two_session_services_one_gets_the_seat() {
    let cluster = cluster!();
    for _ in 0..SEATS {
        let [host, ben, carl] = ["host", "ben", "carl"].map(|name| cluster.person(name));
        let session = host.create_session(Visibility::Open).await;
        let [ben, carl] = [(&ben, 0), (&carl, 1)].map(|(person, n)| cluster.straight(person, 2, n));
        let answers =
            tokio::join!(insist(&ben, &session.session_id), insist(&carl, &session.session_id));
        let (seated, refused) = match answers {
            (Ok(_), Err(refused)) => (&ben, refused),
            (Err(refused), Ok(_)) => (&carl, refused),
            other => panic!("one seat, but {other:?}"),
        };
        assert_eq!(
            (refused.code(), reason(&refused)),
            (Code::ResourceExhausted, "SESSION_FULL".into())
        );
        only_one_may_enter(&cluster, &session, seated, &[&ben, &carl]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_goes_on_when_one_of_each_service_is_killed() {
    let cluster = cluster!();
    let [host, guest] = ["host", "guest"].map(|name| cluster.person(name));
    let session = host.create_session(Visibility::Open).await;
    insist(&guest, &session.session_id).await.expect("the seat is free");
    host.enter(&session.room_id).await.say("before").await;
    cluster.chats[0].server.kill();
    cluster.sessions[0].kill();

    let [host, guest] = [host, guest].map(|person| person.over(person.via));
    let mut line = in_time("a way in", enter(&guest, &session)).await;
    line.hear("before").await;
    let seen = in_time("the session", see(&host, &session)).await;
    assert_eq!(seen.participant.expect("the seat is taken").user_id, guest.user_id);
    in_time("a way in", enter(&host, &session)).await.say("after").await;
    line.hear("after").await;
}

async fn only_one_may_enter(
    cluster: &Cluster,
    session: &Session,
    seated: &Person,
    all: &[&Person],
) {
    for person in all {
        for chat in 0..3 {
            let way = cluster.straight(person, chat, 0);
            let entered = way.enter_from(&session.room_id, From::Live).await;
            let is_seated = person.user_id == seated.user_id;
            let expected = if is_seated { Code::Ok } else { Code::PermissionDenied };
            assert_eq!(code(&entered), expected, "{} on {chat}", person.user_id);
        }
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

async fn enter(person: &Person, session: &Session) -> tests::line::Line {
    loop {
        if let Ok(line) = person.enter_from(&session.room_id, From::Start).await {
            return line;
        }
    }
}

async fn see(person: &Person, session: &Session) -> Session {
    loop {
        if let Ok(session) = person.see_session(&session.session_id).await {
            return session;
        }
    }
}
