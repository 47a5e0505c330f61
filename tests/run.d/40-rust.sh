# What each crate says of itself.
source tests/run.d/tools.sh
rust
mongo
nats
cargo test --workspace --exclude tests --locked
