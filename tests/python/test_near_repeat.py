"""The Knox table in Python: columns, matrices, files and the picture."""

import io
import json

import numpy as np
import pytest

import farola

# One address hit on two days, a neighbour 100 m off, and two places 5 km away, a month apart.
X = [440000.0, 440000.0, 440100.0, 445000.0, 445000.0]
Y = [4470000.0, 4470000.0, 4470000.0, 4470000.0, 4470100.0]
DATES = np.array(
    ["2024-03-01", "2024-03-04", "2024-03-06", "2024-03-31", "2024-04-30"], dtype="datetime64[D]"
)


def table(**options):
    options = {"distance_bands": [0, 200, 400], "time_bands": "7x2", **options}
    return farola.near_repeat((X, Y), crs="EPSG:25830", time=DATES, **options)


def test_counts_by_hand():
    found = table(same_place=0, open_bands="both", permutations=99)
    assert isinstance(found, farola.NearRepeatTable)
    assert found.distance_labels == [
        "same place [0,0] m", "(0,200) m", "[200,400) m", "[400,inf) m",
    ]  # fmt: skip
    assert found.time_labels == ["[0,7) days", "[7,14) days", "[14,inf) days"]
    assert found.matrix("observed").tolist() == [[1, 0, 0], [2, 0, 1], [0, 0, 0], [0, 0, 6]]
    assert found.matrix("expected")[0].tolist() == pytest.approx([0.3, 0, 0.7])
    assert np.isnan(found.matrix("distance_to")[3]).all()
    assert found.report["near_repeat"]["pairs"] == 10


def test_the_same_seed_gives_the_same_table_for_any_threads():
    one, two = table(seed=5, threads=1), table(seed=5, threads=2)
    for name, values in one.columns.items():
        np.testing.assert_array_equal(values, two.columns[name])


def test_without_permutations_p_is_nan_and_z_is_not():
    found = table(permutations=0)
    assert np.isnan(found.columns["p"]).all()
    assert np.isfinite(found.matrix("z")[0, 0])


def test_to_pandas_and_numpy():
    pandas = pytest.importorskip("pandas")
    found = table(permutations=19)
    frame = found.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns[:6]) == [
        "distance_from", "distance_to", "time_from", "time_to", "label", "observed",
    ]  # fmt: skip
    assert len(frame) == len(found) == 4
    assert found.to_numpy()["observed"].tolist() == frame["observed"].tolist()


def test_writes_by_the_end_of_the_name(tmp_path):
    found = table(permutations=19)
    for name in ("table.csv", "table.json", "table.gpkg"):
        found.write(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 100
    written = json.loads((tmp_path / "table.json").read_text())
    assert written["provenance"]["analysis"] == "near-repeat"
    assert written["provenance"]["command"].startswith("farola.near_repeat(")
    assert [row["observed"] for row in written["rows"]] == found.columns["observed"].tolist()
    with pytest.raises(farola.FileError):
        found.write(tmp_path / "table.csv")
    with pytest.raises(farola.UsageError, match=r"\.csv, \.json or \.gpkg"):
        found.write(tmp_path / "table.xlsx")


def test_bad_bands_are_the_engines_message():
    with pytest.raises(farola.UsageError, match="must be edges that increase") as caught:
        table(time_bands=[0, 14, 7])
    assert caught.value.code == "time-bands-not-increasing"


def test_events_without_times():
    with pytest.raises(farola.DataError) as caught:
        farola.near_repeat((X, Y), crs="EPSG:25830")
    assert caught.value.code == "time-missing"


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture(kind):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    found = table(same_place=0, open_bands="both", permutations=999)
    ax = found.plot(p="p")
    texts = [text.get_text() for text in ax.texts]
    assert len(texts) == 12
    ratios, ps = found.matrix("ratio"), found.matrix("p")
    for text, ratio, p in zip(texts, ratios.ravel(), ps.ravel()):
        assert text.rstrip("*") == ("–" if np.isnan(ratio) else f"{ratio:.2f}")
        assert text.count("*") == sum(p <= limit for limit in (0.05, 0.01, 0.001))
    file = io.BytesIO()
    ax.figure.savefig(file, format=kind)
    assert file.tell() > 1000


def test_a_picture_is_written(tmp_path):
    from xml.etree import ElementTree

    found = table(permutations=99)
    found.write_picture(tmp_path / "table.svg")
    root = ElementTree.parse(tmp_path / "table.svg").getroot()
    svg = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img" and "2 bands of distance" in root.findtext(f"{svg}desc")
    assert "3 of" in " ".join(text.text for text in root.iter(f"{svg}text"))
    assert "near_repeat" in root.findtext(f"{svg}metadata")  # the call in Python
    with pytest.raises(farola.FileError) as caught:
        found.write_picture(tmp_path / "table.svg")
    assert caught.value.code == "output-exists"
    with pytest.raises(farola.UsageError) as caught:
        found.write_picture(tmp_path / "table.jpg")
    assert caught.value.code == "output-extension"
    pytest.importorskip("matplotlib").use("Agg")
    found.write_picture(tmp_path / "table.png")
    assert (tmp_path / "table.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_shows_itself_in_a_notebook():
    found = table(permutations=19)
    shown = found._repr_html_()
    assert "[0,200) m, [0,7) days" in shown
    assert repr(found) == "<NearRepeatTable near_repeat: 4 rows>"
