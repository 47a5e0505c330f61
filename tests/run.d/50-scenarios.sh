# People who talk, against the whole system.
source tests/run.d/tools.sh
hirehub
cargo test --package tests --locked
