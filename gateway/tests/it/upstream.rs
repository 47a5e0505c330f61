//! A chat service that echoes, on a server that can be killed.

use std::{
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, body::Body, http::Request};
use futures_util::{Stream, StreamExt as _, stream};
use hyper::{body::Incoming, server::conn::http2};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    service::TowerToHyperService,
};
use proto::chat::v1::{
    Ack, ConnectRequest, ConnectResponse, Event, GetCodeRequest, GetCodeResponse,
    GetDocumentRequest, GetDocumentResponse, ListEventsRequest, ListEventsResponse, Message,
    SendRequest, SendResponse, Skip, SubscribeRequest, SubscribeResponse, Welcome,
    chat_service_server::{ChatService, ChatServiceServer},
    connect_request, connect_response, event, send_request, subscribe_response,
};
use service_kit::status;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::{JoinHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;
use tonic::{Code, Request as Call, Response, Status, Streaming, metadata::MetadataMap};
use tonic_health::{
    ServingStatus,
    server::{HealthReporter, health_reporter},
};
use tower::ServiceExt as _;

/// A running upstream.
pub(crate) struct Upstream {
    pub(crate) address: SocketAddr,
    /// Says `()` when a stream that stays open, a `Connect` or a slow call is over.
    pub(crate) gone: mpsc::Receiver<()>,
    seen: Arc<Mutex<MetadataMap>>,
    counts: Arc<Counts>,
    health: HealthReporter,
    goaway: CancellationToken,
    deaf: CancellationToken,
    server: JoinHandle<()>,
}

/// What an upstream has had to do.
#[derive(Debug, Default)]
struct Counts {
    calls: AtomicUsize,
    connections: AtomicUsize,
    bulk: AtomicUsize,
}

impl Upstream {
    /// Starts at any free port.
    pub(crate) async fn start() -> Upstream {
        Upstream::start_with(None).await
    }

    /// Starts at any free port, and takes so many streams on a connection.
    pub(crate) async fn start_with(max_streams: Option<u32>) -> Upstream {
        Upstream::start_at("127.0.0.1:0".parse().unwrap(), max_streams).await
    }

    async fn start_at(address: SocketAddr, max_streams: Option<u32>) -> Upstream {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, gone) = mpsc::channel(64);
        let (seen, counts) = (Arc::default(), Arc::new(Counts::default()));
        let echo = Echo { tell, seen: Arc::clone(&seen), counts: counts.clone() };
        let (health, answers) = health_reporter();
        let app = tonic::service::Routes::new(ChatServiceServer::new(echo)).add_service(answers);
        let app = app.prepare().into_axum_router();
        let goaway = CancellationToken::new();
        let deaf = CancellationToken::new();
        let door = Door { listener, max_streams, counts: counts.clone(), deaf: deaf.clone() };
        let server = tokio::spawn(serve(door, app, goaway.clone()));
        Upstream { address, gone, seen, counts, health, goaway, deaf, server }
    }

    /// How many calls there were, health checks not counted.
    pub(crate) fn calls(&self) -> usize {
        self.counts.calls.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    pub(crate) fn connections(&self) -> usize {
        self.counts.connections.load(Ordering::Relaxed)
    }

    /// How many messages of rooms `bulk` were taken to be sent.
    pub(crate) fn bulk(&self) -> usize {
        self.counts.bulk.load(Ordering::Relaxed)
    }

    /// Says from now on that it serves, or does not.
    pub(crate) async fn say_serving(&self, is_serving: bool) {
        let status = if is_serving { ServingStatus::Serving } else { ServingStatus::NotServing };
        self.health.set_service_status("", status).await;
    }

    /// The metadata of the last call.
    pub(crate) fn seen(&self) -> MetadataMap {
        self.seen.lock().unwrap().clone()
    }

    /// Breaks every connection at once and closes the port.
    pub(crate) async fn kill(&mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }

    /// Starts again at the same port.
    pub(crate) async fn restart(&mut self) {
        *self = Upstream::start_at(self.address, None).await;
    }

    /// Closes the port; connections go on.
    pub(crate) fn stop_listening(&self) {
        self.deaf.cancel();
    }

    /// Sends GOAWAY on every connection there is; new ones are welcome.
    pub(crate) fn goaway(&self) {
        self.goaway.cancel();
    }
}

/// Where connections come in.
struct Door {
    listener: TcpListener,
    max_streams: Option<u32>,
    counts: Arc<Counts>,
    deaf: CancellationToken,
}

/// Connections that come after the GOAWAY do not get one.
async fn serve(door: Door, app: Router, goaway: CancellationToken) {
    let Door { listener, max_streams, counts, deaf } = door;
    let mut connections = JoinSet::new();
    let accepting = async {
        loop {
            let (io, _) = listener.accept().await.unwrap();
            counts.connections.fetch_add(1, Ordering::Relaxed);
            let goaway =
                if goaway.is_cancelled() { CancellationToken::new() } else { goaway.clone() };
            let (serving, counts) =
                (serve_one(io, app.clone(), max_streams, goaway), counts.clone());
            connections.spawn(async move {
                serving.await;
                counts.connections.fetch_sub(1, Ordering::Relaxed);
            });
        }
    };
    deaf.run_until_cancelled(accepting).await;
    drop(listener);
    std::future::pending().await
}

async fn serve_one(
    io: TcpStream,
    app: Router,
    max_streams: Option<u32>,
    goaway: CancellationToken,
) {
    io.set_nodelay(true).unwrap();
    let app = app.map_request(|request: Request<Incoming>| request.map(Body::new));
    let mut server = http2::Builder::new(TokioExecutor::new());
    server.max_concurrent_streams(max_streams);
    let connection = server.serve_connection(TokioIo::new(io), TowerToHyperService::new(app));
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = goaway.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

struct Echo {
    tell: mpsc::Sender<()>,
    seen: Arc<Mutex<MetadataMap>>,
    counts: Arc<Counts>,
}

/// Says that a call was dropped.
struct Guard(mpsc::Sender<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.try_send(());
    }
}

impl Echo {
    fn enter<T>(&self, call: Call<T>) -> T {
        self.counts.calls.fetch_add(1, Ordering::Relaxed);
        *self.seen.lock().unwrap() = call.metadata().clone();
        call.into_inner()
    }

    /// Large messages without an end, as fast as they are taken.
    fn bulk(&self) -> Answers<SubscribeResponse> {
        let counts = self.counts.clone();
        Box::pin(stream::repeat_with(move || {
            counts.bulk.fetch_add(1, Ordering::Relaxed);
            let message = Message { text: "x".repeat(BULK) };
            let body = Some(event::Body::Message(message));
            let frame = subscribe_response::Frame::Event(Event { body, ..Event::default() });
            Ok(SubscribeResponse { frame: Some(frame) })
        }))
    }

    /// A stream that stays open after `first` and says when it is dropped.
    fn stay_open<T: Send + 'static>(&self, first: T) -> Answers<T> {
        let guard = Guard(self.tell.clone());
        let rest = stream::once(async move {
            let _guard = guard;
            std::future::pending::<Result<T, Status>>().await
        });
        Box::pin(stream::iter([Ok(first)]).chain(rest))
    }
}

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// How many messages of room `flood` there are, more bytes than any window holds.
pub(crate) const FLOOD: u64 = 10_000;

/// How long a message of room `bulk` is: four of them fill a stream's window.
const BULK: usize = 16 << 10;

fn welcome() -> SubscribeResponse {
    let frame = subscribe_response::Frame::Welcome(Welcome::default());
    SubscribeResponse { frame: Some(frame) }
}

fn skip(to_seq: u64) -> SubscribeResponse {
    let frame = subscribe_response::Frame::Skip(Skip { to_seq, ..Skip::default() });
    SubscribeResponse { frame: Some(frame) }
}

/// A message that comes alone, in a small HTTP/2 frame of its own: what is ready at
/// once travels together.
async fn alone(seq: u64) -> Result<SubscribeResponse, Status> {
    tokio::task::yield_now().await;
    Ok(skip(seq))
}

/// What the echo refuses with.
pub(crate) fn refusal() -> Status {
    status::error(Code::FailedPrecondition, "ECHO_REFUSED", "echo.test", "no such room: é")
}

#[tonic::async_trait]
impl ChatService for Echo {
    type ConnectStream = Answers<ConnectResponse>;
    type SubscribeStream = Answers<SubscribeResponse>;

    /// `welcome`, then an ack for each `send`; a `leave` waits for the end.
    async fn connect(
        &self,
        call: Call<Streaming<ConnectRequest>>,
    ) -> Result<Response<Self::ConnectStream>, Status> {
        let frames = self.enter(call);
        let answer = |frame| Ok(ConnectResponse { frame: Some(frame) });
        let welcome = answer(connect_response::Frame::Welcome(Welcome::default()));
        let guard = Guard(self.tell.clone());
        let acks = stream::unfold((frames, guard, 0), move |(mut frames, guard, seq)| async move {
            let frame = frames.message().await.ok()??.frame?;
            let connect_request::Frame::Send(send) = frame else { return None };
            let seq = seq + 1;
            let ack = Ack { room_id: send.room_id, client_event_id: send.client_event_id, seq };
            Some((answer(connect_response::Frame::Ack(ack)), (frames, guard, seq)))
        });
        Ok(Response::new(Box::pin(stream::iter([welcome]).chain(acks))))
    }

    /// Room `open` stays open after `welcome`; room `flood` sends many small
    /// frames, room `bulk` large ones without an end; room `fails` ends with the
    /// refusal after one skip; any other ends well after two.
    async fn subscribe(
        &self,
        call: Call<SubscribeRequest>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        let SubscribeRequest { room_id, .. } = self.enter(call);
        let answers: Self::SubscribeStream = match room_id.as_str() {
            "open" => self.stay_open(welcome()),
            "bulk" => self.bulk(),
            "flood" => Box::pin(stream::iter(1..=FLOOD).then(alone)),
            "fails" => Box::pin(stream::iter([Ok(skip(1)), Err(refusal())])),
            _ => Box::pin(stream::iter([Ok(skip(1)), Ok(skip(2))])),
        };
        Ok(Response::new(answers))
    }

    /// Room `refused` is refused, room `slow` never answers; any other answers
    /// with the length of the message's text.
    async fn send(&self, call: Call<SendRequest>) -> Result<Response<SendResponse>, Status> {
        let send = self.enter(call);
        match (send.room_id.as_str(), send.body) {
            ("refused", _) => Err(refusal()),
            ("slow", _) => {
                let _guard = Guard(self.tell.clone());
                std::future::pending().await
            }
            (_, Some(send_request::Body::Message(message))) => {
                Ok(Response::new(SendResponse { seq: message.text.len() as u64 }))
            }
            _ => Err(Status::invalid_argument("no message")),
        }
    }

    async fn list_events(
        &self,
        _: Call<ListEventsRequest>,
    ) -> Result<Response<ListEventsResponse>, Status> {
        Err(Status::unimplemented("not echoed"))
    }

    async fn get_code(&self, _: Call<GetCodeRequest>) -> Result<Response<GetCodeResponse>, Status> {
        Err(Status::unimplemented("not echoed"))
    }

    async fn get_document(
        &self,
        _: Call<GetDocumentRequest>,
    ) -> Result<Response<GetDocumentResponse>, Status> {
        Err(Status::unimplemented("not echoed"))
    }
}
