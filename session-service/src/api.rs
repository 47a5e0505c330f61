//! The gRPC surface: parse the request, call, answer.

mod page;
mod problems;
mod sessions;
pub(crate) mod wire;

pub(crate) use self::{problems::ProblemApi, sessions::SessionApi};
