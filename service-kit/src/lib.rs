//! What the services share. Nothing here knows a noun of theirs.
//!
//! In reading order:
//!
//! * `clock` is the wall clock; `status` the shape of errors.
//! * `auth` verifies users' tokens; `dev_issuer` makes some, for development;
//!   `service_token` is how services prove themselves to each other.
//! * `serve` is the one accept loop, with `deadline` and `telemetry` around every
//!   request; `operations` is health and reflection.
//! * `program` is what each `main.rs` calls.

pub mod auth;
pub mod clock;
pub mod deadline;
pub mod dev_issuer;
pub mod operations;
pub mod program;
pub mod protect;
pub mod serve;
pub mod service_token;
pub mod status;
pub mod telemetry;
