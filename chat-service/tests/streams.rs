//! The service alone, as its clients see it: people on one port, services on the
//! other.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use chat_service::{INTERNAL_AUDIENCE, Program, serve};
use clap::Parser as _;
use proto::chat::v1::{
    self as pb, chat_service_client::ChatServiceClient, connect_request, connect_response::Frame,
    event::Body, room_access_service_client::RoomAccessServiceClient,
};
use service_kit::{
    clock::{SharedClock, SystemClock},
    dev_issuer::DevIssuer,
    mongo::MongoSettings,
    serve::TcpDoor,
    service_token::{ServiceKey, ServiceKeySettings, TokenMinter},
};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Request, Status, Streaming, transport::Channel};

/// Longer than anything here takes on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running chat service with its log in a folder of its own.
struct Chat {
    public: Channel,
    internal: Channel,
    issuer: DevIssuer,
    minter: TokenMinter,
    task: JoinHandle<anyhow::Result<()>>,
    stop: DropGuard,
    _folder: tempfile::TempDir,
}

impl Chat {
    async fn start() -> Chat {
        let folder = tempfile::tempdir().unwrap();
        let clock: SharedClock = Arc::new(SystemClock);
        let issuer = DevIssuer::open(folder.path(), clock.clone()).unwrap();
        let key = ServiceKey::random().unwrap();
        let mut config = Program::parse_from(["chat-service"]).config;
        config.data_dir = Some(folder.path().to_owned());
        // What the machine has for other tests is not for this service.
        config.mongo = MongoSettings::default();
        config.nats_url.clear();
        config.send_rate = 0;
        config.auth = issuer.auth_settings();
        config.service_key = ServiceKeySettings::with(&key);
        let (public, internal) = (door().await, door().await);
        let channels = (channel(&public), channel(&internal));
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(config, public, internal, clock.clone(), stop.clone()));
        let minter = TokenMinter::new(key, "session-service", INTERNAL_AUDIENCE, clock);
        let (public, internal) = channels;
        Chat { public, internal, issuer, minter, task, stop: stop.drop_guard(), _folder: folder }
    }

    fn as_user<T>(&self, user: &str, message: T) -> Request<T> {
        with_token(&self.issuer.issue(user, user, false).unwrap(), message)
    }

    fn access(&self) -> RoomAccessServiceClient<Channel> {
        RoomAccessServiceClient::new(self.internal.clone())
    }

    async fn grant(&self, user: &str, visible_from_seq: u64) -> u64 {
        let (room_id, user_id) = ("r".to_owned(), user.to_owned());
        let message =
            pb::AddAllowedRequest { room_id, user_id, visible_from_seq, ..Default::default() };
        let request = with_token(&self.minter.mint(), message);
        self.access().add_allowed(request).await.unwrap().into_inner().seq
    }

    async fn revoke(&self, user: &str) -> u64 {
        let message =
            pb::RemoveAllowedRequest { room_id: "r".to_owned(), user_id: user.to_owned() };
        let request = with_token(&self.minter.mint(), message);
        self.access().remove_allowed(request).await.unwrap().into_inner().seq
    }

    /// Opens a stream and joins the room.
    async fn join(&self, user: &str, after_seq: u64) -> Line {
        let (frames, inbound) = mpsc::channel(1024);
        let request = self.as_user(user, ReceiverStream::new(inbound));
        let mut client = ChatServiceClient::new(self.public.clone());
        let events = client.connect(request).await.unwrap().into_inner();
        let mut line = Line { frames, events };
        assert!(matches!(line.next().await, Ok(Some(Frame::Welcome(_)))));
        let join = pb::Join { room_id: "r".to_owned(), after_seq, ..Default::default() };
        line.put(connect_request::Frame::Join(join)).await;
        line
    }
}

/// One stream.
struct Line {
    frames: mpsc::Sender<pb::ConnectRequest>,
    events: Streaming<pb::ConnectResponse>,
}

impl Line {
    async fn put(&self, frame: connect_request::Frame) {
        self.frames.send(pb::ConnectRequest { frame: Some(frame) }).await.unwrap();
    }

    async fn say(&self, id: usize, text: &str) {
        let body = Some(pb::send::Body::Message(pb::Message { text: text.to_owned() }));
        let (room_id, client_event_id) = ("r".to_owned(), id.to_string());
        self.put(connect_request::Frame::Send(pb::Send { room_id, client_event_id, body })).await;
    }

    async fn next(&mut self) -> Result<Option<Frame>, Status> {
        let message = timeout(PATIENCE, self.events.message()).await.expect("a frame in time")?;
        Ok(message.map(|message| message.frame.expect("a frame that we know")))
    }

    /// Reads up to a frame that satisfies `wanted`, and returns it.
    async fn until(&mut self, wanted: impl Fn(&Frame) -> bool) -> Frame {
        loop {
            let frame = self.next().await.expect("a stream that goes on").expect("a frame");
            if wanted(&frame) {
                return frame;
            }
        }
    }

    /// The seq of the next ack.
    async fn ack(&mut self) -> u64 {
        match self.until(|frame| matches!(frame, Frame::Ack(_))).await {
            Frame::Ack(ack) => ack.seq,
            other => panic!("{other:?}"),
        }
    }
}

async fn door() -> TcpDoor {
    TcpDoor::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap()
}

fn channel(door: &TcpDoor) -> Channel {
    Channel::from_shared(format!("http://{}", door.address().unwrap())).unwrap().connect_lazy()
}

fn with_token<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}

fn text(frame: &Frame) -> Option<&str> {
    match frame {
        Frame::Event(pb::Event { body: Some(Body::Message(message)), .. }) => Some(&message.text),
        _ => None,
    }
}

#[tokio::test]
async fn two_people_talk_and_a_stranger_is_refused() {
    let chat = Chat::start().await;
    chat.grant("ada", 0).await;
    chat.grant("ben", 0).await;
    let (mut ada, mut ben) = (chat.join("ada", 0).await, chat.join("ben", 0).await);
    ada.say(1, "hello").await;
    ben.until(|frame| text(frame) == Some("hello")).await;
    ben.say(1, "hi").await;
    ada.until(|frame| text(frame) == Some("hi")).await;
    ada.say(1, "hello").await;
    let (first, again) = (ada.ack().await, ben.ack().await);
    assert!(first > 0 && again > 0);

    let mut eve = chat.join("eve", 0).await;
    assert_eq!(eve.next().await.unwrap_err().code(), Code::PermissionDenied);
}

#[tokio::test]
async fn a_removed_user_is_cut_and_sees_nothing_after_the_removal() {
    let chat = Chat::start().await;
    chat.grant("host", 0).await;
    chat.grant("ada", 1).await;
    let (host, mut ada) = (chat.join("host", 0).await, chat.join("ada", 0).await);
    ada.until(|frame| matches!(frame, Frame::Joined(_))).await;
    let removal = chat.revoke("ada").await;
    host.say(1, "secret").await;
    let mut last = 0;
    let end = loop {
        match ada.next().await {
            Ok(Some(Frame::Event(event))) => last = event.seq,
            Ok(Some(Frame::Removed(removed))) => {
                assert_eq!(removed.reason(), pb::RemovedReason::AccessRemoved);
            }
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert_eq!(end.unwrap_err().code(), Code::PermissionDenied);
    assert_eq!(last, removal);
}

#[tokio::test]
async fn a_reader_who_does_not_read_loses_nothing() {
    const MESSAGES: usize = 3000;
    let chat = Chat::start().await;
    chat.grant("host", 0).await;
    chat.grant("ada", 1).await;
    let (mut host, mut ada) = (chat.join("host", 0).await, chat.join("ada", 0).await);
    ada.until(|frame| matches!(frame, Frame::Joined(_))).await;
    let long = "x".repeat(2000);
    for first in (0..MESSAGES).step_by(150) {
        for id in first..first + 150 {
            host.say(id, &long).await;
        }
        for _ in 0..150 {
            host.ack().await;
        }
    }
    let mut seqs = Vec::new();
    while seqs.len() < MESSAGES {
        if let Frame::Event(event) = ada.until(|frame| text(frame).is_some()).await {
            seqs.push(event.seq);
        }
    }
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1));
}

#[tokio::test]
async fn what_a_later_guest_may_not_see_is_skipped() {
    let chat = Chat::start().await;
    chat.grant("host", 0).await;
    let mut host = chat.join("host", 0).await;
    host.say(1, "before").await;
    host.ack().await;
    let grant = chat.grant("ada", 0).await;
    let mut ada = chat.join("ada", 0).await;
    ada.until(|frame| matches!(frame, Frame::Joined(_))).await;
    let Ok(Some(Frame::Skip(skip))) = ada.next().await else { panic!("a skip first") };
    assert_eq!(skip.to_seq, grant - 1);
    let Ok(Some(Frame::Event(event))) = ada.next().await else { panic!("then the grant") };
    assert_eq!(event.seq, grant);

    let request = pb::ListEventsRequest { room_id: "r".to_owned(), ..Default::default() };
    let mut client = ChatServiceClient::new(chat.public.clone());
    let page = client.list_events(chat.as_user("ada", request)).await.unwrap().into_inner();
    assert_eq!(page.events.first().map(|event| event.seq), Some(grant));
}

#[tokio::test]
async fn when_the_server_stops_streams_are_told_to_come_back() {
    let chat = Chat::start().await;
    chat.grant("ada", 0).await;
    let mut ada = chat.join("ada", 0).await;
    ada.until(|frame| matches!(frame, Frame::Joined(_))).await;
    drop(chat.stop);
    ada.until(|frame| matches!(frame, Frame::Reconnect(_))).await;
    assert_eq!(ada.next().await.unwrap_err().code(), Code::Unavailable);
    timeout(PATIENCE, chat.task).await.expect("an end in time").unwrap().unwrap();
}

#[tokio::test]
async fn a_users_token_does_not_open_the_internal_api() {
    let chat = Chat::start().await;
    let message = pb::AddAllowedRequest {
        room_id: "r".to_owned(),
        user_id: "eve".to_owned(),
        ..Default::default()
    };
    let refusal = chat.access().add_allowed(chat.as_user("eve", message)).await.unwrap_err();
    assert_eq!(refusal.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_resume_of_another_epoch_is_data_loss_and_a_stranger_is_not_told() {
    let chat = Chat::start().await;
    chat.grant("ada", 0).await;
    let mut ada = chat.join("ada", 0).await;
    let joined = ada.until(|frame| matches!(frame, Frame::Joined(_))).await;
    let Frame::Joined(pb::Joined { epoch, .. }) = joined else { unreachable!() };

    let resume = |epoch: &str| pb::SubscribeRequest {
        room_id: "r".to_owned(),
        after_seq: 1,
        epoch: epoch.to_owned(),
        ..Default::default()
    };
    for (user, epoch, expected) in [
        ("ada", epoch.as_str(), None),
        ("ada", "another", Some(Code::DataLoss)),
        ("eve", "another", Some(Code::PermissionDenied)),
    ] {
        let request = chat.as_user(user, resume(epoch));
        let stream = ChatServiceClient::new(chat.public.clone()).subscribe(request).await;
        let mut stream = stream.unwrap().into_inner();
        stream.message().await.unwrap().expect("a welcome");
        let second = timeout(PATIENCE, stream.message()).await.expect("in time");
        assert_eq!(second.err().map(|status| status.code()), expected);
    }
}
