//! People edit one text, each in their own way, and all have the same.

use proto::chat::v1::{
    CodeView, Event, GetCodeRequest, GetDocumentRequest, ListEventsRequest, event::Body,
};
use tests::{
    body::{self, kind},
    door::Via,
    interview::Interview,
    line::{From, Line},
    person::Person,
    sheet::{Editor, Sheet, fold, plain_text},
    stack::Stack,
};
use tonic::Code;

over_both!(
    a_whole_text_is_a_small_change_and_who_types_elsewhere_loses_nothing,
    updates_splices_and_whole_texts_tell_the_same,
    who_joins_gets_the_document_without_the_changes_that_led_there,
    who_resumes_gets_the_changes_and_keeps_what_they_typed_meanwhile,
    a_language_switch_keeps_every_text_and_tells_everybody,
    the_text_is_readable_during_after_leaving_and_after_the_end,
    a_cursor_comes_with_the_name_of_whose_it_is,
);

/// A language that no problem has starter code for.
pub(crate) const LANGUAGE: &str = "plain";

async fn a_whole_text_is_a_small_change_and_who_types_elsewhere_loses_nothing(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let mut ben = enter(guest, room, CodeView::Splices).await;
    ada.insert(0, "one 😀\ntwo\nthree\n").await;

    // Ada's is not sent yet, so Ben's text is without it.
    let unsent = ada.sheet.insert(6, "!");
    let unsent_too = ada.sheet.delete(12, 5);
    let seq = ben.send(body::code("one 😎\r\ntwo\r\nthree\r\n", LANGUAGE)).await.expect("may");
    let change = ben.until(|event| event.seq == seq).await;
    let Some(Body::DocUpdate(change)) = change.body else { panic!("a change") };
    let [splice] = &change.splices[..] else { panic!("one splice, not {:?}", change.splices) };
    assert_eq!((splice.position, splice.deleted, &*splice.inserted), (4, 2, "😎"));
    assert!(change.update.is_empty(), "splices alone");

    ada.send(unsent).await;
    let last = ada.send(unsent_too).await;
    ada.catch_up(last).await;
    ben.catch_up(last).await.expect("a live stream");
    assert_eq!(ada.sheet.text(), "one 😎!\ntwo\n\n");
    assert_eq!(plain_text(ben.journal(), LANGUAGE), ada.sheet.text());
    assert_eq!(read(guest, room, LANGUAGE).await, Ok(ada.sheet.text()));
}

async fn updates_splices_and_whole_texts_tell_the_same(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let mut ben = Editor::enter(guest, room, LANGUAGE).await;
    let mut splices = enter(host, room, CodeView::Splices).await;
    let mut texts = enter(guest, room, CodeView::Text).await;

    let mut last = ada.insert(0, "𝒳 = [1, 2]\n").await;
    ben.catch_up(last).await;
    for turn in 0..10 {
        // Both at once, each without what the other does.
        let end = ada.sheet.units();
        let (middle, units) = middle(&ben.sheet.text());
        ada.insert(end, &format!("👩‍👧 {turn}\n")).await;
        let deleted = ben.sheet.delete(middle, units);
        ben.send(deleted).await;
        last = ben.insert(middle, "ž").await;
        // Who sends whole texts has to know what is there.
        splices.catch_up(last).await.expect("a live stream");
        let whole = format!("# {turn}\n{}", plain_text(splices.journal(), LANGUAGE));
        last = splices.send(body::code(whole, LANGUAGE)).await.expect("may");
        ada.catch_up(last).await;
        ben.catch_up(last).await;
    }
    splices.catch_up(last).await.expect("a live stream");
    texts.catch_up(last).await.expect("a live stream");

    let text = read(guest, room, LANGUAGE).await.expect("a text");
    assert!(text.contains("👩‍👧 9\n") && text.contains("# 9\n") && text.contains('ž'), "{text}");
    assert_eq!([ada.sheet.text(), ben.sheet.text()], [&*text, &*text]);
    assert_eq!(plain_text(splices.journal(), LANGUAGE), text);
    assert_eq!(plain_text(texts.journal(), LANGUAGE), text);
    assert!(!texts.journal().durable().any(|event| kind(event) == "doc_update"));
    assert_eq!(load(guest, room, LANGUAGE).await, Ok(text.clone()));
    let [by_updates, by_splices] = told_by_the_history(host, room).await;
    assert_eq!([&*by_updates, &*by_splices], [&*text, &*text]);
}

/// Where the character in the middle of a text begins, and its length.
fn middle(text: &str) -> (u32, u32) {
    let chars: Vec<char> = text.chars().collect();
    let (before, after) = chars.split_at(chars.len() / 2);
    let units = |chars: &[char]| chars.iter().map(|it| it.len_utf16() as u32).sum();
    (units(before), units(&after[..1]))
}

async fn who_joins_gets_the_document_without_the_changes_that_led_there(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    ada.insert(0, "b").await;
    ada.line.say("a word between").await;
    let last = ada.insert(0, "a").await;
    ada.catch_up(last).await;

    for view in [CodeView::Crdt, CodeView::Splices, CodeView::Text] {
        let mut line = enter(guest, room, view).await;
        line.catch_up(last).await.expect("a live stream");
        let journal = line.journal();
        let mut documents = journal.documents().iter().filter(|it| it.language == LANGUAGE);
        let document = documents.next().expect("a document");
        assert!(documents.all(|again| again == document), "it is as it is");
        assert_eq!((document.seq, document.generation), (last, line.joined().generation));
        let is_change = |event: &Event| ["doc_update", "code_change"].contains(&kind(event));
        assert!(!journal.durable().any(is_change), "{view:?} leaves changes out");
        assert_eq!(journal.texts(), ["a word between"]);
        let mut sheet = Sheet::new(LANGUAGE);
        sheet.load(if view == CodeView::Crdt { &document.update } else { &[0, 0] });
        assert_eq!(sheet.text() + &document.code, "ab", "{view:?}");
    }
}

async fn who_resumes_gets_the_changes_and_keeps_what_they_typed_meanwhile(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let mut ben = Editor::enter(guest, room, LANGUAGE).await;
    let first = ada.insert(0, "def f():\n").await;
    ben.catch_up(first).await;
    let documents = ben.line.journal().documents().len();

    let Editor { line, mut sheet } = ben;
    let from = From::Journal(Box::new(line.hang_up()));
    let offline = sheet.insert(9, "    return 1\n");
    ada.insert(4, "ast_").await;
    let last = ada.insert(0, "# fast\n").await;

    let line = Line::open_as(guest, room, from, CodeView::Crdt).await.expect("may come back");
    let mut ben = Editor { line, sheet };
    ben.catch_up(last).await;
    let changes = ben.line.journal().durable().filter(|event| kind(event) == "doc_update");
    assert_eq!(changes.count(), 3, "the changes themselves");
    assert_eq!(ben.line.journal().documents().len(), documents, "and nothing else");
    let last = ben.send(offline).await;
    ada.catch_up(last).await;
    assert_eq!(ada.sheet.text(), "# fast\ndef ast_f():\n    return 1\n");
    assert_eq!(ben.sheet.text(), ada.sheet.text());
}

async fn a_language_switch_keeps_every_text_and_tells_everybody(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    let mut ben = enter(guest, room, CodeView::Text).await;
    assert_eq!(ada.line.joined().language, "python", "the session's");
    let python = read(guest, room, "python").await;
    ada.insert(0, "plain").await;
    ben.send(body::code("{}", "json")).await.expect("may");

    for language in ["json", LANGUAGE, "python", "json"] {
        let seq = ben.send(body::switch(language)).await.expect("may switch");
        for line in [&mut ada.line, &mut ben] {
            let event = line.until(|event| event.seq == seq).await;
            let Some(Body::LanguageChanged(changed)) = event.body else { panic!("a switch") };
            assert_eq!((&*changed.language, event.user_id), (language, guest.user_id.clone()));
        }
        assert_eq!(enter(host, room, CodeView::Crdt).await.joined().language, language);
        let shown = read(host, room, "").await;
        assert_eq!(shown, read(host, room, language).await, "what the editor shows");
        assert_eq!(read(host, room, LANGUAGE).await, Ok("plain".into()));
        assert_eq!(read(host, room, "json").await, Ok("{}".into()));
        assert_eq!(read(host, room, "python").await, python);
    }
}

async fn the_text_is_readable_during_after_leaving_and_after_the_end(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let (host, guest, room) = (&interview.host, &interview.guest, interview.room());
    assert_eq!(read(host, room, LANGUAGE).await, Err(Code::NotFound), "nobody wrote yet");
    assert_eq!(load(host, room, LANGUAGE).await, Ok(String::new()));
    let mut ada = Editor::enter(host, room, LANGUAGE).await;
    ada.insert(0, "old").await;
    assert_eq!(both(guest, room).await, Ok("old".into()), "during");

    guest.leave_session(interview.id()).await.expect("the guest may leave");
    ada.insert(3, "er").await;
    assert_eq!(both(guest, room).await, Ok("old".into()), "after leaving");
    assert_eq!(both(host, room).await, Ok("older".into()));

    host.end_session(interview.id()).await.expect("the host may end");
    assert_eq!(both(host, room).await, Ok("older".into()), "after the end");
    assert_eq!(both(guest, room).await, Ok("old".into()));
    let eve = Person::sign_in(&stack, via, "eve").await;
    assert_eq!(both(&eve, room).await, Err(Code::PermissionDenied));
}

async fn a_cursor_comes_with_the_name_of_whose_it_is(via: Via) {
    let stack = Stack::shared();
    let interview = Interview::begin(&stack, via).await;
    let mut ada = interview.host.enter(interview.room()).await;
    let mut ben = interview.guest.enter(interview.room()).await;
    ben.hint(body::cursor(&[body::END, b"<script>"].concat())).await;
    let event = ada.until(|event| kind(event) == "cursor").await;
    assert_eq!(
        (&event.user_id, &event.display_name),
        (&interview.guest.user_id, &interview.guest.name)
    );
    let Some(Body::Cursor(cursor)) = event.body else { panic!("a cursor") };
    assert_eq!(cursor.anchor, body::END, "encoded anew");
    for position in [&b"\xff"[..], b"", b"\x01\x04junk\x00", &[0; 1025]] {
        let refused = ben.send_as("", body::cursor(position)).await;
        assert_eq!(refused.expect_err("refused").code(), Code::InvalidArgument, "{position:?}");
    }
    let last = ben.say("alive").await;
    ada.catch_up(last).await.expect("a live stream");
    let cursors = ada.journal().events().iter().filter(|event| kind(event) == "cursor");
    assert_eq!(cursors.count(), 1, "the others reached nobody");
}

async fn enter(person: &Person, room: &str, view: CodeView) -> Line {
    Line::open_as(person, room, From::Start, view).await.expect("may enter")
}

/// `GetCode`.
pub(crate) async fn read(person: &Person, room: &str, language: &str) -> Result<String, Code> {
    let request = GetCodeRequest { room_id: room.into(), language: language.into() };
    let answer = person.chat().get_code(request).await;
    answer.map(|answer| answer.into_inner().code).map_err(|status| status.code())
}

/// The text of `GetDocument`.
async fn load(person: &Person, room: &str, language: &str) -> Result<String, Code> {
    let request = GetDocumentRequest { room_id: room.into(), language: language.into() };
    let answer = person.chat().get_document(request).await.map_err(|status| status.code())?;
    let update = answer.into_inner().document.expect("a document").update;
    let mut sheet = Sheet::new(language);
    if !update.is_empty() {
        sheet.load(&update);
    }
    Ok(sheet.text())
}

/// The text as both calls tell it.
async fn both(person: &Person, room: &str) -> Result<String, Code> {
    let code = read(person, room, LANGUAGE).await;
    assert_eq!(load(person, room, LANGUAGE).await, code, "both calls agree");
    code
}

/// The text as the history's updates and splices tell it.
async fn told_by_the_history(person: &Person, room: &str) -> [String; 2] {
    let (room_id, page_size, code_view) = (room.into(), 1_000, CodeView::Crdt.into());
    let request = ListEventsRequest { room_id, after_seq: 0, page_size, code_view };
    let events = person.chat().list_events(request).await.expect("a page").into_inner().events;
    let mut sheet = Sheet::new(LANGUAGE);
    for event in &events {
        if let Some(Body::DocUpdate(change)) = &event.body {
            sheet.load(&change.update);
        }
    }
    [sheet.text(), fold("", events.iter(), LANGUAGE)]
}
