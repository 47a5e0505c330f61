//! The names things go by. Each is checked once, where it comes in.

use serde::{Deserialize, Serialize};
use service_kit::{checked_text, text::is_word};

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A session's id. Ids that are made later sort later.
    SessionId,
    "session_id",
    "a session's id",
    |raw| raw.strip_prefix("s_").is_some_and(|hex| {
        hex.len() == 32 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
);

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A room's id, as the chat service knows it.
    RoomId,
    "room_id",
    "1 to 128 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 128)
);

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A user's id: the `sub` of their token.
    UserId,
    "user_id",
    "1 to 128 bytes of printable ASCII",
    service_kit::auth::is_user_id
);

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A problem's id, chosen by its author.
    ProblemId,
    "problem_id",
    "1 to 64 of a-z, 0-9 and -",
    |raw| (1..=64).contains(&raw.len())
        && raw.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
);

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A programming language's id, as `python` or `cpp`.
    Language,
    "language",
    "1 to 32 of a-z, 0-9 and +#._-",
    |raw| (1..=32).contains(&raw.len())
        && raw.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9') || b"+#._-".contains(&b))
);

checked_text!(
    #[derive(Deserialize, Serialize)]
    #[serde(try_from = "String", into = "String")]
    /// A caller's own id for a call, unique among that caller's.
    RequestId,
    "request_id",
    "empty, or 1 to 64 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 64)
);

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
