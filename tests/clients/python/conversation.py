"""The conversation of ../node/conversation.mjs, over native gRPC and `Connect`.

It is held twice: through the gateway, and with the services themselves.
"""

import contextlib
import pathlib
import sys
import tempfile
import traceback

import grpc

from generated import body_pb2, chat_service_pb2, frame_pb2, session_pb2, session_service_pb2
from line import Journal, Line
from people import Door, sign_in
from stack import FREE_PORTS, PATIENCE, running

MESSAGES = 10  # that each of the two says


class Conversation:
    """Alice hosts, Bob is her guest, Carol a stranger; the steps follow one another."""

    def __init__(self, door, alice, bob, carol):
        self.door = door
        self.alice, self.bob, self.carol = alice, bob, carol
        self.journals = {alice: Journal(), bob: Journal()}

    def steps(self):
        return [
            self.alice_opens_a_session_and_bob_joins_it,
            self.both_see_every_message_in_one_order,
            self.a_resend_gets_the_first_answer,
            self.typing_reaches_the_other_only,
            self.a_stranger_is_refused,
            self.a_dropped_stream_goes_on_where_it_was,
            self.the_end_cuts_both_streams,
            self.the_record_stays_readable,
        ]

    def alice_opens_a_session_and_bob_joins_it(self):
        created = self.call(
            self.door.session.CreateSession, self.alice, session_service_pb2.CreateSessionRequest(
                problem_id="two-sum", language="python", visibility=session_pb2.VISIBILITY_INVITE_ONLY,
            )).session
        self.session_id, self.room_id = created.session_id, created.room_id
        joined = self.call(
            self.door.session.JoinSession, self.bob, session_service_pb2.JoinSessionRequest(
                session_id=created.session_id, invite_code=created.invite_code,
            )).session
        assert joined.room_id == created.room_id, "both are told the same room"
        assert joined.participant.user_id == "bob", "the seat is Bob's"

    def both_see_every_message_in_one_order(self):
        self.alices, self.bobs = self.enter(self.alice), self.enter(self.bob)
        lines = [("alice", self.alices), ("bob", self.bobs)]
        for number in range(MESSAGES):
            for name, line in lines:
                line.send(f"{name}-{number}", message=body_pb2.Message(text=f"{name} says {number}"))
        seqs = [line.ack(f"{name}-{number}") for name, line in lines for number in range(MESSAGES)]
        for _, line in lines:
            line.catch_up(max(seqs))
        alices, bobs = self.alices.journal.texts(), self.bobs.journal.texts()
        assert alices == bobs, f"one order for both: {alices} and {bobs}"
        assert sorted(seqs) == [seq for seq, _, _ in alices], "acks name the events' seqs"
        for name, _ in lines:
            said = [text for _, user_id, text in alices if user_id == name]
            assert said == [f"{name} says {number}" for number in range(MESSAGES)], f"{name}'s: {said}"

    def a_resend_gets_the_first_answer(self):
        first = self.alices.say("twice", "said once")
        assert self.alices.say("twice", "said once") == first, "the first seq again"
        self.bobs.catch_up(self.alices.say("afterwards", "something else"))
        times = [text for _, _, text in self.bobs.journal.texts()].count("said once")
        assert times == 1, f"one event, not {times}"

    def typing_reaches_the_other_only(self):
        self.alices.send(typing=body_pb2.Typing(is_typing=True))
        typing = self.bobs.until("typing", "event", lambda event: event.WhichOneof("body") == "typing")
        assert (typing.seq, typing.user_id) == (0, "alice"), f"ephemeral, from Alice: {typing}"
        self.alices.catch_up(self.alices.say("typed", "this is what I typed"))
        assert not self.alices.ephemeral, "Alice does not see herself type"

    def a_stranger_is_refused(self):
        line = Line(self.door.chat, self.carol, self.room_id, Journal())
        assert line.ended() == grpc.StatusCode.PERMISSION_DENIED, "Carol may not join"
        assert not line.journal.events, "Carol sees nothing"
        for call, request in [
            (self.door.chat.Send, chat_service_pb2.SendRequest(
                room_id=self.room_id, client_event_id="c1", message=body_pb2.Message(text="let me in"))),
            (self.door.chat.ListEvents, chat_service_pb2.ListEventsRequest(room_id=self.room_id)),
        ]:
            refused = self.refusal(call, self.carol, request)
            assert refused == grpc.StatusCode.PERMISSION_DENIED, f"Carol may do nothing: {refused}"

    def a_dropped_stream_goes_on_where_it_was(self):
        self.bobs.drop()
        for number in range(3):
            head = self.alices.say(f"meanwhile-{number}", f"meanwhile {number}")
        self.bobs = self.enter(self.bob)
        self.bobs.catch_up(head)
        self.alices.catch_up(head)
        alices, bobs = self.alices.journal.texts(), self.bobs.journal.texts()
        assert alices == bobs, f"nothing lost or repeated: {alices} and {bobs}"

    def the_end_cuts_both_streams(self):
        self.call(self.door.session.EndSession, self.alice,
                  session_service_pb2.EndSessionRequest(session_id=self.session_id))
        for line in (self.alices, self.bobs):
            removed = line.until("the end of the room", "removed")
            assert removed.reason == frame_pb2.REMOVED_REASON_ROOM_CLOSED, f"the reason: {removed}"
            status = line.ended()
            assert status == grpc.StatusCode.OK, f"the stream ends well: {status}"

    def the_record_stays_readable(self):
        events, after_seq = [], 0
        while True:
            page = self.call(self.door.chat.ListEvents, self.bob, chat_service_pb2.ListEventsRequest(
                room_id=self.room_id, after_seq=after_seq, page_size=7))
            events += page.events
            after_seq = page.next_after_seq
            if after_seq == 0:
                break
        assert events == self.journals[self.bob].events, "the record is what Bob saw, event by event"
        assert events[-1].WhichOneof("body") == "room_closed", "and ends with the end"

    def enter(self, person):
        line = Line(self.door.chat, person, self.room_id, self.journals[person])
        line.until(f"{person.user_id}'s welcome", "welcome")
        line.until(f"{person.user_id}'s joined", "joined")
        return line

    def call(self, method, person, request):
        return method(request, metadata=person.metadata, timeout=PATIENCE)

    def refusal(self, method, person, request):
        """The status of a call that must not succeed."""
        try:
            self.call(method, person, request)
        except grpc.RpcError as error:
            return error.code()
        return grpc.StatusCode.OK


def hold(conversation, name):
    """Holds the conversation up to the first step that fails; returns how many passed and failed."""
    steps = conversation.steps()
    for passed, step in enumerate(steps):
        try:
            step()
        except Exception:
            traceback.print_exc()
            print(f"{name}: {step.__name__}: failed", flush=True)
            return passed, 1
        print(f"{name}: {step.__name__}: passed", flush=True)
    return len(steps), 0


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        arguments = ["--data-dir=data", *FREE_PORTS]
        with running(pathlib.Path(directory), arguments) as at:
            people = [sign_in(at["gateway"], name, name.title()) for name in ("alice", "bob", "carol")]
            doors = {"gateway": Door(at["gateway"], at["gateway"]), "direct": Door(at["session"], at["chat"])}
            for name, door in doors.items():
                with contextlib.closing(door):
                    done, broken = hold(Conversation(door, *people), name)
                passed, failed = passed + done, failed + broken
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
