//! What the document takes in, and what not.

mod dear;
mod misplaced;
mod random;
mod written;

use yrs::{
    Any, ClientID, Doc, Map as _, OffsetKind, Options, ReadTxn as _, StateVector, Text as _,
    TextPrelim, TextRef, Transact as _, Update, types::Attrs, updates::decoder::Decode as _,
};

use super::*;

/// Somebody with a Yjs document of their own, as a browser has it.
struct Peer {
    doc: Doc,
    text: TextRef,
}

impl Peer {
    fn new(client: u64) -> Peer {
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(client))
        };
        let doc = Doc::with_options(options);
        let text = doc.get_or_insert_text("code");
        Peer { doc, text }
    }

    /// Makes a change; returns it as an update.
    fn edit(&self, edit: impl FnOnce(&TextRef, &mut yrs::TransactionMut<'_>)) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        edit(&self.text, &mut txn);
        txn.commit();
        txn.encode_update_v1()
    }

    fn insert(&self, position: u32, text: &str) -> Vec<u8> {
        self.edit(|code, txn| code.insert(txn, position, text))
    }

    /// Takes in an update; no bytes are none.
    fn load(&self, update: &[u8]) {
        if update.is_empty() {
            return;
        }
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    fn text(&self) -> String {
        yrs::GetString::get_string(&self.text, &self.doc.transact())
    }
}

fn user(id: &str) -> UserId {
    UserId::parse(id).unwrap()
}

fn python() -> Language {
    Language::parse("python").unwrap()
}

fn update(update: Vec<u8>) -> Body {
    let (language, format) = ("python".to_owned(), pb::DocFormat::YjsV1.into());
    Body::DocUpdate(pb::DocUpdate { language, format, update, ..pb::DocUpdate::default() })
}

fn code(code: &str) -> Body {
    Body::CodeChange(pb::CodeChange {
        code: code.to_owned(),
        language: "python".to_owned(),
        seq: 0,
    })
}

/// A document, and what the log holds of it.
#[derive(Default)]
struct Log {
    document: Document,
    events: Vec<pb::Event>,
}

impl Log {
    /// Proposes a body, and commits what it came to.
    fn post(&mut self, who: &str, body: &Body) -> Result<Option<pb::DocUpdate>, Misfit> {
        let Some(proposed) = self.document.propose(&user(who), body, 7)? else { return Ok(None) };
        let seq = self.events.len() as Seq + 1;
        let Body::DocUpdate(change) = proposed.clone() else { panic!("a change") };
        let event = pb::Event {
            seq,
            user_id: who.to_owned(),
            body: Some(proposed),
            ..pb::Event::default()
        };
        self.document.apply(&event);
        self.events.push(event);
        Ok(Some(change))
    }

    fn text(&self) -> String {
        self.document.text(&python()).map(Text::code).unwrap_or_default()
    }

    fn refuses(&mut self, who: &str, body: &Body) -> Misfit {
        let (before, count) = (self.text(), self.events.len());
        let misfit = self.post(who, body).map(|_| ()).unwrap_err();
        assert_eq!((self.text(), self.events.len()), (before, count));
        misfit
    }
}

#[test]
fn crdt_and_plain_clients_edit_one_text() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    log.post("ada", &update(ada.insert(0, "let 🦀 = 1;\nlet b = 2;\n"))).unwrap();
    let change = log.post("ben", &code("let 🦀 = 1;\nlet c = 2;\n")).unwrap().unwrap();
    let splice = pb::Splice { position: 16, deleted: 1, inserted: "c".to_owned() };
    assert_eq!((change.splices, change.sent_digest), (vec![splice], 7));
    // She types where he did not change anything, before she hears of his change.
    let typed = ada.insert(11, "//");
    log.post("ada", &update(typed)).unwrap();
    ada.load(&change.update);
    assert_eq!(log.text(), "let 🦀 = 1;//\nlet c = 2;\n");
    assert_eq!(ada.text(), log.text());
}

#[test]
fn a_whole_text_with_the_seq_it_was_made_from_takes_out_nothing_of_others() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    log.post("ada", &update(ada.insert(0, "def f():\n    pass\n"))).unwrap();
    log.post("ada", &update(ada.insert(0, "# typed meanwhile\n"))).unwrap();
    let made = |seq| {
        let (code, language) = ("def f():\n    return 1\n".to_owned(), "python".to_owned());
        Body::CodeChange(pb::CodeChange { code, language, seq })
    };
    log.post("ben", &made(1)).unwrap();
    assert_eq!(log.text(), "# typed meanwhile\ndef f():\n    return 1\n");
    log.post("ben", &made(0)).unwrap();
    assert_eq!(log.text(), "def f():\n    return 1\n");
}

#[test]
fn whoever_loads_the_state_or_all_updates_or_all_splices_has_the_same() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    for n in 0..3_000_u32 {
        let edit = match n % 7 {
            6 => ada.edit(|code, txn| code.remove_range(txn, n % 5, 1)),
            _ => ada.insert(n % 3, "ab"),
        };
        let change = log.post("ada", &update(edit)).unwrap().unwrap();
        assert!(!change.splices.is_empty());
    }
    let (of_state, of_updates) = (Peer::new(71), Peer::new(72));
    of_state.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    let mut folded = Document::default();
    for event in &log.events {
        folded.apply(event);
        let Some(Body::DocUpdate(change)) = &event.body else { panic!("a change") };
        of_updates.load(&change.update);
    }
    assert_eq!(ada.text(), log.text());
    assert_eq!(of_state.text(), log.text());
    assert_eq!(of_updates.text(), log.text());
    assert_eq!(folded.text(&python()).unwrap().code(), log.text());
}

#[test]
fn a_change_that_was_not_committed_leaves_nothing_behind() {
    let (mut log, ada, ben) = (Log::default(), Peer::new(70), Peer::new(71));
    log.document.propose(&user("ada"), &update(ada.insert(0, "lost")), 7).unwrap();
    log.post("ben", &update(ben.insert(0, "kept"))).unwrap();
    assert_eq!(log.text(), "kept");
    let loaded = Peer::new(72);
    loaded.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    assert_eq!(loaded.text(), "kept");
}

#[test]
fn an_update_that_is_there_already_changes_nothing() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    let typed = ada.insert(0, "x");
    assert!(log.post("ada", &update(typed.clone())).unwrap().is_some());
    assert!(log.post("ada", &update(typed)).unwrap().is_none());
}

#[test]
fn what_is_typed_and_deleted_in_one_update_is_fine() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    let edit = ada.edit(|code, txn| {
        code.insert(txn, 0, "gone kept");
        code.remove_range(txn, 0, 5);
    });
    log.post("ada", &update(edit)).unwrap();
    let collected = Peer::new(71);
    collected.insert(0, "gone");
    collected.edit(|code, txn| code.remove_range(txn, 0, 4));
    collected.insert(0, "!");
    let all = collected.doc.transact().encode_state_as_update_v1(&StateVector::default());
    log.post("ben", &update(all)).unwrap();
    let mut text: Vec<char> = log.text().chars().collect();
    text.sort_unstable();
    assert_eq!(text.into_iter().collect::<String>(), "!ekpt");
}

#[test]
fn what_is_not_plain_text_is_refused() {
    let mut log = Log::default();
    log.post("ada", &update(Peer::new(70).insert(0, "text"))).unwrap();
    let other_root = Peer::new(71);
    let map = other_root.doc.get_or_insert_map("junk");
    let mut txn = other_root.doc.transact_mut();
    map.insert(&mut txn, "k", "v");
    txn.commit();
    let other_root = txn.encode_update_v1();
    let bold: Attrs = [("bold".into(), true.into())].into();
    for (why, edit) in [
        ("another root", other_root),
        ("a carriage return", Peer::new(72).insert(0, "a\r\nb")),
        (
            "an embed",
            Peer::new(73).edit(|code, txn| {
                code.insert_embed(txn, 0, Any::from("object"));
            }),
        ),
        (
            "a nested type",
            Peer::new(74).edit(|code, txn| {
                code.insert_embed(txn, 0, TextPrelim::new("inner"));
            }),
        ),
        (
            "a format",
            Peer::new(75).edit(|code, txn| {
                code.insert_with_attributes(txn, 0, "bold", bold.clone());
            }),
        ),
    ] {
        assert_eq!(log.refuses("eve", &update(edit)), Misfit::NotText, "{why}");
    }
    assert_eq!(log.refuses("eve", &update(vec![0xff; 40])), Misfit::Malformed);
    // Deletes two units from the last clock there is: more than can be counted.
    let overflow = vec![0, 1, 5, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 2];
    assert_eq!(log.refuses("eve", &update(overflow)), Misfit::Malformed);
    // Two texts of one client that overlap: yrs would never come back from these.
    let overlap = [
        &b"\x02\x01\x04\x00\x44\x03\x01\x03a\nb"[..],
        b"\x02\x04\x02\x04\x01\x04code\x01x\x07\x01\x04code\x06\x00",
    ];
    assert_eq!(log.refuses("eve", &update(overlap.concat())), Misfit::Malformed);
}

#[test]
fn a_character_cut_in_two_is_refused() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    log.post("ada", &update(ada.insert(0, "🦀"))).unwrap();
    // A block that begins behind the first unit of the crab.
    let inside = ada.edit(|code, txn| code.remove_range(txn, 0, 1));
    assert_eq!(log.refuses("ada", &update(inside)), Misfit::NotText);
}

#[test]
fn an_update_on_top_of_what_is_missing_is_refused() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    let first = ada.insert(0, "a");
    let second = ada.insert(1, "b");
    assert_eq!(log.refuses("ada", &update(second.clone())), Misfit::Missing);
    log.post("ada", &update(first)).unwrap();
    log.post("ada", &update(second)).unwrap();
    assert_eq!(log.text(), "ab");
    // What she lost is not what this stands beside.
    ada.insert(0, "lost");
    assert_eq!(log.refuses("ada", &update(ada.insert(6, "c"))), Misfit::Missing);
}

#[test]
fn a_deletion_of_what_nobody_has_written_yet_is_refused() {
    let (mut log, eve) = (Log::default(), Peer::new(70));
    log.post("ada", &update(Peer::new(71).insert(0, "a"))).unwrap();
    eve.insert(0, "what Ada writes next");
    let before = eve.doc.transact().state_vector();
    eve.edit(|code, txn| code.remove_range(txn, 0, 20));
    let deletion = eve.doc.transact().encode_state_as_update_v1(&before);
    assert_eq!(log.refuses("eve", &update(deletion)), Misfit::Missing);
}

#[test]
fn a_client_id_belongs_to_who_used_it_first_and_the_servers_to_nobody() {
    let mut log = Log::default();
    log.post("ada", &update(Peer::new(70).insert(0, "a"))).unwrap();
    let eve = Peer::new(70);
    eve.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    assert_eq!(log.refuses("eve", &update(eve.insert(1, "b"))), Misfit::Foreign);
    assert_eq!(log.refuses("eve", &update(Peer::new(1).insert(0, "b"))), Misfit::Foreign);
    // What others wrote may still be deleted.
    let ben = Peer::new(71);
    ben.load(&log.document.frame("r", &python(), pb::CodeView::Crdt).update);
    log.post("ben", &update(ben.edit(|code, txn| code.remove_range(txn, 0, 1)))).unwrap();
    assert_eq!(log.text(), "");
}

#[test]
fn a_text_has_a_limit_and_so_has_their_number() {
    let mut log = Log::default();
    let full = "é".repeat(128 * 1024);
    log.post("ada", &code(&full)).unwrap();
    assert_eq!(log.refuses("ada", &code(&format!("{full}x"))), Misfit::TooLong);
    let more = Peer::new(70).insert(0, "x");
    assert_eq!(log.refuses("ada", &update(more)), Misfit::TooLong);
    for n in 1..64 {
        let change = pb::CodeChange { code: "x".to_owned(), language: format!("l{n}"), seq: 0 };
        log.post("ada", &Body::CodeChange(change)).unwrap();
    }
    let one_more = pb::CodeChange { code: "x".to_owned(), language: "l64".to_owned(), seq: 0 };
    assert_eq!(log.refuses("ada", &Body::CodeChange(one_more)), Misfit::TooManyTexts);
}

#[test]
fn a_document_that_began_anew_holds_the_starter_code_and_takes_nothing_of_before() {
    let (mut log, ada) = (Log::default(), Peer::new(70));
    log.post("ada", &update(ada.insert(0, "old"))).unwrap();
    let starter_code = [("python".to_owned(), "pass 🦀\n".to_owned())].into();
    let start_document = Some(pb::StartDocument { language: "python".to_owned(), starter_code });
    let body = Body::AccessGranted(pb::AccessGranted { visible_from_seq: 0, start_document });
    log.document.apply(&pb::Event { seq: 2, body: Some(body), ..pb::Event::default() });
    log.events.push(pb::Event::default());
    assert_eq!(log.text(), "pass 🦀\n");
    assert_eq!(log.refuses("ada", &update(ada.insert(0, "x"))), Misfit::Generation);
    let frame = log.document.frame("r", &python(), pb::CodeView::Crdt);
    assert_eq!((frame.generation, frame.seq), (2, 2));
    let ben = Peer::new(71);
    ben.load(&frame.update);
    assert_eq!(ben.text(), "pass 🦀\n");
    let Body::DocUpdate(change) = update(ben.insert(0, "# ")) else { panic!("a change") };
    log.post("ben", &Body::DocUpdate(pb::DocUpdate { generation: 2, ..change })).unwrap();
    assert_eq!(log.text(), "# pass 🦀\n");
}
