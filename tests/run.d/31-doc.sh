# Documentation without a broken link.
source tests/run.d/tools.sh
rust
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
