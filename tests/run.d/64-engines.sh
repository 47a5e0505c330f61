# The shorter path in Firefox, and in WebKit, which is Safari's engine.
source tests/run.d/tools.sh
node_on_path
has firefox-esr || debian firefox-esr
{ has WebKitWebDriver && has xvfb-run; } || debian webkit2gtk-driver xvfb xauth
hirehub
browsers
xvfb-run --auto-servernum npm --prefix tests/web run engines
