# Every line as rustfmt would write it.
source tests/run.d/tools.sh
rust
cargo fmt --all --check -- --color never
