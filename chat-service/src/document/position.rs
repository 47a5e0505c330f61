//! A place in the text, as a cursor tells it.

use yrs::{
    IndexScope, StickyIndex,
    updates::{decoder::Decode as _, encoder::Encode as _},
};

use super::{Misfit, ROOT, replica::caught, structs};

/// A Yjs relative position in the text, encoded by us.
pub(crate) fn encoded_anew(position: &[u8]) -> Result<Vec<u8>, Misfit> {
    structs::check_position(position)?;
    let position = caught(|| StickyIndex::decode_v1(position))?.map_err(|_| Misfit::Malformed)?;
    match position.scope() {
        IndexScope::Relative(_) => Ok(position.encode_v1()),
        IndexScope::Root(name) if **name == *ROOT => Ok(position.encode_v1()),
        _ => Err(Misfit::NotText),
    }
}
