//! The internal API is for services only.

use proto::chat::v1::{
    AddAllowedRequest, ClearRoomRequest, GetAllRoomsRequest, GetRoomParticipantsRequest,
    IsAllowedRequest, RemoveAllowedRequest, room_access_service_client::RoomAccessServiceClient,
};
use tests::{
    door::{self, Door, Via},
    interview::Interview,
    refusal::code,
    stack::Stack,
};
use tonic::Code;

#[tokio::test]
async fn a_users_token_does_not_open_the_internal_api() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    for token in [Some(interview.host.token.as_str()), Some("garbage"), None] {
        let door = door::native(&stack.addresses().chat_internal, token);
        let codes = call_all(RoomAccessServiceClient::new(door), &interview).await;
        assert_eq!(codes, [Code::Unauthenticated; 6], "{token:?}");
    }
    interview.guest.enter(interview.room()).await.say("and nothing happened").await;
}

#[tokio::test]
async fn the_public_ports_do_not_have_the_internal_api() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let token = Some(interview.host.token.as_str());
    let doors = [
        ("gateway", door::native(&stack.addresses().gateway, token)),
        ("gateway by grpc-web", door::grpc_web(token)),
        ("chat", door::native(&stack.addresses().chat, token)),
        ("session", door::native(&stack.addresses().session, token)),
    ];
    for (name, door) in doors {
        let client = RoomAccessServiceClient::with_origin(door, interview.host.origin());
        let codes = call_all(client, &interview).await;
        assert_eq!(codes, [Code::Unimplemented; 6], "{name}");
    }
}

async fn call_all(mut client: RoomAccessServiceClient<Door>, interview: &Interview) -> [Code; 6] {
    let room_id = || interview.room().to_owned();
    let user_id = || interview.guest.user_id.clone();
    let add = AddAllowedRequest { room_id: room_id(), user_id: user_id(), ..Default::default() };
    let remove = RemoveAllowedRequest { room_id: room_id(), user_id: user_id() };
    let is_allowed = IsAllowedRequest { room_id: room_id(), user_id: user_id() };
    let participants = GetRoomParticipantsRequest { room_id: room_id() };
    [
        code(&client.add_allowed(add).await),
        code(&client.remove_allowed(remove).await),
        code(&client.is_allowed(is_allowed).await),
        code(&client.clear_room(ClearRoomRequest { room_id: room_id() }).await),
        code(&client.get_room_participants(participants).await),
        code(&client.get_all_rooms(GetAllRoomsRequest::default()).await),
    ]
}
