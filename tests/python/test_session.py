"""What a session needs of long work: Ctrl-C, progress, other threads running meanwhile."""
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import environment, load, setUpModule  # noqa: E402,F401

cobden = load()
# Long enough to be interrupted anywhere: every importer of 81 chooses every tariff.
LONG = ("cobden.nash({'title': 'all', 'benchmark': 'world-2022', 'model': {'family': 'caliendo-parro', 'elasticities': "
        "'GYY', 'closure': 'fixed'}}, players=cobden.Benchmark.open('world-2022').countries[:40], partners='all', "
        "certificate_starts=50, starts=50)")
SHORT = {"title": "short", "benchmark": "world-2022-12",
         "model": {"family": "caliendo-parro", "elasticities": "GYY", "closure": "fixed"},
         "strategy": {"players": ["USA", "CHN"], "sectors": "goods", "lower": 0, "upper": 200, "unit": "percent"}}


def child(code):
    return subprocess.Popen([sys.executable, "-c", code], env=environment(), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


class Interrupt(unittest.TestCase):
    def interrupted(self, code):
        """Runs code that prints "ready" before its long call, sends Ctrl-C, and returns what it printed then."""
        process = child(code)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        self.assertEqual(process.stdout.readline(), "ready\n")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        return process.stdout.read(), process.stderr.read(), process.returncode

    def test_ctrl_c_stops_a_search_and_the_session_goes_on(self):
        out, err, code = self.interrupted(f"""
import cobden
print("ready", flush=True)
try:
    {LONG}
    print("was not interrupted")
except KeyboardInterrupt:
    print("interrupted")
print(cobden.run({SHORT!r}).converged)
""")
        self.assertEqual((out, code), ("interrupted\nTrue\n", 0), err)

    def test_uncaught_it_ends_the_program_as_ctrl_c_does(self):
        _, err, code = self.interrupted(f'import cobden\nprint("ready", flush=True)\n{LONG}\n')
        self.assertIn("KeyboardInterrupt", err)
        self.assertEqual(code, -signal.SIGINT)


class Progress(unittest.TestCase):
    def test_events_arrive_on_the_calling_thread(self):
        seen = []
        cobden.nash(SHORT, certificate_starts=20,
                    progress=lambda task, fraction, detail: seen.append((threading.get_ident(), task, fraction, detail)))
        self.assertTrue(seen)
        self.assertEqual({who for who, *_ in seen}, {threading.get_ident()})
        self.assertTrue(all(isinstance(t, str) and isinstance(f, float) and isinstance(d, str) for _, t, f, d in seen))

    def test_an_exception_in_the_listener_stops_the_work_and_arrives(self):
        def listener(task, fraction, detail):
            raise RuntimeError("enough")

        with self.assertRaisesRegex(RuntimeError, "enough"):
            cobden.nash(SHORT, progress=listener)

    def test_results_do_not_depend_on_a_listener(self):
        heard = cobden.nash(SHORT, progress=lambda *event: None)
        np.testing.assert_array_equal(heard.tariff(), cobden.nash(SHORT).tariff())


class Threads(unittest.TestCase):
    def test_python_runs_while_the_engine_solves(self):
        """A counter in another thread moves during one call: impossible if the call held the interpreter's lock."""
        started, counted, stop = threading.Event(), [0], threading.Event()

        def count():
            started.set()
            while not stop.is_set():
                counted[0] += 1
                time.sleep(0)

        counter = threading.Thread(target=count)
        counter.start()
        started.wait()
        cobden._cobden.open_benchmark("world-2022")  # no Python code inside
        before = counted[0]
        cobden._cobden.open_benchmark("world-2022")
        after = counted[0]
        stop.set()
        counter.join()
        self.assertGreater(after, before)

    def test_solves_side_by_side_are_the_same_as_one_by_one(self):
        model = cobden.Model("world-2022-12", elasticities="GYY")
        tariffs = [model.base_tariff * factor for factor in (1.1, 1.2, 1.3, 1.4)]
        alone = [model.equilibrium(t).value("USA") for t in tariffs]
        together = [None] * 4

        def work(k):
            together[k] = model.equilibrium(tariffs[k]).value("USA")

        workers = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(together, alone)

    def test_thread_limit(self):
        with self.assertRaises(ValueError):
            cobden.set_threads(-1)
        cobden.set_threads(1)
        cobden.set_threads(0)


class Import(unittest.TestCase):
    def test_pandas_and_xarray_wait_until_they_are_needed(self):
        code = "import cobden, sys; print([m for m in ('pandas', 'xarray', 'matplotlib') if m in sys.modules])"
        process = child(code)
        self.assertEqual(process.communicate()[0], "[]\n")

    def test_everything_public_is_documented(self):
        for name in cobden.__all__:
            thing = getattr(cobden, name)
            self.assertTrue(thing.__doc__, name)
            for key, member in vars(thing).items() if isinstance(thing, type) else ():
                if not key.startswith("_") and (callable(member) or isinstance(member, property)):
                    self.assertTrue(getattr(member, "__doc__", None), f"{name}.{key}")


if __name__ == "__main__":
    unittest.main()
