"""What comes from a broken or ill-meaning client is refused in one clear sentence, and the server stays up."""
import json
import os
import signal
import socket
import sqlite3
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from running import JSON, QUICK, SLOW, Server, in_threads  # noqa: E402


class Refusals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--queue", "20")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertEqual(self.server.get("/api/v1/runs").status, 200, "the server no longer answers")

    def assert_refused(self, reply, status, word=""):
        self.assertEqual(reply.status, status, reply.text)
        error = reply.json["error"]
        self.assertEqual(error["status"], status)
        self.assertIn(word, error["message"])

    def test_bodies_that_are_no_question(self):
        deep = "[" * 5000 + "]" * 5000
        for body, word in ((b"", "JSON"), (b"{", "JSON"), (b"\xff\xfe\x00", "JSON"), (deep.encode(), "JSON"),
                           (('{"question":' + '{"a":' * 500 + "1" + "}" * 500 + "}").encode(), "JSON"),
                           (b"[]", "object"), (b'"run"', "object"), (b"{}", "question"), (b'{"question": 3}', "text"),
                           (b'{"question": "run", "options": []}', "object"),
                           (b'{"question": "run", "scenario": "a", "scenario_text": "b"}', "both"),
                           (b'{"question": "run", "extra": 1}', "extra"),
                           (b'{"question": "run", "title": "' + b"x" * 400 + b'"}', "300")):
            for path in ("/api/v1/ask", "/api/v1/runs"):
                self.assert_refused(self.server.post(path, body), 400, word)

    def test_options_of_the_wrong_type_name_their_place(self):
        base = {"question": "run", "scenario": "us-china-145-125"}
        for options, column in (({"full": "yes"}, "options.full"), ({"measures": {"a": 1}}, "options.measures"),
                                ({"closure": ["zero"]}, "options.closure"), ({"nothing": 1}, "options.nothing"),
                                ({"out": "/tmp/x"}, "options.out"), ({"scenario": "x"}, "options.scenario")):
            reply = self.server.post("/api/v1/ask", {**base, "options": options})
            self.assert_refused(reply, 422)
            self.assertEqual(reply.json["error"]["place"]["column"], column)
        reply = self.server.post("/api/v1/ask", {"question": "data info", "options": {"benchmark": "world-2022-12",
                                                                                     "largest": 1.5}})
        self.assert_refused(reply, 422, "whole number")

    def test_addresses(self):
        for target, status in (("/nothing", 404), ("/api/v1/nothing", 404), ("/api/v2/info", 404), ("/api", 404),
                               ("/assets/none.js", 404), ("/api/v1/runs/none", 404), ("/api/v1/runs/none/events", 404),
                               ("/api/v1/scenarios/none", 404), ("/api/v1/runs?limit=x", 400),
                               ("/api/v1/runs?limit=100000", 400), ("/api/v1/runs?state=x", 422),
                               ("/api/v1/runs/compare", 400)):
            self.assert_refused(self.server.get(target), status)

    def test_tricks_with_paths(self):
        for target in ("/../etc/passwd", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd",
                       "//etc/passwd", "/assets/%00", "/%zz", "/a\\b", "/api/v1/scenarios/..%2f..%2fetc%2fpasswd",
                       "/api/v1/benchmarks/%2e%2e", "/api/v1/scenarios/%c3%28", "/api/v1/runs/' OR 1=1--"):
            answer = self.server.raw(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
                                     "Connection: close\r\n\r\n".encode())
            self.assertRegex(answer, rb"^HTTP/1.1 40[04] ", target)
            self.assertNotIn(b"root:", answer)

    def test_methods(self):
        for method, path, allow in (("PUT", "/api/v1/info", "GET"), ("DELETE", "/api/v1/runs", "POST, GET"),
                                    ("GET", "/api/v1/ask", "POST"), ("POST", "/", "GET, HEAD"),
                                    ("OPTIONS", "/api/v1/runs", "POST, GET"), ("BREW", "/api/v1/info", "GET")):
            reply = self.server.request(method, path)
            self.assert_refused(reply, 405)
            self.assertEqual(reply.headers["allow"], allow)
        head = self.server.request("HEAD", "/api/v1/info")
        self.assertEqual((head.status, head.bytes), (200, b""))
        self.assertGreater(int(head.headers["content-length"]), 1000)

    def test_who_may_ask(self):
        port = self.server.port
        for host in (f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"127.0.0.1.evil.example:{port}",
                     f"10.0.0.1:{port}", ""):
            self.assert_refused(self.server.get("/api/v1/info", Host=host), 403)
        for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
            self.assertEqual(self.server.get("/api/v1/info", Host=host).status, 200)
        none = self.server.raw(b"GET /api/v1/info HTTP/1.0\r\n\r\n")
        self.assertTrue(none.startswith(b"HTTP/1.1 400"))
        twice = f"GET /api/v1/info HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n"
        self.assertTrue(self.server.raw(twice.encode(), end=True).startswith(b"HTTP/1.1 400"))
        for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://localhost:{port}"):
            self.assert_refused(self.server.post("/api/v1/runs", QUICK, Origin=origin), 403)
        own = self.server.post("/api/v1/ask", QUICK, Origin=f"http://127.0.0.1:{port}")
        self.assertEqual(own.status, 200)

    def test_what_a_post_must_bring(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""):
            reply = self.server.request("POST", "/api/v1/runs", json.dumps(QUICK), {"Content-Type": kind})
            self.assert_refused(reply, 415)
        charset = self.server.request("POST", "/api/v1/ask", json.dumps(QUICK),
                                      {"Content-Type": "application/json; charset=utf-8"})
        self.assertEqual(charset.status, 200)
        bare = f"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nContent-Type: application/json\r\n\r\n"
        self.assertTrue(self.server.raw(bare.encode(), end=True).startswith(b"HTTP/1.1 411"))

    def test_sizes(self):
        self.assert_refused(self.server.post("/api/v1/ask", b"x" * (2 << 20)), 413)
        head = f"GET /api/v1/info HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n"
        self.assertTrue(self.server.raw((head + "X: " + "y" * 40_000 + "\r\n\r\n").encode()).startswith(b"HTTP/1.1 431"))
        many = "".join(f"X-{k}: {k}\r\n" for k in range(5000))
        self.assertTrue(self.server.raw((head + many + "\r\n").encode()).startswith(b"HTTP/1.1 431"))
        long = f"GET /{'a' * 40_000} HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\n\r\n"
        self.assertRegex(self.server.raw(long.encode()), rb"^HTTP/1.1 4(31|00)")
        chunk = b"40000\r\n" + b"x" * 0x40000 + b"\r\n"
        endless = (f"POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{self.server.port}\r\nContent-Type: application/json\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n").encode() + chunk * 6
        self.assertTrue(self.server.raw(endless).startswith(b"HTTP/1.1 413"))

    def test_answers_of_hundreds_of_megabytes(self):
        question = {"question": "run", "scenario": "us-china-145-125", "options": {"full": True}}
        self.assert_refused(self.server.post("/api/v1/runs", question), 422, "measures")
        question["options"].update(measures=["trade_customs_value"], sector="C26")
        self.assertEqual(self.server.post("/api/v1/runs", question).status, 202)

    def test_noise(self):
        for noise in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200), b"\r\n\r\n\r\n",
                      b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                      b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                      b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
                      b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nabcde"):
            answer = self.server.raw(noise, end=True)
            self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 400"), (noise, answer[:60]))

    def test_scenarios_name_no_files(self):
        secret = tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False)
        secret.write("importer,exporter,sector,rate\nUSA,CHN,C26,SECRET\n")
        secret.close()
        self.addCleanup(os.unlink, secret.name)
        shock = '[[shock]]\nimporter = "USA"\nexporter = "CHN"\n'
        players = '[strategy]\nplayers = ["USA", "CHN"]\n'
        up = "../" * 12 + secret.name[1:]
        for path in (secret.name, up, "~/x.csv", "..\\\\x.csv"):
            for text in (f'benchmark = "{path}"', f'{shock}tariff_file = "{path}"', f'{shock}gempack_file = "{path}"',
                         f'[[shock]]\nschedule = "{path}"\non = 2025-04-10\nsince = 2025-01-01',
                         f'[[shock]]\nschedule = "us-2025"\non = 2025-04-10\nsince = 2025-01-01\nconcordance = "{path}"',
                         f'{players}weights_file = "{path}"', f'{players}items = ["{path}"]',
                         f'{players}threat = "{path}"', f'[talks]\nclocks = "{path}"',
                         f'[talks]\nwithout_exemptions = "{path}"',
                         f'[talks]\n[[talks.deal]]\nname = "a"\nscenario = "{path}"'):
                text = text if text.startswith("benchmark") else f'benchmark = "world-2022-12"\n{text}\n'
                reply = self.server.post("/api/v1/ask", {"question": "run", "scenario_text": text})
                self.assert_refused(reply, 422)
                self.assertNotIn("SECRET", reply.text)
        for question, options in (("schedule explain", {"code": "8517", "schedule": secret.name, "on": "2025-04-10"}),
                                  ("schedule average", {"to": "USA", "on": "2025-04-10", "trade": secret.name}),
                                  ("schedule check", {"schedule": "/etc/passwd"}), ("data info", {"benchmark": "/etc"}),
                                  ("data info", {"benchmark": "."}), ("compare", {"first": "/tmp", "second": "/tmp"})):
            reply = self.server.post("/api/v1/ask", {"question": question, "options": options})
            self.assert_refused(reply, 422)
        for name in ("/etc/passwd", "../README.md", "..", "a/b"):
            self.assert_refused(self.server.post("/api/v1/ask", {"question": "run", "scenario": name}), 422, "path")

    def test_files_beside_the_server_are_not_found_by_name(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "private.toml").write_text('name = "SECRET"\nbenchmark = 3\n')
            (Path(folder) / "private.csv").write_text("SECRET")
            before = os.getcwd()
            program = os.path.abspath(os.environ.get("COBDEN", "build/release/cobden"))
            os.chdir(folder)
            try:
                import running  # noqa: PLC0415 - the program's path must not depend on the folder
                known, running.PROGRAM = running.PROGRAM, program
                server = Server()
                running.PROGRAM = known
            finally:
                os.chdir(before)
            with server:
                answers = [server.post("/api/v1/ask", {"question": "run", "scenario": name}).text.replace(name, "?")
                           for name in ("private.toml", "nothing.toml")]
                self.assertEqual(answers[0], answers[1], "a file that is there looks like one that is not")
                self.assertNotIn("SECRET", answers[0])
                names = [server.post("/api/v1/ask", {"question": "run", "scenario_text":
                         f'benchmark = "world-2022-12"\n[[shock]]\nimporter = "USA"\nexporter = "CHN"\n'
                         f'tariff_file = "{name}"\n'}).text.replace(name, "?") for name in ("private.csv", "nothing.csv")]
                self.assertEqual(names[0], names[1])

    def test_thousands_of_runs_fill_the_queue_and_nothing_else(self):
        with Server("--queue", "20") as server:
            server.begin(SLOW)
            before, taken, full = server.memory(), 0, 0
            connection = server.connection()
            for _ in range(2500):
                connection.request("POST", "/api/v1/runs", json.dumps(SLOW), JSON)
                response = connection.getresponse()
                response.read()
                self.assertIn(response.status, (202, 429))
                taken += response.status == 202
                full += response.status == 429
                if response.status == 429:
                    self.assertGreater(int(response.getheader("retry-after")), 0)
            connection.close()
            self.assertEqual(taken, 20 if taken < 21 else taken)
            self.assertGreaterEqual(full, 2400)
            self.assertLess(server.memory() - before, 300)
            self.assertEqual(server.get("/api/v1/info").status, 200)


class SlowClients(unittest.TestCase):
    def test_many_silent_connections_do_not_keep_others_out(self):
        with Server() as server:
            silent = []
            for k in range(700):  # more than the server holds
                try:
                    s = socket.create_connection(("127.0.0.1", server.port), timeout=10)
                    if k % 2:
                        s.sendall(b"GET /api/v1/info HTTP/1.1\r\nHost: 127")
                    silent.append(s)
                except OSError:
                    pass
            began = time.monotonic()
            self.assertEqual(server.get("/api/v1/info").status, 200)
            self.assertLess(time.monotonic() - began, 10)
            self.assertLess(len(os.listdir(f"/proc/{server.process.pid}/fd")), 600)
            for s in silent:
                s.close()
            self.assertLess(server.memory(), 500)

    def test_a_client_that_does_not_read_its_answer_costs_others_nothing(self):
        with Server() as server:
            run = server.begin({"question": "run", "scenario": "us-china-145-125"})  # an answer of some MB
            server.wait_for(run)
            lazy = []
            for _ in range(30):
                s = socket.create_connection(("127.0.0.1", server.port), timeout=10)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                s.sendall(f"GET /api/v1/runs/{run}/result HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
                lazy.append(s)
            for _ in range(20):
                self.assertEqual(server.get("/api/v1/runs").status, 200)
            for s in lazy:
                s.close()


class Load(unittest.TestCase):
    def test_two_hundred_readers_while_runs_are_in_progress(self):
        with Server("--workers", "2", "--queue", "100") as server:
            done = [server.begin(QUICK) for _ in range(4)]
            for run in done:
                server.wait_for(run)
            answer = server.get(f"/api/v1/runs/{done[0]}/result").bytes
            busy = [server.begin({**QUICK, "title": f"busy {k}"}) for k in range(40)]

            def read(k):
                for step in range(6):
                    path = ("/api/v1/info", "/api/v1/runs?limit=50", f"/api/v1/runs/{done[k % 4]}",
                            f"/api/v1/runs/{done[0]}/result", "/", f"/api/v1/runs/{busy[k % 40]}")[(k + step) % 6]
                    try:
                        reply = server.get(path)
                    except OSError as problem:
                        raise AssertionError(f"{path}: {problem}") from problem
                    if reply.status != 200:
                        raise AssertionError(f"{path}: {reply.status} {reply.text[:200]}")
                    if path.endswith("/result") and reply.bytes != answer:
                        raise AssertionError("an answer came back changed")
                if k < 40 and server.events(busy[k])[-1][1]["state"] != "done":
                    raise AssertionError("a run was not done")

            self.assertEqual(in_threads(200, read), [])
            states = [server.wait_for(run)["state"] for run in busy]
            self.assertEqual(states, ["done"] * 40)
            self.assertEqual(len(server.get("/api/v1/runs?limit=200").json["runs"]), 44)
            self.assertLess(server.memory(), 600)


class Ends(unittest.TestCase):
    def test_a_kill_loses_the_run_in_progress_and_no_other(self):
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "runs.sqlite"
            with Server(store=store) as server:
                kept = server.begin(QUICK)
                server.wait_for(kept)
                answer = server.get(f"/api/v1/runs/{kept}/result").text
                running, waiting = server.begin(SLOW), server.begin(SLOW)
                server.wait_for(running, {"running"})
                server.kill()
            with sqlite3.connect(store) as database:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            database.close()
            with Server(store=store) as server:
                states = {run["id"]: run["state"] for run in server.get("/api/v1/runs").json["runs"]}
                self.assertEqual(states, {kept: "done", running: "lost", waiting: "lost"})
                self.assertEqual(server.get(f"/api/v1/runs/{kept}/result").text, answer)

    def test_a_stop_cancels_what_runs_and_says_so(self):
        for way in (signal.SIGTERM, signal.SIGINT):
            with Server() as server:
                running, waiting = server.begin(SLOW), server.begin(SLOW)
                server.wait_for(running, {"running"})
                watcher = socket.create_connection(("127.0.0.1", server.port), timeout=60)
                watcher.sendall(f"GET /api/v1/runs/{running}/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
                time.sleep(0.2)
                server.process.send_signal(way)
                server.process.send_signal(way)  # as make and timeout do
                _, said = server.process.communicate(timeout=60)
                self.assertEqual(server.process.returncode, 0)
                self.assertIn("2 runs were cut short", said)
                self.assertIn(str(server.store), said)
                told = b""
                while chunk := watcher.recv(65536):
                    told += chunk
                watcher.close()
                self.assertIn(b'"state":"cancelled"', told)
                with Server(store=server.store) as again:
                    states = {run["id"]: run["state"] for run in again.get("/api/v1/runs").json["runs"]}
                    self.assertEqual(states, {running: "cancelled", waiting: "cancelled"})

    def test_a_port_that_is_taken_is_said(self):
        with Server() as server:
            with self.assertRaisesRegex(RuntimeError, "port"):
                Server("--port", str(server.port))


if __name__ == "__main__":
    unittest.main()
