"""Wrong input of every kind, against a real daemon: each is refused by name, nothing is lost, and a
hub beside it notices nothing."""

import datetime
import re
import shutil
import subprocess
import unittest

import grpc

import daemon
import day
import hub as hub_system
from rpc_details import field_violations
from trigate.v1 import event_pb2 as events
from trigate.v1 import flag_service_pb2 as flags
from trigate.v1 import flag_service_pb2_grpc as flags_grpc
from trigate.v1 import screening_service_pb2 as screening
from trigate.v1 import screening_service_pb2_grpc as screening_grpc

REGISTRY = """
hubs:
  - {id: bad-01, name: 坏, region: 150102}
  - {id: good-01, name: 好, region: 150102}
  - {id: late-01, name: 晚, region: 150102}
  - {id: late-02, name: 晚, region: 150102}
investigators:
  - {id: wang, name: 王警官, regions: [15]}
admins:
  - {id: ops}
"""
BAD = "hubs/bad-01"
METHOD = "/trigate.v1.ScreeningService/StreamEvents"
INVALID = grpc.StatusCode.INVALID_ARGUMENT


def opening(hub=BAD, epoch=None, client="python-test/1"):
    return screening.StreamEventsRequest(open=screening.StreamOpen(
        hub=hub, epoch=BadInput.next_epoch() if epoch is None else epoch, client=client))


def batch(first, batch_events):
    return screening.StreamEventsRequest(
        batch=screening.EventBatch(first_sequence=first, events=batch_events))


def spoilt(spoil):
    """A good acceptance after `spoil` went over it."""
    event = day.Parcel(7000).accepted().events[0]
    spoil(event)
    return event


def moved_to(year=2021, minutes_ahead=None):
    def spoil(event):
        moment = datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc)
        if minutes_ahead is not None:
            moment = (datetime.datetime.now(datetime.timezone.utc)
                      + datetime.timedelta(minutes=minutes_ahead))
        event.occur_time.FromDatetime(moment)
    return spoil


def set_field(path, value):
    def spoil(event):
        *parents, last = path.split(".")
        for name in parents:
            event = getattr(event, name)
        setattr(event, last, value)
    return spoil


# field that is named -> the event
BAD_EVENTS = {
    "carrier": spoilt(set_field("carrier", "NOBODY")),
    "waybill_number": spoilt(set_field("waybill_number", "SF-12")),
    "occur_time": spoilt(moved_to(year=1999)),
    "occur_time ": spoilt(moved_to(minutes_ahead=10)),
    "site": spoilt(set_field("site", "x" * 10_000)),
    "accepted.weight_g": spoilt(set_field("accepted.weight_g", -1)),
    "accepted.payment_mode": spoilt(set_field("accepted.payment_mode", 99)),
    "accepted.sender.region_code": spoilt(set_field("accepted.sender.region_code", 999999)),
    "detail": spoilt(lambda event: event.ClearField("detail")),
}

# What a person did wrong is no fault of the message: it is taken, and the parcel has a finding.
# rule -> the event
FAULTY_EVENTS = {
    "real_name.document_check": spoilt(
        set_field("accepted.identification.document_number", "150102199001010018")),
    "waybill.id_number_shown": spoilt(
        set_field("accepted.remark", "身份证 150102199001010019")),
    "waybill.shape": spoilt(set_field("waybill_number", "SF12")),
}


class BadInput(unittest.TestCase):
    maxDiff = None

    _epoch = 0

    @classmethod
    def next_epoch(cls):
        cls._epoch += 1
        return cls._epoch

    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon.Daemon(registry=REGISTRY)
        cls.daemon.start()
        cls.good_channel = cls.daemon.channel("hub/good-01")
        cls.good = hub_system.HubStream(cls.good_channel, "hubs/good-01", epoch=1)
        cls.good.pump_until(lambda: cls.good.opened is not None)
        cls.good_events = []

    @classmethod
    def tearDownClass(cls):
        cls.good.close()
        cls.good_channel.close()
        cls.daemon.stop()

    def tearDown(self):
        """The neighbour goes on, on the stream that it has had all the time."""
        self.good_events += day.Parcel(len(self.good_events)).whole_way().events
        self.good.send_all(self.good_events)
        self.assertEqual(self.good.durable, len(self.good_events))
        self.assertEqual(self.good.rejections, [])

    def channel(self, principal):
        channel = self.daemon.channel(principal)
        self.addCleanup(channel.close)
        return channel

    def end_of(self, *messages, principal="hub/bad-01"):
        """Sends messages (or bytes) and returns how the server ended the stream."""
        call = self.channel(principal).stream_stream(
            METHOD, request_serializer=lambda m: m if isinstance(m, bytes) else m.SerializeToString(),
            response_deserializer=screening.StreamEventsResponse.FromString)
        responses = call(iter(messages), timeout=30)
        try:
            for _ in responses:
                pass
        except grpc.RpcError as error:
            return error
        return self.fail("the server ended the stream with OK")

    def refused(self, code, field, *messages):
        error = self.end_of(*messages)
        self.assertEqual(error.code(), code, error.details())
        if field:
            self.assertIn(field, field_violations(error))

    # Messages.

    def test_bytes_that_are_no_message(self):
        self.refused(INVALID, None, opening(), b"\x12\xff\xff")
        self.refused(INVALID, None, b"\xff\xff\xff")

    def test_the_first_message_opens_the_stream_and_only_the_first(self):
        self.refused(INVALID, "message", batch(1, day.Parcel(1).accepted().events))
        self.refused(INVALID, "message", opening(), opening())
        self.refused(INVALID, "message", opening(), screening.StreamEventsRequest())

    def test_what_opens_a_stream_is_checked(self):
        self.refused(INVALID, "open.epoch", opening(epoch=0))
        self.refused(INVALID, "open.client", opening(client="x" * 200))
        self.refused(grpc.StatusCode.PERMISSION_DENIED, None, opening(hub="hubs/good-01"))
        self.refused(grpc.StatusCode.PERMISSION_DENIED, None, opening(hub="hubs/nowhere"))
        self.refused(INVALID, "open.hub", opening(hub="nowhere"))

    def test_who_is_no_hub_is_refused_and_that_is_recorded(self):
        before = self.daemon.log_lines("call_denied")
        error = self.end_of(opening(), principal="investigator/wang")
        self.assertEqual(error.code(), grpc.StatusCode.PERMISSION_DENIED, error.details())
        stub = screening_grpc.ScreeningServiceStub(self.channel("investigator/wang"))
        with self.assertRaises(grpc.RpcError) as raised:
            stub.SubmitEvents(screening.SubmitEventsRequest(hub=BAD), timeout=20)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        denied = self.daemon.log_lines("call_denied")[len(before):]
        self.assertEqual([(line["principal"], line["method"]) for line in denied],
                         [("investigator/wang", "StreamEvents"),
                          ("investigator/wang", "SubmitEvents")])

    def test_a_verdict_that_was_never_given_cannot_be_acknowledged(self):
        self.refused(INVALID, "verdict_ack.verdict_id", opening(),
                     screening.StreamEventsRequest(
                         verdict_ack=screening.VerdictAck(verdict_id=9_000_000_000)))

    def test_what_a_small_sender_says_is_checked(self):
        stub = screening_grpc.ScreeningServiceStub(self.channel("hub/bad-01"))
        request = screening.SubmitEventsRequest(hub="hubs/bad-01", batch=screening.EventBatch(
            first_sequence=1, events=day.Parcel(1).accepted().events))
        for field, value in (("request_id", "xyz"), ("acked_verdict_id", 9_000_000_000),
                             ("acked_verdict_id", -1)):
            wrong = screening.SubmitEventsRequest()
            wrong.CopyFrom(request)
            setattr(wrong, field, value)
            with self.assertRaises(grpc.RpcError) as raised:
                stub.SubmitEvents(wrong, timeout=20)
            self.assertEqual(raised.exception.code(), INVALID, raised.exception.details())
            self.assertIn(field, field_violations(raised.exception))

    def test_a_batch_has_1_to_1024_events(self):
        self.refused(INVALID, "batch.events", opening(), batch(1, []))
        many = [day.Parcel(1).accepted().events[0]] * 1025
        self.refused(INVALID, "batch.events", opening(), batch(1, many))

    def test_a_batch_begins_at_1_or_later(self):
        self.refused(INVALID, "batch.first_sequence",
                     opening(), batch(0, day.Parcel(1).accepted().events))

    # Events.

    def test_each_bad_event_is_refused_alone_and_kept(self):
        stream = hub_system.HubStream(self.channel("hub/late-01"), "hubs/late-01")
        mixed = []
        expected = {}
        for number, (field, event) in enumerate(BAD_EVENTS.items()):
            mixed += day.Parcel(number).accepted().events
            mixed.append(event)
            expected[len(mixed)] = field.strip()
        stream.send_all(mixed)
        refused = {r.sequence: [e.field for e in r.errors] for r in stream.rejections}
        self.assertEqual({n: fields[0] for n, fields in refused.items()}, expected)
        stream.close()

        stub = screening_grpc.ScreeningServiceStub(self.channel("hub/late-01"))
        kept = []
        for _ in range(200):
            kept = stub.ListRejectedEvents(screening.ListRejectedEventsRequest(
                parent="hubs/late-01"), timeout=20).rejected_events
            if len(kept) == len(expected):
                break
        self.assertEqual({k.sequence for k in kept}, set(expected))
        payloads = {k.sequence: k.payload for k in kept}
        for sequence in expected:
            self.assertEqual(payloads[sequence], mixed[sequence - 1].SerializeToString())

    def test_faults_of_people_become_findings(self):
        stream = hub_system.HubStream(self.channel("hub/late-02"), "hubs/late-02")
        faulty = list(FAULTY_EVENTS.values())
        for number, event in enumerate(faulty):
            if event.waybill_number != "SF12":
                event.waybill_number = day.Parcel(7100 + number).waybill
        stream.send_all(faulty)
        stream.pump_until(lambda: len({v.waybill_number for v in stream.verdicts}) == len(faulty))
        self.assertEqual(stream.rejections, [])
        for rule, event in FAULTY_EVENTS.items():
            found = [f.rule_id for v in stream.verdicts
                     if v.waybill_number == event.waybill_number for f in v.findings]
            self.assertIn(rule, found)
        stream.close()

    def test_bad_utf8_is_one_bad_event(self):
        good = day.Parcel(8000).accepted().events[0]
        bad = good.SerializeToString().replace("羊绒围巾".encode(), b"\xff\xfe\xfd" + b"x" * 9)
        body = (b"\x08\x01" + b"".join(
            b"\x12" + bytes([len(e) & 0x7f | 0x80, len(e) >> 7]) + e
            for e in (bad, good.SerializeToString())))
        message = b"\x12" + bytes([len(body) & 0x7f | 0x80, len(body) >> 7]) + body
        call = self.channel("hub/bad-01").stream_stream(
            METHOD, request_serializer=lambda m: m,
            response_deserializer=screening.StreamEventsResponse.FromString)
        rejections = []
        durable = 0
        for response in call(iter([opening().SerializeToString(), message]), timeout=30):
            rejections += response.rejections.rejections
            durable = max(durable, response.ack.durable_sequence)
        self.assertEqual([r.sequence for r in rejections], [1])
        self.assertEqual(durable, 2)

    def test_a_refusal_repeats_no_identity_number(self):
        stub = screening_grpc.ScreeningServiceStub(self.channel("hub/late-01"))
        answer = stub.ListRejectedEvents(
            screening.ListRejectedEventsRequest(parent="hubs/late-01"), timeout=20)
        for rejected in answer.rejected_events:
            for error in rejected.errors:
                self.assertIsNone(re.search(r"\d{17}", error.description), error.description)

    # Calls.

    def call_refused(self, code, field, call, request):
        with self.assertRaises(grpc.RpcError) as caught:
            call(request, timeout=20)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        self.assertIn(field, field_violations(caught.exception))
        return field_violations(caught.exception)[field]

    def test_filters_and_pages_are_checked(self):
        stub = flags_grpc.FlagServiceStub(self.channel("investigator/wang"))
        said = self.call_refused(INVALID, "filter", stub.ListFlags,
                                 flags.ListFlagsRequest(filter="score > > 3"))
        self.assertIn("9", said, "the place is named")
        said = self.call_refused(INVALID, "filter", stub.ListFlags,
                                 flags.ListFlagsRequest(filter="colour = 3"))
        self.assertIn("colour", said)
        self.call_refused(INVALID, "page_token", stub.ListFlags,
                          flags.ListFlagsRequest(page_token="no token"))
        self.call_refused(INVALID, "page_size", stub.ListFlags,
                          flags.ListFlagsRequest(page_size=-1))

    def test_a_manifest_names_a_full_hour(self):
        stub = screening_grpc.ScreeningServiceStub(self.channel("hub/bad-01"))
        request = screening.ReportManifestRequest(hub=BAD)
        request.hour_time.FromDatetime(datetime.datetime(2021, 9, 15, 8, 30))
        request.entries.add(carrier="SF", accepted_count=-1)
        self.call_refused(INVALID, "hour_time", stub.ReportManifest, request)

    # Files and what the daemon needs to start. These end it, so they come last.

    def trigated(self, *arguments):
        return subprocess.run(
            [str(self.daemon.trigated), *map(str, arguments)], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60, check=False)

    def config_with(self, name, *replacements):
        text = self.daemon.config.read_text(encoding="utf-8")
        for old, new in replacements:
            self.assertIn(old, text)
            text = text.replace(old, new)
        path = self.daemon.directory / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_a_configuration_with_an_unknown_key_does_not_start(self):
        config = self.config_with("unknown.yaml", ("pipeline:", "pipelines:"))
        for command in (("serve",), ("serve", "--check-config"), ("migrate",)):
            done = self.trigated("-c", config, *command)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("unknown key 'pipelines'", done.stdout)

    def test_a_policy_with_a_type_error_shows_it(self):
        policy = self.daemon.directory / "policy.yaml"
        policy.write_text(
            "version: v1\nrules:\n  - id: a.b\n    gate: xray\n    when: xray.result > 5\n"
            "    source: L16\n    action: HOLD\n    message: {zh: 中, en: en}\n", encoding="utf-8")
        config = self.config_with("policy-config.yaml", (str(self.daemon.policy), str(policy)))
        done = self.trigated("-c", config, "serve", "--check-config")
        self.assertEqual(done.returncode, 2)
        self.assertIn("policy.yaml:5:23: error: rule a.b", done.stdout)
        self.assertIn("\n |                       ^\n", done.stdout)

    def test_a_second_daemon_on_the_journal_is_refused(self):
        config = self.config_with(
            "second.yaml", ("port: %d" % self.daemon.port, "port: 0"),
            ("port: %d" % self.daemon.http_port, "port: 0"))
        done = self.trigated("-c", config, "serve")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("journal", done.stdout)

    def test_without_postgresql_migrations_say_so(self):
        config = self.config_with("nowhere.yaml", ("host=", "host=/nonexistent"))
        done = self.trigated("-c", config, "migrate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("PostgreSQL connection failed", done.stdout)

    def test_another_key_does_not_open_the_journal(self):
        """A copy of the data with another key file: refused, naming the key, before anything else."""
        copy = self.daemon.directory / "copy"
        shutil.copytree(self.daemon.directory / "data", copy)
        (copy / "journal" / "LOCK").unlink(missing_ok=True)
        keys = self.daemon.directory / "other.keys"
        keys.write_text("7 " + "ab" * 32 + "\n")
        keys.chmod(0o600)
        config = self.config_with(
            "other-key.yaml", ("/pki/master.keys", "/other.keys"),
            ("%s/data" % self.daemon.directory, str(copy)),
            ("port: %d" % self.daemon.port, "port: 0"),
            ("port: %d" % self.daemon.http_port, "port: 0"))
        done = self.trigated("-c", config, "serve")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("key", done.stdout)


if __name__ == "__main__":
    unittest.main()
