//! What a stream does by the clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use prost::Message as _;
use service_kit::{auth::Verifier, clock::Clock, dev_issuer::DevIssuer};
use tokio::time::advance;

use super::*;
use crate::{
    connections::Connections, id::UserId, log::memory::MemoryLog, node::Node, pace::Pace,
    rooms::Rooms,
};

/// A wall clock that a test moves.
#[derive(Debug, Default)]
struct Hands(AtomicU64);

impl Clock for Hands {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// Ada, whose token is good for a minute, listening.
struct Listener {
    api: Api,
    hands: Arc<Hands>,
    stream: Pin<Box<dyn Stream<Item = Result<Bytes, Status>> + Send>>,
    id: String,
}

impl Listener {
    async fn new() -> Listener {
        let (hands, folder) = (Arc::new(Hands::default()), tempfile::tempdir().unwrap());
        let settings = DevIssuer::open(folder.path(), hands.clone()).unwrap().auth_settings();
        let api = Api {
            rooms: Rooms::new(Node::alone(
                Arc::new(MemoryLog::default()),
                hands.clone(),
                Duration::ZERO,
            )),
            connections: Connections::default(),
            verifier: Verifier::from_settings(&settings, hands.clone()).await.unwrap(),
            pace: Pace::new(0, 0),
            clock: hands.clone(),
        };
        let person = Person { user: ada(), name: String::new() };
        let principal = Principal {
            user_id: "ada".into(),
            display_name: "".into(),
            is_admin: false,
            expires_at: hands.now() + Duration::from_secs(60),
        };
        let connection = Connection::new(api.clone(), person, &principal, None);
        let id = connection.entry.id().to_owned();
        let stream = Box::pin(connection.into_stream());
        Listener { api, hands, stream, id }
    }

    async fn next(&mut self) -> Result<Frame, Status> {
        let frame = self.stream.next().await.expect("a stream that goes on")?;
        Ok(pb::ConnectResponse::decode(frame).unwrap().frame.unwrap())
    }

    /// Lets time pass, on the wall and for timers.
    async fn wait(&self, seconds: u64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
        advance(Duration::from_secs(seconds)).await;
    }
}

fn ada() -> UserId {
    UserId::parse("ada").unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_silent_stream_says_that_it_is_alive() {
    let mut ada = Listener::new().await;
    assert!(matches!(ada.next().await, Ok(Frame::Welcome(_))));
    for _ in 0..3 {
        assert!(matches!(ada.next().await, Ok(Frame::Heartbeat(_))));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_its_lease_runs_out() {
    let mut ada = Listener::new().await;
    assert!(matches!(ada.next().await, Ok(Frame::Welcome(_))));
    ada.wait(60 + 5 * 60 - 1).await;
    assert!(matches!(ada.next().await, Ok(Frame::Heartbeat(_))));
    ada.wait(1).await;
    let end = ada.next().await.unwrap_err();
    assert_eq!(service_kit::status::reason(&end).as_deref(), Some("LEASE_EXPIRED"));
    assert!(ada.stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_renewed_lease_keeps_the_stream() {
    let mut ada = Listener::new().await;
    assert!(matches!(ada.next().await, Ok(Frame::Welcome(_))));
    let later = ada.hands.now() + Duration::from_secs(3600);
    ada.api.connections.renew(&ada.id, &self::ada(), later);
    ada.wait(3600).await;
    assert!(matches!(ada.next().await, Ok(Frame::Heartbeat(_))));
}
