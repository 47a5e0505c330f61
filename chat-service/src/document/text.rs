//! The text of one language: what the log holds of it.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use prost::Message;

use super::{
    Misfit,
    past::Past,
    replica::{self, Replica},
    shares::Shares,
    splice::{Splice, diff, make},
    structs,
};
use crate::{id::UserId, log::Seq};

/// The longest text, in bytes of UTF-8: ten times a long interview's.
pub(crate) const MAX_TEXT: usize = 256 * 1024;
/// After so many updates they are folded into one: loading it takes as long as
/// applying about as many, 10 ms.
const COMPACT_AT: usize = 2048;

/// A text. It is made of updates alone, so that a copy of it is one; the Yjs document
/// that changes are tried on is made of them when there is a change.
#[derive(Debug)]
pub(crate) struct Text {
    units: Vec<u16>,
    past: Past,
    seq: Seq,
    /// All updates up to `since`, as one.
    base: Vec<u8>,
    since: Vec<Vec<u8>>,
    shares: Shares,
    replica: Mutex<Option<Tried>>,
}

/// A Yjs document of the text, perhaps with a change that the log does not hold.
struct Tried {
    replica: Replica,
    /// How many of the updates `since` it holds.
    held: usize,
    /// The change it holds beyond them.
    ahead: Option<Vec<u8>>,
}

/// A change that fits a text.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Change {
    /// As a Yjs update, encoded by us.
    pub(crate) update: Vec<u8>,
    /// For plain texts.
    pub(crate) splices: Vec<Splice>,
    /// How many more runs the Yjs document has for it.
    pub(crate) runs: i32,
}

/// A text in a room's checkpoint.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct TextMessage {
    #[prost(string, tag = "1")]
    code: String,
    #[prost(uint64, tag = "2")]
    seq: Seq,
    #[prost(bytes = "vec", tag = "3")]
    state: Vec<u8>,
    #[prost(btree_map = "uint64, string", tag = "4")]
    authors: BTreeMap<u64, String>,
    #[prost(btree_map = "string, sint64", tag = "5")]
    runs: BTreeMap<String, i64>,
}

impl Text {
    /// The text as a message.
    pub(super) fn to_message(&self) -> TextMessage {
        TextMessage {
            code: self.code(),
            seq: self.seq,
            state: self.state(),
            authors: self.shares.authors(),
            runs: self.shares.runs(),
        }
    }

    /// The text of a message.
    pub(super) fn from_message(message: TextMessage) -> anyhow::Result<Text> {
        Ok(Text {
            past: Past::new(message.seq),
            units: message.code.encode_utf16().collect(),
            seq: message.seq,
            base: message.state,
            since: Vec::new(),
            shares: Shares::new(message.authors, message.runs)?,
            replica: Mutex::new(None),
        })
    }

    /// A text that begins with `code`, as of `seq`.
    pub(crate) fn new(code: &str, seq: Seq) -> Text {
        let mut replica = Replica::new();
        let base = match code {
            "" => Vec::new(),
            // What we encode we can read.
            _ => replica.splice(diff("", code)).map(|it| it.update).unwrap_or_default(),
        };
        Text {
            past: Past::new(seq),
            units: code.encode_utf16().collect(),
            seq,
            base,
            since: Vec::new(),
            shares: Shares::default(),
            replica: Mutex::new(None),
        }
    }

    /// The seq of the newest event that it holds.
    pub(crate) fn seq(&self) -> Seq {
        self.seq
    }

    /// The text.
    pub(crate) fn code(&self) -> String {
        String::from_utf16_lossy(&self.units)
    }

    /// Whether there is no text and never was any.
    pub(crate) fn is_blank(&self) -> bool {
        self.base.is_empty() && self.since.is_empty()
    }

    /// The whole as one Yjs update; no bytes if there is no text and never was any.
    pub(crate) fn state(&self) -> Vec<u8> {
        if self.is_blank() {
            return Vec::new();
        }
        // What is in here was encoded by us: it can be loaded.
        self.try_on(|tried| Ok(tried.replica.state())).unwrap_or_default()
    }

    /// Checks an update of `user`'s. `None`: it changes nothing.
    pub(crate) fn propose(&self, user: &UserId, update: &[u8]) -> Result<Option<Change>, Misfit> {
        // What cannot be read costs no document that is at hand.
        let changes = structs::read(update)?;
        self.try_on(|tried| {
            let (change, authors) = tried.replica.change(update, changes)?;
            self.shares.check_clients(user, &authors)?;
            self.shares.check_runs(user, change.runs)?;
            // The document and the text never part, as they do when a character is cut in two.
            let text = tried.replica.text();
            if !text.encode_utf16().eq(self.check(&change.splices)?) {
                return Err(Misfit::NotText);
            }
            Ok(tried.set_ahead(change))
        })
    }

    /// The smallest change that makes the text `code`, or, if that was made of the text
    /// as of `seq`, what it means now; 0 is now. `None`: it is so already.
    pub(crate) fn propose_code(
        &self,
        user: &UserId,
        code: &str,
        seq: Seq,
    ) -> Result<Option<Change>, Misfit> {
        let code = match seq {
            0 => Cow::Borrowed(code),
            seq => self.past.rebase(&self.units, seq, code).ok_or(Misfit::TooOld)?.into(),
        };
        let splices = diff(&self.code(), &code);
        if splices.is_empty() {
            return Ok(None);
        }
        self.check(&splices)?;
        self.try_on(|tried| {
            let change = tried.replica.splice(splices)?;
            self.shares.check_runs(user, change.runs)?;
            Ok(tried.set_ahead(change))
        })
    }

    /// What the changes make, if they fit, and that is not too long.
    fn check(&self, splices: &[Splice]) -> Result<Vec<u16>, Misfit> {
        let units = make(splices, &self.units, |_, _| {}).ok_or(Misfit::NotText)?;
        // A unit takes three bytes at most.
        let is_long = units.len() > MAX_TEXT / 3 && bytes(&units) > MAX_TEXT;
        if is_long { Err(Misfit::TooLong) } else { Ok(units) }
    }

    /// Takes in a change that the log holds.
    pub(crate) fn apply(&mut self, user: &UserId, seq: Seq, change: Change) {
        let Change { update, splices, runs } = change;
        self.past.make(seq, &splices, &mut self.units);
        self.seq = seq;
        self.shares.take(user, &replica::authors(&update), runs);
        if let Some(tried) = self.replica.get_mut().unwrap_or_else(PoisonError::into_inner)
            && tried.held == self.since.len()
            && tried.ahead.as_ref() == Some(&update)
        {
            tried.ahead = None;
            tried.held += 1;
        }
        self.since.push(update);
        if self.since.len() >= COMPACT_AT {
            self.compact();
        }
    }

    fn compact(&mut self) {
        // What cannot be loaded is kept as it is: no state of it would be a whole one.
        let Ok(state) = self.try_on(|tried| Ok(tried.replica.state())) else { return };
        self.base = state;
        self.since.clear();
        if let Some(tried) = self.replica.get_mut().unwrap_or_else(PoisonError::into_inner) {
            tried.held = 0;
        }
    }

    /// Does something with a document that holds the text and nothing else. If it fails
    /// the document is thrown away.
    fn try_on<T>(&self, does: impl FnOnce(&mut Tried) -> Result<T, Misfit>) -> Result<T, Misfit> {
        let mut kept = self.kept();
        let mut tried = match kept.take().filter(|tried| tried.ahead.is_none()) {
            Some(tried) => tried,
            None => Tried::load(&self.base)?,
        };
        for update in &self.since[tried.held..] {
            tried.replica.follow(update)?;
        }
        tried.held = self.since.len();
        let done = does(&mut tried)?;
        *kept = Some(tried);
        Ok(done)
    }

    fn kept(&self) -> MutexGuard<'_, Option<Tried>> {
        self.replica.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tried {
    fn load(base: &[u8]) -> Result<Tried, Misfit> {
        let mut replica = Replica::new();
        if !base.is_empty() {
            replica.follow(base)?;
        }
        Ok(Tried { replica, held: 0, ahead: None })
    }

    fn set_ahead(&mut self, change: Change) -> Option<Change> {
        if change.update.is_empty() {
            return None;
        }
        self.ahead = Some(change.update.clone());
        Some(change)
    }
}

impl std::fmt::Debug for Tried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tried").field("held", &self.held).field("ahead", &self.ahead).finish()
    }
}

/// The length in UTF-8.
fn bytes(units: &[u16]) -> usize {
    char::decode_utf16(units.iter().copied()).map(|c| c.map_or(3, char::len_utf8)).sum()
}
