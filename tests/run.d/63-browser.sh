# Two people in a real Chromium: every page, and what happens to them when things break.
source tests/run.d/tools.sh
node_on_path
grpcurl_on_path
has chromium || has google-chrome || debian chromium
HIREHUB_CHROMIUM=$(command -v chromium || command -v google-chrome)
export HIREHUB_CHROMIUM
hirehub
browsers
npm --prefix tests/web run chromium
