//! What does not fit the shared document is refused, reaches nobody, and harms
//! nothing else.

use std::collections::HashMap;

use proto::chat::v1::{DocUpdate, send_request::Body};
use tests::{
    body::{self, kind},
    door::Via,
    interview::Interview,
    refusal::{code, why},
    sheet::{Editor, Sheet},
    stack::Stack,
};
use tonic::Code;
use yrs::{Any, Map as _, Text as _, WriteTxn as _};

use crate::document::{LANGUAGE, read};

over_both!(
    what_is_no_change_of_the_text_is_refused_and_reaches_nobody,
    what_breaks_a_rule_of_the_request_is_refused,
    a_text_has_a_limit,
    a_change_sent_again_gets_the_same_seq,
);

/// The most bytes of an update, and of a text.
const LIMIT: usize = 256 * 1024;
/// The update that sets `style` of the root `code` to `x`, under the client id 9, as
/// Yjs encodes it: it shows nowhere in the text.
const AN_ATTRIBUTE: &[u8] = b"\x01\x01\x09\x00\x28\x01\x04code\x05style\x01w\x01x\x00";

async fn what_is_no_change_of_the_text_is_refused_and_reaches_nobody(via: Via) {
    // So many misfits at once take longer, where there is a rate.
    let stack = Stack::start_with(&[("HIREHUB_SEND_RATE", "0")]);
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let mut mal = Editor::enter(guest, room, LANGUAGE).await;
    let mut last = ada.insert(0, "text").await;
    ada.catch_up(last).await;
    for (what, update) in misfits(&ada) {
        mal.catch_up(last).await;
        let refused = mal.line.send(mal.body(update)).await;
        assert_eq!(code(&refused), Code::Aborted, "{what}");
        last = mal.insert(0, ".").await;
    }
    let other = body::change(mal.sheet.insert(0, "x"), LANGUAGE, u64::MAX);
    assert_eq!(code(&mal.line.send(other.clone()).await), Code::Aborted, "another generation");
    let refused = why(guest.send_alone(room, "alone", other).await);
    assert_eq!(refused, (Code::Aborted, "RESYNC".to_owned()));

    last = mal.line.say("the stream lives on").await;
    ada.catch_up(last).await;
    assert_eq!(ada.sheet.text(), format!("{}text", ".".repeat(misfits(&ada).len())));
    assert_eq!(read(host, room, LANGUAGE).await, Ok(ada.sheet.text()));
    let changes = ada.line.journal().durable().filter(|event| kind(event) == "doc_update");
    assert_eq!(changes.count(), 1 + misfits(&ada).len(), "the good ones alone");
}

/// Updates as a hostile client makes them, or one that is out of step.
fn misfits(ada: &Editor) -> Vec<(&'static str, Vec<u8>)> {
    let sheet = || as_ada_has_it(ada, Sheet::new(LANGUAGE));
    let bold = HashMap::from([("bold".into(), Any::from(true))]);
    let mut gap = sheet();
    gap.insert(0, "not sent");
    let mut other = Sheet::new(LANGUAGE);
    other.insert(0, "another document's");
    vec![
        ("another root", {
            sheet().edit(|_, txn| {
                txn.get_or_insert_map("junk").insert(txn, "key", "value");
            })
        }),
        ("an embed", {
            sheet().edit(|text, txn| {
                text.insert_embed(txn, 1, Any::from(7));
            })
        }),
        ("a format", sheet().edit(|text, txn| text.format(txn, 0, 2, bold.clone()))),
        ("formatted text", {
            sheet().edit(|text, txn| text.insert_with_attributes(txn, 0, "x", bold.clone()))
        }),
        ("an attribute", AN_ATTRIBUTE.to_vec()),
        ("a carriage return", sheet().insert(0, "a\r\nb")),
        ("somebody else's client id", {
            as_ada_has_it(ada, Sheet::with_id(LANGUAGE, ada.sheet.id())).insert(0, "ada's")
        }),
        ("the server's client id", Sheet::with_id(LANGUAGE, 1).insert(0, "the server's")),
        ("what builds on something missing", gap.insert(3, "x")),
        ("the deletion of something missing", other.delete(2, 3)),
    ]
}

fn as_ada_has_it(ada: &Editor, mut sheet: Sheet) -> Sheet {
    sheet.follow(ada.line.journal());
    sheet
}

async fn what_breaks_a_rule_of_the_request_is_refused(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut mal = Editor::enter(&interview.guest, interview.room(), LANGUAGE).await;
    let good = mal.sheet.insert(0, "good");
    let Body::DocUpdate(change) = mal.body(good.clone()) else { panic!("a change") };
    let with = |update: Vec<u8>| DocUpdate { update, ..change.clone() };
    let cases = [
        ("no update", with(Vec::new())),
        ("half an update", with(good[..good.len() / 2].to_vec())),
        ("noise", with(vec![0xff; 64])),
        ("more bytes than may be", with(vec![0; LIMIT + 1])),
        ("no format", DocUpdate { format: 0, ..change.clone() }),
        ("a language in capitals", DocUpdate { language: "Plain".into(), ..change.clone() }),
    ];
    for (what, change) in cases {
        let refused = mal.line.send(Body::DocUpdate(change)).await;
        assert_eq!(code(&refused), Code::InvalidArgument, "{what}");
    }
    mal.send(good).await;
    assert_eq!(read(&interview.host, interview.room(), LANGUAGE).await, Ok("good".into()));
}

async fn a_text_has_a_limit(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, room) = (&interview.host, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    ada.insert(0, &"x".repeat(LIMIT / 2)).await;
    ada.insert(0, &"ž".repeat(LIMIT / 4)).await;
    let one_more = ada.sheet.insert(0, "y");
    let refused = ada.line.send(ada.body(one_more)).await;
    assert_eq!(code(&refused), Code::InvalidArgument);
    let code = read(host, room, LANGUAGE).await.expect("a text");
    assert_eq!((code.len(), code.contains('y')), (LIMIT, false));
}

async fn a_change_sent_again_gets_the_same_seq(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, room) = (&interview.host, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let once = ada.sheet.insert(0, "once");
    let body = ada.body(once);
    let first = ada.line.send_as("ada-1", body.clone()).await.expect("may edit");
    ada.insert(4, " and").await;
    assert_eq!(ada.line.send_as("ada-1", body.clone()).await.expect("again"), first);
    assert_eq!(host.send_alone(room, "ada-1", body.clone()).await.expect("again"), first);
    let other = ada.sheet.insert(0, "another ");
    assert_eq!(code(&ada.line.send_as("ada-1", ada.body(other)).await), Code::AlreadyExists);

    // The same change under another id changes nothing.
    ada.line.send(body).await.expect("may edit");
    let last = ada.line.say("done").await;
    ada.catch_up(last).await;
    assert_eq!(read(host, room, LANGUAGE).await, Ok("once and".into()));
    let changes = ada.line.journal().durable().filter(|event| kind(event) == "doc_update");
    assert_eq!(changes.count(), 2);
}
