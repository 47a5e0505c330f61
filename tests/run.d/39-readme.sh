# The README's two terminals, as pasted, on the usual ports. Before every suite that connects:
# those ports are among the ones the system gives out (32768-60999), and a connection that
# happened on one keeps it for a minute after its end, so that nothing can listen there.
source tests/run.d/tools.sh
has python3 || debian python3
grpcurl_on_path
hirehub
python3 tests/clients/python/readme.py README.md
