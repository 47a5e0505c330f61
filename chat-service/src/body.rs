//! What people put into a room, checked.

use proto::chat::v1::{self as pb, event::Body};
use service_kit::text::Invalid;

use crate::{document::position, id::Language};

/// The longest chat message, in bytes: a long paragraph, not a document.
const MAX_TEXT: usize = 8 * 1024;
/// The longest code or document update, in bytes: ten times a long interview's.
const MAX_CODE: usize = 256 * 1024;
/// The longest Yjs relative position, in bytes; real ones take about twenty.
const MAX_POSITION: usize = 1024;

/// A checked body. `pb::event::Body` is what it becomes in an event.
#[derive(Debug)]
pub(crate) enum Posted {
    /// Goes into the log.
    Durable(Body),
    /// Goes to whoever is here, latest wins.
    Ephemeral(Ephemeral, Body),
}

/// The kinds of ephemeral events; the newest of each kind and sender counts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Ephemeral {
    /// Typing a message.
    Typing,
    /// Where the cursor is.
    Cursor,
}

const ANY_BODY: &str = "one of message, code_change, typing, cursor, doc_update, switch_language";

/// Checks the body of a `Send` frame.
pub(crate) fn parse(body: Option<pb::send::Body>) -> Result<Posted, Invalid> {
    match body {
        None => Err(Invalid { field: "body", rule: ANY_BODY }),
        Some(pb::send::Body::Message(message)) => parse_message(message),
        Some(pb::send::Body::CodeChange(change)) => parse_code_change(change),
        Some(pb::send::Body::Typing(typing)) => {
            Ok(Posted::Ephemeral(Ephemeral::Typing, Body::Typing(typing)))
        }
        Some(pb::send::Body::Cursor(cursor)) => parse_cursor(cursor),
        Some(pb::send::Body::SwitchLanguage(switch)) => parse_switch(&switch),
        Some(pb::send::Body::DocUpdate(update)) => parse_doc_update(update),
    }
}

/// Checks the body of a unary `Send`: the same choices under another type.
pub(crate) fn parse_unary(body: Option<pb::send_request::Body>) -> Result<Posted, Invalid> {
    parse(body.map(|body| match body {
        pb::send_request::Body::Message(it) => pb::send::Body::Message(it),
        pb::send_request::Body::CodeChange(it) => pb::send::Body::CodeChange(it),
        pb::send_request::Body::Typing(it) => pb::send::Body::Typing(it),
        pb::send_request::Body::Cursor(it) => pb::send::Body::Cursor(it),
        pb::send_request::Body::DocUpdate(it) => pb::send::Body::DocUpdate(it),
        pb::send_request::Body::SwitchLanguage(it) => pb::send::Body::SwitchLanguage(it),
    }))
}

fn parse_message(message: pb::Message) -> Result<Posted, Invalid> {
    if message.text.len() > MAX_TEXT || message.text.trim().is_empty() {
        return Err(Invalid { field: "message.text", rule: "1 byte to 8 KiB and not blank" });
    }
    Ok(Posted::Durable(Body::Message(message)))
}

fn parse_switch(switch: &pb::SwitchLanguage) -> Result<Posted, Invalid> {
    let language = Language::parse(&switch.language)?.to_string();
    Ok(Posted::Durable(Body::LanguageChanged(pb::LanguageChanged { language })))
}

fn parse_code_change(change: pb::CodeChange) -> Result<Posted, Invalid> {
    Language::parse(&change.language)?;
    if change.code.len() > MAX_CODE {
        return Err(Invalid { field: "code_change.code", rule: "at most 256 KiB" });
    }
    let code = with_line_feeds(&change.code);
    Ok(Posted::Durable(Body::CodeChange(pb::CodeChange { code, ..change })))
}

/// A text whose lines end in line feeds alone: carriage returns would count differently
/// in editors and documents.
pub(crate) fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn parse_doc_update(update: pb::DocUpdate) -> Result<Posted, Invalid> {
    Language::parse(&update.language)?;
    if update.format() != pb::DocFormat::YjsV1 {
        return Err(Invalid { field: "doc_update.format", rule: "DOC_FORMAT_YJS_V1" });
    }
    if update.update.is_empty() || update.update.len() > MAX_CODE {
        return Err(Invalid { field: "doc_update.update", rule: "1 byte to 256 KiB" });
    }
    // What is the server's to say is not the sender's.
    let sent = pb::DocUpdate { splices: Vec::new(), sent_digest: 0, runs: 0, ..update };
    Ok(Posted::Durable(Body::DocUpdate(sent)))
}

fn parse_cursor(cursor: pb::Cursor) -> Result<Posted, Invalid> {
    Language::parse(&cursor.language)?;
    let anchor = parse_position("cursor.anchor", &cursor.anchor)?;
    let head = match &*cursor.head {
        [] => Vec::new(),
        head => parse_position("cursor.head", head)?,
    };
    let cursor = pb::Cursor { anchor, head, ..cursor };
    Ok(Posted::Ephemeral(Ephemeral::Cursor, Body::Cursor(cursor)))
}

/// A Yjs relative position, encoded by us.
fn parse_position(field: &'static str, position: &[u8]) -> Result<Vec<u8>, Invalid> {
    let invalid = Invalid { field, rule: "a Yjs relative position of at most 1 KiB" };
    if position.len() > MAX_POSITION {
        return Err(invalid);
    }
    position::encoded_anew(position).map_err(|_| invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: String) -> Result<Posted, Invalid> {
        parse(Some(pb::send::Body::Message(pb::Message { text })))
    }

    fn code(bytes: usize, language: &str) -> Result<Posted, Invalid> {
        let change =
            pb::CodeChange { code: "x".repeat(bytes), language: language.to_owned(), seq: 0 };
        parse(Some(pb::send::Body::CodeChange(change)))
    }

    #[test]
    fn text_is_one_byte_to_eight_kib_and_not_blank() {
        assert!(message("a".to_owned()).is_ok());
        assert!(message("a".repeat(MAX_TEXT)).is_ok());
        assert!(message("a".repeat(MAX_TEXT + 1)).is_err());
        assert!(message(" \n".to_owned()).is_err());
        assert!(message(String::new()).is_err());
    }

    #[test]
    fn code_may_be_empty_but_names_its_language_and_has_a_limit() {
        assert!(code(0, "python").is_ok());
        assert!(code(MAX_CODE, "python").is_ok());
        assert!(code(MAX_CODE + 1, "python").is_err());
        assert!(code(1, "").is_err());
    }

    #[test]
    fn a_missing_body_is_refused() {
        assert_eq!(parse(None).unwrap_err().field, "body");
    }

    #[test]
    fn code_keeps_line_feeds_alone() {
        let change =
            pb::CodeChange { code: "a\r\nb\rc\n".to_owned(), language: "c".to_owned(), seq: 0 };
        let parsed = parse(Some(pb::send::Body::CodeChange(change))).unwrap();
        let Posted::Durable(Body::CodeChange(change)) = parsed else { panic!("durable") };
        assert_eq!(change.code, "a\nb\nc\n");
    }

    #[test]
    fn a_document_update_has_a_format_and_bytes_and_nothing_of_the_servers() {
        let update = pb::DocUpdate {
            language: "python".to_owned(),
            format: pb::DocFormat::YjsV1.into(),
            update: vec![0, 0],
            splices: vec![pb::Splice::default()],
            sent_digest: 7,
            runs: 7,
            ..pb::DocUpdate::default()
        };
        let parse = |update| parse(Some(pb::send::Body::DocUpdate(update)));
        let Ok(Posted::Durable(Body::DocUpdate(parsed))) = parse(update.clone()) else {
            panic!("durable")
        };
        assert_eq!((parsed.splices.len(), parsed.sent_digest, parsed.runs), (0, 0, 0));
        let field = |update| parse(update).unwrap_err().field;
        assert_eq!(field(pb::DocUpdate { format: 0, ..update.clone() }), "doc_update.format");
        assert_eq!(
            field(pb::DocUpdate { update: Vec::new(), ..update.clone() }),
            "doc_update.update"
        );
        let large = vec![0; MAX_CODE + 1];
        assert_eq!(field(pb::DocUpdate { update: large, ..update }), "doc_update.update");
    }

    #[test]
    fn a_cursor_is_a_position_and_encoded_anew() {
        let cursor = |anchor: &[u8], head: &[u8]| {
            let (anchor, head) = (anchor.to_vec(), head.to_vec());
            let language = "python".to_owned();
            parse(Some(pb::send::Body::Cursor(pb::Cursor { language, anchor, head })))
        };
        // Yjs's encoding of the end of the root `code`, and something behind it.
        let position = [1, 4, b'c', b'o', b'd', b'e', 0];
        let trailing = [&position[..], b"<script>"].concat();
        let Ok(Posted::Ephemeral(_, Body::Cursor(parsed))) = cursor(&position, &trailing) else {
            panic!("ephemeral")
        };
        assert_eq!((&*parsed.anchor, &*parsed.head), (&position[..], &position[..]));
        let elsewhere = [1, 4, b'j', b'u', b'n', b'k', 0];
        assert_eq!(cursor(&elsewhere, &[]).unwrap_err().field, "cursor.anchor");
        assert_eq!(cursor(&[], &[]).unwrap_err().field, "cursor.anchor");
        assert_eq!(cursor(&position, b"\xff").unwrap_err().field, "cursor.head");
        // Beside the unit 0 of client 2^53, one more than there can be.
        let beside = b"\x00\x80\x80\x80\x80\x80\x80\x80\x10\x00\x00";
        assert_eq!(cursor(&position, beside).unwrap_err().field, "cursor.head");
        assert!(cursor(&[0; MAX_POSITION + 1], &[]).is_err());
    }
}
