"""The API as a page and a program use it: answers are the command line's own documents, runs are kept."""
import csv
import io
import json
import re
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from running import PROGRAM, QUICK, SLOW, Server  # noqa: E402


def printed(*arguments):
    """What the command line prints."""
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


def without_times(text):
    return re.sub(r'"(setup_)?seconds": [0-9.e+-]+', '"seconds": 0', text)


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_an_answer_is_the_document_that_the_command_line_prints(self):
        reply = self.server.post("/api/v1/ask", QUICK)
        self.assertEqual(reply.status, 200, reply.text)
        self.assertEqual(reply.headers["cobden-exit-code"], "0")
        expected = printed("run", "us-china-145-125", "--benchmark", "world-2022-12", "--no-range", "--format", "json")
        self.assertEqual(without_times(reply.text), without_times(expected))

    def test_a_schedule_question_is_answered_likewise(self):
        options = {"code": "8517.13.0000", "from": ["CHN"], "to": "USA", "on": "2025-04-20"}
        reply = self.server.post("/api/v1/ask", {"question": "schedule explain", "options": options})
        self.assertEqual(reply.text, printed("schedule", "explain", "8517.13.0000", "--from", "CHN", "--to", "USA",
                                             "--on", "2025-04-20", "--format", "json"))

    def test_scenario_text_is_answered_and_its_mistakes_have_a_place(self):
        text = 'benchmark = "world-2022-12"\n[[shock]]\nimporter = "USA"\nexporter = "CHN"\nadd = 20\n' \
               'unit = "percentage points"\n'
        good = self.server.post("/api/v1/ask", {"question": "run", "scenario_text": text,
                                                "options": {"measures": ["welfare_exact"]}})
        self.assertEqual(good.status, 200, good.text)
        self.assertEqual(len(good.json["results"]), 12)
        bad = self.server.post("/api/v1/ask", {"question": "run", "scenario_text": text.replace("CHN", "CHX")})
        self.assertEqual(bad.status, 422)
        error = bad.json["error"]
        self.assertEqual((error["place"]["file"], error["value"]), ("scenario", "CHX"))
        self.assertIn("CHN", error["remedy"])
        self.assertTrue(2 <= error["place"]["line"] <= 4)

    def test_a_large_question_belongs_into_the_queue(self):
        for question in ({"question": "run", "scenario": "us-china-145-125"}, SLOW):
            reply = self.server.post("/api/v1/ask", question)
            self.assertEqual(reply.status, 422)
            self.assertIn("/runs", reply.json["error"]["remedy"])

    def test_a_run_from_queue_to_deletion(self):
        server = self.server
        posted = server.post("/api/v1/runs", {**QUICK, "title": "a title"})
        self.assertEqual(posted.status, 202)
        run = posted.json["id"]
        self.assertEqual(posted.headers["location"], f"/api/v1/runs/{run}")
        events = server.events(run)
        self.assertEqual([kind for kind, _ in events if kind == "state"][-1], "state")
        self.assertEqual(events[-1][1]["state"], "done")
        record = server.get(f"/api/v1/runs/{run}").json
        self.assertEqual((record["title"], record["question"], record["exit_code"]), ("a title", "run", 0))
        self.assertGreaterEqual(record["seconds"], 0)
        self.assertIn("world-2022-12.nc", record["inputs"][1]["path"])
        result = server.get(f"/api/v1/runs/{run}/result")
        expected = printed("run", "us-china-145-125", "--benchmark", "world-2022-12", "--format", "json")
        self.assertEqual(without_times(result.text), without_times(expected))
        table = server.get(f"/api/v1/runs/{run}/result?format=csv").text
        self.assertEqual(table, printed("run", "us-china-145-125", "--benchmark", "world-2022-12", "--format", "csv"))
        self.assertIn("[[shock]]", server.get(f"/api/v1/runs/{run}/scenario").text)
        self.assertEqual(record["documents"], ["answer", "csv", "report"])
        report = server.get(f"/api/v1/runs/{run}/report")
        self.assertTrue(report.headers["content-type"].startswith("text/html"))
        self.assertIn("default-src 'none'", report.headers["content-security-policy"])
        self.assertIn("cobden run us-china-145-125", report.text)
        self.assertIn(run, [r["id"] for r in server.get("/api/v1/runs?question=run&state=done").json["runs"]])
        self.assertEqual(server.request("DELETE", f"/api/v1/runs/{run}").status, 204)
        self.assertEqual(server.request("DELETE", f"/api/v1/runs/{run}").status, 404)
        self.assertEqual(server.get(f"/api/v1/runs/{run}/result").status, 404)

    def test_rows_are_filtered_and_sector_detail_is_solved_again(self):
        server = self.server
        run = server.begin(QUICK)
        server.wait_for(run)
        rows = server.get(f"/api/v1/runs/{run}/result?measures=welfare_exact,exports&importer=USA").json["results"]
        self.assertEqual([(r["measure"], r["importer"]) for r in rows], [("welfare_exact", "USA")])
        path = f"/api/v1/runs/{run}/result?measures=trade_customs_value&sector=C26&importer=USA"
        detail = server.get(path).json["results"]
        full = json.loads(printed("run", "us-china-145-125", "--benchmark", "world-2022-12", "--no-range", "--full",
                                  "--format", "json", "--measures", "trade_customs_value"))["results"]
        self.assertEqual(detail, [r for r in full if r.get("sector") == "C26" and r.get("importer") == "USA"])
        self.assertGreater(len(detail), 10)
        table = list(csv.DictReader(io.StringIO(server.get(path + "&format=csv").text)))
        self.assertEqual([r["exporter"] for r in table], [r["exporter"] for r in detail])
        unknown = server.get(f"/api/v1/runs/{run}/result?measures=trade_customs_value&sector=C99")
        self.assertEqual(unknown.status, 422)

    def test_two_runs_side_by_side(self):
        server = self.server
        a = server.begin(QUICK)
        b = server.begin({**QUICK, "options": {**QUICK["options"], "closure": "zero"}})
        server.wait_for(a), server.wait_for(b)
        rows = server.get(f"/api/v1/runs/compare?a={a}&b={b}&measures=welfare_exact").json["rows"]
        self.assertEqual(len(rows), 12)
        for row in rows:
            self.assertAlmostEqual(row["difference"], row["b"] - row["a"])
        sizes = [abs(row["difference"]) for row in rows]
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        self.assertGreater(sizes[0], 0)

    def test_pages_of_the_list(self):
        server = self.server
        for _ in range(5):
            server.wait_for(server.begin(QUICK))
        seen, before = [], ""
        while page := server.get(f"/api/v1/runs?limit=2{before}").json["runs"]:
            seen += [run["id"] for run in page]
            before = f"&before={page[-1]['id']}"
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual(seen, sorted(seen, reverse=True))
        self.assertGreaterEqual(len(seen), 5)

    def test_what_the_client_has_is_not_sent_again(self):
        run = self.server.begin(QUICK)
        self.server.wait_for(run)
        for path in ("/api/v1/info", "/api/v1/benchmarks/world-2022-12", f"/api/v1/runs/{run}/result", "/"):
            first = self.server.get(path)
            again = self.server.get(path, If_None_Match=first.headers["etag"])
            self.assertEqual((again.status, again.bytes), (304, b""), path)
            other = self.server.get(path, If_None_Match='"something-else"')
            self.assertEqual(other.status, 200)
        packed = self.server.get(f"/api/v1/runs/{run}/result", Accept_Encoding="gzip")
        plain = self.server.get(f"/api/v1/runs/{run}/result")
        self.assertEqual(packed.headers["content-encoding"], "gzip")
        self.assertEqual(packed.text, plain.text)
        self.assertLess(len(packed.bytes), len(plain.bytes) / 3)

    def test_a_run_is_cancelled(self):
        server = self.server
        run = server.begin(SLOW)
        server.wait_for(run, {"running"})
        self.assertEqual(server.request("DELETE", f"/api/v1/runs/{run}").status, 409)
        waiting = server.begin(SLOW)
        self.assertEqual(server.post(f"/api/v1/runs/{waiting}/cancel", {}).status, 202)
        self.assertEqual(server.get(f"/api/v1/runs/{waiting}").json["state"], "cancelled")
        began = time.monotonic()
        self.assertEqual(server.post(f"/api/v1/runs/{run}/cancel", {}).status, 202)
        record = server.wait_for(run)
        self.assertEqual(record["state"], "cancelled", f"after {time.monotonic() - began:.1f} s")
        self.assertEqual(server.post(f"/api/v1/runs/{run}/cancel", {}).status, 409)
        self.assertEqual(server.events(run)[-1][1]["state"], "cancelled")

    def test_a_refused_question_is_not_queued(self):
        before = self.server.get("/api/v1/runs?limit=200").json["runs"]
        for question in ({"question": "rum", "scenario": "us-china-2025"},
                         {"question": "run", "scenario": "us-chyna-2025"},
                         {"question": "run"},
                         {"question": "run", "scenario": "us-china-2025", "options": {"clozure": "zero"}},
                         {"question": "run", "scenario_text": "benchmark = 3"}):
            reply = self.server.post("/api/v1/runs", question)
            self.assertEqual(reply.status, 422, reply.text)
        self.assertEqual(self.server.get("/api/v1/runs?limit=200").json["runs"], before)

    def test_a_failed_run_says_why(self):
        run = self.server.begin({"question": "run", "scenario": "nafta-1993"})  # its benchmark is not shipped
        record = self.server.wait_for(run)
        self.assertEqual((record["state"], record["exit_code"]), ("failed", 2))
        self.assertIn("benchmark", record["message"])
        reply = self.server.get(f"/api/v1/runs/{run}/result")
        self.assertEqual(reply.status, 404)
        self.assertIn("failed", reply.json["error"]["message"])

    def test_the_command_line_reads_the_store_while_the_server_writes(self):
        run = self.server.begin(QUICK)
        self.server.wait_for(run)
        listed = json.loads(printed("runs", "list", "--store", str(self.server.store), "--format", "json"))
        self.assertIn(run, [r["id"] for r in listed["results"]])
        shown = printed("runs", "show", run, "--answer", "--store", str(self.server.store))
        self.assertEqual(shown, self.server.get(f"/api/v1/runs/{run}/result").text)


class Page(unittest.TestCase):
    def test_the_address_shows_a_page_that_runs_nothing_from_elsewhere(self):
        with Server() as server:
            reply = server.get("/")
            self.assertEqual(reply.status, 200)
            self.assertTrue(reply.headers["content-type"].startswith("text/html"))
            self.assertIn("default-src 'none'", reply.headers["content-security-policy"])
            self.assertEqual(reply.headers["x-content-type-options"], "nosniff")
            for source in re.findall(r'(?:src|href)="([^"#]+)"', reply.text):
                self.assertTrue(source.startswith(("/", "./", "assets/")), source)
                self.assertEqual(server.get("/" + source.lstrip("./")).status, 200, source)


if __name__ == "__main__":
    unittest.main()
