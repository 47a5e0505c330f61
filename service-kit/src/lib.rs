//! What the services share. Nothing here knows a noun of theirs.
//!
//! In reading order:
//!
//! * `clock` is the wall clock; `status` the shape of errors; `text` what comes in
//!   under a rule; `sqlite` the one file a service keeps things in, `mongo` the
//!   database that its replicas share.
//! * `auth` verifies users' tokens; `dev_issuer` makes some, for development;
//!   `service_token` is how services prove themselves to each other.
//! * `protect` is the wall around a service, for both kinds of tokens.
//! * `serve` is the one accept loop, with `deadline` and `telemetry` around every
//!   request; `operations` is health and reflection. `ending` ends their streams.
//! * `program` is what each `main.rs` calls.

pub mod auth;
pub mod clock;
mod deadline;
pub mod dev_issuer;
mod ending;
pub mod mongo;
pub mod operations;
pub mod program;
pub mod protect;
pub mod serve;
pub mod service_token;
pub mod sqlite;
pub mod status;
pub mod telemetry;
pub mod text;
