# The lints of the root Cargo.toml, all of them errors.
source tests/run.d/tools.sh
rust
cargo clippy --workspace --all-targets --locked -- -D warnings
