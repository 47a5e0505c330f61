"""A person's stream into a room, and the journal of what came over it."""

import queue
import threading

import grpc

from generated import body_pb2, chat_service_pb2, frame_pb2
from stack import PATIENCE


class Journal:
    """One reader's durable events of one room, over all their streams."""

    def __init__(self):
        self.events = []
        self.last_seq = 0

    def record(self, frame):
        """Breaks at the first gap or repeat."""
        kind = frame.WhichOneof("frame")
        if kind == "event" and frame.event.seq:
            assert frame.event.seq == self.last_seq + 1, (
                f"event {frame.event.seq} came after {self.last_seq}"
            )
            self.events.append(frame.event)
            self.last_seq = frame.event.seq
        elif kind == "skip":
            assert frame.skip.to_seq > self.last_seq, f"skip back to {frame.skip.to_seq}"
            self.last_seq = frame.skip.to_seq

    def texts(self):
        """Who said what, at which seq."""
        return [
            (event.seq, event.user_id, event.message.text)
            for event in self.events
            if event.WhichOneof("body") == "message"
        ]


class Line:
    """One `Connect` stream, joined to one room where the journal ends."""

    def __init__(self, chat, person, room_id, journal):
        self.room_id = room_id
        self.journal = journal
        self.ephemeral = []
        self._out = queue.SimpleQueue()
        self._in = queue.SimpleQueue()
        self._call = chat.Connect(iter(self._out.get, None), metadata=person.metadata)
        threading.Thread(target=self._read, daemon=True).start()
        self._write(join=frame_pb2.Join(room_id=room_id, after_seq=journal.last_seq))

    def send(self, client_event_id="", **body):
        """Puts something into the room; the answer comes over the stream."""
        self._write(send=frame_pb2.Send(room_id=self.room_id, client_event_id=client_event_id, **body))

    def say(self, client_event_id, text):
        """Sends a message and returns the seq of its ack."""
        self.send(client_event_id, message=body_pb2.Message(text=text))
        return self.ack(client_event_id)

    def ack(self, client_event_id):
        return self.until(
            f"the ack of {client_event_id}", "ack", lambda ack: ack.client_event_id == client_event_id
        ).seq

    def catch_up(self, seq):
        """Reads until the journal holds everything up to `seq`."""
        while self.journal.last_seq < seq:
            self._next(f"event {seq}")

    def until(self, what, kind, holds=lambda _: True):
        """Reads to the first frame of that kind for which the condition holds."""
        while True:
            frame = self._next(what)
            if frame.WhichOneof("frame") == kind and holds(getattr(frame, kind)):
                return getattr(frame, kind)

    def ended(self):
        """Reads to the end of the stream and returns its status."""
        while not isinstance(frame := self._receive("the end of the stream"), grpc.StatusCode):
            self._record(frame)
        self._out.put(None)
        return frame

    def drop(self):
        """As a lost connection: no goodbye."""
        self._call.cancel()
        self._out.put(None)

    def _write(self, **frame):
        self._out.put(chat_service_pb2.ConnectRequest(**frame))

    def _read(self):
        try:
            for frame in self._call:
                self._in.put(frame)
        except grpc.RpcError:
            pass  # `code` says it
        self._in.put(self._call.code())

    def _receive(self, what):
        try:
            return self._in.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError(f"in vain: {what}") from None

    def _next(self, what):
        frame = self._receive(what)
        assert not isinstance(frame, grpc.StatusCode), f"the stream ended ({frame}) before {what}"
        self._record(frame)
        return frame

    def _record(self, frame):
        self.journal.record(frame)
        if frame.WhichOneof("frame") == "event" and not frame.event.seq:
            self.ephemeral.append(frame.event)
