//! Who is here: counted by person, not by tab.

use proto::chat::v1::{Event, event::Body};
use tests::{
    door::Via,
    interview::Interview,
    line::{From, Line},
    stack::Stack,
};

over_both!(
    coming_and_going_is_seen_once,
    two_tabs_are_one_person,
    a_quick_reconnect_shows_nothing,
    joined_says_who_is_here,
);

async fn coming_and_going_is_seen_once(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let ben = interview.guest.enter(interview.room()).await;
    let came = ada.until(|event| came(event, &interview.guest.user_id)).await;
    assert_eq!(came.display_name, interview.guest.name);
    drop(ben);
    let left = ada.until(|event| left(event, &interview.guest.user_id)).await;
    assert_eq!(left.display_name, interview.guest.name);
    assert_eq!(comings_and_goings(&ada, &interview.guest.user_id), (1, 1));
}

async fn two_tabs_are_one_person(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let first = interview.guest.enter(interview.room()).await;
    let mut second = interview.guest.enter(interview.room()).await;
    drop(first);
    a_grace_passes(&stack, via).await;
    second.say("still here").await;
    ada.hear("still here").await;
    assert_eq!(comings_and_goings(&ada, &interview.guest.user_id), (1, 0));
    drop(second);
    ada.until(|event| left(event, &interview.guest.user_id)).await;
    assert_eq!(comings_and_goings(&ada, &interview.guest.user_id), (1, 1));
}

async fn a_quick_reconnect_shows_nothing(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let ben = interview.guest.enter(interview.room()).await;
    let from = From::Journal(Box::new(ben.hang_up()));
    let mut ben = interview.guest.enter_from(interview.room(), from).await.expect("may enter");
    a_grace_passes(&stack, via).await;
    ben.say("nobody noticed").await;
    ada.hear("nobody noticed").await;
    assert_eq!(comings_and_goings(&ada, &interview.guest.user_id), (1, 0));
}

async fn joined_says_who_is_here(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let ben = interview.guest.enter(interview.room()).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let here = |line: &Line| -> Vec<(String, bool)> {
        let people = line.joined().participants.iter();
        people.map(|person| (person.user_id.clone(), person.is_present)).collect()
    };
    assert!(here(&ada).contains(&(interview.guest.user_id.clone(), true)));
    drop(ben);
    ada.until(|event| left(event, &interview.guest.user_id)).await;
    let second = interview.host.enter(interview.room()).await;
    assert!(here(&second).contains(&(interview.guest.user_id.clone(), false)));
    assert!(here(&second).contains(&(interview.host.user_id.clone(), true)));
}

/// Waits as long as the server waits before it says that somebody left: whoever
/// went before this began is seen to have left when it ends.
async fn a_grace_passes(stack: &Stack, via: Via) {
    let elsewhere = Interview::begin(stack, via).await;
    let mut host = elsewhere.host.enter(elsewhere.room()).await;
    let guest = elsewhere.guest.enter(elsewhere.room()).await;
    host.until(|event| came(event, &elsewhere.guest.user_id)).await;
    drop(guest);
    host.until(|event| left(event, &elsewhere.guest.user_id)).await;
}

fn came(event: &Event, user_id: &str) -> bool {
    event.user_id == user_id && matches!(event.body, Some(Body::UserJoined(_)))
}

fn left(event: &Event, user_id: &str) -> bool {
    event.user_id == user_id && matches!(event.body, Some(Body::UserLeft(_)))
}

fn comings_and_goings(line: &Line, user_id: &str) -> (usize, usize) {
    let events = || line.journal().durable();
    let comings = events().filter(|event| came(event, user_id)).count();
    (comings, events().filter(|event| left(event, user_id)).count())
}
