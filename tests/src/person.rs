//! Somebody who uses HireHub.

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use proto::{
    chat::v1::{
        Event, ListEventsRequest, ListEventsResponse, SendRequest,
        chat_service_client::ChatServiceClient, send_request::Body,
    },
    session::v1::{
        CreateSessionRequest, EndSessionRequest, GetSessionRequest, JoinSessionRequest,
        LeaveSessionRequest, ListProblemsRequest, Session, Visibility,
        problem_service_client::ProblemServiceClient, session_service_client::SessionServiceClient,
    },
};
use serde_json::{Value, json};
use tonic::{Code, Status};

use crate::{
    door::{self, Door, Via},
    in_time,
    line::{From, Line},
    stack::{Addresses, Stack},
};

/// Somebody with a token and a way to call. Cheap to clone: another tab.
#[derive(Clone, Debug)]
pub struct Person {
    /// The `sub` of the token.
    pub user_id: String,
    /// The name in the token.
    pub name: String,
    /// The bearer token.
    pub token: String,
    /// How calls travel.
    pub via: Via,
    addresses: Addresses,
    session_door: Door,
    chat_door: Door,
}

impl Person {
    /// Signs in somebody new, with an id that nobody else has in this process.
    pub async fn sign_in(stack: &Stack, via: Via, name: &str) -> Person {
        Person::sign_in_as(stack, via, &unique(name), name, false).await
    }

    /// Signs in an admin.
    pub async fn admin(stack: &Stack, via: Via) -> Person {
        Person::sign_in_as(stack, via, &unique("admin"), "Admin", true).await
    }

    /// Signs in this user.
    pub async fn sign_in_as(stack: &Stack, via: Via, id: &str, name: &str, admin: bool) -> Person {
        let url = format!("http://{}/dev/sign-in", stack.addresses().gateway);
        let body = json!({ "user_id": id, "display_name": name, "is_admin": admin });
        let (status, answer) = post(&url, &body).await;
        assert_eq!(status, StatusCode::OK, "sign-in: {answer}");
        let token = answer["token"].as_str().expect("a token").to_owned();
        Person::new(stack.addresses(), via, id, name, token)
    }

    /// Somebody who comes with `token`, whatever it is.
    pub fn with_token(&self, token: &str) -> Person {
        let (session_door, chat_door) = doors(&self.addresses, self.via, Some(token));
        Person { token: token.to_owned(), session_door, chat_door, ..self.clone() }
    }

    /// Somebody who shows no token.
    pub fn without_token(&self) -> Person {
        let (session_door, chat_door) = doors(&self.addresses, self.via, None);
        Person { token: String::new(), session_door, chat_door, ..self.clone() }
    }

    /// The same person on connections of their own, by another way.
    pub fn over(&self, via: Via) -> Person {
        let (session_door, chat_door) = doors(&self.addresses, via, Some(&self.token));
        Person { via, session_door, chat_door, ..self.clone() }
    }

    /// The same person on connections of their own, to other replicas.
    pub fn at(&self, addresses: &Addresses, via: Via) -> Person {
        Person::new(addresses, via, &self.user_id, &self.name, self.token.clone())
    }

    /// Somebody who comes with a token of theirs.
    pub(crate) fn new(
        addresses: &Addresses,
        via: Via,
        id: &str,
        name: &str,
        token: String,
    ) -> Person {
        let addresses = addresses.clone();
        let (session_door, chat_door) = doors(&addresses, via, Some(&token));
        let (user_id, name) = (id.to_owned(), name.to_owned());
        Person { user_id, name, token, via, addresses, session_door, chat_door }
    }

    /// `SessionService`, as it is.
    pub fn sessions(&self) -> SessionServiceClient<Door> {
        SessionServiceClient::with_origin(self.session_door.clone(), self.origin())
    }

    /// `ProblemService`, as it is.
    pub fn problems(&self) -> ProblemServiceClient<Door> {
        ProblemServiceClient::with_origin(self.session_door.clone(), self.origin())
    }

    /// `ChatService`, as it is.
    pub fn chat(&self) -> ChatServiceClient<Door> {
        ChatServiceClient::with_origin(self.chat_door.clone(), self.origin())
    }

    /// The way to the chat service, for calls that no client makes.
    pub fn chat_door(&self) -> Door {
        self.chat_door.clone()
    }

    /// The way to the session service, for calls that no client makes.
    pub fn session_door(&self) -> Door {
        self.session_door.clone()
    }

    /// Where grpc-web calls go; native doors know their own address.
    pub fn origin(&self) -> http::Uri {
        format!("http://{}", self.addresses.gateway).parse().expect("an address")
    }

    /// Opens a session on the first problem there is.
    pub async fn create_session(&self, visibility: Visibility) -> Session {
        let problems = self.problems().list_problems(ListProblemsRequest::default()).await;
        let problems = problems.expect("problems").into_inner().problems;
        let request = CreateSessionRequest {
            problem_id: problems.first().expect("a problem to start with").problem_id.clone(),
            language: "python".into(),
            visibility: visibility.into(),
            request_id: String::new(),
        };
        let created = in_time("a session", self.sessions().create_session(request)).await;
        created.expect("a session").into_inner().session.expect("the session")
    }

    /// Looks at a session, without an invite code.
    pub async fn see_session(&self, session_id: &str) -> Result<Session, Status> {
        let request = GetSessionRequest { session_id: session_id.into(), ..Default::default() };
        let seen = self.sessions().get_session(request).await?;
        Ok(seen.into_inner().session.expect("the session"))
    }

    /// Takes the seat, without an invite code.
    pub async fn join_session(&self, session_id: &str) -> Result<Session, Status> {
        let request = JoinSessionRequest { session_id: session_id.into(), ..Default::default() };
        let joined = in_time("the seat", self.sessions().join_session(request)).await?;
        Ok(joined.into_inner().session.expect("the session"))
    }

    /// Gives up the seat.
    pub async fn leave_session(&self, session_id: &str) -> Result<Session, Status> {
        let request = LeaveSessionRequest { session_id: session_id.into() };
        let left = in_time("leaving", self.sessions().leave_session(request)).await?;
        Ok(left.into_inner().session.expect("the session"))
    }

    /// Ends the session.
    pub async fn end_session(&self, session_id: &str) -> Result<Session, Status> {
        let request = EndSessionRequest { session_id: session_id.into() };
        let ended = in_time("the end", self.sessions().end_session(request)).await?;
        Ok(ended.into_inner().session.expect("the session"))
    }

    /// Enters a room and sees all of it.
    pub async fn enter(&self, room_id: &str) -> Line {
        self.enter_from(room_id, From::Start).await.expect("may enter")
    }

    /// Enters a room.
    pub async fn enter_from(&self, room_id: &str, from: From) -> Result<Line, Status> {
        Line::open(self, room_id, from).await
    }

    /// The room's whole history, as far as it is this person's to see.
    pub async fn list_all(&self, room_id: &str) -> Vec<Event> {
        let (mut events, mut after_seq) = (Vec::new(), 0);
        loop {
            let page = in_time("a page", self.page(room_id, after_seq)).await;
            events.extend(page.events);
            after_seq = page.next_after_seq;
            if after_seq == 0 {
                return events;
            }
        }
    }

    /// A page of history, asked for again as long as that is the answer.
    async fn page(&self, room_id: &str, after_seq: u64) -> ListEventsResponse {
        let room_id = room_id.to_owned();
        let request =
            ListEventsRequest { room_id, after_seq, page_size: 1000, ..Default::default() };
        loop {
            match self.chat().list_events(request.clone()).await {
                Err(status) if status.code() == Code::Unavailable => {}
                page => return page.expect("a page").into_inner(),
            }
        }
    }

    /// Sends by the unary call, outside any stream; answers the seq.
    pub async fn send_alone(&self, room_id: &str, id: &str, body: Body) -> Result<u64, Status> {
        let request = SendRequest {
            room_id: room_id.into(),
            client_event_id: id.into(),
            connection_id: String::new(),
            body: Some(body),
        };
        Ok(in_time("a send", self.chat().send(request)).await?.into_inner().seq)
    }
}

/// `name`, made unique in this process.
pub fn unique(name: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{name}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Posts JSON; answers the status and the JSON that came back.
pub async fn post(url: &str, body: &Value) -> (StatusCode, Value) {
    let request = Request::post(url)
        .header("content-type", "application/json")
        .body(Full::<Bytes>::from(body.to_string()))
        .expect("a request");
    let (status, answer) = fetch(url, request).await;
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

/// Gets a page; answers the status and the text that came back.
pub async fn get(url: &str) -> (StatusCode, String) {
    fetch(url, Request::get(url).body(Full::default()).expect("a request")).await
}

async fn fetch(url: &str, request: Request<Full<Bytes>>) -> (StatusCode, String) {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let response = in_time(url, client.request(request)).await.expect("an answer");
    let status = response.status();
    let bytes = response.into_body().collect().await.expect("the whole answer").to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// The ways to the session service and to the chat service.
fn doors(addresses: &Addresses, via: Via, token: Option<&str>) -> (Door, Door) {
    match via {
        Via::Connect => {
            (door::native(&addresses.session, token), door::native(&addresses.chat, token))
        }
        Via::Gateway => {
            let door = door::native(&addresses.gateway, token);
            (door.clone(), door)
        }
        Via::GrpcWeb => {
            let door = door::grpc_web(token);
            (door.clone(), door)
        }
    }
}
