//! A text as a Yjs document: what CRDT clients edit.

use std::{
    mem::take,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use yrs::{
    Any, ClientID, Doc, GetString as _, IdSet, Observable as _, OffsetKind, Options, Out,
    ReadTxn as _, StateVector, Text as _, TextRef, Transact as _, TransactionMut, Update,
    types::Delta, updates::decoder::Decode as _,
};

use super::{
    Misfit, ROOT,
    order::Order,
    splice::{Splice, Units},
    structs::{self, Changes},
    text::Change,
};

/// The client id of what the server writes: starter code, and plain clients' changes.
/// Every replica of the service uses the same: slots of the log keep them in order.
pub(super) const SERVER: u64 = 1;
/// The most UTF-16 units an update may insert, those included that it deletes again:
/// as many as the longest text has at most.
const MAX_INSERTED: u64 = 256 * 1024;

/// A Yjs document with one text.
pub(super) struct Replica {
    doc: Doc,
    text: TextRef,
    order: Order,
}

/// What somebody's update did.
struct Applied {
    /// The update, encoded by us; empty if it changed nothing.
    update: Vec<u8>,
    /// The same for a plain text.
    splices: Vec<Splice>,
    /// The client ids it inserted with.
    authors: Vec<u64>,
}

impl Replica {
    /// An empty document.
    pub(super) fn new() -> Replica {
        // Positions count as they do in browsers; the default, bytes, would not.
        let options = Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(SERVER))
        };
        let doc = Doc::with_options(options);
        let text = doc.get_or_insert_text(ROOT);
        Replica { doc, text, order: Order::new() }
    }

    /// Takes in a change, or a whole state, that this module has encoded.
    pub(super) fn follow(&mut self, update: &[u8]) -> Result<(), Misfit> {
        self.order.follow(structs::read(update)?)?;
        let update = Update::decode_v1(update).map_err(|_| Misfit::Malformed)?;
        self.doc.transact_mut().apply_update(update).map_err(|_| Misfit::Malformed)
    }

    /// Takes in anybody's update, which is of these changes, and checks what it did; tells
    /// the client ids it inserted with, too. After a misfit the document is of no more use.
    pub(super) fn change(
        &mut self,
        update: &[u8],
        changes: Changes,
    ) -> Result<(Change, Vec<u64>), Misfit> {
        let runs = self.order.change(changes)?;
        let deltas = Arc::new(Mutex::new(Vec::new()));
        let seen = deltas.clone();
        self.text.observe("change", move |txn, event| {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = event.delta(txn).to_vec();
        });
        let mut txn = self.doc.transact_mut();
        let applied = caught(|| apply(&mut txn, update, &deltas)).flatten();
        // A transaction commits as it ends: it must not while a panic is on its way.
        caught(|| drop(txn))?;
        self.text.unobserve("change");
        let Applied { update, splices, authors } = applied?;
        Ok((Change { update, splices, runs }, authors))
    }

    /// Makes a change of ours.
    pub(super) fn splice(&mut self, splices: Vec<Splice>) -> Result<Change, Misfit> {
        let mut txn = self.doc.transact_mut();
        for Splice { position, deleted, inserted } in &splices {
            self.text.remove_range(&mut txn, *position, *deleted);
            self.text.insert(&mut txn, *position, inserted);
        }
        txn.commit();
        let update = txn.encode_update_v1();
        drop(txn);
        let runs = self.order.splice(structs::read(&update)?)?;
        Ok(Change { update, splices, runs })
    }

    /// The text.
    pub(super) fn text(&self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    /// The whole document as one update.
    pub(super) fn state(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }
}

/// Does something with yrs, which adds up what it reads, as clocks and lengths, and
/// panics when that overflows.
pub(super) fn caught<T>(does: impl FnOnce() -> T) -> Result<T, Misfit> {
    catch_unwind(AssertUnwindSafe(does)).map_err(|_| Misfit::Malformed)
}

fn apply(
    txn: &mut TransactionMut<'_>,
    update: &[u8],
    deltas: &Mutex<Vec<Delta>>,
) -> Result<Applied, Misfit> {
    let update = Update::decode_v1(update).map_err(|_| Misfit::Malformed)?;
    txn.apply_update(update).map_err(|_| Misfit::Malformed)?;
    txn.commit();
    if txn.has_missing_updates() || has_gap(txn) {
        return Err(Misfit::Missing);
    }
    let splices = splices(&take(&mut *deltas.lock().unwrap_or_else(PoisonError::into_inner)))?;
    if txn.root_refs().any(|(name, _)| name != ROOT) || !is_text_alone(txn, &splices) {
        return Err(Misfit::NotText);
    }
    Ok(Applied {
        update: if txn.has_changes() { txn.encode_update_v1() } else { Vec::new() },
        splices,
        authors: txn.insert_set().client_ids().map(|id| id.get()).collect(),
    })
}

/// Whom an update of ours inserts for.
pub(super) fn authors(update: &[u8]) -> Vec<u64> {
    let update = Update::decode_v1(update);
    let inserted = update.map(|update| update.insertions(true)).unwrap_or_default();
    inserted.client_ids().map(|id| id.get()).collect()
}

/// Whether a transaction inserted behind clocks that the document does not have: yrs
/// takes that in, and would not encode it.
fn has_gap(txn: &TransactionMut<'_>) -> bool {
    let state = txn.state_vector();
    let mut inserted = txn.insert_set().iter();
    inserted.any(|(client, ranges)| ranges.iter().any(|range| state.get(client) < range.end))
}

/// Whether all that a transaction inserted shows in the text, or is deleted again:
/// anything else, as an embed, a format or an attribute, would be in the document
/// without being in the text.
fn is_text_alone(txn: &TransactionMut<'_>, splices: &[Splice]) -> bool {
    let inserted = txn.insert_set();
    let kept = count(&inserted.diff(txn.delete_set()));
    let shown: u64 = splices.iter().map(|splice| u64::from(splice.inserted.units())).sum();
    kept == shown && count(inserted) <= MAX_INSERTED
}

fn count(ids: &IdSet) -> u64 {
    let ranges = ids.iter().flat_map(|(_, ranges)| ranges.iter());
    ranges.map(|range| u64::from(range.end.saturating_sub(range.start))).sum()
}

/// What the document says it changed, as changes of a plain text.
fn splices(deltas: &[Delta]) -> Result<Vec<Splice>, Misfit> {
    let mut splices: Vec<Splice> = Vec::new();
    let mut position = 0;
    for delta in deltas {
        match delta {
            Delta::Retain(units, None) => position += units,
            Delta::Deleted(units) => match splices.last_mut() {
                // Right behind what was inserted here.
                Some(last) if last.end() == position => last.deleted += units,
                _ => splices.push(Splice { position, deleted: *units, inserted: String::new() }),
            },
            Delta::Inserted(Out::Any(Any::String(text)), None) if !text.contains('\r') => {
                match splices.last_mut() {
                    Some(last) if last.end() == position => last.inserted.push_str(text),
                    _ => splices.push(Splice { position, deleted: 0, inserted: text.to_string() }),
                }
                position += text.units();
            }
            _ => return Err(Misfit::NotText),
        }
    }
    Ok(splices)
}
