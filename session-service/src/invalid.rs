//! Why a field was refused.

/// A field breaks its rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field} must be {rule}")]
pub(crate) struct Invalid {
    /// The field's name on the wire.
    pub(crate) field: &'static str,
    /// What it must be.
    pub(crate) rule: &'static str,
}
