//! One open stream, frame by frame.

use prost::Message as _;
use proto::chat::v1::{
    ConnectRequest, ConnectResponse, Join, Leave, Send, SendRequest, SubscribeRequest,
    SubscribeResponse, connect_request, send_request,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status, Streaming};

pub use proto::chat::v1::{connect_request::Frame as ToServer, connect_response::Frame};

use crate::{in_time, person::Person};

/// How many frames may wait to be sent.
const OUTGOING: usize = 64;

/// A `Connect` or a `Subscribe`, both with the frames of `Connect`.
#[derive(Debug)]
pub struct Wire {
    outgoing: Option<mpsc::Sender<ConnectRequest>>,
    incoming: Incoming,
}

#[derive(Debug)]
enum Incoming {
    Connect(Streaming<ConnectResponse>),
    Subscribe(Streaming<SubscribeResponse>),
}

impl Wire {
    /// Opens a `Connect`; no room is joined yet.
    pub async fn connect(person: &Person) -> Result<Wire, Status> {
        Wire::connect_with(person, Request::new).await
    }

    /// Opens a `Connect` with a request that `dress` made, for its metadata.
    pub async fn connect_with<D>(person: &Person, dress: D) -> Result<Wire, Status>
    where
        D: FnOnce(ReceiverStream<ConnectRequest>) -> Request<ReceiverStream<ConnectRequest>>,
    {
        let (outgoing, frames) = mpsc::channel(OUTGOING);
        let request = dress(ReceiverStream::new(frames));
        let mut chat = person.chat();
        let incoming = in_time("Connect answers", chat.connect(request)).await?.into_inner();
        Ok(Wire { outgoing: Some(outgoing), incoming: Incoming::Connect(incoming) })
    }

    /// Opens a `Subscribe`.
    pub async fn subscribe(person: &Person, request: SubscribeRequest) -> Result<Wire, Status> {
        let mut chat = person.chat();
        let incoming = in_time("Subscribe answers", chat.subscribe(request)).await?.into_inner();
        Ok(Wire { outgoing: None, incoming: Incoming::Subscribe(incoming) })
    }

    /// Sends a frame; false when the stream has ended. Only for a `Connect` that
    /// has not been half-closed.
    pub async fn put(&self, frame: ToServer) -> bool {
        let outgoing = self.outgoing.as_ref().expect("an open Connect");
        let frame = ConnectRequest { frame: Some(frame) };
        in_time("the server takes a frame", outgoing.send(frame)).await.is_ok()
    }

    /// Sends a frame in which nothing is set.
    pub async fn put_empty(&self) -> bool {
        let outgoing = self.outgoing.as_ref().expect("an open Connect");
        outgoing.send(ConnectRequest { frame: None }).await.is_ok()
    }

    /// A place for one more frame, without waiting for ever: for callers that
    /// must go on reading meanwhile.
    pub(crate) fn outgoing(&self) -> Option<mpsc::Sender<ConnectRequest>> {
        self.outgoing.clone()
    }

    /// Says that no more frames will be sent.
    pub fn half_close(&mut self) {
        self.outgoing = None;
    }

    /// The next frame, heartbeats included; none at the end. Never gives up.
    pub(crate) async fn frame(&mut self) -> Result<Option<Frame>, Status> {
        let response = match &mut self.incoming {
            Incoming::Connect(frames) => frames.message().await?,
            Incoming::Subscribe(frames) => {
                frames.message().await?.as_ref().map(as_connect).transpose()?
            }
        };
        match response {
            None => Ok(None),
            Some(ConnectResponse { frame: None }) => {
                Err(Status::internal("the server sent an empty frame"))
            }
            Some(ConnectResponse { frame }) => Ok(frame),
        }
    }

    /// The next frame but heartbeats; none at the end. Never gives up: see `next`.
    pub(crate) async fn read(&mut self) -> Result<Option<Frame>, Status> {
        loop {
            match self.frame().await? {
                Some(Frame::Heartbeat(_)) => {}
                other => return Ok(other),
            }
        }
    }

    /// The next frame but heartbeats; none at the end.
    pub async fn next(&mut self) -> Result<Option<Frame>, Status> {
        in_time("a frame, or the end", self.read()).await
    }

    /// Reads on until a frame of which `pick` makes something.
    pub async fn until<T>(&mut self, mut pick: impl FnMut(Frame) -> Option<T>) -> T {
        loop {
            let frame = self.next().await.expect("a live stream").expect("a live stream");
            if let Some(picked) = pick(frame) {
                return picked;
            }
        }
    }

    /// Reads to the end; answers how it ended.
    pub async fn end(&mut self) -> Code {
        loop {
            match self.next().await {
                Ok(Some(_)) => {}
                Ok(None) => return Code::Ok,
                Err(status) => return status.code(),
            }
        }
    }
}

/// A `join` from the room's start.
pub fn join(room_id: &str) -> ToServer {
    connect_request::Frame::Join(Join { room_id: room_id.into(), ..Default::default() })
}

/// A `leave`.
pub fn leave(room_id: &str) -> ToServer {
    connect_request::Frame::Leave(Leave { room_id: room_id.into() })
}

/// A `send`.
pub fn send(room_id: &str, client_event_id: &str, body: send_request::Body) -> ToServer {
    let request = SendRequest {
        room_id: room_id.into(),
        client_event_id: client_event_id.into(),
        connection_id: String::new(),
        body: Some(body),
    };
    // `Send` and `SendRequest` share their fields' numbers.
    let send = Send::decode(request.encode_to_vec().as_slice()).expect("the same fields");
    connect_request::Frame::Send(send)
}

/// The contract: `SubscribeResponse` has the fields and numbers of `ConnectResponse`.
fn as_connect(response: &SubscribeResponse) -> Result<ConnectResponse, Status> {
    ConnectResponse::decode(response.encode_to_vec().as_slice())
        .map_err(|error| Status::internal(error.to_string()))
}
