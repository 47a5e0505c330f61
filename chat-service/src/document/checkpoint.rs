//! The document as a part of a room's checkpoint.

use prost::Message;

use super::{
    Document,
    text::{Text, TextMessage},
};
use crate::{id::Language, log::Seq};

/// A document.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct DocumentMessage {
    #[prost(uint64, tag = "1")]
    generation: Seq,
    #[prost(uint64, tag = "2")]
    changed_at: Seq,
    #[prost(string, tag = "3")]
    language: String,
    #[prost(btree_map = "string, message", tag = "4")]
    texts: std::collections::BTreeMap<String, TextMessage>,
}

impl Document {
    /// The document as a message.
    pub(crate) fn to_message(&self) -> DocumentMessage {
        let texts =
            self.texts.iter().map(|(language, text)| (language.to_string(), text.to_message()));
        DocumentMessage {
            generation: self.generation,
            changed_at: self.changed_at,
            language: self.language.as_ref().map(ToString::to_string).unwrap_or_default(),
            texts: texts.collect(),
        }
    }

    /// The document of a message.
    pub(crate) fn from_message(message: DocumentMessage) -> anyhow::Result<Document> {
        let text = |(language, text)| {
            anyhow::Ok((Language::try_from(language)?, Text::from_message(text)?))
        };
        Ok(Document {
            generation: message.generation,
            changed_at: message.changed_at,
            language: Language::parse(&message.language).ok(),
            texts: message.texts.into_iter().map(text).collect::<Result<_, _>>()?,
        })
    }
}
