//! Several chat replicas, some of which do not answer.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use service_kit::clock::SystemClock;

use super::{
    chat::{Chat, Mood},
    world::person,
};
use crate::{
    id::RoomId,
    rooms::{ChatRooms, Rooms as _, RoomsError},
};

/// The rooms of these chat services and of addresses where there is none.
fn rooms(chats: &[&Chat], others: &[&TcpListener]) -> ChatRooms {
    let others = others.iter().map(|listener| listener.local_addr().unwrap());
    let addresses = others.chain(chats.iter().map(|chat| chat.address));
    let urls = addresses.map(|address| format!("http://{address}").parse().unwrap()).collect();
    ChatRooms::new(urls, chats[0].key.clone(), Arc::new(SystemClock))
}

fn room() -> RoomId {
    RoomId::parse("room").unwrap()
}

/// Connections to it are accepted by the kernel, and nothing else ever happens.
fn hung() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

#[tokio::test]
async fn a_call_that_a_dead_replica_refuses_goes_to_another() {
    let chat = Chat::start().await;
    let dead = hung();
    let rooms = rooms(&[&chat], &[&dead]);
    drop(dead);
    for guest in ["ada", "ben", "carl"] {
        rooms.grant(&room(), &person(guest), 1, None).await.unwrap();
    }
    assert_eq!(chat.allowed("room").len(), 3);
}

#[tokio::test]
async fn a_call_that_a_replica_never_answers_goes_to_another() {
    let chat = Chat::start().await;
    let hung = hung();
    let rooms = rooms(&[&chat], &[&hung]);
    for guest in ["ada", "ben", "carl"] {
        rooms.grant(&room(), &person(guest), 1, None).await.unwrap();
    }
    assert_eq!(chat.allowed("room").len(), 3);
}

#[tokio::test]
async fn a_call_that_hangs_half_way_goes_to_another() {
    let chat = Chat::start().await;
    let hanging = Chat::start_with(chat.key.clone()).await;
    hanging.is(Mood::Hangs);
    let rooms = rooms(&[&chat, &hanging], &[]);
    for guest in ["ada", "ben"] {
        rooms.grant(&room(), &person(guest), 1, None).await.unwrap();
    }
    assert_eq!(chat.allowed("room").len(), 2);
}

#[tokio::test]
async fn two_of_three_replicas_may_hang() {
    let chat = Chat::start().await;
    let (first, second) = (hung(), hung());
    let rooms = rooms(&[&chat], &[&first, &second]);
    for guest in ["ada", "ben", "carl"] {
        rooms.grant(&room(), &person(guest), 1, None).await.unwrap();
    }
    assert_eq!(chat.allowed("room").len(), 3);
}

#[tokio::test]
async fn replicas_that_restart_in_turn_cost_nobody_a_call() {
    let mut first = Chat::start().await;
    let mut second = first.twin().await;
    let rooms = rooms(&[&first, &second], &[]);
    for number in 0..4 {
        let chat = if number % 2 == 0 { &mut first } else { &mut second };
        chat.go_away().await;
        rooms.grant(&room(), &person(&format!("guest-{number}")), 1, None).await.unwrap();
        chat.come_back().await;
        rooms.grant(&room(), &person(&format!("other-{number}")), 1, None).await.unwrap();
    }
    assert_eq!(first.allowed("room").len(), 8);
}

#[tokio::test]
async fn with_all_replicas_away_a_call_fails_as_one_that_may_be_repeated() {
    let mut first = Chat::start().await;
    let mut second = first.twin().await;
    let rooms = rooms(&[&first, &second], &[]);
    first.go_away().await;
    second.go_away().await;
    let error = rooms.grant(&room(), &person("ada"), 1, None).await.unwrap_err();
    assert!(matches!(error, RoomsError::Unavailable(_)), "{error:?}");
    second.come_back().await;
    rooms.grant(&room(), &person("ada"), 1, None).await.unwrap();
}

#[tokio::test]
async fn what_one_replica_answers_is_not_asked_of_another() {
    let first = Chat::start().await;
    let second = first.twin().await;
    let rooms = rooms(&[&first, &second], &[]);
    first.close("room");
    let error = rooms.grant(&room(), &person("ada"), 1, None).await.unwrap_err();
    assert!(matches!(error, RoomsError::Ended), "{error:?}");
    assert_eq!(first.take_calls().len(), 1);
}

/// From now on, whoever connected to `frozen` is connected to `chat`.
fn thaw(frozen: TcpListener, chat: SocketAddr) {
    frozen.set_nonblocking(true).unwrap();
    let frozen = tokio::net::TcpListener::from_std(frozen).unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = frozen.accept().await {
            tokio::spawn(async move {
                let mut server = tokio::net::TcpStream::connect(chat).await.unwrap();
                // It ends with either side.
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
}

#[tokio::test]
async fn a_replica_that_stood_still_does_not_let_in_who_was_shut_out_meanwhile() {
    let mut chat = Chat::start().await;
    let (frozen, twin) = (hung(), chat.twin().await);
    let rooms = rooms(&[&chat], &[&frozen]);
    // One of the two is offered to the frozen one first.
    for guest in ["ada", "ben"] {
        rooms.grant(&room(), &person(guest), 1, None).await.unwrap();
        rooms.revoke(&room(), &person(guest).user).await.unwrap();
    }
    thaw(frozen, twin.address);
    chat.go_away().await;
    // What it was sent before comes before this, on the same connection.
    rooms.grant(&room(), &person("carl"), 1, None).await.unwrap();
    assert_eq!(twin.allowed("room"), ["carl".to_owned()].into());
    assert_eq!(twin.take_calls().len(), 5);
}
