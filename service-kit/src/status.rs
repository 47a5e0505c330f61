//! The shape of errors: a code for everybody, a reason for programs, a sentence for
//! developers, and when to try again.

use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// A status with `google.rpc.ErrorInfo`. `reason` is UPPER_SNAKE and stable;
/// `message` is for the developer who reads it.
pub fn error(code: Code, reason: &str, domain: &str, message: impl Into<String>) -> Status {
    let details = ErrorDetails::with_error_info(reason, domain, []);
    Status::with_error_details(code, message, details)
}

/// The same with `google.rpc.RetryInfo`: trying again after `after` may work.
pub fn error_with_retry(
    code: Code,
    reason: &str,
    domain: &str,
    message: impl Into<String>,
    after: Duration,
) -> Status {
    let mut details = ErrorDetails::with_error_info(reason, domain, []);
    details.set_retry_info(Some(after));
    Status::with_error_details(code, message, details)
}

/// The reason of a status that has one.
pub fn reason(status: &Status) -> Option<String> {
    status.get_details_error_info().map(|info| info.reason)
}

/// When a status says to try again.
pub fn retry_after(status: &Status) -> Option<Duration> {
    status.get_details_retry_info().and_then(|info| info.retry_delay)
}
