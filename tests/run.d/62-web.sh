# The page: types, unit tests, that the committed build is what the sources give, and
# what a first visit costs.
source tests/run.d/tools.sh
hirehub
node_on_path
gateway/web/build.sh --check
npm --prefix gateway/web run check
npm --prefix gateway/web test
