"""Opens a benchmark file of three countries and two sectors with xarray and checks names, units and accounts."""
import sys

import numpy as np
import xarray

with xarray.open_dataset(sys.argv[1]) as world:
    assert world["flow"].dims == ("sector", "importer", "exporter"), world["flow"].dims
    assert world["intermediate"].dims == ("input", "using", "country")
    assert world["final_use"].dims == world["value_added"].dims == ("sector", "country")
    assert world["theta"].dims == ("elasticity_set", "sector")
    for axis in ("country", "importer", "exporter"):
        assert list(world[axis].values) == ["A", "B", "C"], world[axis]
    assert list(world["elasticity_set"].values) == ["GYY", "IS"]
    assert [n for n, v in world.variables.items() if "units" not in v.attrs] == []
    for key in ("title", "source", "licence", "citation", "year", "country_groups", "sector_groups", "steps"):
        assert key in world.attrs, key
    assert world["flow"].dtype == np.float64
    # Named axes at work: output by selection and sum, and the industry account.
    output = world["flow"].sum("importer").rename(exporter="country")
    inputs = world["intermediate"].sum("input").rename(using="sector")
    np.testing.assert_allclose(output, inputs + world["value_added"], rtol=1e-12)
    assert float(world["flow"].sel(sector="s1", importer="A", exporter="C")) == 0.0
