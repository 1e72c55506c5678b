"""An explanation for a terminal, in rich text. Article text is never read as markup."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from assistant.explaining import (
    COMPARED,
    CheckedDraft,
    Explanation,
    FoundPassage,
    ReadSentence,
    Step,
    UnreadSentence,
)
from assistant.reader import is_only_compared
from assistant.render.text import UNDATED, printable

LEFT_OUT_SHOWN = 8
"""How many of the sentences read and not used, and of those not read, are shown; the JSON has them
all."""
LONGEST_SHOWN = 160
"""Characters of a sentence that was not used."""


def render(explanation: Explanation) -> RenderableType:
    """The outcome, then each search with what was found, read and checked."""
    parts: list[RenderableType] = [Text(printable(explanation.outcome), style="bold")]
    for step in explanation.steps:
        parts += _step(step)
    parts.append(_plain(f"\nAnswered by {explanation.model}.", "dim"))
    return Group(*parts)


def searched_in(step: Step) -> str:
    """What one search looked for, and where if not everywhere."""
    return f"Searched for “{step.question}”" + (f" in {step.within}" if step.within else "")


def reading_head(step: Step) -> str:
    """What the list of sentences read is, or why there is none."""
    if not step.sentences:
        return "Read: nothing was found to read."
    if step.read is None:
        return "Read: this writer does not say what it made of each sentence."
    needed = f"; from {step.threshold:.3f} one answers" if step.threshold is not None else ""
    compared = sum(is_only_compared(each.parts) for each in step.read)
    others = f"; {compared} more were {COMPARED}" if compared else ""
    read = len(step.read) - compared
    return f"Read: {read} of {step.sentences} sentences, by how likely they answer{needed}{others}"


def listed(step: Step) -> tuple[list[ReadSentence], str]:
    """The sentences to show of those read, and what is left to say of the others."""
    read = step.read or ()
    rest = [each for each in read if not each.used]
    shown = [each for each in read if each.used or each in rest[:LEFT_OUT_SHOWN]]
    hidden = rest[LEFT_OUT_SHOWN:]
    return shown, f"{len(hidden)} less likely ones are not listed." if hidden else ""


def unread(step: Step) -> tuple[tuple[UnreadSentence, ...], str]:
    """The sentences to show of those not read, and what is left to say of the others."""
    hidden = len(step.unread) - LEFT_OUT_SHOWN
    rest = f"{hidden} more that were not read are not listed." if hidden > 0 else ""
    return step.unread[:LEFT_OUT_SHOWN], rest


def found_by(passage: FoundPassage) -> str:
    """ "meaning #1 (cosine 0.71), words #3 (BM25 8.2), search 1.2034, reading -0.1021 = 1.1013"."""
    sides = []
    if passage.dense_rank is not None and passage.cosine is not None:
        sides.append(f"meaning #{passage.dense_rank} (cosine {passage.cosine:.2f})")
    if passage.lexical_rank is not None and passage.bm25 is not None:
        sides.append(f"words #{passage.lexical_rank} (BM25 {passage.bm25:.1f})")
    score = f"search {passage.search_score:.4f}"
    if passage.reading_score is not None:
        score += f", reading {passage.reading_score:+.4f} = {passage.score:.4f}"
    return ", ".join([*sides, score])


def made_of(sentence: ReadSentence) -> str:
    """ "answers 1.20, alike 0.51, …"."""
    return ", ".join(f"{name} {value:.2f}" for name, value in sentence.parts.items())


def shortened(text: str) -> str:
    """A text that fits on two lines."""
    if len(text) <= LONGEST_SHOWN:
        return text
    return text[:LONGEST_SHOWN].rsplit(" ", 1)[0] + " …"


def _step(step: Step) -> Iterator[RenderableType]:
    yield _plain(f"\n{searched_in(step)}", "bold")
    yield _plain(f"Found: {len(step.passages)} passages, best first")
    for number, passage in enumerate(step.passages, start=1):
        yield _indented(_passage(number, passage))
    yield _plain(reading_head(step))
    shown, rest = listed(step)
    for sentence in shown:
        yield _indented(_sentence(sentence))
    if rest:
        yield _indented(_plain(rest, "dim"))
    not_read, rest = unread(step)
    for left_out in not_read:
        yield _indented(_unread(left_out))
    if rest:
        yield _indented(_plain(rest, "dim"))
    yield _plain(f"Checked: {len(step.drafts)} drafted sentences")
    for draft in step.drafts:
        yield _indented(_draft(draft))
    yield _plain(step.outcome)


def _passage(number: int, passage: FoundPassage) -> Text:
    about = f"{passage.title or 'untitled'} · {passage.published or UNDATED}"
    return Text.assemble(
        f"{number}. ",
        (f"[{printable(passage.article_id)}] ", "cyan"),
        printable(about),
        (f"\n{found_by(passage)} → {passage.outcome}", "dim"),
    )


def _sentence(sentence: ReadSentence) -> Text:
    text = sentence.text if sentence.used else shortened(sentence.text)
    parts = f"\n{made_of(sentence)}" if sentence.parts else ""
    return Text.assemble(
        (f"{sentence.probability:.3f} ", "bold" if sentence.used else ""),
        printable(text),
        (f" [{printable(sentence.article_id)}]", "cyan"),
        (f"{parts}\n→ {sentence.outcome}", "dim"),
    )


def _unread(sentence: UnreadSentence) -> Text:
    return Text.assemble(
        printable(shortened(sentence.text)),
        (f" [{printable(sentence.article_id)}]", "cyan"),
        (f"\n→ {sentence.outcome}", "dim"),
    )


def _draft(draft: CheckedDraft) -> Text:
    score = f" {draft.score:.2f}" if draft.score is not None else ""
    reason = f": {printable(draft.reason)}" if draft.reason else ""
    return Text.assemble(
        ("shown " if draft.shown else "withheld ", "green" if draft.shown else "red"),
        printable(draft.text),
        (f" [{printable('] ['.join(draft.article_ids))}]" if draft.article_ids else "", "cyan"),
        (f"\n{draft.label}{score}{reason}", "dim"),
    )


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _plain(text: str, style: str = "") -> Text:
    return Text(printable(text), style=style)
