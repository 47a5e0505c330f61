//! Faults by the dozen, and what became of the promises.
//!
//! In reading order: [`report`] is what is printed in the end, [`fault`] what may go
//! wrong, [`storm`] many of them while people talk, [`lies`] a database that lies,
//! [`broker`] one that is away, [`crowd`] a hundred people in one room.

pub mod broker;
pub mod crowd;
pub mod fault;
pub mod lies;
pub mod report;
pub mod storm;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures_util::future::join_all;

use crate::cluster::{
    Cluster,
    room::{Room, Way},
};

/// Rooms with people who come by every way there is.
async fn rooms(cluster: &Cluster, count: usize) -> Vec<Room> {
    let ways = [
        Way::Anywhere(0),
        Way::Anywhere(1),
        Way::Anywhere(2),
        Way::Straight(1),
        Way::Gateway,
        Way::Gateway,
    ];
    let mut rooms = Vec::new();
    for _ in 0..count {
        rooms.push(Room::open(cluster, &ways).await);
    }
    rooms
}

/// Everybody talks until told to stop.
async fn talk(rooms: &[Room], stop: &AtomicBool) {
    let members = rooms.iter().flat_map(|room| &room.members);
    join_all(members.map(async |member| {
        while !stop.load(Ordering::Relaxed) {
            member.say("Does this arrive?").await;
        }
    }))
    .await;
}

/// Waits until everybody has everything; answers how long that took.
async fn settle(rooms: &[Room]) -> Duration {
    join_all(rooms.iter().map(Room::settle)).await.into_iter().max().unwrap_or_default()
}

/// How many messages have been answered.
fn answered(rooms: &[Room]) -> usize {
    rooms.iter().flat_map(|room| &room.members).map(|member| member.progress().answered).sum()
}
