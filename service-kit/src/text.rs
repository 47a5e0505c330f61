//! Texts that come in under a rule, and why one is refused.

/// A field breaks its rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field} must be {rule}")]
pub struct Invalid {
    /// The field's name on the wire.
    pub field: &'static str,
    /// What it must be.
    pub rule: &'static str,
}

/// Whether a text is 1 to `longest` of `A-Z`, `a-z`, `0-9`, `_` and `-`.
#[must_use]
pub fn is_word(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Defines a cheap-to-clone text that is checked where it comes in: its doc and
/// further attributes, its name, its field, its rule in words, and the rule.
///
/// It has `parse(&str) -> Result<Self, Invalid>`, `as_str()`, `Display` and the
/// conversions that serde's `try_from` and `into` need.
#[macro_export]
macro_rules! checked_text {
    ($(#[$attribute:meta])* $name:ident, $field:literal, $rule:literal, $check:expr) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub(crate) struct $name(std::sync::Arc<str>);

        impl $name {
            /// Checks the rule.
            pub(crate) fn parse(raw: &str) -> Result<$name, $crate::text::Invalid> {
                let check: fn(&str) -> bool = $check;
                if check(raw) {
                    Ok($name(raw.into()))
                } else {
                    Err($crate::text::Invalid { field: $field, rule: $rule })
                }
            }

            /// The text.
            #[allow(dead_code, reason = "not every one is needed as text")]
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::text::Invalid;
            fn try_from(raw: String) -> Result<$name, $crate::text::Invalid> {
                $name::parse(&raw)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0.as_ref().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}
