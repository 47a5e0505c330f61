//! How services say no.

use tonic::{Code, Status};
use tonic_types::StatusExt;

/// The reason of the status' `google.rpc.ErrorInfo`; empty when it has none.
pub fn reason(status: &Status) -> String {
    let info = status.get_details_error_info();
    info.map_or_else(String::new, |info| info.reason)
}

/// The code of a refusal, or OK.
pub fn code<T>(answer: &Result<T, Status>) -> Code {
    answer.as_ref().err().map_or(Code::Ok, Status::code)
}

/// Code and reason of what must have been refused.
pub fn why<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    (status.code(), reason(&status))
}
