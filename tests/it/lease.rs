//! A stream's lease is renewed with a fresh token of the same user.

use proto::chat::v1::{Refresh, RejectedReason};
use tests::{
    door::Via,
    interview::Interview,
    person::Person,
    stack::Stack,
    wire::{ToServer, Wire},
};

use crate::rooms::{join, rejected, say};

#[tokio::test]
async fn only_a_good_token_of_the_same_user_renews_the_lease() {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, Via::Connect).await;
    let (host, guest) = (&interview.host, &interview.guest);
    let mut wire = Wire::connect(host).await.expect("may connect");
    join(&mut wire, interview.room()).await;
    for token in ["", "garbage", &guest.token] {
        wire.put(ToServer::Refresh(Refresh { token: token.to_owned() })).await;
        let (_, id, reason) = rejected(&mut wire).await;
        assert_eq!((id.as_str(), reason), ("", RejectedReason::Unauthenticated), "{token:?}");
    }
    let again = Person::sign_in_as(&stack, Via::Connect, &host.user_id, &host.name, false).await;
    wire.put(ToServer::Refresh(Refresh { token: again.token })).await;
    // Frames are handled in order: had it been refused, the refusal would come first.
    assert!(say(&mut wire, interview.room(), "renewed").await > 0);
}
