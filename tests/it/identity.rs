//! Identity comes from a verified token and from nowhere else.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use proto::chat::v1::{Message, SendResponse};
use serde_json::{Value, json};
use tests::{
    body,
    door::{Door, Via},
    in_time,
    interview::Interview,
    person::Person,
    stack::Stack,
};
use tonic::{Code, Request, client::Grpc, codec::Codec};
use tonic_prost::ProstCodec;

over_both!(
    no_rpc_answers_without_a_good_token,
    fields_and_headers_do_not_change_who_one_is,
    another_ones_connection_id_has_no_effect,
);

async fn no_rpc_answers_without_a_good_token(via: Via) {
    let stack = Stack::shared();
    let ada = Person::sign_in(&stack, via, "ada").await;
    let rpcs = rpcs();
    assert!(rpcs.len() >= 16, "all RPCs of three services, not {rpcs:?}");

    let mut answered = Vec::new();
    for (what, caller) in impostors(&ada).await {
        for path in &rpcs {
            let code = call_empty(&caller, path).await;
            if code != Code::Unauthenticated {
                answered.push(format!("{path} with {what}: {code:?}"));
            }
        }
    }
    assert!(answered.is_empty(), "{answered:#?}");
    for path in &rpcs {
        assert_ne!(call_empty(&ada, path).await, Code::Unauthenticated, "{path} with a good one");
    }
}

/// People with every kind of bad token.
async fn impostors(ada: &Person) -> Vec<(&'static str, Person)> {
    let elsewhere = Stack::start();
    let other = Person::sign_in_as(&elsewhere, ada.via, &ada.user_id, &ada.name, false).await;
    let [header, claims, signature] = parts(&ada.token);
    let forge = |header: &Value, claims: &Value| format!("{}.{}", encode(header), encode(claims));
    let none = json!({ "alg": "none", "typ": "JWT" });
    let mut expired = decode(&claims);
    expired["exp"] = json!(1_000_000_000);
    let mut admin = decode(&claims);
    admin["is_admin"] = json!(true);
    let header = decode(&header);
    vec![
        ("no token", ada.without_token()),
        ("an empty one", ada.with_token("")),
        ("garbage", ada.with_token("garbage")),
        ("three dots of garbage", ada.with_token("a.b.c")),
        ("an unsigned one", ada.with_token(&format!("{}.", forge(&none, &decode(&claims))))),
        ("algorithm none", ada.with_token(&format!("{}.{signature}", forge(&none, &admin)))),
        ("another key's", ada.with_token(&other.token)),
        ("an expired one", ada.with_token(&format!("{}.{signature}", forge(&header, &expired)))),
        ("changed claims", ada.with_token(&format!("{}.{signature}", forge(&header, &admin)))),
        ("a cut one", ada.with_token(&ada.token[..ada.token.len() - 2])),
    ]
}

/// A `Send` with fields that the contract does not have.
#[derive(Clone, PartialEq, prost::Message)]
struct ForgedSend {
    #[prost(string, tag = "1")]
    room_id: String,
    #[prost(string, tag = "2")]
    client_event_id: String,
    #[prost(string, tag = "4")]
    user_id: String,
    #[prost(string, tag = "5")]
    display_name: String,
    #[prost(uint64, tag = "6")]
    seq: u64,
    #[prost(message, optional, tag = "10")]
    message: Option<Message>,
}

async fn fields_and_headers_do_not_change_who_one_is(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let forged = ForgedSend {
        room_id: interview.room().into(),
        client_event_id: "forged".into(),
        user_id: interview.host.user_id.clone(),
        display_name: "Ada".into(),
        seq: 1,
        message: Some(Message { text: "I am Ada".into() }),
    };
    let mut request = Request::new(forged);
    for header in ["x-user-id", "user-id", "x-forwarded-user", "sub"] {
        request.metadata_mut().insert(header, interview.host.user_id.parse().expect("ASCII"));
    }
    let codec = ProstCodec::<ForgedSend, SendResponse>::default();
    let path = "/hirehub.chat.v1.ChatService/Send";
    let sent = raw(&interview.guest, interview.guest.chat_door(), path, request, codec).await;

    let event = ada.hear("I am Ada").await;
    assert_eq!(event.seq, sent.expect("a send like any other").seq);
    assert_eq!(event.user_id, interview.guest.user_id);
    assert_eq!(event.display_name, interview.guest.name);
}

async fn another_ones_connection_id_has_no_effect(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let request = proto::chat::v1::SendRequest {
        room_id: interview.room().into(),
        client_event_id: "borrowed".into(),
        connection_id: ada.connection_id().into(),
        body: Some(body::text("on whose line?")),
    };
    interview.guest.chat().send(request).await.expect("may talk");
    assert_eq!(ada.hear("on whose line?").await.user_id, interview.guest.user_id);
    ada.say("still here").await;
}

/// Calls `path` with an empty message; answers the code.
async fn call_empty(caller: &Person, path: &str) -> Code {
    let is_chat = path.starts_with("/hirehub.chat.");
    let door = if is_chat { caller.chat_door() } else { caller.session_door() };
    let codec = ProstCodec::<(), ()>::default();
    let answer = raw(caller, door, path, Request::new(()), codec).await;
    answer.err().map_or(Code::Ok, |status| status.code())
}

async fn raw<C: Codec>(
    caller: &Person,
    door: Door,
    path: &str,
    request: Request<C::Encode>,
    codec: C,
) -> Result<C::Decode, tonic::Status>
where
    C::Encode: Send + Sync + 'static,
    C::Decode: Send + Sync + 'static,
{
    let mut client = Grpc::with_origin(door, caller.origin());
    client.ready().await.map_err(|error| tonic::Status::unavailable(error.to_string()))?;
    let path = path.parse().expect("a path");
    Ok(in_time("an answer", client.unary(request, path, codec)).await?.into_inner())
}

/// The path of every RPC that people may call.
fn rpcs() -> Vec<String> {
    let sets = [proto::chat::DESCRIPTORS, proto::session::DESCRIPTORS];
    let sets = sets.map(|bytes| FileDescriptorSet::decode(bytes).expect("descriptors"));
    let mut paths = Vec::new();
    for file in sets.iter().flat_map(|set| &set.file) {
        for service in &file.service {
            for method in &service.method {
                paths.push(format!("/{}.{}/{}", file.package(), service.name(), method.name()));
            }
        }
    }
    paths
}

fn parts(token: &str) -> [String; 3] {
    let parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    parts.try_into().expect("a JWT has three parts")
}

fn decode(part: &str) -> Value {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn encode(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}
