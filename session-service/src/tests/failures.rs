//! The chat service is away, or the session service dies: nothing stays half-done.

use proto::session::v1::{Visibility, list_sessions_request::Filter, session::Status as State};
use tonic::Code;

use super::{
    chat::{Call, Mood},
    eventually,
    person::{wanted, why},
    stack::Stack,
};

/// What a chat service that fails may do to a call.
const FAILURES: [Mood; 2] = [Mood::Refuses, Mood::LosesAnswers];

#[tokio::test]
async fn a_session_whose_host_cannot_be_let_in_never_shows() {
    for mood in FAILURES {
        let mut stack = Stack::start().await;
        stack.chat.is(mood);
        let refused = why(stack.person("ada").create(wanted(Visibility::Open, "")).await);
        assert_eq!(refused, (Code::Unavailable, "CHAT_UNAVAILABLE".into()));
        assert_eq!(stack.person("ada").list(Filter::Mine).await, [""; 0], "{mood:?}");

        stack.crash();
        stack.chat.is(Mood::Works);
        stack.chat.take_calls();
        stack.restart().await;
        eventually("the room to be ended", || async {
            stack.chat.take_calls().contains(&Call::Close)
        })
        .await;
        assert!(!stack.chat.has_open_rooms());
        assert_eq!(stack.person("ada").list(Filter::Mine).await, [""; 0], "{mood:?}");
        assert_eq!(stack.person("ben").list(Filter::Open).await, [""; 0], "{mood:?}");
    }
}

#[tokio::test]
async fn a_join_that_cannot_be_let_in_leaves_the_seat_free() {
    for mood in FAILURES {
        let stack = Stack::start().await;
        let [ada, ben, carl] = ["ada", "ben", "carl"].map(|user| stack.person(user));
        let session = ada.open(Visibility::Open).await;
        stack.chat.is(mood);
        assert_eq!(why(ben.join(&session, "").await).0, Code::Unavailable, "{mood:?}");
        let seen = ada.get(&session, "").await.unwrap();
        assert_eq!((seen.participant, seen.participant_history), (None, vec![]), "{mood:?}");
        assert_eq!(carl.list(Filter::Open).await, [session.session_id.as_str()], "{mood:?}");

        stack.chat.is(Mood::Works);
        stack.chat.take_calls();
        carl.join(&session, "").await.expect("the seat is free");
        let calls = stack.chat.take_calls();
        let shut_first = [Call::Revoke("ben".into()), Call::Grant("carl".into(), 1)];
        assert_eq!(calls, shut_first, "{mood:?}");
        let allowed = stack.chat.allowed(&session.room_id);
        assert_eq!(allowed, ["ada".to_owned(), "carl".to_owned()].into());
    }
}

#[tokio::test]
async fn whoever_could_not_be_let_in_may_try_again() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    for mood in FAILURES {
        stack.chat.is(mood);
        assert_eq!(why(ben.join(&session, "").await).0, Code::Unavailable);
    }
    stack.chat.is(Mood::Works);
    let joined = ben.join(&session, "").await.unwrap();
    assert_eq!(joined.participant.unwrap().user_id, "ben");
    assert!(stack.chat.allowed(&session.room_id).contains("ben"));
}

#[tokio::test]
async fn a_seat_whose_guest_cannot_be_shut_out_is_nobody_elses() {
    for mood in FAILURES {
        let stack = Stack::start().await;
        let [ada, ben, carl] = ["ada", "ben", "carl"].map(|user| stack.person(user));
        let session = ada.open(Visibility::Open).await;
        ben.join(&session, "").await.unwrap();
        stack.chat.is(mood);
        assert_eq!(why(ben.leave(&session).await).0, Code::Unavailable, "{mood:?}");
        assert_eq!(why(carl.join(&session, "").await).0, Code::Unavailable, "{mood:?}");
        stack.chat.is(Mood::Works);
        stack.chat.take_calls();
        carl.join(&session, "").await.unwrap();
        let calls = stack.chat.take_calls();
        assert_eq!(calls, [Call::Revoke("ben".into()), Call::Grant("carl".into(), 0)]);
    }
}

#[tokio::test]
async fn an_end_that_cannot_end_the_room_lets_nobody_in_and_may_be_repeated() {
    for mood in FAILURES {
        let stack = Stack::start().await;
        let (ada, ben) = (stack.person("ada"), stack.person("ben"));
        let session = ada.open(Visibility::Open).await;
        stack.chat.is(mood);
        assert_eq!(why(ada.end(&session).await).0, Code::Unavailable, "{mood:?}");
        assert_eq!(why(ben.join(&session, "").await).0, Code::Unavailable, "{mood:?}");
        assert!(ada.get(&session, "").await.unwrap().end_time.is_none());
        stack.chat.is(Mood::Works);
        assert_eq!(ada.end(&session).await.unwrap().status(), State::Completed);
        assert!(stack.chat.is_closed(&session.room_id));
    }
}

#[tokio::test]
async fn a_hiccup_of_the_chat_service_costs_nobody_a_call() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    stack.chat.is(Mood::Hiccups);
    let session = ada.open(Visibility::Open).await;
    stack.chat.is(Mood::Hiccups);
    ben.join(&session, "").await.unwrap();
}

#[tokio::test]
async fn a_chat_service_that_comes_back_is_found_again() {
    let mut stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    stack.chat.go_away().await;
    assert_eq!(why(ben.join(&session, "").await).0, Code::Unavailable);
    stack.chat.come_back().await;
    ben.join(&session, "").await.unwrap();
    stack.chat.go_away().await;
    stack.chat.come_back().await;
    ben.leave(&session).await.unwrap();
}

#[tokio::test]
async fn a_chat_service_that_hangs_is_given_up_and_everything_is_taken_back() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    stack.chat.is(Mood::HangsAfterwards);
    assert_eq!(why(ben.join(&session, "").await).1, "CHAT_UNAVAILABLE");
    stack.chat.is(Mood::Works);
    assert_eq!(ada.get(&session, "").await.unwrap().participant, None);
    let carl = stack.person("carl");
    carl.join(&session, "").await.unwrap();
    assert!(!stack.chat.allowed(&session.room_id).contains("ben"));
}

#[tokio::test]
async fn a_call_that_its_caller_gave_up_is_carried_out_all_the_same() {
    let stack = Stack::start().await;
    let (ada, ben) = (stack.person("ada"), stack.person("ben"));
    let session = ada.open(Visibility::Open).await;
    stack.chat.is(Mood::LosesAnswers);
    stack.chat.next_call(ben.join(&session, "")).await;
    stack.chat.is(Mood::Works);
    eventually("the join to be done or undone", || async {
        let allowed = stack.chat.allowed(&session.room_id).contains("ben");
        let seated = ada.get(&session, "").await.unwrap().participant.is_some();
        allowed == seated && !ada.list(Filter::Mine).await.is_empty()
    })
    .await;
}

#[tokio::test]
async fn what_dies_while_a_host_is_let_in_is_finished_after_the_restart() {
    for mood in [Mood::Hangs, Mood::HangsAfterwards] {
        let mut stack = Stack::start().await;
        stack.chat.is(mood);
        let ada = stack.person("ada");
        stack.chat.next_call(ada.create(wanted(Visibility::Open, "once"))).await;
        stack.crash();
        stack.chat.is(Mood::Works);
        stack.restart().await;
        let ada = stack.person("ada");
        eventually("the session", || async { ada.list(Filter::Mine).await.len() == 1 }).await;
        let session = ada.create(wanted(Visibility::Open, "once")).await.unwrap();
        assert_eq!(ada.list(Filter::Mine).await, [session.session_id]);
        assert_eq!(stack.chat.allowed(&session.room_id), ["ada".to_owned()].into());
    }
}

#[tokio::test]
async fn what_dies_while_a_guest_is_let_in_is_finished_after_the_restart() {
    for mood in [Mood::Hangs, Mood::HangsAfterwards] {
        let mut stack = Stack::start().await;
        let session = stack.person("ada").open(Visibility::Open).await;
        stack.chat.is(mood);
        stack.chat.next_call(stack.person("ben").join(&session, "")).await;
        stack.crash();
        stack.chat.is(Mood::Works);
        stack.restart().await;
        let ada = stack.person("ada");
        eventually("a guest", || async {
            ada.get(&session, "").await.unwrap().participant.is_some()
        })
        .await;
        assert!(stack.chat.allowed(&session.room_id).contains("ben"));
        stack.person("ben").join(&session, "").await.expect("the seat is theirs");
        assert_eq!(why(stack.person("carl").join(&session, "").await).1, "SESSION_FULL");
    }
}

#[tokio::test]
async fn what_dies_while_a_guest_is_shut_out_is_finished_after_the_restart() {
    for mood in [Mood::Hangs, Mood::HangsAfterwards] {
        let mut stack = Stack::start().await;
        let session = stack.person("ada").open(Visibility::Open).await;
        let ben = stack.person("ben");
        ben.join(&session, "").await.unwrap();
        stack.chat.is(mood);
        stack.chat.next_call(ben.leave(&session)).await;
        stack.crash();
        stack.chat.is(Mood::Works);
        stack.chat.take_calls();
        stack.restart().await;
        eventually("the reconciler", || async {
            stack.chat.take_calls().contains(&Call::Revoke("ben".into()))
        })
        .await;
        assert!(!stack.chat.allowed(&session.room_id).contains("ben"));
        stack.person("carl").join(&session, "").await.expect("the seat is free");
    }
}

#[tokio::test]
async fn what_dies_while_a_room_is_ended_is_finished_after_the_restart() {
    for mood in [Mood::Hangs, Mood::HangsAfterwards] {
        let mut stack = Stack::start().await;
        let ada = stack.person("ada");
        let session = ada.open(Visibility::Open).await;
        stack.chat.is(mood);
        stack.chat.next_call(ada.end(&session)).await;
        stack.crash();
        stack.chat.is(Mood::Works);
        stack.restart().await;
        let ada = stack.person("ada");
        eventually("the end", || async {
            ada.list(Filter::Recent).await == [session.session_id.clone()]
        })
        .await;
        assert_eq!(ada.get(&session, "").await.unwrap().status(), State::Completed);
        assert!(stack.chat.is_closed(&session.room_id));
    }
}
