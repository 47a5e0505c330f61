//! A service that manages people in rooms, as the session service does.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jsonwebtoken::{EncodingKey, Header, encode};
use proto::chat::v1::{
    AddAllowedRequest, ClearRoomRequest, RemoveAllowedRequest,
    room_access_service_client::RoomAccessServiceClient,
};
use serde_json::json;
use tonic::{Code, Request, Status};

use crate::{
    door::{self, Door},
    history::{History, fact::Fact},
    in_time,
    person::Person,
};

/// The secret that the services of a cluster share, in base64.
pub(super) const SERVICE_KEY: &str =
    "dGhlIHNlY3JldCB0aGF0IHRoZSBzZXJ2aWNlcyBvZiBhIGNsdXN0ZXIgc2hhcmU=";
/// How long a change may take before it is asked for again.
const ANSWER: Duration = Duration::from_secs(4);
/// How long to wait before that.
const PAUSE: Duration = Duration::from_millis(100);

/// The internal API of one chat service. What has no answer is asked again.
#[derive(Clone, Debug)]
pub struct BackOffice {
    client: RoomAccessServiceClient<Door>,
}

impl BackOffice {
    pub(super) fn new(address: &str) -> BackOffice {
        let door = door::native(address, Some(&service_token()));
        BackOffice { client: RoomAccessServiceClient::new(door) }
    }

    /// Lets somebody in, to see the room from `visible_from_seq` on; answers the seq.
    pub async fn grant(&self, room: &str, person: &Person, visible_from_seq: u64) -> u64 {
        let request = AddAllowedRequest {
            room_id: room.to_owned(),
            user_id: person.user_id.clone(),
            display_name: person.name.clone(),
            visible_from_seq,
            start_document: None,
        };
        until_answered("a grant", || {
            let (mut client, request) = (self.client.clone(), hasty(request.clone()));
            async move { Ok(client.add_allowed(request).await?.into_inner().seq) }
        })
        .await
    }

    /// Puts somebody out; answers the seq.
    pub async fn revoke(&self, room: &str, person: &Person) -> u64 {
        let (room_id, user_id) = (room.to_owned(), person.user_id.clone());
        let request = RemoveAllowedRequest { room_id, user_id };
        until_answered("a removal", || {
            let (mut client, request) = (self.client.clone(), hasty(request.clone()));
            async move { Ok(client.remove_allowed(request).await?.into_inner().seq) }
        })
        .await
    }

    /// `grant` from now on, written down.
    pub async fn grant_in(&self, history: &History, room: &str, person: &Person) {
        let (user, asked_at) = (person.user_id.clone(), history.now());
        let seq = self.grant(room, person, 0).await;
        history.write(Fact::Granted { user, seq, asked_at });
    }

    /// `revoke`, written down.
    pub async fn revoke_in(&self, history: &History, room: &str, person: &Person) {
        let (user, asked_at) = (person.user_id.clone(), history.now());
        let seq = self.revoke(room, person).await;
        history.write(Fact::Removed { user, seq, asked_at });
    }

    /// Ends a room; answers the seq of its last event.
    pub async fn clear(&self, room: &str) -> u64 {
        let request = ClearRoomRequest { room_id: room.to_owned() };
        until_answered("the end", || {
            let (mut client, request) = (self.client.clone(), hasty(request.clone()));
            async move { Ok(client.clear_room(request).await?.into_inner().seq) }
        })
        .await
    }
}

fn hasty<T>(request: T) -> Request<T> {
    let mut request = Request::new(request);
    request.set_timeout(ANSWER);
    request
}

/// All changes are idempotent, so one whose outcome is not known is asked for again.
async fn until_answered<F>(what: &str, mut ask: impl FnMut() -> F) -> u64
where
    F: Future<Output = Result<u64, Status>>,
{
    let answered = async {
        loop {
            match tokio::time::timeout(ANSWER, ask()).await {
                Ok(Ok(seq)) => return seq,
                Ok(Err(status)) => only_a_delay(what, &status),
                Err(_) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    in_time(what, answered).await
}

fn only_a_delay(what: &str, status: &Status) {
    let delays = [Code::Unavailable, Code::Unknown, Code::Cancelled, Code::DeadlineExceeded];
    assert!(delays.contains(&status.code()), "a false failure of {what}: {status:?}");
}

/// Good for an hour: longer than any run.
fn service_token() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let claims = json!({ "iss": "session-service", "aud": "chat-internal", "exp": now + 3600 });
    let secret = BASE64_STANDARD.decode(SERVICE_KEY).expect("base64");
    encode(&Header::default(), &claims, &EncodingKey::from_secret(&secret)).expect("a token")
}
