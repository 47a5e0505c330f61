//! The shared document, for those who ask for it.

use prost::Message as _;
use proto::chat::v1 as pb;

use super::Api;
use crate::{
    document::{Document, Text},
    error::Error,
    id::{Language, RoomId, UserId},
    log::{LogError, Seq},
    room::{Refusal, Room},
};

/// How a room answers for its document.
enum Answer<T> {
    /// Like this.
    Now(T),
    /// As it was when the user's last window closed, with this seq.
    AsOf(Seq),
}

impl Api {
    /// The text of a language that `user` may see.
    pub(super) async fn code(
        &self,
        user: &UserId,
        request: &pb::GetCodeRequest,
    ) -> Result<pb::GetCodeResponse, Error> {
        let language = parse(&request.language)?;
        let read = move |document: &Document| {
            let (language, text) = find(document, language.as_ref())?;
            let (code, language, seq) = (text?.code(), language.to_string(), text?.seq());
            Some(pb::GetCodeResponse { code, language, seq })
        };
        self.read_document(user, &request.room_id, read).await?.ok_or(Error::NoCode)
    }

    /// The same as a CRDT update.
    pub(super) async fn document(
        &self,
        user: &UserId,
        request: &pb::GetDocumentRequest,
    ) -> Result<pb::Document, Error> {
        let (language, room_id) = (parse(&request.language)?, request.room_id.clone());
        let read = move |document: &Document| {
            let (language, _) = find(document, language.as_ref())?;
            Some(document.frame(&room_id, language, pb::CodeView::Crdt))
        };
        self.read_document(user, &request.room_id, read).await?.ok_or(Error::NoCode)
    }

    async fn read_document<T: Send + 'static>(
        &self,
        user: &UserId,
        room_id: &str,
        read: impl Fn(&Document) -> T + Clone + Send + 'static,
    ) -> Result<T, Error> {
        let id = RoomId::parse(room_id).map_err(|_| Refusal::NotAllowed)?;
        let (who, look) = (user.clone(), read.clone());
        let answer = move |room: &Room| match room.windows(who.as_str()).last() {
            None => Err(Refusal::NotAllowed),
            Some(Seq::MAX) => Ok(Answer::Now(look(room.document()))),
            Some(seq) if seq >= room.document().changed_at() => {
                Ok(Answer::Now(look(room.document())))
            }
            Some(seq) => Ok(Answer::AsOf(seq)),
        };
        match self.rooms.open(&id).look(answer).await?? {
            Answer::Now(found) => Ok(found),
            Answer::AsOf(seq) => Ok(read(&self.document_as_of(&id, seq).await?)),
        }
    }

    /// The document as it was with this event, folded from the log.
    async fn document_as_of(&self, id: &RoomId, last: Seq) -> Result<Document, Error> {
        let mut document = Document::default();
        let mut next = 1;
        while next <= last {
            let from = next;
            for batch in self.rooms.read(id, next).await? {
                for stored in &batch.events {
                    let event = pb::Event::decode(stored.clone());
                    let event = event.map_err(|cause| LogError(cause.into()))?;
                    if event.seq == next && next <= last {
                        document.apply(&event);
                        next += 1;
                    }
                }
            }
            if next == from {
                return Err(LogError(anyhow::anyhow!("seq {from} is missing from the log")).into());
            }
        }
        Ok(document)
    }
}

fn parse(language: &str) -> Result<Option<Language>, Error> {
    match language {
        "" => Ok(None),
        raw => Ok(Some(Language::parse(raw)?)),
    }
}

/// A language, or the one that the editor shows, with its text.
fn find<'a>(
    document: &'a Document,
    language: Option<&'a Language>,
) -> Option<(&'a Language, Option<&'a Text>)> {
    let language = language.or(document.language())?;
    Some((language, document.text(language)))
}
