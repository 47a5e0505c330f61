//! Why a token is refused.

use std::time::Duration;

use tonic::{Code, Status};

use crate::status;

/// The domain of our `google.rpc.ErrorInfo`.
const DOMAIN: &str = "auth.hirehub";
/// When to try again while the keys cannot be had.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Why a token was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AuthError {
    /// It is not a token, or its signature, issuer or a claim is wrong.
    #[error("the token is not valid: {0}")]
    Invalid(String),
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// The issuer's keys cannot be had now.
    #[error("the issuer's keys cannot be had now")]
    KeysUnavailable,
}

impl From<AuthError> for Status {
    fn from(error: AuthError) -> Status {
        let message = error.to_string();
        match error {
            AuthError::Invalid(_) => {
                status::error(Code::Unauthenticated, "TOKEN_INVALID", DOMAIN, message)
            }
            AuthError::Expired => {
                status::error(Code::Unauthenticated, "TOKEN_EXPIRED", DOMAIN, message)
            }
            AuthError::KeysUnavailable => status::error_with_retry(
                Code::Unavailable,
                "KEYS_UNAVAILABLE",
                DOMAIN,
                message,
                RETRY_AFTER,
            ),
        }
    }
}
