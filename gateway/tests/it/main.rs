//! The gateway over loopback, between real clients and a real upstream.
//!
//! In reading order: `upstream` is the service behind it, `odd` are hosts that no
//! service should be, `stack` joins the two, `web` is a browser's side of grpc-web;
//! the rest are tests.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on ends its test")]

mod edge;
mod failure;
mod grpc_web;
mod native;
mod odd;
mod operations;
mod pages;
mod pool;
mod stack;
mod upstream;
mod web;
