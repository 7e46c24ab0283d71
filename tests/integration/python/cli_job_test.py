"""`trigate` against a real daemon: a simulated day from one end to the other, as the quickstart does it.

The oracle is the simulator's own record: the events that it wrote and the truth about them.
"""

import collections
import json
import os
import subprocess
import tempfile
import threading
import unittest

import daemon

PARCELS = 2000


class CliJob(unittest.TestCase):
    """One daemon; the tests run in the order of their names."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="trigate-cli-")
        cls.trigate_path = str(daemon.build_folder() / "src" / "cli" / "trigate")
        made = cls.run_trigate(
            ["sim", "--parcels", str(PARCELS), "--out", cls.path("day.jsonl"),
             "--truth", cls.path("truth.jsonl"), "--registry", cls.path("registry.yaml"), "--json"],
            dict(os.environ))
        assert made.returncode == 0, made.stderr
        cls.counts = json.loads(made.stdout)
        with open(cls.path("registry.yaml"), encoding="utf-8") as registry:
            cls.daemon = daemon.Daemon(registry=registry.read())
        cls.daemon.start()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def run_trigate(cls, arguments, environment):
        return subprocess.run([cls.trigate_path] + arguments, env=environment, text=True,
                              capture_output=True, timeout=120, check=False)

    def trigate(self, *arguments, code=0):
        run = self.run_trigate(list(arguments), self.daemon.environment())
        self.assertEqual(run.returncode, code, "%s\n%s" % (run.stdout, run.stderr))
        return run

    def json(self, *arguments):
        return json.loads(self.trigate(*arguments, "--json").stdout)

    @classmethod
    def events(cls):
        with open(cls.path("day.jsonl"), encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def truth(self):
        with open(self.path("truth.jsonl"), encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def test_1_send_survives_a_daemon_that_is_killed(self):
        """Killed at three moments of the stream; nothing is lost, nothing is counted twice."""
        sender = subprocess.Popen(
            [self.trigate_path, "send", self.path("day.jsonl"), "--rate", "8000", "--json",
             "--verdicts", self.path("verdicts.jsonl")],
            env=self.daemon.environment(), text=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        output = []
        reader = threading.Thread(target=lambda: output.append(sender.stdout.read()))
        reader.start()
        for _ in range(3):
            try:
                sender.wait(timeout=0.7)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.start()
        self.assertEqual(sender.wait(timeout=120), 0)
        reader.join()
        sender.stdout.close()
        summary = json.loads(output[0])
        self.assertEqual(summary["total"]["durable"], self.counts["events"])
        self.assertGreater(summary["total"]["reconnects"], 0)

    def test_2_the_watermarks_are_the_senders_own_record(self):
        sent = collections.Counter(event["hub"] for event in self.events())
        status = self.json("status")
        self.assertEqual({hub["name"]: int(hub["durableSequence"]) for hub in status["hubs"]},
                         {"hubs/" + hub: count for hub, count in sent.items()})

    def test_2_a_second_send_sends_nothing(self):
        self.assertEqual(self.json("send", self.path("day.jsonl"))["total"]["acked"], 0)

    def test_3_planted_faults_of_the_form_are_refused_and_nothing_else(self):
        planted = {(t["carrier"], t["waybill"]) for t in self.truth()
                   if t["kind"] == "case" and t["family"] == "rejected"}
        rejected = self.json("rejected", "list", "-n", "1000", "--as", "supervisor/zhao")
        numbers = collections.Counter()
        by_number = {}
        for event in self.events():
            numbers[event["hub"]] += 1
            by_number["hubs/" + event["hub"], numbers[event["hub"]]] = (
                event["event"].get("carrier", ""), event["event"].get("waybillNumber", ""))
        self.assertTrue(rejected["rejectedEvents"])
        for refused in rejected["rejectedEvents"]:
            self.assertIn(by_number[refused["hub"], int(refused["sequence"])], planted)

    def test_4_held_parcels_are_flags(self):
        """Everything that a hub was told to hold or report is there, once."""
        held = set()
        with open(self.path("verdicts.jsonl"), encoding="utf-8") as lines:
            for line in lines:
                for verdict in json.loads(line).get("verdicts", []):
                    if verdict["action"] in ("ACTION_HOLD", "ACTION_OPEN", "ACTION_REPORT"):
                        held.add((verdict["carrier"], verdict["waybillNumber"]))
        self.assertTrue(held)
        self.wait_for_postgres()
        flags = self.json("flags", "list", "-n", "100000", "--as", "supervisor/zhao")["flags"]
        keys = [(flag["carrier"], flag["waybillNumber"]) for flag in flags]
        self.assertEqual(len(keys), len(set(keys)), "each flag is there once")
        self.assertEqual(held - set(keys), set())

    def wait_for_postgres(self):
        for _ in range(200):
            if "outboxCount" not in self.json("status"):
                return
        self.fail("PostgreSQL does not catch up")

    def test_5_a_flag_is_shown_with_its_reasons(self):
        flag = self.json("flags", "list", "-n", "1", "--order-by", "score desc")["flags"][0]
        shown = self.trigate("flags", "show", flag["name"], "--lang", "zh", "--related").stdout
        self.assertIn(flag["waybillNumber"], shown)
        self.assertIn(flag["findings"][0]["finding"]["messageZh"], shown)
        self.assertIn("Timeline", shown)

    def test_5_a_wrong_filter_gets_a_caret_under_its_place(self):
        run = self.trigate("flags", "list", "--filter", "score > 60 AND colour = 1", code=1)
        lines = run.stderr.splitlines()
        place = next(i for i, line in enumerate(lines) if "score > 60 AND colour = 1" in line)
        self.assertEqual(lines[place + 1].index("^"), lines[place].index("colour"))

    def test_5_watching_goes_on_from_a_token(self):
        watch = self.run_trigate(["flags", "watch", "--resume-token", "nonsense"],
                                 self.daemon.environment())
        self.assertEqual(watch.returncode, 1)
        self.assertIn("resume_token", watch.stderr)

    def test_6_the_report_counts_every_acceptance_once(self):
        accepted = {(e["event"]["carrier"], e["event"]["waybillNumber"]) for e in self.events()
                    if "accepted" in e["event"]}
        refused = {(t["carrier"], t["waybill"]) for t in self.truth()
                   if t["kind"] == "case" and t["family"] == "rejected"}
        self.wait_for_postgres()
        report = self.json("report", "--from", "2021-09-01", "--to", "2021-09-30", "--by", "carrier",
                           "--as", "supervisor/zhao")
        counted = int(report["total"]["acceptedCount"])
        self.assertLessEqual(counted, len(accepted))
        self.assertGreaterEqual(counted, len(accepted - refused))
        self.assertEqual(counted, sum(int(row["acceptedCount"]) for row in report["rows"]))

    def test_7_the_watch_list_takes_lists_and_ends(self):
        entry = self.json("watchlist", "add", "phone", "13800138000", "--authority", "2021-118")
        self.assertNotIn("13800138000", json.dumps(entry), "masked")
        self.assertIn(entry["name"], self.trigate("watchlist", "list").stdout)
        self.trigate("watchlist", "remove", entry["name"])
        self.trigate("watchlist", "remove", "4711", code=1)

    def test_8_a_role_that_may_not_is_told(self):
        run = self.trigate("flags", "list", "--as", "admin/ops", code=1)
        self.assertIn("PERMISSION_DENIED", run.stderr)

    def test_9_a_server_that_is_away_is_another_exit_code(self):
        self.daemon.terminate()
        run = self.trigate("status", code=3)
        self.assertIn("UNAVAILABLE", run.stderr)


if __name__ == "__main__":
    unittest.main()
