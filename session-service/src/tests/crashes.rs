//! The process dies before or after every single write, or the store does not
//! answer one, in every command; whoever comes next finishes what was begun.

use std::sync::Arc;

use super::{
    faulty::{FAULTS, Fault, Faulty},
    world::{World, create, end, join, leave},
};
use crate::session::command::Command;

/// Carries out `before` in health, then `command` with each fault at each write
/// in turn, until there are no more writes to go wrong.
async fn survives(before: &[Command], command: impl Fn() -> Command) {
    survives_in(async || Some(World::in_memory().await), before, command).await;
}

/// As [`survives`], each time in a new world, if there is one.
async fn survives_in(
    world: impl AsyncFn() -> Option<World>,
    before: &[Command],
    command: impl Fn() -> Command,
) {
    for at in 1.. {
        let mut lived = true;
        for fault in FAULTS {
            let Some(world) = world().await else { return };
            lived &= survives_one(&world, before, &command, fault, at).await;
        }
        if lived {
            assert!(at > 4, "announced, wanted, done, listed");
            return;
        }
    }
}

/// Tells whether the command did not notice.
async fn survives_one(
    world: &World,
    before: &[Command],
    command: impl Fn() -> Command,
    fault: Fault,
    at: usize,
) -> bool {
    for command in before {
        world.healthy().execute(world.id.clone(), command.clone()).await.unwrap();
    }
    let faulty = Arc::new(Faulty::new(world.store.clone(), fault, at));
    let process = world.process(faulty.clone());
    let lived = process.execute(world.id.clone(), command()).await.is_ok();

    faulty.store_late().await;
    world.reconcile().await;
    let what = format!("{fault:?} at write {at}");
    world.check(&what).await;
    let again = world.healthy().execute(world.id.clone(), command()).await;
    let session = again.unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert_eq!(world.check(&what).await, Some(session), "{what}");
    lived
}

#[tokio::test]
async fn a_create_survives_a_fault_at_any_write() {
    survives(&[], create).await;
}

#[tokio::test]
async fn a_first_join_survives_a_fault_at_any_write() {
    survives(&[create()], || join("ada")).await;
}

#[tokio::test]
async fn a_first_join_in_mongo_survives_a_fault_at_any_write() {
    survives_in(World::in_mongo, &[create()], || join("ada")).await;
}

#[tokio::test]
async fn a_second_guests_join_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada"), leave("ada")], || join("ben")).await;
}

#[tokio::test]
async fn a_leave_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada")], || leave("ada")).await;
}

#[tokio::test]
async fn an_end_survives_a_fault_at_any_write() {
    survives(&[create(), join("ada")], end).await;
}
