//! Hints over a real server, the one that `$NATS_URL` names.

use std::{env, io::Write as _, net::TcpListener};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio_util::sync::DropGuard;

use super::*;
use crate::{
    body::Ephemeral,
    id::UserId,
    log::contract::{batch, room},
};

/// Longer than anything here takes on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A replica of the deployment of one test.
pub(crate) struct Replica {
    pub(crate) nats: Nats,
    _stop: DropGuard,
}

/// One whose hints get through; none where there is no server, which is said loudly.
pub(crate) async fn replica(deployment: &str, id: ReplicaId) -> Option<Replica> {
    let Some(url) = env::var("NATS_URL").ok().filter(|url| !url.is_empty()) else {
        assert!(env::var("CI").as_deref() != Ok("true"), "NOT RUN: NATS_URL is not set");
        // Not `eprintln`, which is not seen where a test passes.
        let _ = writeln!(std::io::stderr(), "NOT RUN: NATS_URL is not set");
        return None;
    };
    let replica = connect(&url, deployment, id).await;
    replica.is_live(true).await;
    Some(replica)
}

async fn connect(url: &str, deployment: &str, id: ReplicaId) -> Replica {
    let (stop, servers) = (CancellationToken::new(), [url.to_owned()]);
    let nats = Nats::connect(&servers, deployment, id, stop.clone()).await.unwrap();
    Replica { nats, _stop: stop.drop_guard() }
}

impl Replica {
    async fn is_live(&self, expected: bool) {
        let mut is_live = self.nats.is_live();
        let is_so = is_live.wait_for(|is_live| *is_live == expected);
        timeout(PATIENCE, is_so).await.expect("in time").unwrap();
    }
}

async fn next(hints: &mut Hints) -> Hint {
    timeout(PATIENCE, hints.next()).await.expect("in time").expect("hints that go on")
}

/// Two replicas of one deployment.
async fn two(deployment: &str) -> Option<[Replica; 2]> {
    let one = replica(deployment, ReplicaId::random()).await?;
    Some([one, replica(deployment, ReplicaId::random()).await?])
}

/// A name for the deployment of one test.
pub(crate) fn deployment() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

#[tokio::test]
async fn what_one_replica_tells_after_another_subscribed_arrives_in_order() {
    let Some([one, other]) = two(&deployment()).await else { return };
    let user = UserId::parse("ada").unwrap();
    let told = [
        Hint::Committed(batch(0, 1, &["one"])),
        Hint::Shown { user, kind: Ephemeral::Typing, frame: Bytes::from_static(b"types") },
        Hint::Committed(batch(1, 2, &["two"])),
    ];
    for number in 0..20 {
        let room = room(&format!("room{number}"));
        let mut hints = other.nats.subscribe(&room).await;
        told.iter().for_each(|hint| one.nats.publish(&room, hint));
        for hint in &told {
            assert_eq!(next(&mut hints).await, *hint);
        }
    }
}

#[tokio::test]
async fn a_replica_hears_neither_itself_nor_other_rooms_nor_other_deployments() {
    let Some([one, other]) = two(&deployment()).await else { return };
    let Some([stranger, _]) = two(&deployment()).await else { return };
    let mut hints = one.nats.subscribe(&room("a")).await;
    one.nats.publish(&room("a"), &Hint::Grown);
    stranger.nats.publish(&room("a"), &Hint::Grown);
    other.nats.publish(&room("b"), &Hint::Grown);
    let told = Hint::Committed(batch(0, 1, &["one"]));
    other.nats.publish(&room("a"), &told);
    assert_eq!(next(&mut hints).await, told);
}

#[tokio::test]
async fn the_credentials_of_a_url_are_presented() {
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("nats://hirehub:s3cr%25t@{}", server.local_addr().unwrap());
    let _replica = connect(&url, "guarded", ReplicaId::random()).await;
    let (mut client, _) = timeout(PATIENCE, server.accept()).await.expect("in time").unwrap();
    let info = r#"{"server_id":"s","version":"2.12.0","host":"h","port":1,"max_payload":1048576,
        "proto":1,"headers":true,"auth_required":true,"client_id":1,"go":"go","nonce":""}"#;
    let info = info.replace('\n', "");
    client.write_all(format!("INFO {info}\r\n").as_bytes()).await.unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(client);
    timeout(PATIENCE, lines.read_line(&mut said)).await.expect("in time").unwrap();
    assert!(said.contains(r#""user":"hirehub""#), "{said}");
    assert!(said.contains(r#""pass":"s3cr%t""#), "{said}");
}

#[tokio::test]
async fn a_url_that_is_none_is_refused_by_its_setting() {
    let stop = CancellationToken::new();
    let nowhere = ["ftp://127.0.0.1".to_owned()];
    let refused = Nats::connect(&nowhere, "nowhere", ReplicaId::random(), stop).await;
    assert!(format!("{:#}", refused.unwrap_err()).contains("--nats-url"));
}

#[tokio::test]
async fn a_server_that_is_away_is_no_error_and_nothing_waits_for_it() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("nats://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let replica = connect(&url, "away", ReplicaId::random()).await;
    assert!(!*replica.nats.is_live().borrow());
    let _hints = replica.nats.subscribe(&room("a")).await;
    for _ in 0..10_000 {
        replica.nats.publish(&room("a"), &Hint::Grown);
    }
}

#[tokio::test]
async fn a_server_that_answers_nothing_never_counts_as_live() {
    let frozen = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("nats://{}", frozen.local_addr().unwrap());
    let replica = connect(&url, "frozen", ReplicaId::random()).await;
    let _connections = timeout(PATIENCE, frozen.accept()).await.expect("in time").unwrap();
    let (mut probes, is_live) = (replica.nats.probes.subscribe(), replica.nats.is_live());
    let many = probes.wait_for(|probes| probes.sent > 2 * MAX_PROBES_OUT);
    timeout(PATIENCE, many).await.expect("in time").unwrap();
    assert!(!is_live.has_changed().unwrap());
}
