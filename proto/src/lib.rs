//! The contract of HireHub: the code generated from `hirehub/**/*.proto`.
//!
//! Nothing here is written by hand but this page. `tests/regeneration.rs` makes
//! `src/gen` again and fails on a difference, so nobody needs `protoc`.
//!
//! An RPC named `Connect` collides with tonic's generated `connect()`, so the
//! clients come without it: make one with `XClient::new(channel)`.

/// Live rooms: for people, and (`RoomAccessService`) for other services.
pub mod chat {
    /// Version 1.
    #[allow(
        clippy::allow_attributes_without_reason,
        clippy::all,
        missing_docs,
        reason = "generated"
    )]
    pub mod v1 {
        include!("gen/hirehub.chat.v1.rs");
    }

    /// The descriptors of `ChatService`, for reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!("gen/chat.bin");
    /// The descriptors of `RoomAccessService`, for reflection.
    pub const ROOM_ACCESS_DESCRIPTORS: &[u8] = include_bytes!("gen/room_access.bin");
}

/// Interview sessions and their problems.
pub mod session {
    /// Version 1.
    #[allow(
        clippy::allow_attributes_without_reason,
        clippy::all,
        missing_docs,
        reason = "generated"
    )]
    pub mod v1 {
        include!("gen/hirehub.session.v1.rs");
    }

    /// The descriptors of `SessionService` and `ProblemService`, for reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!("gen/session.bin");
}
