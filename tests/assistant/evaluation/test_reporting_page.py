"""The page: nothing of somebody else's becomes part of it, and it needs nothing from elsewhere."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from assistant.evaluation.external.rulings import Decision, Ruling, evidence_key
from assistant.evaluation.reporting.markup import STAR
from assistant.evaluation.reporting.page import page_html
from assistant.evaluation.reporting.summary import SCORES, Check, Report, by_verifier
from assistant.evaluation.reporting.wording import MARK
from tests.assistant.evaluation.reported import (
    AGREEMENT,
    HOSTILE,
    build_report,
    build_self_test,
)


class Reader(HTMLParser):
    """What elements a page has, with the names of their attributes, and what text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.values: dict[str, list[str]] = {}
        self.text = ""
        self.inside: dict[str, str] = {}
        self._open = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        for name, value in attrs:
            self.values.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        if self._open in ("style", "script"):
            self.inside[self._open] = data
            self._open = ""
        else:
            self.text += data


def test_hostile_texts_leave_no_tag() -> None:
    """The page has the same elements and attributes whatever the cases say, and shows all of it."""
    tame, hostile = Reader(page_html(build_report("x"))), Reader(page_html(build_report(HOSTILE)))
    assert hostile.elements == tame.elements
    assert "<script>alert(1)</script><img src=x onerror=\"alert('2')\">&lt;" in hostile.text


def test_the_elements_are_known_ones() -> None:
    """No frame, form target, image or handler; links go to places in the page."""
    page = Reader(page_html(build_report(HOSTILE)))
    assert not {tag for tag, _ in page.elements} & {"iframe", "img", "link", "object", "base"}
    attributes = {name for _, names in page.elements for name in names}
    assert not [name for name in attributes if name.startswith("on")]
    assert not attributes & {"style", "src", "action", "formaction"}
    assert all(each.startswith("#") for each in page.values["href"])


def test_every_link_has_its_place() -> None:
    """In the head of the page and in the list of what is wrong."""
    page = Reader(page_html(build_report()))
    places = page.values["id"]
    assert len(set(places)) == len(places)
    assert {each.removeprefix("#") for each in page.values["href"]} <= set(places)


def test_the_policy_lets_in_only_our_own_script_and_style() -> None:
    """By their hashes, and nothing from anywhere."""
    page = Reader(page_html(build_report()))
    (policy,) = (each for each in page.values["content"] if "default-src" in each)
    assert policy.startswith("default-src 'none'; ")
    for kind in ("script", "style"):
        digest = b64encode(sha256(page.inside[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
        assert not re.search(r"https?:|url\(|@import", page.inside[kind])


def rows(page: str) -> dict[str, str]:
    """The rows of the table of scores by name."""
    (section,) = re.findall(r'<section id="scores">.*?</section>', page, re.DOTALL)
    return {
        re.sub(r"<.*?>", "", name): rest
        for name, rest in re.findall(r"<th scope=row>(.*?)</th>(.*?)</tr>", section, re.DOTALL)
    }


def test_every_score_stands_in_the_table() -> None:
    """Those of the verifier with a star."""
    found = rows(page_html(build_report()))
    expected = (each.name.replace("_", " ") + MARK * by_verifier(each) for each in SCORES)
    assert list(found) == list(expected)


def test_the_agreement_stands_once_where_the_stars_lead() -> None:
    """In the head of the page; a star is behind every score, plot and verdict of the verifier."""
    page = page_html(ruled(build_report()))
    assert page.count(AGREEMENT) == 1
    assert f'<span id="judge">{MARK} words</span> <small>{AGREEMENT}</small>' in page
    assert page.count(f"by words{STAR}") == page.count('class="verdict ')
    for name in ("citation recall", "abstention curve", "calibration of the verifier"):
        assert f"<figcaption><b>{name}{STAR}</b>" in page


def test_what_can_not_be_plotted_is_said() -> None:
    """Nobody has ruled on a sentence, and where all scores are alike there is nothing to order."""
    report = build_report()
    assert "not applicable: nobody has ruled" in page_html(report)
    alike = replace(report, files=(replace(report.files[0], outcomes=report.outcomes[:1]),))
    assert "not applicable: no two answers have different scores" in page_html(alike)


def ruled(report: Report) -> Report:
    keys = [evidence_key(each.judged) for one in report.outcomes for each in one.sentences]
    return replace(report, rulings={k: Ruling("", k, Decision.ACCEPTED, None) for k in keys})


def test_rulings_are_drawn() -> None:
    """As a plot of what the verifier's scores are worth."""
    page = page_html(ruled(build_report()))
    assert "nobody has ruled" not in page
    assert "share that people find carried" in page


@pytest.mark.parametrize(
    ("gate", "said"),
    [(None, None), ((), "The gate passed."), (("recall: <b>",), "<li>recall: &lt;b&gt;</li>")],
)
def test_the_gate_is_in_the_head(gate: tuple[str, ...] | None, said: str | None) -> None:
    """What failed of it in words; nothing where there was none."""
    checks = None if gate is None else (Check("other", None), *(Check("", each) for each in gate))
    page = page_html(replace(build_report(), checks=checks))
    assert ('class="gate' in page) == (said is not None)
    assert (said or "") in page


def test_planted_lies_have_a_table_with_what_was_missed() -> None:
    """Where any were planted; every text of a lie is somebody else's."""
    report = build_report()
    assert 'id="lies"' not in page_html(report)
    page = page_html(replace(report, lies=build_self_test("x")))
    assert "<th scope=row>negation</th>" in page
    assert page.count("caught by construction") == 1
    assert "1 lie missed" in page
    hostile = Reader(page_html(replace(report, lies=build_self_test(HOSTILE))))
    assert hostile.elements == Reader(page).elements
    assert hostile.text.count("<script>alert(1)</script>") == 4
    whole = replace(build_self_test("x"), missed=())
    assert "None was missed." in page_html(replace(report, lies=whole))
