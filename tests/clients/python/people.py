"""People who sign in, and the doors they call through."""

import dataclasses
import json
import urllib.request

import grpc

from generated import chat_service_pb2_grpc, session_service_pb2_grpc
from stack import PATIENCE


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    user_id: str
    token: str

    @property
    def metadata(self):
        return [("authorization", f"Bearer {self.token}")]


def sign_in(gateway, user_id, display_name):
    """Development sign-in, as the start page does it."""
    request = urllib.request.Request(
        f"http://{gateway}/dev/sign-in",
        data=json.dumps({"user_id": user_id, "display_name": display_name}).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return Person(user_id, json.load(response)["token"])


class Door:
    """Where the session and the chat service are reached."""

    def __init__(self, session, chat):
        self._channels = [grpc.insecure_channel(address) for address in (session, chat)]
        self.session = session_service_pb2_grpc.SessionServiceStub(self._channels[0])
        self.chat = chat_service_pb2_grpc.ChatServiceStub(self._channels[1])

    def close(self):
        for channel in self._channels:
            channel.close()
