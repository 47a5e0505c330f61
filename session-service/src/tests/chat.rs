//! The chat service's internal API, over loopback: real calls, real tokens, and
//! the rules of its allow-lists. It remembers every call, and fails as told.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use proto::chat::v1::{
    self as pb,
    room_access_service_server::{RoomAccessService, RoomAccessServiceServer},
};
use service_kit::{
    clock::SystemClock,
    operations::operations,
    serve::{ServeSettings, TcpDoor},
    service_token::{ServiceKey, ServiceVerifier},
};
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, service::Routes};

/// A call as the chat service understood it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Call {
    /// A user, and the `visible_from_seq` asked for.
    Grant(String, u64),
    /// A user.
    Revoke(String),
    Close,
}

/// How the chat service fails.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Mood {
    #[default]
    Works,
    /// It does nothing and says UNAVAILABLE.
    Refuses,
    /// It refuses once, then works.
    Hiccups,
    /// It does what it is asked, and says UNAVAILABLE.
    LosesAnswers,
    /// It does nothing, and never answers.
    Hangs,
    /// It does what it is asked, and never answers.
    HangsAfterwards,
    /// It does what it is asked once it is released.
    Waits,
}

#[derive(Debug, Default)]
struct Room {
    head: u64,
    /// By user: the seq of the grant, and the first seq they see.
    allowed: BTreeMap<String, (u64, u64)>,
    /// What the document began with, each time it did.
    starts: Vec<pb::StartDocument>,
    is_closed: bool,
}

#[derive(Debug, Default)]
struct State {
    rooms: HashMap<String, Room>,
    calls: Vec<Call>,
    mood: Mood,
}

/// What the server and the test share.
#[derive(Clone, Debug)]
struct Shared {
    state: Arc<Mutex<State>>,
    /// How many calls have arrived.
    arrived: watch::Sender<usize>,
    released: watch::Sender<bool>,
}

/// A chat service.
#[derive(Debug)]
pub(super) struct Chat {
    pub(super) address: SocketAddr,
    pub(super) key: ServiceKey,
    shared: Shared,
    running: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Chat {
    pub(super) async fn start() -> Chat {
        Chat::start_with(ServiceKey::random().unwrap()).await
    }

    pub(super) async fn start_with(key: ServiceKey) -> Chat {
        let shared = Shared {
            state: Arc::default(),
            arrived: watch::Sender::default(),
            released: watch::Sender::default(),
        };
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        let mut chat = Chat { address, key, shared, running: None };
        chat.come_back().await;
        chat
    }

    /// Another replica of it.
    pub(super) async fn twin(&self) -> Chat {
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        let (key, shared) = (self.key.clone(), self.shared.clone());
        let mut chat = Chat { address, key, shared, running: None };
        chat.come_back().await;
        chat
    }

    /// Stops listening and cuts every connection.
    pub(super) async fn go_away(&mut self) {
        let (stop, serving) = self.running.take().expect("it runs");
        stop.cancel();
        serving.await.unwrap();
    }

    /// Listens again, where it did before.
    pub(super) async fn come_back(&mut self) {
        let door = TcpDoor::bind(self.address).await.unwrap();
        self.address = door.address().unwrap();
        let clock = Arc::new(SystemClock);
        let verifier =
            ServiceVerifier::new(self.key.clone(), "chat-internal", &["session-service"], clock);
        let api = verifier.protect(RoomAccessServiceServer::new(self.shared.clone()));
        let settings = ServeSettings { drain_timeout: Duration::ZERO, ..Default::default() };
        let stop = CancellationToken::new();
        let health = operations(&[], &[], stop.clone());
        let app = Routes::new(api).into_axum_router().merge(health);
        let stopping = stop.clone();
        let serving = tokio::spawn(async move {
            service_kit::serve::serve(door, app, &settings, stopping).await;
        });
        self.running = Some((stop, serving));
    }

    pub(super) fn is(&self, mood: Mood) {
        self.shared.state().mood = mood;
    }

    /// Lets the calls go on that wait.
    pub(super) fn release(&self) {
        self.shared.released.send_replace(true);
    }

    /// Every call since the last time.
    pub(super) fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.shared.state().calls)
    }

    /// Waits for a call that arrives after `trigger` began.
    pub(super) async fn next_call(&self, trigger: impl Future) {
        let mut arrived = self.shared.arrived.subscribe();
        arrived.mark_unchanged();
        tokio::select! {
            _ = trigger => panic!("it ended without a call"),
            changed = arrived.changed() => changed.unwrap(),
        }
    }

    /// Who is allowed in a room.
    pub(super) fn allowed(&self, room: &str) -> BTreeSet<String> {
        let state = self.shared.state();
        state.rooms.get(room).map(|room| room.allowed.keys().cloned().collect()).unwrap_or_default()
    }

    /// What a room's document began with, each time it did.
    pub(super) fn starts(&self, room: &str) -> Vec<pb::StartDocument> {
        let state = self.shared.state();
        state.rooms.get(room).map(|room| room.starts.clone()).unwrap_or_default()
    }

    /// Whether a room was ended.
    pub(super) fn is_closed(&self, room: &str) -> bool {
        self.shared.state().rooms.get(room).is_some_and(|room| room.is_closed)
    }

    /// Ends a room behind the session service's back.
    pub(super) fn close(&self, room: &str) {
        self.shared.state().rooms.entry(room.to_owned()).or_default().is_closed = true;
    }

    /// Whether anybody is allowed in any room that is not ended.
    pub(super) fn has_open_rooms(&self) -> bool {
        self.shared.state().rooms.values().any(|room| !room.is_closed && !room.allowed.is_empty())
    }

    /// Something happens in a room, as people talk.
    pub(super) fn talk(&self, room: &str) {
        self.shared.state().rooms.get_mut(room).expect("a room").head += 1;
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Does what a call asks, in the mood of the moment.
    async fn answer<T>(
        &self,
        call: Call,
        act: impl FnOnce(&mut HashMap<String, Room>) -> Result<T, Status>,
    ) -> Result<Response<T>, Status> {
        let mood = {
            let mut state = self.state();
            state.calls.push(call);
            let mood = state.mood;
            if mood == Mood::Hiccups {
                state.mood = Mood::Works;
            }
            mood
        };
        if mood == Mood::Waits {
            self.arrived.send_modify(|arrived| *arrived += 1);
            let released = self.released.subscribe().wait_for(|released| *released).await.is_ok();
            assert!(released, "the test ended first");
        }
        let does = !matches!(mood, Mood::Refuses | Mood::Hiccups | Mood::Hangs);
        let outcome = does.then(|| act(&mut self.state().rooms));
        self.arrived.send_modify(|arrived| *arrived += 1);
        match (mood, outcome) {
            (Mood::Works | Mood::Waits, Some(outcome)) => outcome.map(Response::new),
            (Mood::Hangs | Mood::HangsAfterwards, _) => std::future::pending().await,
            _ => Err(Status::unavailable("as told")),
        }
    }
}

#[tonic::async_trait]
impl RoomAccessService for Shared {
    async fn add_allowed(
        &self,
        request: Request<pb::AddAllowedRequest>,
    ) -> Result<Response<pb::AddAllowedResponse>, Status> {
        let hurried = request.metadata().contains_key("grpc-timeout");
        assert!(hurried, "a call without a deadline");
        let request = request.into_inner();
        let call = Call::Grant(request.user_id.clone(), request.visible_from_seq);
        self.answer(call, |rooms| {
            let room = rooms.entry(request.room_id).or_default();
            if room.is_closed {
                return Err(Status::failed_precondition("cleared"));
            }
            let from = request.visible_from_seq;
            if let Some((seq, since)) = room.allowed.get(&request.user_id)
                && (from == 0 || *since <= from)
            {
                return Ok(pb::AddAllowedResponse { seq: *seq });
            }
            room.head += 1;
            let since = if from == 0 { room.head } else { from.min(room.head) };
            room.allowed.insert(request.user_id, (room.head, since));
            room.starts.extend(request.start_document);
            Ok(pb::AddAllowedResponse { seq: room.head })
        })
        .await
    }

    async fn remove_allowed(
        &self,
        request: Request<pb::RemoveAllowedRequest>,
    ) -> Result<Response<pb::RemoveAllowedResponse>, Status> {
        let request = request.into_inner();
        self.answer(Call::Revoke(request.user_id.clone()), |rooms| {
            let room = rooms.entry(request.room_id).or_default();
            if room.allowed.remove(&request.user_id).is_some() {
                room.head += 1;
            }
            Ok(pb::RemoveAllowedResponse { seq: room.head })
        })
        .await
    }

    async fn clear_room(
        &self,
        request: Request<pb::ClearRoomRequest>,
    ) -> Result<Response<pb::ClearRoomResponse>, Status> {
        let request = request.into_inner();
        self.answer(Call::Close, |rooms| {
            let none = || Status::not_found("no such room");
            let room = rooms.get_mut(&request.room_id).ok_or_else(none)?;
            if !room.is_closed {
                room.is_closed = true;
                room.allowed.clear();
                room.head += 1;
            }
            Ok(pb::ClearRoomResponse { seq: room.head })
        })
        .await
    }

    async fn is_allowed(
        &self,
        _: Request<pb::IsAllowedRequest>,
    ) -> Result<Response<pb::IsAllowedResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    async fn get_room_participants(
        &self,
        _: Request<pb::GetRoomParticipantsRequest>,
    ) -> Result<Response<pb::GetRoomParticipantsResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }

    async fn get_all_rooms(
        &self,
        _: Request<pb::GetAllRoomsRequest>,
    ) -> Result<Response<pb::GetAllRoomsResponse>, Status> {
        Err(Status::unimplemented("nobody asks"))
    }
}
