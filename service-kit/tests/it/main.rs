//! The kit as its services use it: real keys, a real issuer, real connections.
//!
//! In reading order: `issuer` signs tokens, `endpoint` publishes its keys, `network`
//! joins clients to a server without sockets, so that time can be paused; the rest
//! are tests.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on ends its test")]

mod deadlines;
mod dev_issuer;
mod draining;
mod endpoint;
mod issuer;
mod logging;
mod network;
mod operations;
mod programs;
mod protection;
mod rotation;
mod service_tokens;
mod serving;
mod sources;
mod tokens;
