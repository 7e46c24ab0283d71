"""A real daemon for tests: private PostgreSQL, development certificates, free ports, a folder of its own.

From Python:

    with daemon.Daemon(registry=REGISTRY) as trigated:
        channel = trigated.channel("hub/hohhot-01")

From a shell, for any other program; it finds the daemon through its environment and is told its end by
the exit code:

    TRIGATE_BUILD=build/test tests/support/daemon.py [--registry FILE] -- COMMAND ARGUMENT...

      TRIGATE_SERVER   host:port of the gRPC services       TRIGATE_PKI    folder of certificates
      TRIGATE_HTTP     host:port of /readyz and /metrics    TRIGATE_PG     conninfo of the database
      TRIGATE_DATA     folder of the journal                TRIGATE_PID    the process
      TRIGATE_CONFIG   its configuration                    TRIGATE_DIR    the folder of all this

Everything is stopped and removed at the end; TRIGATE_KEEP=1 keeps the folder for a look.
"""

import argparse
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE_S = 60

CONFIG = """\
data_directory: {directory}/data
key_file: {directory}/pki/master.keys
policy_file: {policy}
listen: {{address: 127.0.0.1, port: {port}}}
http: {{address: 127.0.0.1, port: {http_port}}}
tls:
  certificate: {directory}/pki/server.crt
  key: {directory}/pki/server.key
  client_ca: {directory}/pki/ca.crt
  domain: trigate.local
postgres: {{connection: "{conninfo}"}}
log: {{file: {directory}/trigated.log, level: info}}
pipeline:
  ticks: {ticks}
"""


class DaemonError(Exception):
    """The daemon could not be had, and why."""


def build_folder():
    folder = pathlib.Path(os.environ.get("TRIGATE_BUILD", ROOT / "build" / "test"))
    if not (folder / "src" / "cli" / "trigate").exists():
        raise DaemonError("%s holds no build with `trigate`; set TRIGATE_BUILD" % folder)
    return folder


def run(arguments, what):
    done = subprocess.run([str(a) for a in arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise DaemonError("%s failed with %d:\n%s" % (what, done.returncode, done.stdout))
    return done.stdout.strip()


def free_ports(count):
    """Ports that nobody listens on now. The daemon keeps them over restarts, so that clients find it
    again; so it is not told to choose by itself."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Daemon:
    """start(), kill() -9, stop() and start() again on the same data, and stop for good."""

    def __init__(self, registry, policy=None, ticks="event_time"):
        build = build_folder()
        self.trigate = build / "src" / "cli" / "trigate"
        self.trigated = build / "src" / "daemon" / "trigated"
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="trigate-"))
        # The cluster belongs to another user when root runs the tests.
        self.directory.chmod(0o755)
        self.pki = self.directory / "pki"
        self.config = self.directory / "trigated.yaml"
        self.log = self.directory / "trigated.log"
        self.registry = self.directory / "registry.yaml"
        self.registry.write_text(registry, encoding="utf-8")
        self.policy = policy or ROOT / "deploy" / "policy" / "default.yaml"
        self.ticks = ticks
        self.conninfo = ""
        self.process = None
        self.port = self.http_port = 0
        self._prepared = False

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    # Parts of the world around it.

    def postgres(self, action):
        return run([ROOT / "deploy" / "postgres.sh", action, self.directory / "pg"],
                   "postgres.sh " + action)

    def _write_config(self):
        self.config.write_text(CONFIG.format(
            directory=self.directory, policy=self.policy, port=self.port,
            http_port=self.http_port, conninfo=self.conninfo, ticks=self.ticks),
            encoding="utf-8")

    def _prepare(self):
        self.conninfo = self.postgres("start").splitlines()[-1]
        run([self.trigate, "pki", "init", self.pki, "--registry", self.registry], "pki init")
        self.port, self.http_port = free_ports(2)
        self._write_config()
        run([self.trigated, "-c", self.config, "migrate"], "migrate")
        run([self.trigated, "-c", self.config, "registry", "load", self.registry],
            "registry load")
        self._prepared = True

    # The daemon itself.

    def start(self):
        try:
            if not self._prepared:
                self._prepare()
            self._launch()
        except Exception:
            self.stop()
            raise

    def _launch(self):
        with open(self.directory / "trigated.out", "ab") as output:
            self.process = subprocess.Popen(
                [str(self.trigated), "-c", str(self.config), "serve"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self._wait(self.ready, "become ready")

    def ready(self):
        try:
            with urllib.request.urlopen("http://%s/readyz" % self.http, timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if self.process.poll() is not None:
                raise DaemonError("trigated ended with %d instead of to %s:\n%s" % (
                    self.process.returncode, what, self.last_words()))
            if time.monotonic() > deadline:
                raise DaemonError("trigated did not %s in %d s:\n%s" % (
                    what, PATIENCE_S, self.last_words()))
            time.sleep(0.05)

    def log_lines(self, event):
        """What the daemon has logged as `event`, oldest first."""
        lines = [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]
        return [line for line in lines if line.get("event") == event]

    def last_words(self):
        words = []
        for file in (self.directory / "trigated.out", self.log):
            if file.exists():
                words += file.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        return "\n".join(words)

    def kill(self):
        """Ends it without warning, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def terminate(self):
        """Ends it as an operator would; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)

    def stop(self):
        """Ends everything and removes the folder."""
        if self.process is not None and self.process.poll() is None:
            try:
                self.terminate()
            except subprocess.TimeoutExpired:
                self.kill()
        if (self.directory / "pg").exists():
            self.postgres("stop")
        if os.environ.get("TRIGATE_KEEP"):
            print("kept: %s" % self.directory, file=sys.stderr)
        elif self.directory.exists():
            self.postgres("remove")
            shutil.rmtree(self.directory, ignore_errors=True)

    # For clients.

    @property
    def server(self):
        return "127.0.0.1:%d" % self.port

    @property
    def http(self):
        return "127.0.0.1:%d" % self.http_port

    def channel(self, principal):
        """A gRPC channel with the certificate of `principal`; None: with no certificate."""
        import grpc  # only for callers that have it
        ca = (self.pki / "ca.crt").read_bytes()
        if principal is None:
            return grpc.secure_channel(self.server, grpc.ssl_channel_credentials(ca))
        stem = self.pki / principal
        return grpc.secure_channel(self.server, grpc.ssl_channel_credentials(
            ca, stem.with_name(stem.name + ".key").read_bytes(),
            stem.with_name(stem.name + ".crt").read_bytes()))

    def environment(self):
        return dict(
            os.environ, TRIGATE_SERVER=self.server, TRIGATE_HTTP=self.http,
            TRIGATE_PKI=str(self.pki), TRIGATE_PG=self.conninfo,
            TRIGATE_DATA=str(self.directory / "data"), TRIGATE_PID=str(self.process.pid),
            TRIGATE_CONFIG=str(self.config), TRIGATE_DIR=str(self.directory))


DEFAULT_REGISTRY = """
hubs:
  - {id: hohhot-01, name: 呼和浩特转运中心, region: 150102}
investigators:
  - {id: wang, name: 王警官, regions: [15]}
supervisors:
  - {id: zhao, regions: all}
admins:
  - {id: ops}
hqs:
  - {id: nm, carrier: SF, regions: [15]}
"""


def main():
    parser = argparse.ArgumentParser(description="Runs a command beside a daemon of its own.")
    parser.add_argument("--registry", type=pathlib.Path, help="registry.yaml")
    parser.add_argument("--policy", type=pathlib.Path)
    parser.add_argument("--ticks", choices=["event_time", "wall_clock"], default="event_time")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    registry = (arguments.registry.read_text(encoding="utf-8") if arguments.registry
                else DEFAULT_REGISTRY)
    try:
        with Daemon(registry, arguments.policy, arguments.ticks) as trigated:
            return subprocess.call(arguments.command, env=trigated.environment())
    except DaemonError as error:
        print("daemon.py: %s" % error, file=sys.stderr)
        return 125


if __name__ == "__main__":
    sys.exit(main())
