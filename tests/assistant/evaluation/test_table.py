"""The table for a terminal: no word is broken, on a narrow terminal as on a wide one."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from assistant.evaluation.metrics import METRICS
from assistant.evaluation.reporting.summary import HEADLINE, CaseFile, Report, summarise
from assistant.evaluation.reporting.table import HEADS, render
from assistant.evaluation.reporting.wording import title
from assistant.evaluation.shipped import read_cases, shipped
from tests.assistant.evaluation.judged import build_case, build_outcome
from tests.assistant.evaluation.reported import AGREEMENT, build_report

WIDTHS = (80, 120)
HEAD_WORDS = {word for head in HEADS.values() for word in head.split()}


def lines(report: Report, width: int) -> list[str]:
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(render(report))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def heads(printed: list[str], name: str) -> set[str]:
    """The words of the two lines that stand above the rule of the table by "file" or "tag"."""
    (last,) = (at for at, line in enumerate(printed) if re.match(rf" {name} .*\bcases\b", line))
    return {word for line in printed[last - 1 : last + 1] for word in line.split()}


def row(printed: list[str], name: str) -> list[str]:
    (found,) = (line.split() for line in printed if re.match(rf" {re.escape(name)}  ", line))
    return found


def with_tags(tags: set[str]) -> Report:
    """A report in which each of these is the tag of a case."""
    report = build_report()
    tagged = (build_outcome(case=build_case(each, tags=(each,))) for each in sorted(tags))
    files = (*report.files, CaseFile("tagged", tuple(tagged)))
    summary = summarise(files, report.summary.key, AGREEMENT, checked_before=True)
    return replace(report, summary=summary, files=files)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["file", "tag"])
def test_the_heads_are_whole_words(name: str, width: int) -> None:
    """Above the scores of each file and each tag."""
    assert heads(lines(build_report(), width), name) == {name, "cases", "fail"} | HEAD_WORDS


def test_every_headline_score_has_a_head() -> None:
    """In their order, and no two alike."""
    assert tuple(HEADS) == HEADLINE
    assert len(set(HEADS.values())) == len(HEADLINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_shipped_files_and_tags_stand_in_full(width: int) -> None:
    """Each on one line, with two counts and a figure under every head."""
    tags = {tag for file in read_cases(shipped("all")) for case in file.cases for tag in case.tags}
    printed = lines(with_tags(tags), width)
    for name in ("development", "test", "all", *tags):
        found = row(printed, name)
        assert len(found) == 1 + 2 + len(HEADLINE)
        assert all(re.fullmatch(r"-|\d\.\d{3}|\d+", each) for each in found[1:])


@pytest.mark.parametrize("width", WIDTHS)
def test_every_metric_stands_on_one_line(width: int) -> None:
    """By its whole name."""
    printed = lines(build_report(), width)
    for each in METRICS:
        assert any(re.match(rf"   {re.escape(title(each))}\*?  ", line) for line in printed)


def test_a_long_tag_is_cut_and_takes_no_figure_with_it() -> None:
    """It gives way on 80 columns; on 120 it stands in full."""
    long = "a-tag-of-considerable-length"
    narrow, wide = (lines(build_report(long), width) for width in WIDTHS)
    assert row(narrow, "tag-a-tag-of-…")[1:] == row(wide, f"tag-{long}")[1:]
    assert heads(narrow, "tag") == {"tag", "cases", "fail"} | HEAD_WORDS


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, lines(build_report("a-tag-of-considerable-length"), width))) <= width
