//! One language's text of the shared document, as those have it who edit it.

use proto::chat::v1::{CodeView, Event, Splice, event::Body};
use yrs::{
    Doc, GetString as _, OffsetKind, Options, ReadTxn as _, Text as _, TextRef, Transact as _,
    TransactionMut, Update, block::ClientID, updates::decoder::Decode as _,
};

use crate::{
    body,
    journal::Journal,
    line::{From, Line},
    person::Person,
};

/// A Yjs document, as a browser's editor holds it: its own edits at once, what others
/// do when it is told to follow.
#[derive(Debug)]
pub struct Sheet {
    language: String,
    doc: Doc,
    text: TextRef,
    documents: usize,
    events: usize,
}

impl Sheet {
    /// An empty one, under a client id that nobody has used.
    pub fn new(language: &str) -> Sheet {
        Sheet::with_id(language, rand::random::<u32>().into())
    }

    /// An empty one under this client id.
    pub fn with_id(language: &str, id: u64) -> Sheet {
        // As in browsers; yrs would count bytes.
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(id))
        };
        let doc = Doc::with_options(options);
        let text = doc.get_or_insert_text("code");
        Sheet { language: language.to_owned(), doc, text, documents: 0, events: 0 }
    }

    /// Its client id.
    pub fn id(&self) -> u64 {
        self.doc.client_id().get()
    }

    /// Takes in what the journal has beyond what this took in before. Everything has
    /// to be text that builds on what is there.
    pub fn follow(&mut self, journal: &Journal) {
        for document in &journal.documents()[self.documents..] {
            if document.language == self.language {
                self.load(&document.update);
            }
        }
        for event in &journal.events()[self.events..] {
            if let Some(Body::DocUpdate(change)) = &event.body
                && change.language == self.language
            {
                self.load(&change.update);
            }
        }
        (self.documents, self.events) = (journal.documents().len(), journal.events().len());
    }

    /// Takes in an update of the server's.
    pub fn load(&mut self, update: &[u8]) {
        let mut txn = self.doc.transact_mut();
        let update = Update::decode_v1(update).expect("the server sends updates");
        txn.apply_update(update).expect("an update that can be applied");
        assert!(!txn.has_missing_updates(), "an update builds on what was not sent");
        assert!(txn.root_refs().all(|(name, _)| name == "code"), "another root");
    }

    /// The text.
    pub fn text(&self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    /// The length in UTF-16 units.
    pub fn units(&self) -> u32 {
        self.text.len(&self.doc.transact())
    }

    /// Inserts; answers the update that tells others.
    pub fn insert(&mut self, position: u32, inserted: &str) -> Vec<u8> {
        self.edit(|text, txn| text.insert(txn, position, inserted))
    }

    /// Deletes so many units; answers the update that tells others.
    pub fn delete(&mut self, position: u32, units: u32) -> Vec<u8> {
        self.edit(|text, txn| text.remove_range(txn, position, units))
    }

    /// Does anything at all; answers the update that tells others.
    pub fn edit(&mut self, does: impl FnOnce(&TextRef, &mut TransactionMut<'_>)) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        does(&self.text, &mut txn);
        txn.commit();
        txn.encode_update_v1()
    }
}

/// Somebody in a room with a sheet.
#[derive(Debug)]
pub struct Editor {
    /// Their stream.
    pub line: Line,
    /// What they have.
    pub sheet: Sheet,
}

impl Editor {
    /// Enters a room from its start.
    pub async fn enter(person: &Person, room_id: &str, language: &str) -> Editor {
        let line = Line::open_as(person, room_id, From::Start, CodeView::Crdt).await;
        Editor { line: line.expect("may enter"), sheet: Sheet::new(language) }
    }

    /// Sends an update of the sheet; answers its seq.
    pub async fn send(&mut self, update: Vec<u8>) -> u64 {
        let body = self.body(update);
        self.line.send(body).await.expect("may edit")
    }

    /// Inserts, and tells others; answers the seq.
    pub async fn insert(&mut self, position: u32, inserted: &str) -> u64 {
        let update = self.sheet.insert(position, inserted);
        self.send(update).await
    }

    /// Reads up to `seq`, and takes it in.
    pub async fn catch_up(&mut self, seq: u64) {
        self.line.catch_up(seq).await.expect("a live stream");
        self.sheet.follow(self.line.journal());
    }

    /// An update of the sheet, to be sent.
    pub fn body(&self, update: Vec<u8>) -> proto::chat::v1::send_request::Body {
        body::change(update, &self.sheet.language, self.line.joined().generation)
    }
}

/// The text of a language as a plain client has it: from the newest `document` on.
pub fn plain_text(journal: &Journal, language: &str) -> String {
    let begin = journal.documents().iter().rfind(|document| document.language == language);
    let (code, seq) = begin.map_or((String::new(), 0), |it| (it.code.clone(), it.seq));
    let later = journal.durable().filter(|event| event.seq > seq);
    fold(&code, later, language)
}

/// The text of a language after these events, if it was `code` before.
pub fn fold<'a>(code: &str, events: impl Iterator<Item = &'a Event>, language: &str) -> String {
    let mut units: Vec<u16> = code.encode_utf16().collect();
    for event in events {
        match &event.body {
            Some(Body::CodeChange(change)) if change.language == language => {
                units = change.code.encode_utf16().collect();
            }
            Some(Body::DocUpdate(change)) if change.language == language => {
                change.splices.iter().for_each(|it| splice(&mut units, it));
            }
            _ => {}
        }
    }
    String::from_utf16(&units).expect("whole characters")
}

fn splice(units: &mut Vec<u16>, Splice { position, deleted, inserted }: &Splice) {
    let (begin, end) = (*position as usize, (position + deleted) as usize);
    units.splice(begin..end, inserted.encode_utf16());
}
