//! Sessions: made, listed, ended.

use proto::session::v1::{
    CreateSessionRequest, ListSessionsRequest, Session, Visibility, list_sessions_request::Filter,
    session::Status as State,
};
use tests::{door::Via, interview::Interview, person::Person, refusal::why, stack::Stack};
use tonic::{Code, Status};

over_both!(
    a_new_session_says_all_about_itself,
    a_repeated_create_returns_the_first_session,
    bad_input_to_create_is_refused,
    each_list_shows_what_its_name_says,
    a_list_comes_in_pages_newest_first,
    an_ended_session_keeps_its_record,
);

async fn a_new_session_says_all_about_itself(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let session = ada.create_session(Visibility::Open).await;
    assert_eq!(session.status(), State::Active);
    assert_eq!(session.visibility(), Visibility::Open);
    assert_eq!(session.language, "python");
    let host = session.host.clone().expect("a host");
    assert_eq!((host.user_id, host.display_name), (ada.user_id.clone(), ada.name.clone()));
    assert!(session.participant.is_none() && session.end_time.is_none());
    assert!(session.create_time.is_some() && session.problem.is_some());
    assert_eq!(ada.see_session(&session.session_id).await.expect("one's own"), session);
}

async fn a_repeated_create_returns_the_first_session(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let ben = Person::sign_in(&stack, via, "ben").await;
    let request = request(&ada, "python", "only-once").await;
    let first = create(&ada, request.clone()).await.expect("a session");
    let again = create(&ada, request.clone()).await.expect("the same session");
    assert_eq!(again, first);
    let other = create(&ben, request).await.expect("a session");
    assert_ne!(other.session_id, first.session_id, "the id is the caller's own");
}

async fn bad_input_to_create_is_refused(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let good = request(&ada, "python", "").await;
    let unknown = CreateSessionRequest { problem_id: "no-such-problem".into(), ..good.clone() };
    assert_eq!(why(create(&ada, unknown).await).0, Code::NotFound);
    for language in ["", "Python", "c c", &"l".repeat(33)] {
        let bad = CreateSessionRequest { language: language.into(), ..good.clone() };
        let status = create(&ada, bad).await.expect_err("refused");
        assert_eq!(status.code(), Code::InvalidArgument, "{language:?}");
        assert!(status.message().contains("language"), "names the field: {}", status.message());
    }
    for id in ["a b", &"x".repeat(65)] {
        let bad = CreateSessionRequest { request_id: id.into(), ..good.clone() };
        assert_eq!(why(create(&ada, bad).await).0, Code::InvalidArgument, "{id:?}");
    }
    let bad = CreateSessionRequest { visibility: 99, ..good };
    assert_eq!(why(create(&ada, bad).await).0, Code::InvalidArgument);
}

async fn each_list_shows_what_its_name_says(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, id) = (&interview.host, &interview.guest, interview.id());
    let free = host.create_session(Visibility::Open).await.session_id;
    for person in [host, guest] {
        assert!(listed(person, Filter::Mine).await.contains(&id.to_owned()));
        assert!(!listed(person, Filter::Open).await.contains(&id.to_owned()), "its seat is taken");
        assert!(!listed(person, Filter::Recent).await.contains(&id.to_owned()));
    }
    assert!(listed(guest, Filter::Open).await.contains(&free));
    assert!(!listed(host, Filter::Open).await.contains(&free), "one's own");
    assert!(!listed(guest, Filter::Mine).await.contains(&free));

    host.end_session(id).await.expect("the host may end");
    for person in [host, guest] {
        assert!(!listed(person, Filter::Mine).await.contains(&id.to_owned()));
        assert!(listed(person, Filter::Recent).await.contains(&id.to_owned()));
    }
    let eve = Person::sign_in(&stack, via, "eve").await;
    assert!(!listed(&eve, Filter::Recent).await.contains(&id.to_owned()));
    let unset = list(host, ListSessionsRequest::default()).await;
    assert_eq!(why(unset).0, Code::InvalidArgument);
}

async fn a_list_comes_in_pages_newest_first(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(ada.create_session(Visibility::InviteOnly).await.session_id);
    }
    made.reverse();
    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListSessionsRequest { filter: Filter::Mine.into(), page_size: 2, page_token };
        let (sessions, next) = list(&ada, request).await.expect("a page");
        assert!(sessions.len() <= 2);
        seen.extend(sessions.into_iter().map(|session| session.session_id));
        if next.is_empty() {
            break;
        }
        page_token = next;
    }
    assert_eq!(seen, made);
    let bad = ListSessionsRequest {
        filter: Filter::Mine.into(),
        page_size: 2,
        page_token: "not a token".into(),
    };
    assert_eq!(why(list(&ada, bad).await).0, Code::InvalidArgument);
}

async fn an_ended_session_keeps_its_record(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let ended = interview.host.end_session(interview.id()).await.expect("the host may end");
    for person in [&interview.host, &interview.guest] {
        let seen = person.see_session(interview.id()).await.expect("was in");
        assert_eq!(seen.status(), State::Completed);
        assert_eq!(seen.end_time, ended.end_time);
        assert!(seen.end_time.is_some());
        assert_eq!(seen.participant.expect("kept").user_id, interview.guest.user_id);
    }
    let eve = Person::sign_in(&stack, via, "eve").await;
    let refused = why(eve.see_session(interview.id()).await);
    assert_eq!(refused.0, Code::NotFound, "open only while it is active");
}

async fn request(person: &Person, language: &str, request_id: &str) -> CreateSessionRequest {
    let problem = person.create_session(Visibility::Open).await.problem.expect("a problem");
    CreateSessionRequest {
        problem_id: problem.problem_id,
        language: language.into(),
        visibility: Visibility::Open.into(),
        request_id: request_id.into(),
    }
}

async fn create(person: &Person, request: CreateSessionRequest) -> Result<Session, Status> {
    let answer = person.sessions().create_session(request).await?;
    Ok(answer.into_inner().session.expect("the session"))
}

async fn list(
    person: &Person,
    request: ListSessionsRequest,
) -> Result<(Vec<Session>, String), Status> {
    let page = person.sessions().list_sessions(request).await?.into_inner();
    Ok((page.sessions, page.next_page_token))
}

async fn listed(person: &Person, filter: Filter) -> Vec<String> {
    let request =
        ListSessionsRequest { filter: filter.into(), page_size: 100, page_token: String::new() };
    let (sessions, _) = list(person, request).await.expect("a page");
    sessions.into_iter().map(|session| session.session_id).collect()
}
