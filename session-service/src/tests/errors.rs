//! Every way a session call is refused: its code, its reason, and when to retry.

use proto::session::v1::{CreateSessionRequest, Visibility};
use service_kit::status;
use tonic::Code;

use super::{
    chat::Mood,
    person::{Person, wanted, why},
    stack::Stack,
};

#[tokio::test]
async fn every_refusal_has_its_code_and_reason() {
    let stack = Stack::start().await;
    let [ada, ben, eve] = ["ada", "ben", "eve"].map(|user| stack.person(user));
    let session = ada.open(Visibility::Open).await;
    ben.join(&session, "").await.unwrap();
    let refusals = [
        (why(ada.join(&session, "").await), Code::FailedPrecondition, "HOST_CANNOT_JOIN"),
        (why(eve.join(&session, "").await), Code::ResourceExhausted, "SESSION_FULL"),
        (why(eve.leave(&session).await), Code::PermissionDenied, "NOT_PARTICIPANT"),
        (why(ada.leave(&session).await), Code::PermissionDenied, "NOT_PARTICIPANT"),
        (why(ben.end(&session).await), Code::PermissionDenied, "NOT_HOST"),
    ];
    for (refusal, code, reason) in refusals {
        assert_eq!(refusal, (code, reason.to_owned()));
    }
    ada.end(&session).await.unwrap();
    let completed = (Code::FailedPrecondition, "SESSION_COMPLETED".to_owned());
    assert_eq!(why(ben.join(&session, "").await), completed);
    assert_eq!(why(ada.join(&session, "").await), completed, "before HOST_CANNOT_JOIN");
    assert_eq!(why(ben.leave(&session).await), completed);
    assert_eq!(why(ben.end(&session).await).1, "NOT_HOST");
}

#[tokio::test]
async fn bad_input_to_create_names_the_field() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let good = wanted(Visibility::Open, "");
    let too_long = "x".repeat(65);
    let cases = [
        ("language", CreateSessionRequest { language: String::new(), ..good.clone() }),
        ("language", CreateSessionRequest { language: "C++".into(), ..good.clone() }),
        ("language", CreateSessionRequest { language: "l".repeat(33), ..good.clone() }),
        ("visibility", CreateSessionRequest { visibility: 99, ..good.clone() }),
        ("request_id", CreateSessionRequest { request_id: "a b".into(), ..good.clone() }),
        ("request_id", CreateSessionRequest { request_id: too_long, ..good.clone() }),
    ];
    for (field, request) in cases {
        let refused = ada.create(request).await;
        let message = refused.clone().unwrap_err().message().to_owned();
        assert!(message.starts_with(field), "{message}");
        assert_eq!(why(refused), (Code::InvalidArgument, "INVALID_FIELD".into()));
    }
    for problem_id in ["", "no-such-problem", "No Such"] {
        let request = CreateSessionRequest { problem_id: problem_id.into(), ..good.clone() };
        let refused = why(ada.create(request).await);
        assert_eq!(refused, (Code::NotFound, "PROBLEM_NOT_FOUND".into()));
    }
}

#[tokio::test]
async fn a_chat_service_that_is_away_is_unavailable_and_says_when_to_retry() {
    let mut stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    stack.chat.is(Mood::Refuses);
    let refused = ben.join(&session, "").await;
    assert!(status::retry_after(refused.as_ref().unwrap_err()).is_some());
    assert_eq!(why(refused), (Code::Unavailable, "CHAT_UNAVAILABLE".into()));
    stack.chat.go_away().await;
    let refused = why(ada.create(wanted(Visibility::Open, "")).await);
    assert_eq!(refused, (Code::Unavailable, "CHAT_UNAVAILABLE".into()));
}

#[tokio::test]
async fn a_room_that_was_ended_by_others_takes_nobody_and_the_seat_stays_free() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    stack.chat.close(&session.room_id);
    for user in ["ben", "carl"] {
        let refused = why(stack.person(user).join(&session, "").await);
        assert_eq!(refused, (Code::FailedPrecondition, "ROOM_ENDED".into()));
    }
    assert_eq!(stack.person("ada").get(&session, "").await.unwrap().participant, None);
}

#[tokio::test]
async fn nobody_without_a_token_is_answered() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let nobody = Person::new(stack.address(), "ada", "no-token");
    let answers = [
        why(nobody.create(wanted(Visibility::Open, "")).await),
        why(nobody.get(&session, "").await),
        why(nobody.join(&session, "").await),
        why(nobody.leave(&session).await),
        why(nobody.end(&session).await),
    ];
    assert!(answers.iter().all(|(code, _)| *code == Code::Unauthenticated), "{answers:?}");
}
