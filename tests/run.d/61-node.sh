# A client generated for Node (connect-web, grpc-web through the gateway) holds it too.
source tests/run.d/tools.sh
hirehub
node_on_path
buf_on_path
npm --prefix tests/clients/node ci --ignore-scripts --no-audit --no-fund ||
    not_run "npm cannot install the client's packages"
npm --prefix tests/clients/node run generate
npm --prefix tests/clients/node test
