//! What people say.

use proto::chat::v1::{
    CodeChange, Cursor, DocFormat, DocUpdate, Event, Message, SwitchLanguage, Typing, event,
    send_request::Body,
};

/// A chat message.
pub fn text(text: impl Into<String>) -> Body {
    Body::Message(Message { text: text.into() })
}

/// The whole code of a language.
pub fn code(code: impl Into<String>, language: &str) -> Body {
    Body::CodeChange(CodeChange { code: code.into(), language: language.to_owned(), seq: 0 })
}

/// A Yjs update of a language's text.
pub fn change(update: Vec<u8>, language: &str, generation: u64) -> Body {
    let (language, format) = (language.to_owned(), DocFormat::YjsV1.into());
    Body::DocUpdate(DocUpdate { language, format, update, generation, ..DocUpdate::default() })
}

/// Another language for the editor.
pub fn switch(language: &str) -> Body {
    Body::SwitchLanguage(SwitchLanguage { language: language.to_owned() })
}

/// Typing starts or stops.
pub fn typing(is_typing: bool) -> Body {
    Body::Typing(Typing { is_typing })
}

/// The end of the text, as a Yjs relative position.
pub const END: &[u8] = b"\x01\x04code\x00";

/// The cursor is at `anchor`, a Yjs relative position.
pub fn cursor(anchor: &[u8]) -> Body {
    Body::Cursor(Cursor { language: "python".into(), anchor: anchor.to_vec(), head: Vec::new() })
}

/// The text, if the event is a chat message.
pub fn text_of(event: &Event) -> Option<&str> {
    match &event.body {
        Some(event::Body::Message(message)) => Some(&message.text),
        _ => None,
    }
}

/// What kind of event it is, for sentences about what was seen.
pub fn kind(event: &Event) -> &'static str {
    match &event.body {
        Some(event::Body::Message(_)) => "message",
        Some(event::Body::CodeChange(_)) => "code_change",
        Some(event::Body::Typing(_)) => "typing",
        Some(event::Body::Cursor(_)) => "cursor",
        Some(event::Body::DocUpdate(_)) => "doc_update",
        Some(event::Body::UserJoined(_)) => "user_joined",
        Some(event::Body::UserLeft(_)) => "user_left",
        Some(event::Body::AccessGranted(_)) => "access_granted",
        Some(event::Body::AccessRemoved(_)) => "access_removed",
        Some(event::Body::RoomClosed(_)) => "room_closed",
        Some(event::Body::LanguageChanged(_)) => "language_changed",
        None => "nothing",
    }
}
