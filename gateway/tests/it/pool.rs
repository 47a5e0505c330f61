//! Several replicas behind one service.

use std::net::SocketAddr;

use proto::chat::v1::{SubscribeResponse, chat_service_client::ChatServiceClient};
use tokio_util::sync::DropGuard;
use tonic::{
    Code, Status, Streaming,
    transport::{Channel, Endpoint},
};

use crate::{
    failure::{is_upstream_unavailable, length_of},
    native::subscribe,
    odd::{Freezer, Habit, Odd, silent},
    stack::{config, serve, within},
    upstream::Upstream,
};

/// So many calls in a row hit one of two equal hosts by chance once in a million
/// billion times.
const NOT_BY_CHANCE: usize = 50;

/// A gateway and a client of it.
struct Door {
    client: ChatServiceClient<Channel>,
    _stop: DropGuard,
}

impl Door {
    /// In front of replicas at these addresses.
    async fn to<const N: usize>(replicas: [SocketAddr; N]) -> Door {
        Door::with_urls(&replicas.map(|address| format!("http://{address}")).join(",")).await
    }

    async fn with_urls(urls: &str) -> Door {
        let mut config = config("127.0.0.1:1".parse().unwrap(), &[]);
        config.chat_urls = urls.split(',').map(|url| url.parse().unwrap()).collect();
        let (gateway, stop) = serve(config).await;
        let channel = Endpoint::from_shared(format!("http://{gateway}")).unwrap();
        let channel = channel.initial_stream_window_size(1024).connect().await.unwrap();
        Door { client: ChatServiceClient::new(channel), _stop: stop }
    }

    async fn call(&mut self) -> Result<u64, Status> {
        length_of(&mut self.client, "hello").await
    }

    /// A stream that stays open, after its first frame.
    async fn stream(&mut self) -> Streaming<SubscribeResponse> {
        let mut stream = self.subscribe("open").await;
        within(stream.message()).await.unwrap().unwrap();
        stream
    }

    async fn subscribe(&mut self, room_id: &str) -> Streaming<SubscribeResponse> {
        within(self.client.subscribe(subscribe(room_id))).await.unwrap().into_inner()
    }

    /// Calls until so many calls in a row are answered, none of them by this replica.
    async fn calls_avoid(&mut self, replica: impl Fn() -> usize) {
        let avoiding = async {
            let (mut before, mut avoided) = (replica(), 0);
            while avoided < NOT_BY_CHANCE {
                let answered = self.call().await.is_ok() && replica() == before;
                avoided = if answered { avoided + 1 } else { 0 };
                before = replica();
            }
        };
        within(avoiding).await;
    }

    /// Calls until this replica is called.
    async fn calls_reach(&mut self, replica: impl Fn() -> usize) {
        let before = replica();
        let reaching = async {
            while replica() == before {
                assert_eq!(self.call().await.unwrap(), 5);
            }
        };
        within(reaching).await;
    }
}

/// An address where nobody listens.
async fn nobody() -> SocketAddr {
    let mut upstream = Upstream::start().await;
    upstream.kill().await;
    upstream.address
}

#[tokio::test]
async fn streams_fill_the_replicas_evenly() {
    let replicas = [Upstream::start().await, Upstream::start().await, Upstream::start().await];
    let mut door = Door::to(replicas.each_ref().map(|replica| replica.address)).await;
    let mut streams = Vec::new();
    for _ in 0..30 {
        streams.push(door.stream().await);
    }
    assert_eq!(replicas.map(|replica| replica.calls()), [10, 10, 10]);
}

#[tokio::test]
async fn replicas_that_are_dead_or_silent_cost_nobody_a_call() {
    let (silent, _listener) = silent();
    let replica = Upstream::start().await;
    let mut door = Door::to([nobody().await, silent, replica.address]).await;
    for _ in 0..20 {
        assert_eq!(door.call().await.unwrap(), 5);
    }
    assert_eq!(replica.calls(), 20);
}

#[tokio::test]
async fn where_nobody_is_there_the_answer_says_when_to_try_again() {
    let (silent, _listener) = silent();
    let mut door = Door::to([nobody().await, silent]).await;
    for _ in 0..3 {
        let failed = door.call().await.unwrap_err();
        assert!(is_upstream_unavailable(&failed), "{failed:?}");
        let again = service_kit::status::retry_after(&failed);
        assert!(again.is_some(), "{failed:?}");
    }
}

#[tokio::test]
async fn a_replica_that_is_replaced_at_its_address_gets_calls_again() {
    let (mut one, other) = (Upstream::start().await, Upstream::start().await);
    let mut door = Door::to([one.address, other.address]).await;
    door.calls_reach(|| one.calls()).await;
    one.kill().await;
    door.calls_avoid(|| one.calls()).await;
    one.restart().await;
    door.calls_reach(|| one.calls()).await;
}

#[tokio::test]
async fn a_replica_that_stands_still_loses_its_streams_and_gets_none_until_it_goes_on() {
    let (frozen, freezer) = Freezer::start();
    let other = Upstream::start().await;
    let mut door = Door::to([frozen.address, other.address]).await;
    let mut streams = [door.stream().await, door.stream().await];
    assert_eq!((frozen.calls(), other.calls()), (1, 1));

    let thaw = freezer.freeze().await;
    let [one, two] = &mut streams;
    let ended = tokio::select! {
        ended = within(one.message()) => ended,
        ended = within(two.message()) => ended,
    };
    assert!(is_upstream_unavailable(&ended.unwrap_err()));
    for _ in 0..20 {
        assert_eq!(door.call().await.unwrap(), 5);
    }
    assert_eq!(frozen.calls(), 1);

    drop(thaw);
    door.calls_reach(|| frozen.calls()).await;
}

#[tokio::test]
async fn a_replica_that_says_it_does_not_serve_keeps_its_streams_and_gets_no_new_ones() {
    let (mut one, other) = (Upstream::start().await, Upstream::start().await);
    let mut door = Door::to([one.address, other.address]).await;
    let _streams = [door.stream().await, door.stream().await];
    one.say_serving(false).await;
    door.calls_avoid(|| one.calls()).await;
    assert!(one.gone.try_recv().is_err(), "its stream was cut");
    one.say_serving(true).await;
    door.calls_reach(|| one.calls()).await;
}

#[tokio::test]
async fn when_all_say_they_do_not_serve_calls_are_tried_rather_than_refused() {
    let replica = Upstream::start().await;
    replica.say_serving(false).await;
    let mut door = Door::to([replica.address, nobody().await]).await;
    for _ in 0..20 {
        assert_eq!(door.call().await.unwrap(), 5);
    }
}

#[tokio::test]
async fn a_replica_that_sends_away_keeps_its_streams_and_calls_go_elsewhere() {
    let (mut one, other) = (Upstream::start().await, Upstream::start().await);
    let mut door = Door::to([one.address, other.address]).await;
    let _streams = [door.stream().await, door.stream().await];
    one.stop_listening();
    one.goaway();
    for _ in 0..20 {
        assert_eq!(door.call().await.unwrap(), 5);
    }
    assert_eq!(one.calls(), 1);
    assert!(one.gone.try_recv().is_err(), "its stream was cut");
}

#[tokio::test]
async fn more_streams_than_a_connection_takes_get_more_connections_for_as_long_as_they_last() {
    let replica = Upstream::start_with(Some(2)).await;
    let mut door = Door::to([replica.address]).await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(door.stream().await);
    }
    assert!(replica.connections() >= 10, "{} connections", replica.connections());
    drop(streams);
    let closing = async {
        while replica.connections() > 4 {
            assert_eq!(door.call().await.unwrap(), 5);
        }
    };
    within(closing).await;
}

#[tokio::test]
async fn what_a_replica_refuses_unseen_is_done_by_another() {
    for habit in [Habit::Refuses, Habit::Leaves] {
        let (odd, replica) = (Odd::start(habit).await, Upstream::start().await);
        let mut door = Door::to([odd.address, replica.address]).await;
        let refusing = async {
            while odd.calls() < 3 {
                assert_eq!(door.call().await.unwrap(), 5, "{habit:?}");
            }
        };
        within(refusing).await;
    }
}

#[tokio::test]
async fn what_everybody_refuses_is_not_tried_for_ever() {
    let odd = Odd::start(Habit::Refuses).await;
    let mut door = Door::to([odd.address]).await;
    let failed = door.call().await.unwrap_err();
    assert!(is_upstream_unavailable(&failed), "{failed:?}");
    assert!((2..=10).contains(&odd.calls()), "{} calls", odd.calls());
}

#[tokio::test]
async fn what_was_sent_is_not_sent_again() {
    let (odd, replica) = (Odd::start(Habit::Dies).await, Upstream::start().await);
    let mut door = Door::to([odd.address, replica.address]).await;
    let lost = within(async {
        loop {
            let before = replica.calls();
            if let Err(lost) = door.call().await {
                assert_eq!(replica.calls(), before);
                return lost;
            }
        }
    });
    assert!(is_upstream_unavailable(&lost.await));
    assert_eq!(odd.calls(), 1);
}

#[tokio::test]
async fn a_replica_that_answers_unavailable_time_and_again_is_left_alone() {
    let (odd, replica) = (Odd::start(Habit::IsUnavailable).await, Upstream::start().await);
    let mut door = Door::to([odd.address, replica.address]).await;
    let refused = within(async {
        loop {
            if let Err(refused) = door.call().await {
                return refused;
            }
        }
    });
    assert_eq!(refused.await.code(), Code::Unavailable);
    door.calls_avoid(|| odd.calls()).await;
}

#[tokio::test]
async fn a_name_stands_for_its_addresses() {
    let replica = Upstream::start().await;
    let mut door = Door::with_urls(&format!("http://localhost:{}", replica.address.port())).await;
    assert_eq!(door.call().await.unwrap(), 5);
}

#[tokio::test]
async fn a_hundred_browsers_that_stop_reading_hold_up_nobody() {
    let replica = Upstream::start().await;
    let mut door = Door::to([replica.address]).await;
    let mut stalled = Vec::new();
    for _ in 0..100 {
        stalled.push(door.subscribe("bulk").await);
    }
    // Until more is on its way than the windows of the streams hold.
    let full = async {
        while replica.bulk() < stalled.len() * 8 {
            tokio::task::yield_now().await;
        }
    };
    within(full).await;
    for _ in 0..20 {
        assert_eq!(door.call().await.unwrap(), 5);
    }
    for stream in &mut stalled {
        assert!(within(stream.message()).await.unwrap().is_some());
    }
}
