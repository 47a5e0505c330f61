//! Ports for programs that are killed and started again.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU32, Ordering},
};

/// An address of this machine that is free, and still is after a kill: its port
/// lies below those that the system gives to outgoing connections (from 32768 on),
/// so nobody is given it meanwhile.
pub(crate) fn free_address() -> String {
    const FIRST: u32 = 20_000;
    const COUNT: u32 = 12_000;
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    // Test processes at once begin at different places.
    let begin = std::process::id().wrapping_mul(64);
    loop {
        let offset = begin.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed)) % COUNT;
        let address = format!("127.0.0.1:{}", FIRST + offset);
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}
