"""The main job by a client in another language, over mutual TLS, against a real daemon.

A hub streams a day, gets acknowledgements and verdicts; an investigator finds and reads the flags; a
headquarters pulls its report. Everything comes from proto/trigate/v1.
"""

import time
import unittest

import grpc

import daemon
import day
import hub as hub_system
from rpc_details import field_violations
from trigate.v1 import compliance_service_pb2 as compliance
from trigate.v1 import compliance_service_pb2_grpc as compliance_grpc
from trigate.v1 import flag_service_pb2 as flags
from trigate.v1 import flag_service_pb2_grpc as flags_grpc
from trigate.v1 import screening_service_pb2 as screening
from trigate.v1 import screening_service_pb2_grpc as screening_grpc
from trigate.v1 import verdict_pb2 as verdicts

REGISTRY = """
hubs:
  - {id: hohhot-01, name: 呼和浩特转运中心, region: 150102}
  - {id: ordos-01, name: 鄂尔多斯转运中心, region: 150602}
investigators:
  - {id: wang, name: 王警官, regions: [15]}
  - {id: chen, name: 陈警官, regions: [31]}
hqs:
  - {id: nm, carrier: SF, name: 顺丰内蒙古, regions: [15]}
  - {id: nm, carrier: YTO, name: 圆通内蒙古, regions: [15]}
supervisors:
  - {id: zhao, regions: all}
"""
HUB = "hubs/hohhot-01"
GOOD = 200
SUSPECT, UNIDENTIFIED, UNSCREENED, IMPOSSIBLE = range(GOOD, GOOD + 4)


def the_day():
    parcels = day.good_parcels(GOOD) + [
        day.suspect_parcel(SUSPECT), day.unidentified_parcel(UNIDENTIFIED),
        day.unscreened_parcel(UNSCREENED), day.impossible_parcel(IMPOSSIBLE),
        day.Parcel(IMPOSSIBLE + 1).whole_way()]
    return [event for parcel in parcels for event in parcel.events]


def waybill(number):
    return day.Parcel(number).waybill


class MainJob(unittest.TestCase):
    """One daemon; the tests run in the order of their names, as the day goes on."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon.Daemon(registry=REGISTRY)
        cls.daemon.start()
        cls.events = the_day()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()

    def channel(self, principal):
        channel = self.daemon.channel(principal)
        self.addCleanup(channel.close)
        return channel

    def refused(self, code, call, request):
        with self.assertRaises(grpc.RpcError) as caught:
            call(request, timeout=20)
        self.assertEqual(caught.exception.code(), code, caught.exception.details())
        return caught.exception

    # The hub.

    def test_1_a_hub_streams_and_everything_is_acknowledged(self):
        half = len(self.events) // 2
        stream = hub_system.HubStream(self.channel("hub/hohhot-01"), HUB)
        stream.send_all(self.events[:half])
        self.assertEqual(stream.durable, half)
        stream.close()

    def test_2_it_resumes_from_the_watermark_and_gets_verdicts_and_rejections(self):
        stream = hub_system.HubStream(self.channel("hub/hohhot-01"), HUB)
        stream.pump_until(lambda: stream.opened is not None)
        self.assertEqual(stream.durable, len(self.events) // 2)
        stream.send_all(self.events)

        rejected = next(i for i, e in enumerate(self.events, 1) if e.carrier == "NOBODY")
        stream.pump_until(lambda: stream.rejections)
        self.assertEqual([r.sequence for r in stream.rejections], [rejected])
        self.assertIn("carrier", [e.field for e in stream.rejections[0].errors])

        def actions(number):
            return [v.action for v in stream.verdicts if v.waybill_number == waybill(number)]

        stream.pump_until(lambda: all(
            verdicts.ACTION_HOLD in actions(n) for n in (SUSPECT, UNIDENTIFIED, UNSCREENED)))
        unscreened = actions(UNSCREENED)
        self.assertLess(unscreened.index(verdicts.ACTION_RESCREEN),
                        unscreened.index(verdicts.ACTION_HOLD),
                        "screen it again before it leaves; hold it when nobody did")
        stopped = [n for n in range(GOOD) if any(a > verdicts.ACTION_RELEASE for a in actions(n))]
        self.assertEqual(stopped, [], "parcels in good order are let go")
        finding = next(f for v in stream.verdicts if v.waybill_number == waybill(SUSPECT)
                       for f in v.findings if f.gate == verdicts.GATE_XRAY)
        self.assertTrue(finding.message_zh and finding.message_en)
        stream.acknowledge_verdicts()
        stream.close()

    def test_3_the_same_events_again_change_nothing_and_verdicts_do_not_come_twice(self):
        stream = hub_system.HubStream(self.channel("hub/hohhot-01"), HUB)
        stream.pump_until(lambda: stream.opened is not None)
        self.assertEqual(stream.durable, len(self.events))
        self.assertGreater(stream.opened.acked_verdict_id, 0)
        stream.send_batch(1, self.events[:50])
        stream.send_batch(len(self.events) + 100, self.events[:1])
        stream.pump_until(lambda: stream.gaps)
        self.assertEqual(stream.gaps[0].expected_sequence, len(self.events) + 1)
        self.assertEqual(stream.gaps[0].received_sequence, len(self.events) + 100)
        self.assertEqual(stream.durable, len(self.events))
        self.assertEqual(stream.verdicts, [])
        stream.close()

    def test_3_a_newer_stream_takes_over(self):
        channel = self.channel("hub/ordos-01")
        old = hub_system.HubStream(channel, "hubs/ordos-01", epoch=1)
        old.pump_until(lambda: old.opened is not None)
        new = hub_system.HubStream(channel, "hubs/ordos-01", epoch=2)
        new.pump_until(lambda: new.opened is not None)
        self.assertEqual(old.end_code(), grpc.StatusCode.ABORTED)
        new.close()

    def test_3_nobody_writes_as_somebody_else(self):
        for principal in ("hub/ordos-01", "investigator/wang"):
            stream = hub_system.HubStream(self.channel(principal), HUB)
            self.assertEqual(stream.end_code(), grpc.StatusCode.PERMISSION_DENIED, principal)

    def test_3_the_small_sender_is_idempotent(self):
        stub = screening_grpc.ScreeningServiceStub(self.channel("hub/ordos-01"))
        batch = screening.EventBatch(first_sequence=1, events=day.Parcel(900).whole_way().events)
        request = screening.SubmitEventsRequest(hub="hubs/ordos-01", batch=batch)
        for _ in range(2):
            self.assertEqual(stub.SubmitEvents(request, timeout=20).durable_sequence, 6)
        batch.first_sequence = 50
        request.batch.CopyFrom(batch)
        self.refused(grpc.StatusCode.FAILED_PRECONDITION, stub.SubmitEvents, request)

    # The investigator.

    def flag_stub(self, principal="investigator/wang"):
        return flags_grpc.FlagServiceStub(self.channel(principal))

    def flags_when_there(self, stub, number):
        """PostgreSQL follows the verdicts a moment later."""
        request = flags.ListFlagsRequest(filter='waybill_number = "%s"' % waybill(number))
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = stub.ListFlags(request, timeout=20).flags
            if found:
                return found
            time.sleep(0.1)
        self.fail("no flag of " + waybill(number))

    def test_4_an_investigator_finds_each_flag_once_and_reads_why(self):
        stub = self.flag_stub()
        for number in (SUSPECT, UNIDENTIFIED, UNSCREENED):
            found = self.flags_when_there(stub, number)
            self.assertEqual(len(found), 1, "each flag is there once")
            detail = stub.GetFlag(flags.GetFlagRequest(name=found[0].name), timeout=20)
            self.assertEqual(detail.flag.hub, HUB)
            self.assertEqual(detail.flag.region_code, 150102)
            self.assertTrue(detail.flag.findings)
            self.assertEqual(
                len(detail.timeline), len([e for e in self.events
                                           if e.waybill_number == waybill(number)]))
            self.assertNotIn(day.SENDER_PHONE, str(detail.parties), "masked unless revealed")
            self.assertNotIn(day.SENDER_DOCUMENT, str(detail.parties))

    def test_5_personal_data_needs_a_reason(self):
        stub = self.flag_stub()
        name = self.flags_when_there(stub, SUSPECT)[0].name
        clear = stub.GetFlag(flags.GetFlagRequest(
            name=name, reveal_reason="case 2021-118, identify the sender"), timeout=20)
        self.assertEqual(clear.parties.sender.phone, day.SENDER_PHONE)

    def test_5_equality_on_a_phone_goes_through_the_blind_index(self):
        stub = self.flag_stub()
        self.flags_when_there(stub, UNSCREENED)
        found = stub.ListFlags(flags.ListFlagsRequest(
            filter='sender.phone = "+86 138-0013-8000" AND score >= 0', order_by="score desc"),
            timeout=20).flags
        self.assertGreaterEqual(
            {f.waybill_number for f in found},
            {waybill(SUSPECT), waybill(UNIDENTIFIED), waybill(UNSCREENED)})
        self.assertEqual([f.score for f in found],
                         sorted((f.score for f in found), reverse=True))

    def test_5_paging_gives_every_flag_once(self):
        stub = self.flag_stub()
        self.flags_when_there(stub, UNSCREENED)
        whole = [f.name for f in stub.ListFlags(
            flags.ListFlagsRequest(page_size=1000), timeout=20).flags]
        paged, token = [], ""
        for _ in range(1000):
            page = stub.ListFlags(flags.ListFlagsRequest(page_size=1, page_token=token), timeout=20)
            paged += [f.name for f in page.flags]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(paged, whole)

    def test_5_a_wrong_filter_is_named_with_its_position(self):
        stub = self.flag_stub()
        error = self.refused(grpc.StatusCode.INVALID_ARGUMENT, stub.ListFlags,
                             flags.ListFlagsRequest(filter="scor > 60"))
        violations = field_violations(error)
        self.assertIn("filter", violations)
        self.assertIn("score", violations["filter"])

    def test_5_another_region_sees_nothing_not_even_that_it_exists(self):
        name = self.flags_when_there(self.flag_stub(), SUSPECT)[0].name
        stub = self.flag_stub("investigator/chen")
        self.assertEqual(len(stub.ListFlags(flags.ListFlagsRequest(), timeout=20).flags), 0)
        self.refused(grpc.StatusCode.NOT_FOUND, stub.GetFlag, flags.GetFlagRequest(name=name))

    # The headquarters.

    def report_request(self, carrier=""):
        return compliance.GetComplianceReportRequest(
            start_date="2021-09-15", end_date="2021-09-15", carrier=carrier,
            group_by=[compliance.REPORT_DIMENSION_CARRIER])

    def test_6_a_headquarters_pulls_its_report(self):
        stub = compliance_grpc.ComplianceServiceStub(self.channel("hq/SF/nm"))
        accepted = GOOD + 4  # of this hub: the impossible one was refused
        # Counters follow within a second or two; one parcel more came as a small batch.
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            report = stub.GetComplianceReport(self.report_request(), timeout=20)
            if report.total.accepted_count > accepted:
                break
            time.sleep(0.1)
        self.assertEqual([row.carrier for row in report.rows], ["SF"])
        total = report.total
        self.assertEqual(total.accepted_count, accepted + 1)
        self.assertEqual(total.real_name.passed_count, accepted)
        self.assertEqual(total.real_name.subject_count, accepted + 1)
        self.assertEqual(total.xray.subject_count, accepted + 1)
        self.assertEqual(total.xray.unreported_count, 1, "the one that nobody screened")
        self.assertEqual(total.all_three.passed_count, accepted - 1)
        for figure in (total.real_name, total.inspection, total.xray, total.all_three):
            self.assertEqual(
                figure.subject_count,
                figure.passed_count + figure.failed_count + figure.unreported_count)
            self.assertAlmostEqual(figure.rate, figure.passed_count / figure.subject_count)

    def test_7_the_report_is_a_file_as_well(self):
        stub = compliance_grpc.ComplianceServiceStub(self.channel("hq/SF/nm"))
        for format_, magic in ((compliance.REPORT_FORMAT_CSV, b"\xef\xbb\xbf"),
                               (compliance.REPORT_FORMAT_XLSX, b"PK\x03\x04")):
            file = stub.RenderComplianceReport(compliance.RenderComplianceReportRequest(
                report=self.report_request(), format=format_), timeout=20)
            self.assertTrue(file.content.startswith(magic))

    def test_7_it_sees_no_other_carrier(self):
        stub = compliance_grpc.ComplianceServiceStub(self.channel("hq/YTO/nm"))
        report = stub.GetComplianceReport(self.report_request(), timeout=20)
        self.assertEqual(report.total.accepted_count, 0)
        self.refused(grpc.StatusCode.PERMISSION_DENIED, stub.GetComplianceReport,
                     self.report_request(carrier="SF"))

    def test_7_a_wrong_day_is_named(self):
        stub = compliance_grpc.ComplianceServiceStub(self.channel("hq/SF/nm"))
        error = self.refused(
            grpc.StatusCode.INVALID_ARGUMENT, stub.GetComplianceReport,
            compliance.GetComplianceReportRequest(start_date="2021-13-01", end_date="2021-09-15"))
        self.assertIn("start_date", field_violations(error))

    def test_8_without_a_certificate_nobody_gets_in(self):
        channel = self.daemon.channel(None)
        self.addCleanup(channel.close)
        self.refused(grpc.StatusCode.UNAVAILABLE,
                     flags_grpc.FlagServiceStub(channel).ListFlags, flags.ListFlagsRequest())


if __name__ == "__main__":
    unittest.main()
