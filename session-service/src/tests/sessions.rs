//! Sessions: made once, seen by those concerned, ended.

use futures_util::future::join_all;
use proto::session::v1::{
    CreateSessionRequest, Session, Visibility, list_sessions_request::Filter,
    session::Status as State,
};
use tonic::Code;

use super::{
    chat::{Call, Mood},
    person::{wanted, why},
    stack::Stack,
};

#[tokio::test]
async fn a_new_session_says_all_about_itself_and_its_host_is_in_the_room() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let session = ada.open(Visibility::Unspecified).await;
    assert_eq!(session.status(), State::Active);
    assert_eq!(session.visibility(), Visibility::InviteOnly, "unless told otherwise");
    assert_eq!(session.host.as_ref().unwrap().user_id, "ada");
    assert_eq!(session.host.as_ref().unwrap().display_name, "ada");
    assert_eq!(session.participant, None);
    assert_eq!(session.language, "python");
    assert_eq!(session.end_time, None);
    assert!(session.create_time.is_some());
    assert_ne!(session.session_id, session.room_id);
    assert_eq!(stack.chat.take_calls(), [Call::Grant("ada".into(), 1)]);
    assert_eq!(stack.chat.allowed(&session.room_id), ["ada".to_owned()].into());
    assert_eq!(ada.get(&session, "").await.unwrap(), session);
}

#[tokio::test]
async fn a_request_id_makes_one_session_however_often_it_is_sent() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let request = wanted(Visibility::Open, "once");
    let answers = join_all((0..20).map(|_| ada.create(request.clone()))).await;
    let first = answers[0].as_ref().unwrap().clone();
    assert!(answers.iter().all(|answer| *answer.as_ref().unwrap() == first));
    assert_eq!(ada.list(Filter::Mine).await, [first.session_id.as_str()]);

    let others = stack.person("ben").create(request.clone()).await.unwrap();
    assert_ne!(others.session_id, first.session_id, "the id is the caller's own");
    ada.end(&first).await.unwrap();
    let again = ada.create(request).await.unwrap();
    assert_eq!((again.session_id, again.status), (first.session_id, State::Completed.into()));
}

#[tokio::test]
async fn a_request_id_with_other_arguments_is_refused() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let request = wanted(Visibility::Open, "once");
    ada.create(request.clone()).await.unwrap();
    let others = [
        CreateSessionRequest { language: "rust".into(), ..request.clone() },
        CreateSessionRequest { problem_id: "lru-cache".into(), ..request.clone() },
        CreateSessionRequest { visibility: Visibility::InviteOnly.into(), ..request },
    ];
    for other in others {
        let refused = why(ada.create(other).await);
        assert_eq!(refused, (Code::AlreadyExists, "REQUEST_ID_REUSED".into()));
    }
}

#[tokio::test]
async fn a_request_id_works_again_after_the_chat_service_was_away() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let request = wanted(Visibility::Open, "once");
    for mood in [Mood::Refuses, Mood::LosesAnswers] {
        stack.chat.is(mood);
        assert_eq!(why(ada.create(request.clone()).await).1, "CHAT_UNAVAILABLE");
        assert_eq!(ada.list(Filter::Mine).await, [""; 0], "{mood:?}");
    }
    stack.chat.is(Mood::Works);
    let session = ada.create(request.clone()).await.unwrap();
    assert_eq!(ada.create(request).await.unwrap(), session);
    assert_eq!(ada.list(Filter::Mine).await, [session.session_id]);
}

#[tokio::test]
async fn an_invite_only_session_answers_strangers_as_if_it_did_not_exist() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let session = ada.open(Visibility::InviteOnly).await;
    let absent = Session { session_id: format!("s_{}", "0".repeat(32)), ..Default::default() };
    let nonsense = Session { session_id: "no-such-session".into(), ..Default::default() };
    let ben = stack.person("ben");
    let expected = (Code::NotFound, "SESSION_NOT_FOUND".to_owned());
    for code in ["", "wrong", &session.invite_code[1..], &session.session_id] {
        for target in [&session, &absent, &nonsense] {
            assert_eq!(why(ben.get(target, code).await), expected);
            assert_eq!(why(ben.join(target, code).await), expected);
        }
    }
    for target in [&session, &absent, &nonsense] {
        assert_eq!(why(ben.leave(target).await), expected);
        assert_eq!(why(ben.end(target).await), expected);
    }
    let messages = [ben.get(&session, "").await, ben.get(&absent, "").await]
        .map(|answer| answer.unwrap_err().message().to_owned());
    assert_eq!(messages[0], messages[1]);
}

#[tokio::test]
async fn the_invite_code_shows_the_session_and_only_the_host_sees_the_code() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let session = ada.open(Visibility::InviteOnly).await;
    let code = &session.invite_code;
    assert!(code.len() >= 22 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{code}");
    let ben = stack.person("ben");
    let seen = [
        ben.get(&session, code).await.unwrap(),
        ben.join(&session, code).await.unwrap(),
        ben.get(&session, "").await.unwrap(),
        ben.leave(&session).await.unwrap(),
        ben.join(&session, "").await.expect("had the seat"),
    ];
    assert!(seen.iter().all(|session| session.invite_code.is_empty()));
    assert_eq!(ada.get(&session, "").await.unwrap().invite_code, *code);
    assert_eq!(ada.end(&session).await.unwrap().invite_code, *code);
    assert_eq!(ben.get(&session, "").await.unwrap().invite_code, "");
}

#[tokio::test]
async fn an_open_session_is_everybodys_until_it_ends() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    ben.get(&session, "").await.unwrap();
    let ended = ada.end(&session).await.unwrap();
    assert_eq!(ended.status(), State::Completed);
    assert!(ended.end_time.is_some());
    assert_eq!(why(ben.get(&session, "").await).0, Code::NotFound);
    assert_eq!(ada.get(&session, "").await.unwrap(), ended);
}

#[tokio::test]
async fn ending_ends_the_room_and_ending_again_answers_the_same() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let session = ada.open(Visibility::Open).await;
    stack.person("ben").join(&session, "").await.unwrap();
    stack.chat.take_calls();
    let ended = ada.end(&session).await.unwrap();
    assert!(stack.chat.is_closed(&session.room_id));
    assert_eq!(ada.end(&session).await.unwrap(), ended);
    assert_eq!(stack.chat.take_calls(), [Call::Close]);
}

#[tokio::test]
async fn the_hidden_fields_of_the_problem_are_for_the_host() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    assert!(!session.problem.as_ref().unwrap().interviewer_notes.is_empty());
    let joined = ben.join(&session, "").await.unwrap();
    for seen in [joined, ben.get(&session, "").await.unwrap()] {
        let problem = seen.problem.unwrap();
        assert_eq!(problem.interviewer_notes, "");
        assert!(problem.expected_output.is_empty());
        assert!(problem.starter_code.contains_key("rust"));
    }
    let admin = stack.admin();
    let seen = admin.get(&session, "").await.unwrap().problem.unwrap();
    assert_eq!(seen.interviewer_notes, "", "an admin is not the host");
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let joined = stack.person("ben").join(&session, "").await.unwrap();
    stack.crash();
    stack.restart().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    assert_eq!(ben.get(&session, "").await.unwrap(), joined);
    assert_eq!(ada.get(&session, "").await.unwrap().invite_code, session.invite_code);
    assert_eq!(why(stack.person("carl").join(&session, "").await).1, "SESSION_FULL");
}
