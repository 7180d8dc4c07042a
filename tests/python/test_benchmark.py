"""Benchmarks as arrays: named, read-only, not copied, and alive as long as a view of them."""
import gc
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from package import load, setUpModule  # noqa: E402,F401

cobden = load()


def two_by_one():
    """Two economies, one good: A sells 80 at home and 20 to B, B sells 60 at home and 30 to A."""
    flow = np.array([[[80.0, 30.0], [20.0, 60.0]]])  # [sector, importer, exporter]
    return cobden.Benchmark.from_arrays("toy", ["A", "B"], ["G"], flow, elasticities={"four": [4.0]})


class ReadyBenchmark(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = cobden.Benchmark.open("world-2022-12")

    def test_axes_and_shapes(self):
        w = self.world
        self.assertEqual((len(w.countries), len(w.sectors)), (12, 12))
        self.assertEqual(w.flow.shape, (12, 12, 12))
        self.assertEqual(w.intermediate.shape, (12, 12, 12))
        self.assertEqual(w.deficit.shape, (12,))
        self.assertEqual(w.country("CHN"), w.countries.index("CHN"))
        self.assertIn("goods", w.sector_groups)

    def test_accounts_add_up_in_numpy(self):
        w = self.world
        np.testing.assert_allclose(w.flow.sum(axis=1), w.output, rtol=1e-12)
        np.testing.assert_allclose(w.intermediate.sum(axis=0) + w.value_added, w.output, rtol=1e-6)
        duty = (w.flow * w.tariff).sum(axis=(0, 2))
        np.testing.assert_allclose(w.tariff_revenue(), duty, rtol=1e-12)
        self.assertEqual(w.accounting()["imbalances"], 0)

    def test_arrays_are_views_of_one_memory(self):
        pointer = lambda a: a.__array_interface__["data"][0]  # noqa: E731
        self.assertEqual(pointer(self.world.flow), pointer(self.world.flow))
        self.assertEqual(pointer(self.world.to_xarray()["flow"].values), pointer(self.world.flow))

    def test_views_are_read_only(self):
        with self.assertRaises(ValueError):
            self.world.flow[0, 0, 0] = 1
        with self.assertRaises(ValueError):
            self.world.flow.flags.writeable = True

    def test_a_view_keeps_its_owner_alive(self):
        world = cobden.Benchmark.open("world-2022-12")
        flow = world.flow
        copy = flow.copy()
        del world
        gc.collect()
        filler = [np.ones(12 * 12 * 12) for _ in range(50)]  # would take the memory if it were free
        np.testing.assert_array_equal(flow, copy)
        self.assertEqual(len(filler), 50)

    def test_xarray_names_and_units(self):
        data = self.world.to_xarray()
        self.assertEqual(data["flow"].dims, ("sector", "importer", "exporter"))
        self.assertEqual(data["flow"].attrs["units"], "million USD")
        self.assertEqual(data["tariff"].attrs["units"], "fraction")
        self.assertEqual(list(data["elasticity_set"].values), list(self.world.elasticities))
        self.assertTrue(all("units" in v.attrs for v in data.data_vars.values()))
        us, cn = self.world.country("USA"), self.world.country("CHN")
        self.assertEqual(float(data["flow"].sel(importer="USA", exporter="CHN")[0]), self.world.flow[0, us, cn])

    def test_saved_and_opened_again_is_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("world.nc", "table"):
                self.world.save(Path(folder) / name)
                again = cobden.Benchmark.open(Path(folder) / name)
                np.testing.assert_array_equal(again.flow, self.world.flow)
                np.testing.assert_array_equal(again.tariff, self.world.tariff)


class OwnArrays(unittest.TestCase):
    def test_accounts_follow_from_flows(self):
        toy = two_by_one()
        np.testing.assert_array_equal(toy.output, [[100.0, 90.0]])
        np.testing.assert_array_equal(toy.absorption, [[110.0, 80.0]])
        np.testing.assert_array_equal(toy.deficit, [10.0, -10.0])
        self.assertIsNone(toy.intermediate)
        self.assertIsNone(toy.gdp)

    def test_arrays_are_copied_on_the_way_in(self):
        flow = np.array([[[80.0, 30.0], [20.0, 60.0]]])
        toy = cobden.Benchmark.from_arrays("toy", ["A", "B"], ["G"], flow)
        flow[0, 0, 0] = 5
        self.assertEqual(toy.flow[0, 0, 0], 80)

    def test_a_wrong_shape_names_both(self):
        with self.assertRaises(cobden.UserError) as caught:
            cobden.Benchmark.from_arrays("toy", ["A", "B"], ["G"], np.ones((1, 2, 2)), tariff=np.ones((1, 2, 3)),
                                         final_use=np.ones((1, 2)), value_added=np.ones((1, 2)))
        self.assertEqual(caught.exception.column, "tariff")
        self.assertEqual((caught.exception.value, caught.exception.expected), ("(1, 2, 3)", "(1, 2, 2)"))

    def test_bad_numbers_are_refused(self):
        for value in (-1.0, np.nan, np.inf):
            with self.subTest(value), self.assertRaises(cobden.UserError):
                cobden.Benchmark.from_arrays("toy", ["A", "B"], ["G"], [[[80.0, value], [20.0, 60.0]]])

    def test_codes_stand_once(self):
        with self.assertRaises(cobden.UserError):
            cobden.Benchmark.from_arrays("toy", ["A", "A"], ["G"], np.ones((1, 2, 2)))


if __name__ == "__main__":
    unittest.main()
