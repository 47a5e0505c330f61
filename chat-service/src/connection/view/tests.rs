//! What each view makes of the same events.

use prost::Message as _;

use super::*;

/// A frame of an event.
fn event(seq: Seq, body: Body) -> Bytes {
    let (user_id, room_id) = ("ada".to_owned(), "r".to_owned());
    encode(pb::Event { room_id, seq, user_id, body: Some(body), ..pb::Event::default() })
}

fn message(seq: Seq) -> Bytes {
    event(seq, Body::Message(pb::Message { text: seq.to_string() }))
}

fn change(seq: Seq) -> Bytes {
    let (language, update) = ("python".to_owned(), vec![7]);
    event(seq, Body::DocUpdate(pb::DocUpdate { language, update, ..pb::DocUpdate::default() }))
}

fn start(seq: Seq) -> Bytes {
    let start_document = Some(pb::StartDocument::default());
    event(seq, Body::AccessGranted(pb::AccessGranted { visible_from_seq: 0, start_document }))
}

fn text(code: &str) -> pb::Document {
    pb::Document { language: "python".to_owned(), code: code.to_owned(), ..Default::default() }
}

fn view(kind: CodeView, held_to: Seq) -> View {
    View::new("r".to_owned(), kind, 0, held_to)
}

/// What went out, in words.
fn words(out: &mut VecDeque<Bytes>) -> Vec<String> {
    let word = |frame: Bytes| match pb::ConnectResponse::decode(frame).unwrap().frame.unwrap() {
        Frame::Skip(skip) => format!("skip {}", skip.to_seq),
        Frame::Document(document) => format!("document {}", document.code),
        Frame::Event(event) => match event.body.unwrap() {
            Body::Message(_) => format!("message {}", event.seq),
            Body::Typing(_) => "typing".to_owned(),
            Body::CodeChange(change) => format!("text {} {}", event.seq, change.code),
            Body::DocUpdate(change) => format!("update {} {}", event.seq, change.update.len()),
            other => format!("{} {other:?}", event.seq).chars().take(15).collect(),
        },
        other => panic!("{other:?}"),
    };
    out.drain(..).map(word).collect()
}

/// Gives a view these frames; says what it asks, and what went out.
fn give<const N: usize>(view: &mut View, frames: [Bytes; N]) -> (Option<Question>, Vec<String>) {
    let (mut frames, mut out) = (frames.into(), VecDeque::new());
    let question = view.take(&mut frames, &mut out);
    if question.is_none() {
        view.name(&mut out);
    }
    (question, words(&mut out))
}

#[tokio::test]
async fn crdt_clients_get_updates_as_they_are_and_others_their_splices() {
    for (kind, update) in [(CodeView::Crdt, "update 2 1"), (CodeView::Splices, "update 2 0")] {
        let given = give(&mut view(kind, 0), [message(1), change(2), message(3)]);
        assert_eq!(given.1, ["message 1", update, "message 3"], "{kind:?}");
    }
}

#[tokio::test]
async fn changes_that_the_document_frames_hold_are_left_out_and_named() {
    let mut view = view(CodeView::Crdt, 4);
    let given = give(&mut view, [change(1), message(2), change(3), change(4), change(5)]);
    assert_eq!(given.1, ["skip 1", "message 2", "skip 4", "update 5 1"]);
    let given = give(&mut view, [change(6), message(7)]);
    assert_eq!(given.1, ["update 6 1", "message 7"]);
}

#[tokio::test]
async fn what_is_left_out_at_the_head_is_named_at_once() {
    let given = give(&mut view(CodeView::Crdt, 2), [change(1), change(2)]);
    assert_eq!(given.1, ["skip 2"]);
}

#[tokio::test]
async fn texts_are_asked_for_when_they_are_due_and_changes_in_between_left_out() {
    let mut view = view(CodeView::Text, 0);
    assert_eq!(give(&mut view, [change(1), change(2)]), (None, vec![]));
    let mut out = VecDeque::new();
    view.due().expect("a text is owed").await;
    view.put_texts(&[text("new")], &mut out);
    assert_eq!(words(&mut out), ["skip 1", "text 2 new"]);
    assert!(view.due().is_none());
}

#[tokio::test(start_paused = true)]
async fn texts_come_five_times_a_second_at_most() {
    let mut view = view(CodeView::Text, 0);
    let before = Instant::now();
    for seq in 1..=10 {
        give(&mut view, [change(seq)]);
        view.due().expect("a text is owed").await;
        view.put_texts(&[text("x")], &mut VecDeque::new());
    }
    assert_eq!((before.elapsed().as_millis() / 100) * 100, 1_800);
}

#[tokio::test]
async fn a_text_is_not_sent_behind_what_happened_after_it() {
    let mut view = view(CodeView::Text, 0);
    let (mut frames, mut out) = ([change(1), message(2)].into(), VecDeque::new());
    assert_eq!(view.take(&mut frames, &mut out), Some(Question::Texts));
    view.put_texts(&[text("x")], &mut out);
    assert_eq!(view.take(&mut frames, &mut out), None);
    assert_eq!(words(&mut out), ["text 1 x", "message 2"]);
}

#[tokio::test]
async fn typing_does_not_wait_for_texts() {
    let mut view = view(CodeView::Text, 0);
    let typing = event(0, Body::Typing(pb::Typing { is_typing: true }));
    assert_eq!(give(&mut view, [change(1), typing]), (None, vec!["typing".to_owned()]));
}

#[tokio::test]
async fn texts_of_somebody_who_is_not_let_in_any_more_are_not_owed() {
    let mut view = view(CodeView::Text, 0);
    give(&mut view, [change(1)]);
    view.put_texts(&[], &mut VecDeque::new());
    let (mut out, mut frames) = (VecDeque::new(), [message(2)].into());
    assert_eq!(view.take(&mut frames, &mut out), None);
    assert_eq!(words(&mut out), ["skip 1", "message 2"]);
}

#[tokio::test]
async fn a_document_that_began_before_the_join_is_not_sent_again() {
    let mut view = view(CodeView::Crdt, 3);
    let (question, said) = give(&mut view, [start(1), change(2), message(3)]);
    assert_eq!(question, None);
    assert!(said[0].starts_with("1 ") && said[1..] == ["skip 2", "message 3"], "{said:?}");
}

#[tokio::test]
async fn a_document_that_begins_anew_is_sent_as_it_is_and_what_it_holds_left_out() {
    for kind in [CodeView::Text, CodeView::Splices] {
        let mut view = view(kind, 9);
        let (mut frames, mut out) = ([start(10), change(11), change(12)].into(), VecDeque::new());
        assert_eq!(view.take(&mut frames, &mut out), Some(Question::Start));
        view.put_documents(vec![text("starter")], 11, &mut out);
        let said = words(&mut out);
        assert!(said[0] == "skip 9" && said[1].starts_with("10 ") && said[2] == "document starter");
        assert_eq!((view.take(&mut frames, &mut out), view.held_to), (None, 11));
    }
}
