# A client generated for Python (grpcio) holds the conversation.
source tests/run.d/tools.sh
hirehub
requirements=tests/clients/python/requirements.txt
environment=python-$(sha256sum $requirements | head -c 12)
venv "$environment" --requirement $requirements
"$TOOLS/$environment/bin/python" tests/clients/python/conversation.py
