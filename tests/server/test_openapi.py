"""apps/server/openapi.yaml against the server: each operation answers as it is described there."""
import re
import sys
import unittest
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))
from running import QUICK, SLOW, Server  # noqa: E402

FILE = Path(__file__).resolve().parents[2] / "apps" / "server" / "openapi.yaml"
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


class Description:
    def __init__(self):
        self.document = yaml.safe_load(FILE.read_text(encoding="utf-8"))

    def resolved(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"][2:].split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        for path, item in self.document["paths"].items():
            for method in ("get", "post", "put", "delete", "patch"):
                if method in item:
                    yield method.upper(), path, item[method]

    def response(self, operation, status):
        found = operation["responses"].get(str(status)) or operation["responses"].get("default")
        return self.resolved(found)

    def problems(self, value, schema, where="answer"):
        """What about the value is not as the schema says."""
        schema = self.resolved(schema)
        if value is None:
            return [] if schema.get("nullable") else [f"{where}: null"]
        for part in schema.get("allOf", []):
            return self.problems(value, part, where)
        kind = schema.get("type")
        if kind and (not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
            return [f"{where}: {value!r} is no {kind}"]
        found = []
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where}: {value!r} is none of {schema['enum']}")
        if kind == "array":
            for k, item in enumerate(value):
                found += self.problems(item, schema.get("items", {}), f"{where}[{k}]")
        if kind == "object":
            found += self.object_problems(value, schema, where)
        return found

    def object_problems(self, value, schema, where):
        known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        found = [f"{where}: lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            if name in known:
                found += self.problems(member, known[name], f"{where}.{name}")
            elif more is False:
                found.append(f"{where}: {name} is not described")
            elif isinstance(more, dict):
                found += self.problems(member, more, f"{where}.{name}")
        return found


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.description = Description()
        cls.server = Server("--queue", "1")
        cls.done = cls.server.begin(QUICK)
        cls.server.wait_for(cls.done)
        cls.other = cls.server.begin({"question": "run", "scenario": "us-china-2025-12"})
        cls.server.wait_for(cls.other)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def check(self, operation, reply, status):
        """The reply has this status, and the type and shape that the description gives it."""
        self.assertEqual(reply.status, status, reply.text[:500])
        self.assertIn(str(status), {**operation["responses"], **({"default": 0} if status >= 400 else {})} or {})
        response = self.description.response(operation, status)
        content = response.get("content")
        if not content:
            self.assertEqual(reply.bytes, b"")
            return
        kind = reply.headers["content-type"].split(";")[0]
        self.assertIn(kind, content)
        if kind == "application/json":
            self.assertEqual(self.description.problems(reply.json, content[kind]["schema"]), [])

    def test_every_operation_answers_as_described(self):
        done, other = self.done, self.other
        good = {  # operation -> requests with the status they must get
            "info": [("/api/v1/info", None, 200)],
            "scenario": [("/api/v1/scenarios/us-china-2025-12", None, 200), ("/api/v1/scenarios/none", None, 404)],
            "benchmark": [("/api/v1/benchmarks/world-2022-12", None, 200), ("/api/v1/benchmarks/none", None, 404)],
            "ask": [("/api/v1/ask", QUICK, 200), ("/api/v1/ask", {"question": "none"}, 422), ("/api/v1/ask", {}, 400)],
            # What is refused comes first: the queue of one is full while the run that was taken waits.
            "postRun": [("/api/v1/runs", {"question": "none"}, 422), ("/api/v1/runs", [], 400),
                        ("/api/v1/runs", QUICK, 202)],
            "listRuns": [("/api/v1/runs", None, 200), ("/api/v1/runs?limit=0", None, 400),
                         ("/api/v1/runs?state=none", None, 422)],
            "compareRuns": [(f"/api/v1/runs/compare?a={done}&b={other}", None, 200), ("/api/v1/runs/compare", None, 400),
                            (f"/api/v1/runs/compare?a={done}&b=none", None, 404)],
            "showRun": [(f"/api/v1/runs/{done}", None, 200), ("/api/v1/runs/none", None, 404)],
            "result": [(f"/api/v1/runs/{done}/result", None, 200), (f"/api/v1/runs/{done}/result?format=csv", None, 200),
                       (f"/api/v1/runs/{done}/result?format=x", None, 400), ("/api/v1/runs/none/result", None, 404)],
            "runScenario": [(f"/api/v1/runs/{done}/scenario", None, 200), ("/api/v1/runs/none/scenario", None, 404)],
            "report": [(f"/api/v1/runs/{done}/report", None, 200), ("/api/v1/runs/none/report", None, 404)],
            "cancelRun": [(f"/api/v1/runs/{done}/cancel", {}, 409), ("/api/v1/runs/none/cancel", {}, 404)],
            "events": [(f"/api/v1/runs/{done}/events", None, 200), ("/api/v1/runs/none/events", None, 404)],
            "deleteRun": [("/api/v1/runs/none", None, 404)],
        }
        described = set()
        for method, path, operation in self.description.operations():
            described.add(operation["operationId"])
            for target, body, status in good[operation["operationId"]]:
                pattern = re.sub(r"\{\w+\}", "[^/?]+", path) + r"(\?.*)?"
                self.assertRegex(target, f"^{pattern}$")
                with self.subTest(f"{method} {target} {status}"):
                    self.check(operation, self.server.request(method, target, body), status)
        self.assertEqual(described, set(good))

    def test_what_takes_a_run_in_progress(self):
        by_id = {operation["operationId"]: operation for _, _, operation in self.description.operations()}
        running = self.server.begin(SLOW)
        self.server.wait_for(running, {"running"})
        waiting = self.server.begin(SLOW)
        full = self.server.post("/api/v1/runs", SLOW)
        self.check(by_id["postRun"], full, 429)
        self.check(by_id["showRun"], self.server.get(f"/api/v1/runs/{running}"), 200)
        self.check(by_id["result"], self.server.get(f"/api/v1/runs/{running}/result"), 409)
        self.check(by_id["report"], self.server.get(f"/api/v1/runs/{running}/report"), 409)
        self.check(by_id["deleteRun"], self.server.request("DELETE", f"/api/v1/runs/{waiting}"), 409)
        for run in (waiting, running):
            self.check(by_id["cancelRun"], self.server.post(f"/api/v1/runs/{run}/cancel", {}), 202)
            self.server.wait_for(run)
        self.check(by_id["deleteRun"], self.server.request("DELETE", f"/api/v1/runs/{running}"), 204)

    def test_the_example_of_a_question_is_answered(self):
        body = self.description.document["components"]["requestBodies"]["Question"]["content"]["application/json"]
        self.assertEqual(self.description.problems(body["example"], body["schema"]), [])
        self.assertEqual(self.server.post("/api/v1/ask", body["example"]).status, 200)


if __name__ == "__main__":
    unittest.main()
