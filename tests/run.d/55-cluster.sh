# Many replicas, as real processes, and what people see when things break.
source tests/run.d/tools.sh
rust
mongo
servers
cargo test --package tests --test cluster --locked -- --test-threads 1 --show-output
