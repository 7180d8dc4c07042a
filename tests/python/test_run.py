"""Scenarios solved from Python: the same bits as the program, long rows and named arrays, errors and statuses."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import PROGRAM, load, setUpModule  # noqa: E402,F401

cobden = load()
READY = "us-china-2025-12"
SMALL = {"title": "a flat duty", "benchmark": "world-2022-12",
         "model": {"family": "caliendo-parro", "closure": "fixed", "elasticities": "GYY"},
         "shock": [{"importer": "USA", "exporter": "CHN", "sector": "goods", "add": 10, "unit": "percentage points"}]}


def program(*arguments):
    done = subprocess.run([PROGRAM, "--quiet", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def without_times(answer):
    for key in ("seconds", "setup_seconds"):
        answer["solver"].pop(key)
    return answer


class ReadyScenario(unittest.TestCase):
    """One with schedules, which cost most of the time: everything else is asked of a plain one."""

    def test_json_and_csv_are_equal(self):
        answer = cobden.run(READY, on="2025-05-14")
        theirs = program("run", READY, "--format", "json", "--full", "--on", "2025-05-14")
        self.assertEqual(without_times(answer.to_dict(full=True)), without_times(json.loads(theirs)))
        self.assertTrue(answer.notes)

    def test_a_question_about_governments_stands_beside_the_run(self):
        question = {**SMALL, "strategy": {"question": "optimum", "players": ["USA"], "sectors": "goods", "lower": 0,
                                          "upper": 100, "unit": "percent"}}
        self.assertIsNone(cobden.run(SMALL, elasticity_range=False).strategy())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "question.toml"
            path.write_text(cobden.Scenario.from_dict(question).text, encoding="utf-8")
            theirs = without_times(json.loads(program("run", str(path), "--format", "json")))
            answer = cobden.run(path)
        best = answer.strategy()
        ours = without_times(answer.to_dict(strategy=best))
        self.assertEqual(best.question, "optimum")
        self.assertEqual(ours["strategy"]["results"], theirs["strategy"]["results"])
        self.assertEqual({k: v for k, v in ours.items() if k != "strategy"},
                         {k: v for k, v in theirs.items() if k != "strategy"})

    def test_dates_may_be_dates(self):
        import datetime

        day = datetime.date(2025, 5, 14)
        ready = cobden.Scenario.read(READY)
        self.assertEqual(ready.with_overrides(on=day).shocks, ready.with_overrides(on="2025-05-14").shocks)
        self.assertNotEqual(ready.with_overrides(on=(day, "2025-06-14")).shocks, ready.with_overrides(on=day).shocks)
        with self.assertRaises(cobden.UserError):
            ready.with_overrides(on=(day, day, day))


class SameAsTheProgram(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.file = str(Path(cls.folder.name) / "flat-duty.toml")
        Path(cls.file).write_text(cobden.Scenario.from_dict(SMALL).text, encoding="utf-8")
        cls.answer = cobden.run(cls.file)

    def test_json_is_equal(self):
        theirs = json.loads(program("run", self.file, "--format", "json", "--full"))
        self.assertEqual(without_times(self.answer.to_dict(full=True)), without_times(theirs))

    def test_csv_is_equal_byte_for_byte(self):
        self.assertEqual(self.answer.to_csv(full=True), program("run", self.file, "--format", "csv", "--full"))

    def test_frame_has_the_rows_of_the_csv_to_the_bit(self):
        rows = list(csv.DictReader(io.StringIO(self.answer.to_csv(full=True))))
        frame = self.answer.to_frame(full=True)
        self.assertEqual(list(frame.columns), list(rows[0]))
        self.assertEqual(len(frame), len(rows))
        for name in ("scenario", "model", "measure", "unit", "exporter", "importer", "sector"):
            ours = frame[name].astype(object).where(frame[name].notna(), "").tolist()
            self.assertEqual(ours, [r[name] for r in rows], name)
        for name in ("value", "base", "change"):
            theirs = np.array([float(r[name]) if r[name] else np.nan for r in rows])
            np.testing.assert_array_equal(frame[name].to_numpy(), theirs, name)

    def test_netcdf_of_the_program_holds_the_same_dataset(self):
        import xarray as xr

        with tempfile.TemporaryDirectory() as folder:
            program("run", self.file, "--out", folder)
            with xr.open_dataset(Path(folder) / "results.nc") as theirs:
                ours = self.answer.to_xarray()
                self.assertEqual(set(ours.data_vars), set(theirs.data_vars))
                for name, variable in theirs.data_vars.items():
                    self.assertEqual(ours[name].dims, variable.dims, name)
                    self.assertEqual(ours[name].attrs["units"], variable.attrs["units"], name)
                    np.testing.assert_array_equal(ours[name].values, variable.values, name)
                self.assertEqual(ours.attrs["closure"], theirs.attrs["closure"])

    def test_saved_folder_is_the_programs(self):
        with tempfile.TemporaryDirectory() as folder:
            program("run", self.file, "--out", f"{folder}/theirs")
            self.answer.save(f"{folder}/ours")
            self.assertEqual(sorted(os.listdir(f"{folder}/ours")), sorted(os.listdir(f"{folder}/theirs")))
            for name in ("results.csv", "gempack-shocks.txt", "chart.svg"):
                self.assertEqual(Path(folder, "ours", name).read_bytes(), Path(folder, "theirs", name).read_bytes())

    def test_page_is_the_programs_but_for_the_command(self):
        with tempfile.TemporaryDirectory() as folder:
            program("run", self.file, "--report", f"{folder}/theirs.html")
            self.answer.report(f"{folder}/ours.html")
            pages = [Path(folder, name).read_text(encoding="utf-8") for name in ("ours.html", "theirs.html")]
            with self.assertRaises(cobden.UserError):
                self.answer.report(f"{folder}/page.txt")
        self.assertTrue(pages[0].startswith("<!DOCTYPE html>"))
        body = [page[page.index("<h2"):page.rindex("<h2")] for page in pages]
        self.assertEqual(body[0], body[1])

    def test_overrides_are_the_programs(self):
        theirs = program("run", self.file, "--format", "csv", "--closure", "zero", "--elasticities", "CP")
        ours = cobden.run(self.file, closure="zero", elasticities="CP", elasticity_range=False)
        self.assertEqual(ours.to_csv(), theirs)

    def test_threads_do_not_move_a_bit(self):
        answers = []
        for threads in (1, 2, 0):
            cobden.set_threads(threads)
            answers.append(cobden.run(self.file, elasticity_range=False).to_csv(full=True))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        self.assertEqual(answers[0], self.answer.to_csv(full=True))

    def test_range_over_elasticities(self):
        span, sets, point = self.answer.elasticity_range, self.answer.elasticity_sets, self.answer.series("welfare_exact")
        self.assertTrue((span.low <= point).all() and (point <= span.high).all())
        np.testing.assert_array_equal(sets.min(axis=1).to_numpy(), span.low.to_numpy())
        np.testing.assert_array_equal(sets["GYY"].to_numpy(), point.to_numpy())

    def test_compare_is_the_programs(self):
        theirs = list(csv.DictReader(io.StringIO(program("compare", self.file, "us-china-145-125",
                                                         "--benchmark", "world-2022-12", "--format", "csv"))))
        ours = cobden.compare(self.file, "us-china-145-125", benchmark="world-2022-12")
        self.assertEqual(len(ours), len(theirs))
        self.assertEqual([float(r["difference"]) for r in theirs], ours["difference"].tolist())


class Views(unittest.TestCase):
    def test_values_are_views_that_outlive_the_run(self):
        run = cobden.run(SMALL, elasticity_range=False)
        value = run.value("trade_customs_value", by_sector=True)
        copy = value.copy()
        self.assertEqual(value.__array_interface__["data"][0],
                         run.to_xarray()["trade_customs_value_by_sector"].values.__array_interface__["data"][0])
        del run
        np.testing.assert_array_equal(value, copy)
        self.assertFalse(value.flags.writeable)

    def test_detail_adds_up_to_the_total(self):
        run = cobden.run(SMALL, elasticity_range=False)
        np.testing.assert_allclose(run.value("trade_customs_value", by_sector=True).sum(axis=0),
                                   run.value("trade_customs_value"), rtol=1e-12)
        self.assertEqual(run.unit("welfare_exact"), "percent")


class ScenariosInPython(unittest.TestCase):
    def test_dictionary_text_and_file_are_one_question(self):
        by_dictionary = cobden.Scenario.from_dict(SMALL)
        by_text = cobden.Scenario.from_text(by_dictionary.text)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.toml"
            path.write_text(by_dictionary.text, encoding="utf-8")
            by_file = cobden.Scenario.read(path)
            answers = [cobden.run(s, elasticity_range=False) for s in (by_dictionary, by_text, by_file, SMALL)]
        for answer in answers[1:]:
            np.testing.assert_array_equal(answer.value("welfare_exact"), answers[0].value("welfare_exact"))

    def test_tariffs_without_solving(self):
        world = cobden.Benchmark.open("world-2022-12")
        new = cobden.Scenario.from_dict(SMALL).tariffs(world)
        moved = new - world.tariff
        us, cn = world.country("USA"), world.country("CHN")
        goods = [world.sector(s) for s in world.sector_groups["goods"]]
        np.testing.assert_allclose(moved[goods, us, cn], 0.1, rtol=1e-9)
        moved[goods, us, cn] = 0
        self.assertEqual(np.abs(moved).max(), 0)

    def test_an_open_benchmark_is_used(self):
        world = cobden.Benchmark.open("world-2022-12")
        ours = cobden.run(SMALL, benchmark=world, elasticity_range=False)
        np.testing.assert_array_equal(ours.value("welfare_exact"),
                                      cobden.run(SMALL, elasticity_range=False).value("welfare_exact"))
        self.assertEqual(ours.benchmark.flow.__array_interface__["data"][0], world.flow.__array_interface__["data"][0])

    def test_lists(self):
        self.assertIn(READY, cobden.scenarios()["name"].tolist())
        self.assertIn("us-2025", cobden.schedules()["id"].tolist())
        self.assertIn("world-2022", cobden.benchmarks())


class Errors(unittest.TestCase):
    def test_a_mistyped_key_names_its_line_and_the_nearest(self):
        with self.assertRaises(cobden.UserError) as caught:
            cobden.Scenario.from_text('title = "x"\n[model]\nfamly = "ossa"\n', "mine.toml")
        error = caught.exception
        self.assertIsInstance(error, ValueError)
        self.assertEqual((error.file, error.line, error.column), ("mine.toml", 3, "model.famly"))
        self.assertIn("family", error.remedy)
        self.assertTrue(str(error).startswith("mine.toml:3: model.famly"))

    def test_unknown_names(self):
        for call in (lambda: cobden.run("us-chna-2025"), lambda: cobden.Benchmark.open("world-2023"),
                     lambda: cobden.run(SMALL, elasticities="GYZ"),
                     lambda: cobden.run(SMALL, elasticity_range=False).value("welfare_exat")):
            with self.assertRaises(cobden.UserError) as caught:
                call()
            self.assertTrue(caught.exception.remedy or caught.exception.expected)

    def test_a_value_that_toml_cannot_say(self):
        with self.assertRaises(cobden.UserError):
            cobden.run({**SMALL, "model": {"family": object()}})
        with self.assertRaises(cobden.UserError):
            cobden.run({**SMALL, "shock": [{**SMALL["shock"][0], "add": float("nan")}]})

    def test_not_converging_is_a_status_and_a_warning(self):
        hard = cobden.Scenario.from_dict(SMALL).with_solver(max_iterations=2)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            run = cobden.run(hard, elasticity_range=False)
        self.assertFalse(run.converged)
        self.assertEqual(run.solver["status"], "not-converged")
        self.assertEqual([w.category for w in caught], [cobden.NotConvergedWarning])
        self.assertIn("test_run.py", caught[0].filename)


if __name__ == "__main__":
    unittest.main()
