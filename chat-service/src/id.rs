//! The names things go by. Each is checked once, where it comes in.

use service_kit::{checked_text, text::is_word};

checked_text!(
    /// A room's id.
    RoomId,
    "room_id",
    "1 to 128 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 128)
);

checked_text!(
    /// A user's id: the `sub` of their token.
    UserId,
    "user_id",
    "1 to 128 bytes of printable ASCII",
    service_kit::auth::is_user_id
);

checked_text!(
    /// A replica of this service, from its start to its end: a restart is another.
    ReplicaId,
    "replica",
    "1 to 64 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 64)
);

impl ReplicaId {
    /// A new one.
    pub(crate) fn random() -> ReplicaId {
        ReplicaId(uuid::Uuid::new_v4().simple().to_string().into())
    }
}

checked_text!(
    /// A sender's own id for an event, unique among that sender's.
    ClientEventId,
    "client_event_id",
    "1 to 64 of A-Z, a-z, 0-9, _ and -",
    |raw| is_word(raw, 64)
);

checked_text!(
    /// A programming language's id, as `python` or `cpp`.
    Language,
    "language",
    "1 to 32 of a-z, 0-9 and +#._-",
    |raw| (1..=32).contains(&raw.len())
        && raw.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9') || b"+#._-".contains(&b))
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_to_their_alphabet_and_length() {
        assert!(RoomId::parse("room_7-A").is_ok());
        assert!(RoomId::parse("").is_err());
        assert!(RoomId::parse("a b").is_err());
        assert!(RoomId::parse(&"a".repeat(128)).is_ok());
        assert!(RoomId::parse(&"a".repeat(129)).is_err());
        assert!(ClientEventId::parse(&"a".repeat(65)).is_err());
        assert!(Language::parse("c++").is_ok());
        assert!(Language::parse("C++").is_err());
        assert!(UserId::parse("auth0|7").is_ok());
        assert!(UserId::parse("two words").is_err());
    }

    #[test]
    fn a_refusal_names_the_field_and_the_rule() {
        let refusal = Language::parse("C++").unwrap_err().to_string();
        assert_eq!(refusal, "language must be 1 to 32 of a-z, 0-9 and +#._-");
    }
}
