# The README's two terminals, as pasted.
source tests/run.d/tools.sh
has python3 || debian python3
grpcurl_on_path
hirehub
python3 tests/clients/python/readme.py README.md
