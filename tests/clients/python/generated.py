"""The client code of the contract, generated now: grpcio-tools brings its own compiler."""

import pathlib
import sys
import tempfile

import grpc_tools
from grpc_tools import protoc

PROTO = pathlib.Path(__file__).parents[3] / "proto"

out = tempfile.TemporaryDirectory()
sources = [str(path) for path in PROTO.glob("hirehub/**/*.proto")]
well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
includes = [f"-I{PROTO}", f"-I{well_known}"]
if protoc.main(["", *includes, f"--python_out={out.name}", f"--grpc_python_out={out.name}", *sources]):
    raise RuntimeError("the contract does not compile")
sys.path.insert(0, out.name)

from hirehub.chat.v1 import body_pb2, chat_service_pb2, chat_service_pb2_grpc, frame_pb2  # noqa: E402
from hirehub.session.v1 import session_pb2, session_service_pb2, session_service_pb2_grpc  # noqa: E402

__all__ = [
    "body_pb2", "chat_service_pb2", "chat_service_pb2_grpc", "frame_pb2",
    "session_pb2", "session_service_pb2", "session_service_pb2_grpc",
]
