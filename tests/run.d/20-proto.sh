# The contract: lint (STANDARD and COMMENTS), form, and that it compiles.
source tests/run.d/tools.sh
buf_on_path
buf lint proto
buf format --diff --exit-code proto
buf build proto
