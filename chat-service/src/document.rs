//! The shared document: a text for each language, as the room's log tells it.
//!
//! Part of the fold: plain values, made of events alone. A change is checked before
//! the append and encoded by us; the log holds it as a Yjs update and as splices of a
//! plain text, so that no reader has to know the other.

pub(crate) mod checkpoint;
mod knowledge;
mod order;
mod past;
pub(crate) mod position;
mod replica;
mod runs;
mod shares;
mod splice;
mod structs;
mod text;

use std::collections::BTreeMap;

use proto::chat::v1::{self as pb, event::Body};

pub(crate) use self::text::Text;
use self::{splice::Splice, text::Change};
use crate::{
    id::{Language, UserId},
    log::Seq,
};

/// The only root of a Yjs document of ours: its text. Browsers know it by this name.
pub(crate) const ROOT: &str = "code";
/// The most languages that a room has texts in.
const MAX_TEXTS: usize = 64;

/// Why a change does not fit the document.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Misfit {
    /// The bytes are no update.
    #[error("doc_update.update must be a Yjs update, version 1")]
    Malformed,
    /// It is of a document that has begun anew since.
    #[error("doc_update.generation is another document's")]
    Generation,
    /// It was made from a text of too long ago.
    #[error("code_change.seq is of a text too long ago: make the change from the text as it is")]
    TooOld,
    /// It builds on what is not there.
    #[error("doc_update.update builds on what the document does not have")]
    Missing,
    /// It inserts where nobody can have inserted it.
    #[error("doc_update.update inserts between units that you never saw side by side")]
    Misplaced,
    /// It inserts where too much else was inserted at the same time.
    #[error("doc_update.update inserts where too much was inserted at the same time")]
    Tangled,
    /// It inserts with a client id that is not the sender's.
    #[error("doc_update.update inserts under a client id that is not yours")]
    Foreign,
    /// It inserts with one client id too many of its sender's.
    #[error("a person inserts under at most 1,024 client ids in the text of a language")]
    TooManyClients,
    /// It has something else than text.
    #[error("doc_update.update must change the text `code` alone, without carriage returns")]
    NotText,
    /// The text would be too long.
    #[error("the text of a language must be at most 256 KiB")]
    TooLong,
    /// The text would be in too many pieces.
    #[error("the text of a language has at most 65,536 pieces, and 32,768 of one person's making")]
    TooManyRuns,
    /// There are too many languages.
    #[error("a room has texts in at most {MAX_TEXTS} languages")]
    TooManyTexts,
}

impl Misfit {
    /// Whether the sender can mend it by loading the document anew.
    pub(crate) fn needs_resync(self) -> bool {
        use Misfit::{Malformed, TooLong, TooManyClients, TooManyRuns, TooManyTexts};
        !matches!(self, Malformed | TooLong | TooManyClients | TooManyRuns | TooManyTexts)
    }
}

/// The document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    generation: Seq,
    changed_at: Seq,
    language: Option<Language>,
    texts: BTreeMap<Language, Text>,
}

impl Document {
    /// The seq of the event that began it; 0 for one that nobody began.
    pub(crate) fn generation(&self) -> Seq {
        self.generation
    }

    /// The language that the editor shows: what somebody chose last, or what was
    /// written first.
    pub(crate) fn language(&self) -> Option<&Language> {
        self.language.as_ref()
    }

    /// The text of a language, if anybody has written any.
    pub(crate) fn text(&self, language: &Language) -> Option<&Text> {
        self.texts.get(language)
    }

    /// The seq of the newest event that changed it.
    pub(crate) fn changed_at(&self) -> Seq {
        self.changed_at
    }

    /// The texts of the languages that are wanted, as a subscriber with this view begins
    /// with them.
    pub(crate) fn frames(
        &self,
        room_id: &str,
        view: pb::CodeView,
        is_wanted: impl Fn(&Language) -> bool,
    ) -> Vec<pb::Document> {
        let texts = self.texts.iter().filter(|(language, _)| is_wanted(language));
        let written = texts.filter(|(_, text)| !text.is_blank());
        written.map(|(language, _)| self.frame(room_id, language, view)).collect()
    }

    /// One text, as a subscriber with this view begins with it.
    pub(crate) fn frame(
        &self,
        room_id: &str,
        language: &Language,
        view: pb::CodeView,
    ) -> pb::Document {
        let text = self.texts.get(language);
        let mut frame = pb::Document {
            room_id: room_id.to_owned(),
            language: language.to_string(),
            generation: self.generation,
            seq: text.map(Text::seq).unwrap_or_default(),
            ..pb::Document::default()
        };
        match view {
            pb::CodeView::Crdt => frame.update = text.map(Text::state).unwrap_or_default(),
            _ => frame.code = text.map(Text::code).unwrap_or_default(),
        }
        frame
    }

    /// What a body becomes in the log: a change of the document becomes one that is
    /// encoded by us. `None`: it changes nothing.
    pub(crate) fn propose(
        &self,
        user: &UserId,
        body: &Body,
        digest: u64,
    ) -> Result<Option<Body>, Misfit> {
        let (language, change) = match body {
            Body::DocUpdate(it) if it.generation != self.generation => {
                return Err(Misfit::Generation);
            }
            Body::DocUpdate(it) => {
                (&it.language, self.on(&it.language, |text| text.propose(user, &it.update))?)
            }
            Body::CodeChange(it) => {
                let propose = |text: &Text| text.propose_code(user, &it.code, it.seq);
                (&it.language, self.on(&it.language, propose)?)
            }
            other => return Ok(Some(other.clone())),
        };
        Ok(change.map(|change| {
            Body::DocUpdate(pb::DocUpdate {
                language: language.clone(),
                format: pb::DocFormat::YjsV1.into(),
                update: change.update,
                generation: self.generation,
                splices: change.splices.into_iter().map(to_wire).collect(),
                sent_digest: digest,
                runs: change.runs,
            })
        }))
    }

    fn on<T>(
        &self,
        language: &str,
        does: impl FnOnce(&Text) -> Result<T, Misfit>,
    ) -> Result<T, Misfit> {
        match self.texts.get(language) {
            Some(text) => does(text),
            None if self.texts.len() >= MAX_TEXTS => Err(Misfit::TooManyTexts),
            None => does(&Text::new("", 0)),
        }
    }

    /// Takes in an event of the log, if it changes the document.
    pub(crate) fn apply(&mut self, event: &pb::Event) {
        match &event.body {
            Some(Body::DocUpdate(change)) => self.change(event, change),
            Some(Body::LanguageChanged(changed)) => {
                self.language = Language::parse(&changed.language).ok();
            }
            Some(Body::AccessGranted(pb::AccessGranted {
                start_document: Some(start), ..
            })) => {
                self.start(event.seq, start);
            }
            _ => return,
        }
        self.changed_at = event.seq;
    }

    fn change(&mut self, event: &pb::Event, change: &pb::DocUpdate) {
        let (Ok(user), Ok(language)) =
            (UserId::parse(&event.user_id), Language::parse(&change.language))
        else {
            return;
        };
        self.language.get_or_insert_with(|| language.clone());
        let text = self.texts.entry(language).or_insert_with(|| Text::new("", event.seq));
        let splices: Vec<_> = change.splices.iter().map(from_wire).collect();
        let update = change.update.clone();
        text.apply(&user, event.seq, Change { update, splices, runs: change.runs });
    }

    fn start(&mut self, seq: Seq, start: &pb::StartDocument) {
        let text = |(language, code): (&String, &String)| {
            Some((Language::parse(language).ok()?, Text::new(code, seq)))
        };
        *self = Document {
            generation: seq,
            changed_at: seq,
            language: Language::parse(&start.language).ok(),
            texts: start.starter_code.iter().filter_map(text).collect(),
        };
    }
}

fn to_wire(Splice { position, deleted, inserted }: Splice) -> pb::Splice {
    pb::Splice { position, deleted, inserted }
}

fn from_wire(splice: &pb::Splice) -> Splice {
    let pb::Splice { position, deleted, inserted } = splice.clone();
    Splice { position, deleted, inserted }
}

#[cfg(test)]
mod tests;
