"""What callers see of the database, and what it keeps and forgets, against a real daemon."""

import time
import unittest
import uuid

import grpc

import daemon
from trigate.v1 import flag_service_pb2 as flags
from trigate.v1 import flag_service_pb2_grpc as flags_grpc
from trigate.v1 import watch_list_service_pb2 as watch_list
from trigate.v1 import watch_list_service_pb2_grpc as watch_list_grpc

REGISTRY = """
hubs:
  - {id: hohhot-01, name: 呼, region: 150102}
investigators:
  - {id: wang, name: 王警官, regions: [1501]}
  - {id: li, name: 李警官, regions: [1501]}
supervisors:
  - {id: zhao, regions: [15]}
"""
PATIENCE_S = 30


class Database(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon.Daemon(registry=REGISTRY)
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()

    def sql(self, text):
        return daemon.run(["psql", self.daemon.conninfo, "-XAtqv", "ON_ERROR_STOP=1", "-c", text],
                          "psql")

    def stub(self, make, principal):
        channel = self.daemon.channel(principal)
        self.addCleanup(channel.close)
        return make(channel)

    def wait_for(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.05)

    def test_a_fault_of_the_database_is_not_the_callers(self):
        """A table is out of reach: not PERMISSION_DENIED, no word of SQL, and watchers stay."""
        stub = self.stub(flags_grpc.FlagServiceStub, "investigator/wang")
        watch = stub.WatchFlags(flags.WatchFlagsRequest(), timeout=120)
        next(watch)
        self.sql("ALTER TABLE trigate.flags RENAME TO hidden")
        self.addCleanup(watch.cancel)
        try:
            with self.assertRaises(grpc.RpcError) as refused:
                stub.ListFlags(flags.ListFlagsRequest(), timeout=20)
            self.assertEqual(refused.exception.code(), grpc.StatusCode.UNAVAILABLE)
            for word in ("PostgreSQL", "relation", "42P01"):
                self.assertNotIn(word, refused.exception.details())
            words = [line["status"] for line in self.daemon.log_lines("database_failed")]
            self.assertIn("42P01", words[0])
            self.wait_for(lambda: len(self.daemon.log_lines("database_failed")) > len(words),
                          "the stream reads")
            self.assertTrue(watch.is_active())
        finally:
            self.sql("ALTER TABLE trigate.hidden RENAME TO flags")
        self.assertEqual(len(stub.ListFlags(flags.ListFlagsRequest(), timeout=20).flags), 0)

    def test_an_entry_that_ended_keeps_its_history_and_is_audited(self):
        wang = self.stub(watch_list_grpc.WatchListServiceStub, "investigator/wang")
        entry = wang.CreateWatchListEntry(watch_list.CreateWatchListEntryRequest(
            watch_list_entry=watch_list.WatchListEntry(
                kind=watch_list.WatchListEntry.KIND_PHONE, value="13800138000",
                authority_reference="2021-118"),
            request_id=str(uuid.uuid4())), timeout=20).watch_list_entry
        number = entry.name.rpartition("/")[2]
        row = ("SELECT concat_ws('|', kind, authority_reference, creator, deleted, ended_by)"
               " FROM trigate.watch_entries WHERE entry_id = " + number)
        self.wait_for(lambda: self.sql(row) == "2|2021-118|investigator/wang|f|", "it is stored")
        request = watch_list.DeleteWatchListEntryRequest(name=entry.name)
        li = self.stub(watch_list_grpc.WatchListServiceStub, "investigator/li")
        with self.assertRaises(grpc.RpcError) as refused:
            li.DeleteWatchListEntry(request, timeout=20)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.PERMISSION_DENIED)
        zhao = self.stub(watch_list_grpc.WatchListServiceStub, "supervisor/zhao")
        zhao.DeleteWatchListEntry(request, timeout=20)
        self.wait_for(lambda: self.sql(row) == "2|2021-118|investigator/wang|t|supervisor/zhao",
                      "the end is stored")
        audited = self.sql("SELECT concat_ws(' ', principal, action, outcome)"
                           " FROM trigate.audit_log ORDER BY id").splitlines()
        self.assertEqual(audited, ["investigator/wang watch_list.create begun",
                                   "investigator/wang watch_list.create ok",
                                   "investigator/li auth.denied PERMISSION_DENIED",
                                   "supervisor/zhao watch_list.delete begun",
                                   "supervisor/zhao watch_list.delete ok"])

    def test_old_days_of_refused_events_are_dropped_at_start(self):
        days = ("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                " WHERE relname ~ '^(dead_letters|timeline)_[0-9]+$'")
        self.sql("SELECT trigate.ensure_day_partitions('dead_letters',"
                 " ARRAY[DATE '2021-09-01', current_date]);"
                 "SELECT trigate.ensure_day_partitions('timeline', ARRAY[DATE '2021-09-01'])")
        self.assertIn("dead_letters_20210901", self.sql(days))
        self.assertEqual(self.daemon.terminate(), 0)
        self.daemon.start()
        self.wait_for(lambda: self.daemon.log_lines("dead_letters_dropped"), "old days go")
        dropped = self.daemon.log_lines("dead_letters_dropped")[0]
        self.assertEqual((dropped["days"], dropped["first_day"]), (1, "2021-09-01"))
        today = self.sql("SELECT to_char(current_date, 'YYYYMMDD')")
        self.assertEqual(self.sql(days), "dead_letters_%s timeline_20210901" % today)


if __name__ == "__main__":
    unittest.main()
