# Scripts that shellcheck has nothing to say about.
source tests/run.d/tools.sh
has shellcheck || debian shellcheck
shellcheck --shell=bash --external-sources .ci/run tests/run tests/run.d/*.sh gateway/web/build.sh
