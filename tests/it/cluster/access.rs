//! Who may enter is one decision for all replicas.

use tests::{
    cluster::room::{Room, Way},
    line::From,
    refusal::code,
};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_through_another_replica_cuts_the_stream_and_hides_what_follows() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &[Way::Straight(0), Way::Straight(1)]).await;
    let [ada, ben] = room.members.as_slice() else { panic!("two members") };
    for round in 0..5 {
        room.all_say(5).await;
        cluster.back_office(2).revoke_in(&room.history, &room.id, &ben.person).await;
        ben.until("is out", |progress| !progress.is_in).await;
        ada.say_many(5).await;
        ada.is_heard().await;
        cluster.back_office(round % 3).grant_in(&room.history, &room.id, &ben.person).await;
        ben.is_in().await;
    }
    room.all_say(5).await;
    room.must_be_clean(&cluster, 0).await;
    assert_eq!(room.history.removal_lags().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_replica_answered_about_access_is_so_on_all() {
    let cluster = cluster!();
    let room = Room::open(&cluster, &[Way::Gateway]).await;
    let ben = cluster.person("ben");
    let ways: Vec<_> = (0..3).map(|chat| cluster.straight(&ben, chat, 0)).collect();
    for round in 0..6 {
        cluster.back_office(round % 3).grant(&room.id, &ben, 0).await;
        for way in &ways {
            let entered = way.enter_from(&room.id, From::Live).await;
            assert_eq!(code(&entered), Code::Ok, "after a grant");
        }
        cluster.back_office((round + 1) % 3).revoke(&room.id, &ben).await;
        for way in &ways {
            let entered = way.enter_from(&room.id, From::Live).await;
            assert_eq!(code(&entered), Code::PermissionDenied, "after a removal");
        }
    }
}
