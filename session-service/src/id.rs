//! The names things go by. Each is checked once, where it comes in.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::invalid::Invalid;

/// Defines a cheap-to-clone checked string: its doc, its field's name, its rule
/// in words, and the rule.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:literal, $rule:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub(crate) struct $name(Arc<str>);

        impl $name {
            /// Checks the rule.
            pub(crate) fn parse(raw: &str) -> Result<$name, Invalid> {
                let check: fn(&str) -> bool = $check;
                if check(raw) {
                    Ok($name(raw.into()))
                } else {
                    Err(Invalid { field: $field, rule: $rule })
                }
            }

            /// The text.
            #[allow(dead_code, reason = "not every id is needed as text")]
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;
            fn try_from(raw: String) -> Result<$name, Invalid> {
                $name::parse(&raw)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// A session's id. Ids that are made later sort later.
    SessionId,
    "session_id",
    "a session's id",
    |raw| raw.strip_prefix("s_").is_some_and(|hex| {
        hex.len() == 32 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
);

id!(
    /// A room's id, as the chat service knows it.
    RoomId,
    "room_id",
    "1 to 128 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 128)
);

id!(
    /// A user's id: the `sub` of their token.
    UserId,
    "user_id",
    "1 to 128 bytes of printable ASCII",
    |raw| (1..=128).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_graphic())
);

id!(
    /// A problem's id, chosen by its author.
    ProblemId,
    "problem_id",
    "1 to 64 of a-z, 0-9 and -",
    |raw| (1..=64).contains(&raw.len())
        && raw.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
);

id!(
    /// A programming language's id, as `python` or `cpp`.
    Language,
    "language",
    "1 to 32 of a-z, 0-9 and +#._-",
    |raw| (1..=32).contains(&raw.len())
        && raw.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9') || b"+#._-".contains(&b))
);

id!(
    /// A caller's own id for a call, unique among that caller's.
    RequestId,
    "request_id",
    "empty, or 1 to 64 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 64)
);

fn is_word(raw: &str, longest: usize) -> bool {
    (1..=longest).contains(&raw.len())
        && raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_to_their_alphabet_and_length() {
        assert!(SessionId::parse(&format!("s_{}", "0f".repeat(16))).is_ok());
        assert!(SessionId::parse("s_7").is_err());
        assert!(SessionId::parse(&format!("s_{}", "0F".repeat(16))).is_err());
        assert!(ProblemId::parse("two-sum").is_ok());
        assert!(ProblemId::parse("Two Sum").is_err());
        assert!(ProblemId::parse(&"a".repeat(65)).is_err());
        assert!(Language::parse("c++").is_ok());
        assert!(Language::parse("C++").is_err());
        assert!(UserId::parse("auth0|7").is_ok());
        assert!(UserId::parse("two words").is_err());
        assert!(RequestId::parse("").is_err());
    }

    #[test]
    fn a_stored_id_is_checked_when_it_is_read() {
        assert!(serde_json::from_str::<ProblemId>("\"two-sum\"").is_ok());
        assert!(serde_json::from_str::<ProblemId>("\"Two Sum\"").is_err());
    }
}
