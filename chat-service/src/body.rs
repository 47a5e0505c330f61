//! What people put into a room, checked.

use proto::chat::v1::{self as pb, event::Body};
use service_kit::text::Invalid;

use crate::id::Language;

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

/// Why a body was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    /// A field breaks its rule.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A body this server does not serve yet.
    #[error("{0} is not served yet")]
    Unsupported(&'static str),
}

/// Checks the body of a `Send` frame.
pub(crate) fn parse(body: Option<pb::send::Body>) -> Result<Posted, BodyError> {
    match body {
        None => {
            Err(Invalid { field: "body", rule: "one of message, code_change, typing, cursor" }
                .into())
        }
        Some(pb::send::Body::Message(message)) => parse_message(message),
        Some(pb::send::Body::CodeChange(change)) => parse_code_change(change),
        Some(pb::send::Body::Typing(typing)) => {
            Ok(Posted::Ephemeral(Ephemeral::Typing, Body::Typing(typing)))
        }
        Some(pb::send::Body::Cursor(cursor)) => parse_cursor(cursor),
        Some(pb::send::Body::SwitchLanguage(switch)) => parse_switch(switch),
        Some(pb::send::Body::DocUpdate(_)) => Err(BodyError::Unsupported("doc_update")),
    }
}

/// Checks the body of a unary `Send`: the same choices under another type.
pub(crate) fn parse_unary(body: Option<pb::send_request::Body>) -> Result<Posted, BodyError> {
    parse(body.map(|body| match body {
        pb::send_request::Body::Message(it) => pb::send::Body::Message(it),
        pb::send_request::Body::CodeChange(it) => pb::send::Body::CodeChange(it),
        pb::send_request::Body::Typing(it) => pb::send::Body::Typing(it),
        pb::send_request::Body::Cursor(it) => pb::send::Body::Cursor(it),
        pb::send_request::Body::DocUpdate(it) => pb::send::Body::DocUpdate(it),
        pb::send_request::Body::SwitchLanguage(it) => pb::send::Body::SwitchLanguage(it),
    }))
}

fn parse_message(message: pb::Message) -> Result<Posted, BodyError> {
    if message.text.len() > MAX_TEXT || message.text.trim().is_empty() {
        return Err(Invalid { field: "message.text", rule: "1 byte to 8 KiB and not blank" }.into());
    }
    Ok(Posted::Durable(Body::Message(message)))
}

fn parse_switch(switch: pb::SwitchLanguage) -> Result<Posted, BodyError> {
    let language = Language::parse(&switch.language)?.to_string();
    Ok(Posted::Durable(Body::LanguageChanged(pb::LanguageChanged { language })))
}

fn parse_code_change(change: pb::CodeChange) -> Result<Posted, BodyError> {
    Language::parse(&change.language)?;
    if change.code.len() > MAX_CODE {
        return Err(Invalid { field: "code_change.code", rule: "at most 256 KiB" }.into());
    }
    Ok(Posted::Durable(Body::CodeChange(change)))
}

fn parse_cursor(cursor: pb::Cursor) -> Result<Posted, BodyError> {
    Language::parse(&cursor.language)?;
    if cursor.anchor.is_empty() || cursor.anchor.len() > MAX_POSITION {
        return Err(Invalid { field: "cursor.anchor", rule: "1 byte to 1 KiB" }.into());
    }
    if cursor.head.len() > MAX_POSITION {
        return Err(Invalid { field: "cursor.head", rule: "at most 1 KiB" }.into());
    }
    Ok(Posted::Ephemeral(Ephemeral::Cursor, Body::Cursor(cursor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: String) -> Result<Posted, BodyError> {
        parse(Some(pb::send::Body::Message(pb::Message { text })))
    }

    fn code(bytes: usize, language: &str) -> Result<Posted, BodyError> {
        let change = pb::CodeChange { code: "x".repeat(bytes), language: language.to_owned() };
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
    fn a_missing_body_and_an_unserved_one_are_told_apart() {
        assert!(matches!(parse(None), Err(BodyError::Invalid(_))));
        let update = pb::send::Body::DocUpdate(pb::DocUpdate::default());
        assert!(matches!(parse(Some(update)), Err(BodyError::Unsupported("doc_update"))));
    }
}
