//! Every way a call can fail, and the one place where it becomes a status.

use std::time::Duration;

use proto::chat::v1::{RejectedReason, RemovedReason};
use service_kit::status;
use service_kit::text::Invalid;
use tonic::{Code, Status};
use tracing::error;

use crate::{log::LogError, room::Refusal};

/// The domain of our `google.rpc.ErrorInfo`.
const DOMAIN: &str = "chat.hirehub";
/// When to try again what may work a moment later.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// Every way a call can fail, in the service's own words.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the room was cleared: nobody can be let in any more")]
    RoomCleared,
    #[error("you are sending too fast")]
    TooFast(Duration),
    #[error("the room is not joined on this stream")]
    NotJoined,
    #[error("the room is already joined on this stream")]
    AlreadyJoined,
    #[error("a stream carries at most {0} rooms")]
    TooManyRooms(usize),
    #[error("the token is not valid, or another user's")]
    BadToken,
    #[error("the stream's lease ran out: renew it with a fresh token")]
    LeaseExpired,
    #[error("{}", removal(*.0))]
    Removed(RemovedReason),
    #[error("the server is going away: come back on a new stream")]
    Draining(Duration),
    #[error("epoch is another: the log was restored from a backup since; join without after_seq")]
    OtherEpoch,
    #[error("there is no code you may see")]
    NoCode,
    #[error(transparent)]
    Log(#[from] LogError),
}

impl Error {
    /// The code and the reason, for programs.
    fn kind(&self) -> (Code, &'static str) {
        match self {
            Error::Invalid(_) => (Code::InvalidArgument, "INVALID_FIELD"),
            Error::Refused(Refusal::NotAllowed) => (Code::PermissionDenied, "NOT_ALLOWED"),
            Error::Refused(Refusal::Closed) => (Code::PermissionDenied, "ROOM_CLOSED"),
            Error::Refused(Refusal::NoRoom) => (Code::NotFound, "NO_SUCH_ROOM"),
            Error::Refused(Refusal::IdReused) => (Code::AlreadyExists, "CLIENT_EVENT_ID_REUSED"),
            Error::Refused(Refusal::Misfit(misfit)) if misfit.needs_resync() => {
                (Code::Aborted, "RESYNC")
            }
            Error::Refused(Refusal::Misfit(_)) => (Code::InvalidArgument, "INVALID_FIELD"),
            Error::Refused(Refusal::AboveHead { .. }) => (Code::DataLoss, "ABOVE_HEAD"),
            Error::Refused(Refusal::Unknown) => (Code::Unavailable, "OUTCOME_UNKNOWN"),
            Error::RoomCleared => (Code::FailedPrecondition, "ROOM_CLOSED"),
            Error::TooFast(_) => (Code::ResourceExhausted, "TOO_FAST"),
            Error::NotJoined => (Code::FailedPrecondition, "NOT_JOINED"),
            Error::AlreadyJoined => (Code::AlreadyExists, "ALREADY_JOINED"),
            Error::TooManyRooms(_) => (Code::ResourceExhausted, "TOO_MANY_ROOMS"),
            Error::BadToken => (Code::Unauthenticated, "BAD_TOKEN"),
            Error::LeaseExpired => (Code::Unauthenticated, "LEASE_EXPIRED"),
            Error::Removed(RemovedReason::RoomClosed) => (Code::PermissionDenied, "ROOM_CLOSED"),
            Error::Removed(_) => (Code::PermissionDenied, "ACCESS_REMOVED"),
            Error::Draining(_) => (Code::Unavailable, "DRAINING"),
            Error::OtherEpoch => (Code::DataLoss, "OTHER_EPOCH"),
            Error::NoCode => (Code::NotFound, "NO_CODE"),
            Error::Log(_) => (Code::Unavailable, "LOG_UNAVAILABLE"),
        }
    }

    /// The reason a frame is refused with, where the stream lives on.
    pub(crate) fn rejected_reason(&self) -> RejectedReason {
        match self {
            Error::Invalid(_) => RejectedReason::Invalid,
            Error::Refused(Refusal::NotAllowed | Refusal::NoRoom) => RejectedReason::NotAllowed,
            Error::Refused(Refusal::Closed) | Error::RoomCleared => RejectedReason::RoomClosed,
            Error::Refused(Refusal::IdReused) => RejectedReason::IdReused,
            Error::Refused(Refusal::Misfit(misfit)) if misfit.needs_resync() => {
                RejectedReason::Resync
            }
            Error::Refused(Refusal::Misfit(_)) => RejectedReason::Invalid,
            Error::Refused(Refusal::AboveHead { .. }) | Error::OtherEpoch => {
                RejectedReason::DataLoss
            }
            Error::NotJoined => RejectedReason::NotJoined,
            Error::AlreadyJoined => RejectedReason::AlreadyJoined,
            Error::TooManyRooms(_) => RejectedReason::TooManyRooms,
            Error::BadToken | Error::LeaseExpired => RejectedReason::Unauthenticated,
            Error::Removed(RemovedReason::RoomClosed) => RejectedReason::RoomClosed,
            Error::Removed(_) => RejectedReason::NotAllowed,
            Error::Refused(Refusal::Unknown)
            | Error::TooFast(_)
            | Error::Draining(_)
            | Error::NoCode
            | Error::Log(_) => RejectedReason::Unavailable,
        }
    }
}

impl From<Error> for Status {
    /// What the client may read goes in the status; what the operator needs goes
    /// in the log.
    fn from(error: Error) -> Status {
        let (code, reason) = error.kind();
        if let Error::Log(cause) = &error {
            error!(?cause, "the room log failed");
        }
        match error {
            Error::TooFast(after) | Error::Draining(after) => {
                status::error_with_retry(code, reason, DOMAIN, error.to_string(), after)
            }
            _ if code == Code::Unavailable => {
                status::error_with_retry(code, reason, DOMAIN, error.to_string(), RETRY_AFTER)
            }
            _ => status::error(code, reason, DOMAIN, error.to_string()),
        }
    }
}

fn removal(reason: RemovedReason) -> &'static str {
    match reason {
        RemovedReason::RoomClosed => "the room has ended",
        _ => "you were taken off the allow-list of this room",
    }
}
