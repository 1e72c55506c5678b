"""The files of a report: what they say of hand-made cases, and that they say it every time."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assistant.evaluation.metrics import METRICS
from assistant.evaluation.reporting.data import timings_json, to_json
from assistant.evaluation.reporting.junit import to_junit
from assistant.evaluation.reporting.summary import SCORES, TIMINGS, Check
from assistant.evaluation.reporting.writing import write_report, write_whole
from tests.assistant.evaluation.reported import (
    AGREEMENT,
    FILES,
    GOLDEN,
    HOSTILE,
    build_report,
    build_self_test,
)

REPORT = build_report(HOSTILE)


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_as_they_were_read_over(name: str) -> None:
    """Every kind of case and finding, with hostile texts in all of them."""
    assert FILES[name](REPORT) == (GOLDEN / name).read_text(encoding="utf-8")


def written(folder: Path, milliseconds: float) -> dict[str, str]:
    folder.mkdir()
    write_report(build_report(HOSTILE, milliseconds), folder)
    return {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}


def test_only_times_differ_on_a_second_run(tmp_path: Path) -> None:
    """They stand in a file, a section and an attribute of their own."""
    one, other = written(tmp_path / "1", 10.0), written(tmp_path / "2", 20.0)
    assert one["report.json"] == other["report.json"]
    assert one["timings.json"] != other["timings.json"]
    for name, times in (
        ("report.html", '<section id="timings">.*?</section>'),
        ("junit.xml", 'time="[^"]*"'),
    ):
        without = re.compile(times, re.DOTALL)
        assert one[name] != other[name]
        assert without.sub("", one[name]) == without.sub("", other[name])


def test_the_json_has_every_metric_once() -> None:
    """Those that time changes in the one file, the others in the other."""
    report, timings = to_json(REPORT), timings_json(REPORT)
    parts = [report["all"], *report["files"].values(), *report["tags"].values()]
    for part in parts:
        assert list(part["scores"]) == [each.name for each in SCORES]
    assert list(report["metrics"]) == [each.name for each in SCORES]
    assert list(timings["all"]) == list(timings["metrics"]) == [each.name for each in TIMINGS]
    assert {*report["metrics"], *timings["metrics"]} == {each.name for each in METRICS}


def test_beside_every_score_of_the_verifier_stands_its_name() -> None:
    """And how far it agrees with people; what is only counted has neither."""
    scores = to_json(REPORT)["all"]["scores"]
    judged = {"verifier": "words", "agreement": AGREEMENT}
    assert scores["citation_recall"].items() >= judged.items()
    assert "verifier" not in scores["unknown_ids"]


def test_nothing_to_judge_is_null() -> None:
    """Neither 0 nor 1: nobody says what was retrieved in the one case of this tag."""
    found = to_json(REPORT)["tags"]["unanswerable"]["scores"]["faithfulness"]
    assert found["value"] is not None
    found = to_json(REPORT)["tags"]["unanswerable"]["scores"]["recall@5"]
    assert (found["value"], found["low"], found["high"], found["cases"]) == (None, None, None, 0)


def test_the_keys_are_sorted(tmp_path: Path) -> None:
    """So that two reports can be compared line by line."""
    text = written(tmp_path / "1", 10.0)["report.json"]
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_xml_is_what_a_ci_server_reads() -> None:
    """Counts that agree with the cases, and no element or attribute that is not known to both."""
    root = ElementTree.fromstring(to_junit(REPORT))
    assert [each.tag for each in root] == ["testsuite", "testsuite"]
    assert [each.get("name") for each in root] == ["development", "test"]
    for element in (root, *root):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        assert element.get("failures") == str(len(list(element.iter("failure"))))
        assert element.get("errors") == str(len(list(element.iter("error"))))
    assert {each.tag for each in root.iter()} == {
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "error",
        "system-out",
    }
    names = [(each.get("classname"), each.get("name")) for each in root.iter("testcase")]
    assert len(set(names)) == len(REPORT.outcomes)


def test_the_gate_is_a_suite_with_a_case_for_each_threshold() -> None:
    """Those that are reached too; the counts of the whole include it."""
    checks = (Check("uncited", None), Check("recall\x00", "recall: wanted <1>, found 0\x00"))
    root = ElementTree.fromstring(to_junit(replace(REPORT, checks=checks)))
    gate = root[-1]
    assert [gate.get(name) for name in ("name", "tests", "failures", "errors")] == [
        "gate",
        "2",
        "1",
        "0",
    ]
    reached, missed = gate.iter("testcase")
    assert (reached.get("name"), len(reached)) == ("uncited", 0)
    assert missed[0].get("message") == "recall: wanted <1>, found 0\N{REPLACEMENT CHARACTER}"
    for element in (root, *root):
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        assert element.get("failures") == str(len(list(element.iter("failure"))))


def test_planted_lies_are_in_the_json_with_what_was_missed() -> None:
    """The shares a kind under the one key; the whole self-test under another."""
    assert {to_json(REPORT)[key] for key in ("planted_lies", "self_test")} == {None}
    found = to_json(replace(REPORT, lies=build_self_test("what")))
    share = {"value": 0.5, "low": 0.1, "high": 0.9, "cases": 2}
    assert found["planted_lies"]["negation"] == share
    assert found["self_test"]["kinds"]["negation"] == {**share, "by_construction": False}
    assert found["self_test"]["kinds"]["dropped citation"]["by_construction"] is True
    (missed,) = found["self_test"]["missed"]
    assert (missed["sentence"], missed["changed"]) == ("It is not what.", "not what")
    assert missed["cited"] == ["id-what"]


def test_a_report_that_can_not_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file is never in its place, nor left beside it."""
    path = tmp_path / "report.json"
    write_whole(path, b"old")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_names_every_fault() -> None:
    """With the sentence it is in; a warning makes no failure and is said all the same."""
    root = ElementTree.fromstring(to_junit(build_report("what")))
    (faulty,) = (each for each in root.iter("testcase") if "2-what" in (each.get("name") or ""))
    (failure,) = faulty.iter("failure")
    assert (failure.get("type") or "").split() == [
        "nugget_missed",
        "conflict_invented",
        "contradicted",
        "not_retrieved",
        "unknown_id",
    ]
    assert "unknown id: there is no article id-what\n    in: It sank. [id-what]" in (
        failure.text or ""
    )
    (output,) = faulty.iter("system-out")
    assert "uncited: it cites no article\n    in: It floats." in (output.text or "")
    doubted = next(e for e in root.iter("testcase") if (e.get("name") or "").startswith("6 "))
    assert [each.tag for each in doubted] == ["system-out"]


def test_no_control_character_is_left() -> None:
    """None may stand in XML, not even escaped."""
    document = to_junit(REPORT).decode()
    assert "\N{REPLACEMENT CHARACTER}" in document
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*[0-9a-f]|\d);", document)
