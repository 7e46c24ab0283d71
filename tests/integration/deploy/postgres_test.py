"""deploy/postgres.sh: a private cluster's life, and that nothing of anybody else is touched."""

import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "deploy" / "postgres.sh"


class PrivateCluster(unittest.TestCase):
    def setUp(self):
        # Below /tmp, not in a folder of ours: PostgreSQL's user must be able to enter it.
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        os.chmod(holder.name, 0o755)
        self.dir = pathlib.Path(holder.name) / "pg"

    def call(self, action):
        return subprocess.run([SCRIPT, action, self.dir], capture_output=True, text=True)

    def test_starts_twice_keeps_its_data_and_is_removed(self):
        self.addCleanup(self.call, "remove")
        started = self.call("start")
        self.assertEqual(started.returncode, 0, started.stderr)
        conninfo = started.stdout.splitlines()[-1]
        self.psql(conninfo, "CREATE TABLE kept AS SELECT 7 AS n")
        self.assertEqual(self.call("start").stdout.splitlines()[-1], conninfo)
        self.assertEqual(self.call("status").returncode, 0)
        self.assertEqual(self.call("stop").returncode, 0)
        self.assertEqual(self.call("status").returncode, 1)
        self.assertEqual(self.call("start").returncode, 0)
        self.assertEqual(self.psql(conninfo, "SELECT n FROM kept"), "7")
        self.assertEqual(self.psql(conninfo, "SHOW listen_addresses"), "", "no TCP")
        self.assertEqual(self.call("remove").returncode, 0)
        self.assertEqual(self.call("status").returncode, 1)
        self.assertEqual(self.call("remove").returncode, 0, "removing nothing is no fault")

    def test_a_folder_in_other_use_is_not_taken(self):
        self.dir.mkdir()
        letter = self.dir / "letter.txt"
        letter.write_text("mine")
        refused = self.call("start")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("holds no cluster and is not empty", refused.stderr)
        self.assertEqual(letter.read_text(), "mine")
        self.assertEqual(letter.stat().st_uid, os.getuid())

    def test_data_that_is_no_cluster_is_not_removed(self):
        data = self.dir / "data"
        data.mkdir(parents=True)
        (data / "photo.jpg").write_text("mine")
        refused = self.call("remove")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("is no cluster; nothing is removed", refused.stderr)
        self.assertTrue((data / "photo.jpg").exists())

    def test_an_unknown_action_is_named(self):
        refused = self.call("destroy")
        self.assertEqual(refused.returncode, 1)
        self.assertIn('no action is called "destroy"', refused.stderr)
        self.assertFalse(self.dir.exists())

    def psql(self, conninfo, statement):
        done = subprocess.run(["psql", conninfo, "-Atqc", statement],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()


if __name__ == "__main__":
    unittest.main()
