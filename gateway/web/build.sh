#!/usr/bin/env bash
# gateway/web/build.sh           makes src/gen and dist anew, from the sources and the lockfile
# gateway/web/build.sh --check   fails if that would change anything
#
# Both fail if a visit costs more than budget.mjs allows. Two builds of the same
# sources are the same bytes, wherever they are made; the network is asked only for
# packages that npm does not have yet.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tests/run.d/tools.sh
cd gateway/web

# What package-lock.json names, once for each state of it.
packages() {
    local made_from=node_modules/.made-from
    ! cmp --silent package-lock.json $made_from || return 0
    npm ci --prefer-offline --ignore-scripts --no-audit --no-fund ||
        not_run "npm cannot install the page's packages"
    cp package-lock.json $made_from
}

# build DIRECTORY: src/gen, dist and what dist is made of.
build() {
    local out=$1 template
    template=$(sed "s|out: src/gen|out: $out/gen|" buf.gen.yaml)
    buf generate ../../proto --template "$template"
    node_modules/.bin/vite build --logLevel warn --outDir "$out/dist" --emptyOutDir --manifest manifest.json
    mv "$out/dist/manifest.json" "$out"
}

# check_or_take BUILT COMMITTED
check_or_take() {
    if [[ $mode == --check ]]; then
        diff --recursive --brief "$1" "$2" || {
            echo "gateway/web/$2 is not what the sources give; run gateway/web/build.sh"
            exit 1
        }
    else
        rm -rf "$2" && cp -r "$1" "$2"
    fi
}

mode=${1:-}
node_on_path
buf_on_path
packages
built=$(mktemp -d)
scratch+=("$built")
# The page is built from the committed src/gen: if it is stale, that is said first.
build "$built"
check_or_take "$built/gen" src/gen
check_or_take "$built/dist" dist
node budget.mjs "$built/manifest.json" dist
