# Yjs and plain clients edit one text at once and agree; broken updates harm nobody. Each
# prints its seed; `npm run document -- --seed N` in tests/clients/node does the same again.
source tests/run.d/tools.sh
hirehub
node_on_path
buf_on_path
npm --prefix tests/clients/node ci --ignore-scripts --no-audit --no-fund ||
    not_run "npm cannot install the client's packages"
npm --prefix tests/clients/node run generate
npm --prefix tests/clients/node run document
npm --prefix tests/clients/node run mutants
