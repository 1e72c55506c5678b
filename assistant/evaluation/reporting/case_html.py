"""One case as HTML: folded, a line; open, everything that is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from assistant.evaluation.judging import CitedId, Extract
from assistant.evaluation.outcomes import Conduct, JudgedSentence, Outcome
from assistant.evaluation.reporting.findings import Finding, findings
from assistant.evaluation.reporting.markup import STAR, own_words, shown
from assistant.evaluation.reporting.wording import some
from assistant.render.html import BADGES
from assistant.types import Verdict

CONDUCT: Mapping[Conduct, str] = {
    Conduct.ANSWERED: "answered",
    Conduct.PARTIAL: "answered in part",
    Conduct.DECLINED: "declined",
}


def case_html(outcome: Outcome, number: int, attributes: Mapping[str, str]) -> str:
    """A case to be opened; `attributes` are what the page filters it by besides its findings.

    The anchor is inside, so that a link to it opens it.
    """
    case, found = outcome.case, findings(outcome)
    state = "passes"
    if found:
        state = "fails" if any(each.fails for each in found) else "warns"
    kinds = list(dict.fromkeys(each.kind for each in found))
    data = {**attributes, "state": state, "kinds": " ".join(kinds)}
    listed = " ".join(f'data-{name}="{shown(value)}"' for name, value in data.items())
    tags = " ".join(f'<span class="tag">{shown(each)}</span>' for each in case.tags)
    wrong = ", ".join(each.replace("_", " ") for each in kinds)
    return (
        f'<details class="case {state}" {listed}><summary><span class="state">{state}</span>'
        f"{own_words(case.id, style='id')}{own_words(case.question, style='question')}"
        f'<span class="kinds">{wrong}</span><span class="tags">{tags}</span></summary>'
        f'<div class="body" id="case-{number}"><div class="answer">'
        f"{_history(outcome)}{_answer(outcome, found)}</div>"
        f"<aside>{_expected(outcome)}{_told(outcome)}</aside></div></details>\n"
    )


def _history(outcome: Outcome) -> str:
    turns = "".join(
        f"{own_words(turn.question, tag='p', style='asked')}"
        + (own_words(turn.answer, tag="p") if turn.answer else "")
        for turn in outcome.case.history
    )
    return f"<h3>Before</h3>{turns}" if turns else ""


def _answer(outcome: Outcome, found: Sequence[Finding]) -> str:
    if outcome.error is not None:
        return f"<h3>Error</h3>{own_words(outcome.error, tag='p', style='fault')}"
    whole = _faults(each for each in found if each.sentence is None)
    sentences = "".join(
        _sentence(sentence, [each for each in found if each.sentence == number])
        for number, sentence in enumerate(outcome.sentences)
    )
    text = outcome.text.strip() or "(an empty answer)"
    said = sentences or own_words(text, tag="p", style="text")
    if sentences and text != " ".join(each.judged.text for each in outcome.sentences):
        said += (
            f"<details><summary>As it was shown</summary>{own_words(text, tag='p', style='text')}"
        )
        said += "</details>"
    return f"<h3>{CONDUCT[outcome.conduct].capitalize()}</h3>{whole}{said}"


def _sentence(sentence: JudgedSentence, found: Iterable[Finding]) -> str:
    judged = sentence.judged
    chips = " ".join(
        _chip(each, known=each.article_id in sentence.known) for each in judged.citations
    )
    notes = [
        "states nothing that needs a citation" if not judged.needed else "",
        ("word for word an article's" if sentence.verbatim else "composed")
        if judged.needed
        else "",
    ]
    if sentence.in_context is not None:
        notes.append(f"against all retrieved passages: {_label(sentence.in_context)}")
    if sentence.highlights:
        words = ", ".join(f"“{each}”" for each in sentence.highlights)
        notes.append(f"answering words: {shown(words)}")
    quotes = "".join(
        _quotes(id, list(extracts))
        for id, extracts in groupby(judged.extracts, key=lambda each: each.article_id)
    )
    return (
        f'<div class="sentence"><p class="claim" dir="auto">{shown(judged.text)} {chips}</p>'
        f"{_faults(found)}{_verdict(judged.verdict)}{quotes}"
        f'<p class="quiet">{" · ".join(filter(None, notes))}</p></div>'
    )


def _chip(cited: CitedId, *, known: bool) -> str:
    if not known:
        state, about = "bad lost", "no article has this id"
    elif cited.precise is None:
        state, about = "unknown", "could not be judged"
    elif cited.alone:
        state, about = "good", "carries the sentence alone"
    elif cited.precise:
        state, about = "good", "carries the sentence with the others, not without"
    else:
        state, about = "bad", "not needed, or the sentence is not carried"
    return (
        f'<span class="chip {state}" title="{about}">[<bdi>{shown(cited.article_id)}</bdi>]</span>'
    )


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    reason = f" · {own_words(verdict.reason)}" if verdict.reason else ""
    return (
        f'<p class="verdict {verdict.label.value}"><b>{_label(verdict)}</b>{reason} '
        f"<small>by {shown(verdict.verifier)}{STAR}</small></p>"
    )


def _label(verdict: Verdict) -> str:
    score = "" if verdict.score is None else f" {verdict.score:.2f}"
    return f"{BADGES[verdict.label]}{score}"


def _quotes(id: str, extracts: Sequence[Extract]) -> str:
    day = (extracts[0].published or "undated")[:10]
    words = "".join(
        f'<span class="quote" title="characters {each.start} to {each.end}" dir="auto">'
        f"{shown(each.quote)}</span>"
        for each in extracts
    )
    return f"<blockquote>{words}<cite><bdi>{shown(id)}</bdi> · {shown(day)}</cite></blockquote>"


def _faults(found: Iterable[Finding]) -> str:
    return "".join(
        f'<p class="{"fault" if each.fails else "warning"}"><b>{each.kind.replace("_", " ")}</b> '
        f"{own_words(each.reason)}</p>"
        for each in found
    )


def _expected(outcome: Outcome) -> str:
    case = outcome.case
    if not case.answerable:
        said = "<p>To be declined: the collection does not answer this.</p>"
        return f"<h3>Expected</h3>{said}{_ids('near, but no answer', case.near)}"
    verdicts = outcome.nuggets or (None,) * len(case.nuggets)
    nuggets = "".join(
        f'<li class="{"unknown" if said is None or said.said is None else _YES[said.said]}">'
        f"{own_words(nugget.text)}<small>{'vital' if nugget.vital else 'not vital'}"
        f"{'; ' + own_words(said.reason) if said else ''}</small></li>"
        for nugget, said in zip(case.nuggets, verdicts, strict=True)
    )
    sides = ""
    if case.conflict:
        sides = f"<h3>Articles {_DIFFER[case.conflict.kind]}</h3>" + "".join(
            f"<p>{own_words(side.answer)} {_chips(side.articles)}</p>"
            for side in case.conflict.sides
        )
    return (
        f'<h3>Expected</h3><ul class="nuggets">{nuggets}</ul>'
        f"{_ids('articles that answer', case.articles)}{_ids('near, but no answer', case.near)}"
        f"{sides}"
    )


_YES = {True: "good", False: "bad"}
_DIFFER = {"dispute": "disagree", "update": "replace one another"}


def _told(outcome: Outcome) -> str:
    """What the system says of itself."""
    stated = "".join(
        f"<p>{own_words(each.about)}</p>"
        + "".join(f"<p>{own_words(side.answer)} {_chips(side.articles)}</p>" for side in each.sides)
        for each in outcome.conflicts or ()
    )
    conflicts = f"<h3>Disagreement stated</h3>{stated}" if stated else ""
    if outcome.retrieved is None:
        return f"{conflicts}<h3>Retrieved</h3><p>not told</p>"
    answering = set(outcome.case.articles)
    items = "".join(
        f"<li{' class=good' if id in answering else ''}><bdi>{shown(id)}</bdi></li>"
        for id in outcome.retrieved
    )
    return (
        f"{conflicts}<details><summary>Retrieved: {some(len(outcome.retrieved), 'article')}"
        f"</summary><ol>{items}</ol></details>"
    )


def _ids(name: str, ids: Sequence[str]) -> str:
    return f'<p class="quiet">{name}: {_chips(ids)}</p>' if ids else ""


def _chips(ids: Iterable[str]) -> str:
    return " ".join(f'<span class="chip">[<bdi>{shown(each)}</bdi>]</span>' for each in ids)
