# What may come into the build: licences, duplicates, sources, known holes.
source tests/run.d/tools.sh
rust
cargo_deny check bans licenses sources
if cargo_deny fetch db; then
    cargo_deny --offline check advisories
else
    echo "tests/run: ADVISORIES WERE NOT CHECKED: their database (on GitHub) cannot be had here"
fi
