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

/// A stack that says soon that somebody has left.
fn stack() -> Stack {
    Stack::start_with(&[("HIREHUB_PRESENCE_GRACE", "500ms")])
}

async fn coming_and_going_is_seen_once(via: Via) {
    let stack = stack();
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
    let stack = stack();
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
    // With the grace that people get: long enough for any machine to reconnect in.
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let ben = interview.guest.enter(interview.room()).await;
    let from = From::Journal(Box::new(ben.say_goodbye().await));
    let mut ben = interview.guest.enter_from(interview.room(), from).await.expect("may enter");
    a_grace_passes(&stack, via).await;
    ben.say("nobody noticed").await;
    ada.hear("nobody noticed").await;
    assert_eq!(comings_and_goings(&ada, &interview.guest.user_id), (1, 0));
}

async fn joined_says_who_is_here(via: Via) {
    let stack = stack();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest) = (&interview.host, &interview.guest);
    let ben = guest.enter(interview.room()).await;
    let mut ada = host.enter(interview.room()).await;
    assert_eq!(here(&ada), [guest.user_id.as_str()], "as of the head, before coming");
    ada.until(|event| came(event, &host.user_id)).await;
    drop(ben);
    ada.until(|event| left(event, &guest.user_id)).await;
    let second = host.enter(interview.room()).await;
    assert_eq!(here(&second), [host.user_id.as_str()]);
}

fn here(line: &Line) -> Vec<&str> {
    let people = &line.joined().participants;
    assert!(people.iter().all(|person| person.is_present));
    people.iter().map(|person| person.user_id.as_str()).collect()
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
