//! Every way a call can fail, and the one place where it becomes a status.

use std::time::Duration;

use service_kit::status;
use service_kit::text::Invalid;
use tonic::{Code, Status};
use tracing::{error, warn};

use crate::{
    rooms::RoomsError,
    session::{Misfit, command::Refusal},
    store::StoreError,
};

/// The domain of our `google.rpc.ErrorInfo`.
const DOMAIN: &str = "session.hirehub";
/// When to try again what may work a moment later.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// Every way a call can fail, in the service's own words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("there is no such problem")]
    NoProblem,
    #[error("problem_id is taken")]
    ProblemExists,
    #[error("only admins may change problems")]
    AdminOnly,
    #[error("request_id was used before, with other arguments")]
    RequestIdReused,
    #[error("too much happens in this session at once; try again")]
    Busy,
    #[error("the room was ended by another service")]
    RoomEnded,
    #[error("{0}; try again")]
    Rooms(RoomsError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the session's record cannot be read")]
    Misfit(#[from] Misfit),
    #[error("the server is stopping; try again")]
    Stopping,
}

impl From<RoomsError> for Error {
    fn from(error: RoomsError) -> Error {
        match error {
            RoomsError::Ended => Error::RoomEnded,
            RoomsError::Unavailable(_) => Error::Rooms(error),
        }
    }
}

impl Error {
    /// The code and the reason, for programs.
    fn kind(&self) -> (Code, &'static str) {
        match self {
            Error::Invalid(_) => (Code::InvalidArgument, "INVALID_FIELD"),
            Error::Refused(refusal) => match refusal {
                Refusal::NotFound => (Code::NotFound, "SESSION_NOT_FOUND"),
                Refusal::Completed => (Code::FailedPrecondition, "SESSION_COMPLETED"),
                Refusal::HostCannotJoin => (Code::FailedPrecondition, "HOST_CANNOT_JOIN"),
                Refusal::Full => (Code::ResourceExhausted, "SESSION_FULL"),
                Refusal::NotHost => (Code::PermissionDenied, "NOT_HOST"),
                Refusal::NotParticipant => (Code::PermissionDenied, "NOT_PARTICIPANT"),
            },
            Error::NoProblem => (Code::NotFound, "PROBLEM_NOT_FOUND"),
            Error::ProblemExists => (Code::AlreadyExists, "PROBLEM_EXISTS"),
            Error::AdminOnly => (Code::PermissionDenied, "ADMIN_ONLY"),
            Error::RequestIdReused => (Code::AlreadyExists, "REQUEST_ID_REUSED"),
            Error::RoomEnded => (Code::FailedPrecondition, "ROOM_ENDED"),
            Error::Busy => (Code::Unavailable, "SESSION_BUSY"),
            Error::Rooms(_) => (Code::Unavailable, "CHAT_UNAVAILABLE"),
            Error::Store(_) => (Code::Unavailable, "STORE_UNAVAILABLE"),
            Error::Stopping => (Code::Unavailable, "STOPPING"),
            Error::Misfit(_) => (Code::DataLoss, "RECORD_UNREADABLE"),
        }
    }
}

impl From<Error> for Status {
    /// What the client may read goes in the status; what the operator needs goes
    /// in the log.
    fn from(error: Error) -> Status {
        let (code, reason) = error.kind();
        match &error {
            Error::Rooms(cause) => warn!(?cause, "the chat service failed"),
            Error::Store(cause) => error!(?cause, "the store failed"),
            Error::Misfit(cause) => error!(%cause, "a session's record cannot be read"),
            _ => {}
        }
        match code {
            Code::Unavailable => {
                status::error_with_retry(code, reason, DOMAIN, error.to_string(), RETRY_AFTER)
            }
            _ => status::error(code, reason, DOMAIN, error.to_string()),
        }
    }
}
