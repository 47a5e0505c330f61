//! What goes wrong in the gateway itself, and the one place where it turns into
//! a gRPC status.

use std::time::Duration;

use service_kit::status;
use tonic::{Code, Status};

/// The domain of `google.rpc.ErrorInfo` in the gateway's own errors.
const DOMAIN: &str = "gateway.hirehub";
/// When to try again: streams end all the time, and a gateway that stops is soon
/// replaced.
const SOON: Duration = Duration::from_secs(1);

/// Why the gateway itself answers with an error.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Error {
    /// No route leads there.
    #[error("the gateway does not serve this method")]
    UnknownService,
    /// The upstream cannot be connected to; the request was not sent.
    #[error("the service cannot be reached")]
    Unreachable {
        /// When the next attempt is made.
        retry_after: Duration,
    },
    /// The connection broke after the request had left.
    #[error("the service was lost before it answered; the outcome is not known")]
    Lost,
    /// The upstream's answer is not gRPC.
    #[error("the service did not answer in gRPC; the outcome is not known")]
    NotGrpc,
    /// All connections carry as many streams as they may.
    #[error("the gateway has no stream left")]
    Full,
    /// The gateway stops and has waited long enough for the call to end.
    #[error("the gateway is stopping; the outcome is not known")]
    Stopping,
    /// The caller's deadline passed.
    #[error("the deadline passed before the service answered")]
    Deadline,
}

impl From<Error> for Status {
    fn from(error: Error) -> Status {
        let message = error.to_string();
        let unavailable = "UPSTREAM_UNAVAILABLE";
        match error {
            Error::UnknownService => {
                status::error(Code::Unimplemented, "UNKNOWN_SERVICE", DOMAIN, message)
            }
            Error::Unreachable { retry_after } => status::error_with_retry(
                Code::Unavailable,
                unavailable,
                DOMAIN,
                message,
                retry_after,
            ),
            Error::Lost | Error::NotGrpc => {
                status::error(Code::Unavailable, unavailable, DOMAIN, message)
            }
            Error::Full => status::error_with_retry(
                Code::ResourceExhausted,
                "GATEWAY_FULL",
                DOMAIN,
                message,
                SOON,
            ),
            Error::Stopping => status::error_with_retry(
                Code::Unavailable,
                "GATEWAY_STOPPING",
                DOMAIN,
                message,
                SOON,
            ),
            Error::Deadline => {
                status::error(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", DOMAIN, message)
            }
        }
    }
}
