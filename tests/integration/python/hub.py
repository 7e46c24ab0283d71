"""A hub system in Python: keeps its numbered events, streams them, resumes, acknowledges verdicts."""

import queue
import time

import grpc

from trigate.v1 import screening_service_pb2 as screening
from trigate.v1 import screening_service_pb2_grpc as screening_grpc

BATCH_EVENTS = 100
PATIENCE_S = 30


class HubStream:
    """One stream. Iterate over nothing: call send(), pump(), close()."""

    def __init__(self, channel, hub, epoch=None):
        self._requests = queue.Queue()
        stub = screening_grpc.ScreeningServiceStub(channel)
        self._responses = stub.StreamEvents(iter(self._requests.get, None), timeout=300)
        self.opened = None
        self.durable = 0
        self.credit = 0
        self.verdicts = []
        self.rejections = []
        self.gaps = []
        opening = screening.StreamOpen(
            hub=hub, epoch=epoch or time.time_ns() // 1_000_000, client="python-test/1")
        self._requests.put(screening.StreamEventsRequest(open=opening))

    def pump(self):
        """Takes one message from the server."""
        response = next(self._responses)
        kind = response.WhichOneof("message")
        if kind == "opened":
            self.opened = response.opened
            self.durable = response.opened.durable_sequence
            self.credit = response.opened.credit_events
        elif kind == "ack":
            self.durable = response.ack.durable_sequence
        elif kind == "verdicts":
            self.verdicts.extend(response.verdicts.verdicts)
        elif kind == "rejections":
            self.rejections.extend(response.rejections.rejections)
        elif kind == "credit":
            self.credit = response.credit.window_events
        elif kind == "gap":
            self.gaps.append(response.gap)
        return kind

    def pump_until(self, condition):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the server did not answer in time")
            self.pump()

    def send_batch(self, first_sequence, batch):
        self._requests.put(screening.StreamEventsRequest(
            batch=screening.EventBatch(first_sequence=first_sequence, events=batch)))

    def send_all(self, events):
        """Sends events[n - 1] as number n, from the watermark on, within the credit."""
        self.pump_until(lambda: self.opened is not None)
        sent = self.durable
        while sent < len(events):
            batch = events[sent:sent + BATCH_EVENTS]
            self.pump_until(lambda: sent + len(batch) - self.durable <= self.credit)
            self.send_batch(sent + 1, batch)
            sent += len(batch)
        self.pump_until(lambda: self.durable >= len(events))

    def acknowledge_verdicts(self):
        ack = screening.VerdictAck(verdict_id=self.verdicts[-1].verdict_id)
        self._requests.put(screening.StreamEventsRequest(verdict_ack=ack))

    def close(self):
        """Half-closes and reads to the end; the server ends the stream with OK."""
        self._requests.put(None)
        try:
            while True:
                self.pump()
        except StopIteration:
            return

    def end_code(self):
        """How the server ended a stream that it did not want."""
        try:
            while True:
                self.pump()
        except StopIteration:
            return grpc.StatusCode.OK
        except grpc.RpcError as error:
            return error.code()
        finally:
            self._requests.put(None)
