"""The gate: what a file may say, and what does not pass it."""

from pathlib import Path

import pytest

from assistant.evaluation.estimates import Estimate
from assistant.evaluation.gating import DEFAULT, checks, failures, load_gate
from assistant.evaluation.metrics import METRICS, Unit
from assistant.evaluation.planting.selftest import KINDS
from corpus.errors import BadInput


def written(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return path


def failed(folder: Path, entry: str, *estimates: Estimate) -> list[str]:
    return failures(load_gate(written(folder, f"[thresholds]\n{entry}")), estimates)


def recall(value: float | None, low: float | None, high: float | None = 0.99) -> Estimate:
    return Estimate("citation_recall", value, low, high, 40)


def test_the_shipped_gate_can_be_used() -> None:
    """It names metrics that there are, and every kind of lie."""
    gate = load_gate(DEFAULT)
    assert gate.metrics
    assert set(gate.lies) == set(KINDS)


@pytest.mark.parametrize(
    ("entry", "estimate", "passes"),
    [
        ("citation_recall = {min = 0.9}", recall(0.95, 0.91), True),
        ("citation_recall = {min = 0.9}", recall(0.95, 0.9), True),
        ("citation_recall = {min = 0.9}", recall(0.95, 0.89), False),
        ('citation_recall = {min = 0.9, on = "low"}', recall(0.95, 0.89), False),
        ('citation_recall = {min = 0.9, on = "value"}', recall(0.95, 0.5), True),
        ('citation_recall = {min = 0.9, on = "value"}', recall(0.89, 0.5), False),
        ('citation_recall = {min = 0.9, on = "value"}', recall(0.8999999999999999, 0.5), True),
        ("citation_recall = {min = 0.9}", recall(0.95, None, None), False),
        ("citation_recall = {min = 0.9, allow_missing = true}", recall(0.95, None, None), False),
        ("citation_recall = {min = 0.0}", recall(None, None, None), False),
        ("citation_recall = {min = 0.9, allow_missing = true}", recall(None, None, None), True),
        ("citation_recall = {min = 0.9, judged = 40}", recall(0.95, 0.91), True),
        ("citation_recall = {min = 0.9, judged = 41}", recall(0.95, 0.91), False),
        ("citation_recall = {min = 0.9, judged = 1}", recall(None, None, None), False),
        ("uncited = {max = 0.1}", Estimate("uncited", 0.05, 0.0, 0.09, 40), True),
        ("uncited = {max = 0.1}", Estimate("uncited", 0.05, 0.0, 0.11, 40), False),
        ('uncited = {max = 0.1, on = "value"}', Estimate("uncited", 0.05, 0.0, 0.5, 40), True),
        ("total_p95 = {max = 900}", Estimate("total_p95", 850.0, 800.0, 950.0, 40), False),
        ('"recall@5" = {min = 0.5}', Estimate("recall@5", 0.9, 0.8, 0.95, 40), True),
        ("verbatim_share = {max = 0.9}", Estimate("verbatim_share", 0.5, 0.4, 0.6, 40), True),
    ],
)
def test_a_threshold_looks_at_the_bad_side(
    entry: str, estimate: Estimate, passes: bool, tmp_path: Path
) -> None:
    """The lower bound of what should be high, the upper of what should be low, or the value."""
    assert (failed(tmp_path, entry, estimate) == []) is passes


def test_a_failure_names_the_metric_what_was_wanted_and_what_was_found(tmp_path: Path) -> None:
    [line] = failed(tmp_path, "citation_recall = {min = 0.9}", recall(0.871, 0.802))
    assert line == (
        "citation_recall: wanted at least 0.900 for the lower bound, "
        "found 0.802 (value 0.871 in 40 judged)"
    )


def test_too_few_cases_are_named_with_what_was_asked(tmp_path: Path) -> None:
    """A share of three cases says little, however good."""
    [line] = failed(
        tmp_path, 'citation_recall = {min = 0.9, on = "value", judged = 60}', recall(1.0, 0.9)
    )
    assert line == (
        "citation_recall: wanted at least 0.900 in at least 60 judged, found 1.000 in 40 judged"
    )


def test_every_threshold_has_its_check_reached_or_not(tmp_path: Path) -> None:
    """In the order of the file, the kinds of lie after the metrics."""
    path = written(
        tmp_path,
        "[thresholds]\ncitation_recall = {min = 0.9}\nuncited = {max = 0.1}\n"
        "[lies]\nnumber = {min = 0.9}\n",
    )
    found = checks(load_gate(path), [recall(0.95, 0.91), Estimate("uncited", 0.5, 0.4, 0.6, 40)])
    assert [(each.name, each.failure is None) for each in found] == [
        ("citation_recall", True),
        ("uncited", False),
        ("planted lies caught: number", False),
    ]


@pytest.mark.parametrize("kind", ["invented id", "swapped id", "shifted quote"])
def test_the_shipped_gate_lets_no_false_id_or_quote_slip(kind: str) -> None:
    """One that is missed among many fails it, and so do too few to tell."""
    (threshold,) = (each for name, each in load_gate(DEFAULT).lies.items() if name == kind)
    assert (threshold.limit, threshold.allow_missing) == (1.0, False)
    assert threshold.judged > 0
    for missed in (Estimate(kind, 0.999, 0.99, 1.0, 1000), Estimate(kind, 1.0, 0.1, 1.0, 1)):
        assert any(f"caught: {kind}" in line for line in failures(load_gate(DEFAULT), (), [missed]))


def test_a_metric_that_was_not_measured_does_not_pass(tmp_path: Path) -> None:
    """Nor does one that had nothing to judge."""
    [line] = failed(tmp_path, "citation_recall = {min = 0.0}")
    assert line.endswith("found no measurement")
    [line] = failed(tmp_path, "citation_recall = {min = 0.0}", recall(None, None))
    assert line.endswith("found nothing to judge")


def test_every_kind_of_lie_must_be_caught(tmp_path: Path) -> None:
    """A kind's own threshold goes before that of every kind; one that slips is named."""
    gate = load_gate(
        written(tmp_path, '[lies]\ncaught = {min = 0.8, on = "value"}\nnumber = {min = 0.95}')
    )
    caught = [Estimate(kind, 0.9, 0.85, 0.97, 40) for kind in KINDS if kind != "invented id"]
    lines = failures(gate, (), caught)
    assert [line.split(": wanted")[0] for line in lines] == [
        "planted lies caught: number",
        "planted lies caught: invented id",
    ]


def test_a_gate_on_lies_does_not_pass_without_a_self_test(tmp_path: Path) -> None:
    gate = load_gate(written(tmp_path, "[lies]\ncaught = {min = 0.1}"))
    assert len(failures(gate, ())) == len(KINDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no threshold"),
        ("[thresholds]\n[lies]", "holds no threshold"),
        ("[thresholds]\ncitation_recal = {min = 0.9}", "the nearest is citation_recall"),
        ("[thresholds]\nzzz = {min = 0.9}", "the nearest is "),
        ("[lies]\nnumbers = {min = 0.9}", "the nearest is number"),
        ("[limits]\nx = 1", "no entry 'limits'"),
        ("[thresholds]\ncitation_recall = 0.9", "a table such as"),
        ("[thresholds]\ncitation_recall = {}", '"min" or "max"'),
        ("[thresholds]\ncitation_recall = {min = 0.1, max = 0.9}", "not both"),
        ("[thresholds]\ncitation_recall = {max = 0.9}", "higher is better"),
        ("[thresholds]\nuncited = {min = 0.1}", "lower is better"),
        ("[lies]\ncaught = {max = 0.1}", "more caught is better"),
        ("[thresholds]\ncitation_recall = {min = 90}", "from 0 to 1"),
        ("[thresholds]\ncitation_recall = {min = -0.1}", "from 0 to 1"),
        ("[thresholds]\ncitation_recall = {min = nan}", "is a number"),
        ("[thresholds]\ntotal_p95 = {max = inf}", "is a number"),
        ("[thresholds]\ncitation_recall = {min = true}", "is a number"),
        ('[thresholds]\ncitation_recall = {min = "0.9"}', "is a number"),
        ('[thresholds]\ncitation_recall = {min = 0.9, on = "high"}', '"on" is "low"'),
        ("[thresholds]\ncitation_recall = {min = 0.9, on = 1}", '"on" is "low"'),
        ("[thresholds]\ncitation_recall = {min = 0.9, allow_missing = 1}", "true or false"),
        ("[thresholds]\ncitation_recall = {min = 0.9, minimum = 1}", "no entry 'minimum'"),
        ("[thresholds]\ncitation_recall = {min = 0.9, judged = 0.5}", '"judged" is how many'),
        ("[thresholds]\ncitation_recall = {min = 0.9, judged = -1}", '"judged" is how many'),
        (
            "[thresholds]\ncitation_recall = {min = 0.9, judged = 5, allow_missing = true}",
            "leave one out",
        ),
        ("thresholds = 3", "[thresholds] is a table"),
        ("name = 3", '"name" is a text'),
        ("thresholds = [", "not TOML"),
    ],
)
def test_a_gate_that_can_not_be_used_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """A slip of the pen would else pass everything."""
    with pytest.raises(BadInput) as refused:
        load_gate(written(tmp_path, text))
    assert said in str(refused.value)
    assert str(refused.value).startswith(str(tmp_path / "gate.toml"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        load_gate(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match="not UTF-8"):
        load_gate(tmp_path / "bytes.toml")


@pytest.mark.parametrize("metric", METRICS, ids=lambda each: each.name)
def test_every_metric_can_be_a_threshold(metric: object, tmp_path: Path) -> None:
    """In the way that is better for it."""
    name, way = metric.name, "max" if metric.better == "lower" else "min"  # type: ignore[attr-defined]
    limit = 1 if metric.unit is Unit.SHARE else 100  # type: ignore[attr-defined]
    gate = load_gate(written(tmp_path, f'[thresholds]\n"{name}" = {{{way} = {limit}}}'))
    assert list(gate.metrics) == [name]
