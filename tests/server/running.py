"""A server of its own for a test: started on a free port with a fresh store, stopped at the end."""
import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

PROGRAM = os.environ.get("COBDEN", "build/release/cobden")
JSON = {"Content-Type": "application/json"}
FINAL = {"done", "not_converged", "failed", "cancelled", "lost"}
# A run of the large benchmark that takes seconds, for what happens while one runs.
SLOW = {"question": "nash", "scenario": "us-china-2025",
        "options": {"players": ["USA", "CHN", "EU27"], "partners": ["all"], "starts": 50}}
QUICK = {"question": "run", "scenario": "us-china-145-125", "options": {"benchmark": "world-2022-12"}}


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.bytes = response.read()

    @property
    def text(self):
        body = gzip.decompress(self.bytes) if self.headers.get("content-encoding") == "gzip" else self.bytes
        return body.decode()

    @property
    def json(self):
        return json.loads(self.text)


class Server:
    def __init__(self, *arguments, store=None):
        self.folder = tempfile.TemporaryDirectory() if store is None else None
        self.store = Path(store or Path(self.folder.name) / "runs.sqlite")
        self.process = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--store", str(self.store), *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if not found:
            _, said = self.process.communicate()
            if self.folder:
                self.folder.cleanup()
            raise RuntimeError(f"the server did not start: {line}{said}")
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()
        self.process.stderr.close()
        if self.folder:
            self.folder.cleanup()

    def stop(self):
        """Asks it to stop; what it said last."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=60)
        return said

    def kill(self):
        self.process.kill()
        self.process.wait()

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)  # machines may be busy: no time is asserted

    def request(self, method, path, body=None, headers=None):
        connection = self.connection()
        try:
            if isinstance(body, (dict, list)):
                body, headers = json.dumps(body), {**JSON, **(headers or {})}
            connection.request(method, path, body, headers or {})
            return Reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, body, **headers):
        return self.request("POST", path, body, {**JSON, **{k.replace("_", "-"): v for k, v in headers.items()}})

    def raw(self, data, timeout=20, end=False):
        """The bytes that come back for bytes sent as they are."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as s:
            try:
                s.sendall(data)
                if end:
                    s.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # it has closed already; what it said is read below
            answer = b""
            try:
                while chunk := s.recv(65536):
                    answer += chunk
            except OSError:
                pass
            return answer

    def begin(self, question):
        reply = self.post("/api/v1/runs", question)
        assert reply.status == 202, reply.text
        return reply.json["id"]

    def wait_for(self, run, states=FINAL, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            record = self.get(f"/api/v1/runs/{run}").json
            if record["state"] in states:
                return record
            time.sleep(0.02)
        raise AssertionError(f"run {run} is still {record['state']}")

    def events(self, run):
        """All events of a run as (kind, data), read to the end of the stream."""
        connection = self.connection()
        connection.request("GET", f"/api/v1/runs/{run}/events")
        response = connection.getresponse()
        assert response.status == 200 and response.getheader("content-type").startswith("text/event-stream")
        found, kind = [], None
        for line in response:
            line = line.decode().rstrip("\n")
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: "):
                found.append((kind, json.loads(line[6:])))
        connection.close()
        return found

    def memory(self):
        """Resident memory in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def in_threads(count, work):
    """Runs work(k) for k < count side by side; the exceptions that came up."""
    problems = []

    def guarded(k):
        try:
            work(k)
        except Exception as problem:  # noqa: BLE001 - reported by the test
            problems.append(f"{k}: {problem!r}")

    threads = [threading.Thread(target=guarded, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems
