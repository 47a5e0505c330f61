//! Invite-only sessions are invisible without their code.

use proto::session::v1::{
    GetSessionRequest, JoinSessionRequest, ListSessionsRequest, Session, Visibility,
    list_sessions_request::Filter,
};
use tests::{door::Via, interview::Interview, person::Person, refusal::why, stack::Stack};
use tonic::{Code, Status};

over_both!(
    an_invite_only_session_is_invisible_without_its_code,
    the_code_shows_the_session_and_opens_the_seat,
    only_the_host_sees_the_code,
    whoever_had_the_seat_needs_no_code,
    codes_differ_and_cannot_be_guessed_from_one_another,
);

async fn an_invite_only_session_is_invisible_without_its_code(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::InviteOnly).await;
    let ben = Person::sign_in(&stack, via, "ben").await;
    let wrong = "x".repeat(session.invite_code.len());
    for code in ["", "wrong", &wrong, &session.session_id, &session.invite_code.to_uppercase()[1..]]
    {
        let unknown = why(see(&ben, "no-such-session", code).await);
        assert_eq!(unknown.0, Code::NotFound);
        assert_eq!(why(see(&ben, &session.session_id, code).await), unknown, "{code:?}");
        assert_eq!(why(join(&ben, &session.session_id, code).await), unknown, "{code:?}");
    }
    assert_eq!(why(ben.leave_session(&session.session_id).await).0, Code::NotFound);
    assert_eq!(why(ben.end_session(&session.session_id).await).0, Code::NotFound);
    let request = ListSessionsRequest {
        filter: Filter::Open.into(),
        page_size: 100,
        page_token: String::new(),
    };
    let open = ben.sessions().list_sessions(request).await.expect("a page").into_inner();
    assert!(open.sessions.iter().all(|listed| listed.session_id != session.session_id));
}

async fn the_code_shows_the_session_and_opens_the_seat(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::InviteOnly).await;
    let ben = Person::sign_in(&stack, via, "ben").await;
    let seen = see(&ben, &session.session_id, &session.invite_code).await.expect("has the code");
    assert_eq!(seen.room_id, session.room_id);
    join(&ben, &session.session_id, &session.invite_code).await.expect("has the code");
    ben.enter(&session.room_id).await.say("hello").await;
}

async fn only_the_host_sees_the_code(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::InviteOnly).await;
    assert!(session.invite_code.len() >= 16, "{:?} can be guessed", session.invite_code);
    let ben = Person::sign_in(&stack, via, "ben").await;
    let code = &session.invite_code;
    let told = [
        see(&ben, &session.session_id, code).await.expect("has the code"),
        join(&ben, &session.session_id, code).await.expect("has the code"),
        see(&ben, &session.session_id, "").await.expect("has the seat"),
        ben.leave_session(&session.session_id).await.expect("may leave"),
    ];
    assert!(told.iter().all(|session| session.invite_code.is_empty()));
    let again = ada.see_session(&session.session_id).await.expect("the host may");
    assert_eq!(again.invite_code, session.invite_code);
}

async fn whoever_had_the_seat_needs_no_code(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::InviteOnly).await;
    let ben = Person::sign_in(&stack, via, "ben").await;
    join(&ben, &session.session_id, &session.invite_code).await.expect("has the code");
    ben.leave_session(&session.session_id).await.expect("may leave");
    ben.see_session(&session.session_id).await.expect("had the seat");
    ben.join_session(&session.session_id).await.expect("had the seat");
    ada.end_session(&session.session_id).await.expect("the host may");
    ben.see_session(&session.session_id).await.expect("had the seat");
}

async fn codes_differ_and_cannot_be_guessed_from_one_another(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let interview = Interview::begin(&stack, via).await;
    let first = ada.create_session(Visibility::InviteOnly).await.invite_code;
    let second = ada.create_session(Visibility::InviteOnly).await;
    let shared = first.bytes().zip(second.invite_code.bytes()).filter(|(a, b)| a == b).count();
    assert!(shared < first.len() / 2, "{first} {}", second.invite_code);
    let refused = join(&interview.guest, &second.session_id, &first).await;
    assert_eq!(why(refused).0, Code::NotFound, "a code opens its own session only");
}

async fn see(person: &Person, session_id: &str, code: &str) -> Result<Session, Status> {
    let request = GetSessionRequest { session_id: session_id.into(), invite_code: code.into() };
    let answer = person.sessions().get_session(request).await?;
    Ok(answer.into_inner().session.expect("the session"))
}

async fn join(person: &Person, session_id: &str, code: &str) -> Result<Session, Status> {
    let request = JoinSessionRequest { session_id: session_id.into(), invite_code: code.into() };
    let answer = person.sessions().join_session(request).await?;
    Ok(answer.into_inner().session.expect("the session"))
}
