//! Several nodes over one store: records decide, whoever comes through whichever node.

use std::collections::HashSet;

use futures_util::future::join_all;

use proto::session::v1::{Visibility, list_sessions_request::Filter};
use tonic::Code;

use super::{
    chat::Mood,
    person::why,
    stack::Stack,
    world::{World, create, end, join, leave},
};
use crate::{
    error::Error,
    session::{Record, command::Refusal},
    store::Appended,
};

macro_rules! in_memory_and_in_mongo {
    ($($test:ident,)*) => {
        mod memory {
            $(#[tokio::test] async fn $test() { super::$test(super::World::in_memory().await).await; })*
        }
        mod mongo {
            $(#[tokio::test] async fn $test() {
                let Some(world) = super::World::in_mongo().await else { return };
                super::$test(world).await;
            })*
        }
    };
}

in_memory_and_in_mongo!(
    of_many_who_join_on_many_nodes_one_gets_the_seat,
    a_grant_that_comes_too_late_is_withdrawn,
    joins_and_leaves_on_many_nodes_leave_the_room_as_the_seat_says,
    what_was_left_behind_is_finished_by_any_number_of_nodes_at_once,
);

async fn of_many_who_join_on_many_nodes_one_gets_the_seat(world: World) {
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    let nodes: Vec<_> = (0..4).map(|_| world.healthy()).collect();
    let joins = (0..40).map(|number| {
        let guest = format!("guest-{number}");
        nodes[number % nodes.len()].execute(world.id.clone(), join(&guest))
    });
    let answers = join_all(joins).await;
    let seated: Vec<_> = answers.iter().flatten().collect();
    assert_eq!(seated.len(), 1);
    let is_full = |error: &Error| matches!(error, Error::Refused(Refusal::Full));
    assert!(answers.iter().filter_map(|answer| answer.as_ref().err()).all(is_full));
    let session = world.check("many nodes").await.unwrap();
    assert_eq!(session.participant(), seated[0].participant());
}

async fn a_grant_that_comes_too_late_is_withdrawn(world: World) {
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    world.chat.is(Mood::Waits);
    let (slow, id) = (world.healthy(), world.id.clone());
    let adas = tokio::spawn(async move { slow.execute(id, join("ada")).await });
    world.chat.next_call(std::future::pending::<()>()).await;

    // Another node takes ada's claim back, and ben gets the seat.
    world.chat.is(Mood::Works);
    let claimed = world.healthy().read(&world.id).await.unwrap();
    let taken_back = world.store.append(&world.id, claimed.next, &Record::Vacating).await;
    assert!(matches!(taken_back, Appended::Committed));
    world.healthy().execute(world.id.clone(), join("ben")).await.unwrap();

    world.chat.release();
    let refused = adas.await.unwrap();
    assert!(matches!(refused, Err(Error::Refused(Refusal::Full))), "{refused:?}");
    world.check("a late grant").await;
}

async fn joins_and_leaves_on_many_nodes_leave_the_room_as_the_seat_says(world: World) {
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    let nodes: Vec<_> = (0..3).map(|_| world.healthy()).collect();
    let visits = (0..30).map(|number| {
        let (node, guest) = (&nodes[number % 3], ["ada", "ben"][number % 2]);
        let id = world.id.clone();
        async move {
            // Who is too late is refused; what counts is what is left.
            let _ = node.execute(id.clone(), join(guest)).await;
            let _ = node.execute(id, leave(guest)).await;
        }
    });
    join_all(visits).await;
    world.reconcile().await;
    world.check("many visits").await;
}

async fn what_was_left_behind_is_finished_by_any_number_of_nodes_at_once(world: World) {
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    world.healthy().execute(world.id.clone(), join("ada")).await.unwrap();
    world.chat.is(Mood::Refuses);
    let error = world.healthy().execute(world.id.clone(), end()).await.unwrap_err();
    assert!(matches!(error, Error::Rooms(_)), "{error:?}");
    world.chat.is(Mood::Works);
    join_all((0..3).map(|_| world.reconcile())).await;
    let session = world.check("three at once").await.unwrap();
    assert!(session.end_time().is_some());
}

#[tokio::test]
async fn a_change_that_another_node_is_at_work_on_is_left_to_it_at_first() {
    let Some(world) = World::in_mongo().await else { return };
    world.healthy().execute(world.id.clone(), create()).await.unwrap();
    world.chat.is(Mood::Waits);
    let (slow, id) = (world.healthy(), world.id.clone());
    let adas = tokio::spawn(async move { slow.execute(id, join("ada")).await });
    world.chat.next_call(std::future::pending::<()>()).await;

    let (other, mut known) = (world.healthy(), HashSet::new());
    assert_eq!(other.reconcile(&mut known).await.unwrap(), 0);
    assert_eq!(world.store.unfinished(None, 9).await.unwrap().len(), 1);

    world.chat.is(Mood::Works);
    assert_eq!(other.reconcile(&mut known).await.unwrap(), 1, "it was there before");
    world.chat.release();
    adas.await.unwrap().unwrap();
    world.check("one at work, one helping").await;
}

#[tokio::test]
async fn people_of_one_session_may_call_different_replicas() {
    let Some(stack) = Stack::start_in_mongo().await else { return };
    let second = stack.replica().await;
    let [ben, carl] = ["ben", "carl"].map(|user| stack.person_at(second.address(), user));
    let session = stack.person("ada").open(Visibility::Open).await;
    assert_eq!(ben.list(Filter::Open).await, [session.session_id.as_str()]);
    ben.join(&session, "").await.unwrap();
    assert_eq!(
        why(carl.join(&session, "").await),
        (Code::ResourceExhausted, "SESSION_FULL".into())
    );
    let seen = stack.person("ada").get(&session, "").await.unwrap();
    assert_eq!(seen.participant.unwrap().user_id, "ben");
    assert_eq!(stack.chat.allowed(&session.room_id), ["ada".to_owned(), "ben".to_owned()].into());
}
