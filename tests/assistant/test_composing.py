"""An answer's text only grows."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.composing import Composition, marker
from assistant.gate import Checked
from assistant.types import Label, Verdict
from tests.assistant.builders import FERRY, build_article, build_citation

VERDICT = Verdict(Label.SUPPORTED, 1.0, "rules-1", None)


def checked(text: str, *ids: str) -> Checked:
    citations = tuple(build_citation(FERRY, build_article(id)) for id in ids)
    return Checked(text, citations, VERDICT, (), ())


def test_markers_follow_the_punctuation() -> None:
    """Each id once, a bracket each; remarks stand on a line of their own."""
    answer = Composition()
    answer.add(checked("It sank.", "a", "b", "a"))
    answer.add(checked("It rose.", "b"))
    answer.remark("The articles don’t say why.")
    assert answer.text == "It sank. [a] [b] It rose. [b]\n\nThe articles don’t say why."
    assert marker(()) == ""


@given(st.lists(st.text(min_size=1, max_size=20), max_size=6))
def test_every_sentence_stands_where_it_says(texts: list[str]) -> None:
    """Law: `text[s.start:s.end] == s.text`; what was there before is not moved."""
    answer = Composition()
    for text in texts:
        before = answer.text
        answer.add(checked(text, "a"))
        assert answer.text.startswith(before)
    for sentence, text in zip(answer.sentences, texts, strict=True):
        assert answer.text[sentence.start : sentence.end] == sentence.text == text


def test_what_the_assistant_opens_with_is_no_part_of_the_sentence() -> None:
    """Its words stand before the sentence, whose place is its own."""
    answer = Composition()
    answer.add(checked("It rose.", "a"))
    second = answer.add(checked("It sank.", "b"), "Yes:")
    assert answer.text == "It rose. [a] Yes: It sank. [b]"
    assert answer.text[second.start : second.end] == second.text == "It sank."
