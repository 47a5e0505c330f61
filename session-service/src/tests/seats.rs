//! One seat: who gets it, and what they are let see.

use futures_util::future::join_all;
use proto::session::v1::{Session, Visibility};
use tonic::Code;

use super::{
    chat::Call,
    person::{Person, why},
    stack::Stack,
};

/// A guest takes the seat; answers the `visible_from_seq` the room was asked for.
async fn seat(stack: &Stack, guest: &Person, session: &Session) -> u64 {
    stack.chat.take_calls();
    guest.join(session, &session.invite_code).await.unwrap();
    match &stack.chat.take_calls()[..] {
        [Call::Grant(user, from)] if *user == guest.user => *from,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_a_hundred_who_join_at_once_one_gets_the_seat() {
    const RUSH: usize = 100;
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    stack.chat.take_calls();
    let crowd: Vec<_> = (0..RUSH).map(|number| stack.person(&format!("guest-{number}"))).collect();
    let answers = join_all(crowd.iter().map(|guest| guest.join(&session, ""))).await;

    let (seated, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(seated.len(), 1, "one seat");
    for answer in refused {
        assert_eq!(why(answer), (Code::ResourceExhausted, "SESSION_FULL".into()));
    }
    let winner = seated[0].as_ref().unwrap().participant.clone().unwrap().user_id;
    assert_eq!(stack.chat.take_calls(), [Call::Grant(winner.clone(), 1)]);
    let allowed = stack.chat.allowed(&session.room_id);
    assert_eq!(allowed, ["ada".to_owned(), winner].into());
}

#[tokio::test]
async fn of_one_guests_hundred_joins_all_answer_the_same() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let ben = stack.person("ben");
    let answers = join_all((0..100).map(|_| ben.join(&session, ""))).await;
    let first = answers[0].as_ref().unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
    assert_eq!(first.participant_history.len(), 1);
}

#[tokio::test]
async fn joining_again_repairs_a_room_that_lost_the_grant() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let ben = stack.person("ben");
    let first = ben.join(&session, "").await.unwrap();
    stack.chat.take_calls();
    assert_eq!(ben.join(&session, "").await.unwrap(), first);
    assert_eq!(stack.chat.take_calls(), [Call::Grant("ben".into(), 1)]);
}

#[tokio::test]
async fn a_first_guest_sees_all_and_another_sees_nothing_of_before() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::InviteOnly).await;
    let (ben, carl) = (stack.person("ben"), stack.person("carl"));
    stack.chat.talk(&session.room_id);
    assert_eq!(seat(&stack, &ben, &session).await, 1);
    ben.leave(&session).await.unwrap();
    assert_eq!(seat(&stack, &carl, &session).await, 0);
}

#[tokio::test]
async fn a_returning_guest_loses_nothing_while_nobody_else_sat_there() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let (ben, carl) = (stack.person("ben"), stack.person("carl"));
    assert_eq!(seat(&stack, &ben, &session).await, 1);
    ben.leave(&session).await.unwrap();
    stack.chat.talk(&session.room_id);
    assert_eq!(seat(&stack, &ben, &session).await, 1);
    ben.leave(&session).await.unwrap();

    // The room has 6 events: ada's grant, ben's four and what was said.
    assert_eq!(seat(&stack, &carl, &session).await, 0);
    carl.leave(&session).await.unwrap();
    stack.chat.talk(&session.room_id);
    assert_eq!(seat(&stack, &carl, &session).await, 7, "as from his own first grant");
    carl.leave(&session).await.unwrap();
    assert_eq!(seat(&stack, &ben, &session).await, 0, "carl sat there meanwhile");
}

#[tokio::test]
async fn the_document_begins_with_the_starter_code_and_anew_for_somebody_new_in_a_used_seat() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let (ben, carl) = (stack.person("ben"), stack.person("carl"));
    let starts = || stack.chat.starts(&session.room_id);
    let first = starts();
    assert_eq!(first.len(), 1, "with the host's grant");
    let starter_code = session.problem.clone().unwrap().starter_code;
    assert_eq!(first[0].language, session.language);
    assert_eq!(first[0].starter_code, starter_code.into_iter().collect());
    for (guest, count) in [(&ben, 1), (&ben, 1), (&carl, 2), (&carl, 2), (&ben, 3)] {
        guest.join(&session, "").await.unwrap();
        guest.join(&session, "").await.unwrap();
        assert_eq!(starts(), vec![first[0].clone(); count]);
        guest.leave(&session).await.unwrap();
    }
}

#[tokio::test]
async fn the_room_is_shut_to_whoever_leaves_before_the_seat_is_free() {
    let stack = Stack::start().await;
    let session = stack.person("ada").open(Visibility::Open).await;
    let ben = stack.person("ben");
    ben.join(&session, "").await.unwrap();
    stack.chat.take_calls();
    let left = ben.leave(&session).await.unwrap();
    assert_eq!(left.participant, None);
    assert_eq!(stack.chat.take_calls(), [Call::Revoke("ben".into())]);
    assert_eq!(ben.leave(&session).await.unwrap(), left, "again changes nothing");
    assert_eq!(stack.chat.take_calls(), []);
}

#[tokio::test]
async fn the_record_names_everybody_who_had_the_seat() {
    let stack = Stack::start().await;
    let ada = stack.person("ada");
    let session = ada.open(Visibility::Open).await;
    for guest in ["ben", "carl", "ben"] {
        let guest = stack.person(guest);
        guest.join(&session, "").await.unwrap();
        guest.leave(&session).await.unwrap();
    }
    stack.person("carl").join(&session, "").await.unwrap();
    let ended = ada.end(&session).await.unwrap();
    let history: Vec<_> = ended.participant_history.iter().map(|p| p.user_id.as_str()).collect();
    assert_eq!(history, ["ben", "carl"]);
    assert_eq!(ended.participant.unwrap().user_id, "carl");
}
