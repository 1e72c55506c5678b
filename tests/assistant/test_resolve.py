"""Who "he" is."""

import pytest

from assistant.evidence import Statement
from assistant.resolve import leans, people_of, resolve, speaker_before
from tests.assistant.builders import build_article, build_evidence


def last_of(text: str) -> tuple[Statement, str | None]:
    """The last sentence of an article, and what resolving it gives."""
    evidence = build_evidence(build_article("a", text))
    statement = max(evidence.statements, key=lambda each: each.position)
    resolution = resolve(statement)
    return statement, resolution.text if resolution else None


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        (
            "Tobias Rann said the loan was too long. He had proposed a new engine.",
            "He [Tobias Rann] had proposed a new engine.",
        ),
        (
            "President Joe Biden spoke to President Vladimir Putin. Later, he offered a summit.",
            "Later, he [Joe Biden] offered a summit.",
        ),
        (
            "Mayor Ada Holt said she would resign. She had served for ten years.",
            "She [Ada Holt] had served for ten years.",
        ),
    ],
)
def test_a_pronoun_is_the_subject_of_the_sentence_before(text: str, resolved: str) -> None:
    """The subject is meant, not the object; its name follows the pronoun in brackets."""
    statement, found = last_of(text)
    assert leans(statement)
    assert found == resolved


@pytest.mark.parametrize(
    "text",
    [
        "President Joe Biden and President Vladimir Putin met in Geneva. He left early.",
        "The council met on Tuesday. He left early.",
        "Tobias Rann said the loan was too long. The council voted. They left early.",
        "He left early.",
        "Mayor Ada Holt said she would stay. Tobias Rann said he would go. She left early.",
        "President Joe Biden called President Vladimir Putin on Tuesday. He offered a summit.",
        "Mayor Ann Lee said Councillor Bob Hart had lied. He resigned.",
        "Senator Max Cole's wife, Jane Hale, said the trial was over. He was jailed.",
        "Senator Max Cole's son said it was late. He was jailed.",
        "A man attacked Senator Max Cole. He was arrested.",
        "Police said a man followed Senator Max Cole. He was arrested.",
        "Chairman Max Cole said the driver had been drunk. He was fined.",
        "Minister Ann Lee replaced Bob Hart. He had been accused.",
        "President Joe Biden told Senator Max Cole that he had lost. He resigned.",
        "Secretary Jen Psaki said Biden restated his support. He also brought up the breach.",
    ],
)
def test_an_uncertain_pronoun_is_left_alone(text: str) -> None:
    """Two candidates, or none, or somebody unnamed, or the other sex: nobody is named."""
    assert last_of(text)[1] is None


@pytest.mark.parametrize(
    "text",
    [
        "Tobias Rann spoke. “He is wrong,” Mayor Ada Holt said.",
        "Tobias Rann spoke. Mayor Ada Holt said she would go.",
        "Tobias Rann spoke. The ferry sailed.",
    ],
)
def test_a_sentence_that_names_its_person_does_not_lean(text: str) -> None:
    """A quoted "he" is the speaker's business, and "Holt said she" names her first."""
    statement, _ = last_of(text)
    assert not leans(statement)


@pytest.mark.parametrize(
    "text",
    [
        "It said the ramp had jammed.",
        "It also said so.",
        "This was the third fault.",
        "Those were found later.",
        "Their divers found rust.",
        "The latter found rust.",
        "They found rust.",
    ],
)
def test_what_no_name_explains_leans_and_is_not_named(text: str) -> None:
    """Somebody is named before it, but a name in brackets would not say what is meant."""
    statement, found = last_of(f"Tobias Rann said the yard had sent divers. {text}")
    assert leans(statement)
    assert found is None


@pytest.mark.parametrize(
    "text", ["It rained.", "This ferry sank.", "The ferries met.", "That day it sank."]
)
def test_what_explains_itself_does_not_lean(text: str) -> None:
    """ "It", "this" and "that" lean only as somebody who speaks or as the matter itself."""
    assert not leans(last_of(f"Tobias Rann said the yard had sent divers. {text}")[0])


def test_the_naming_sentence_is_told() -> None:
    """A citation must reach back to it."""
    evidence = build_evidence(
        build_article("a", "Tobias Rann said no. He voted against it.", title=None)
    )
    resolution = resolve(evidence.of("a")[-1])
    assert resolution is not None
    named = resolution.named_in
    assert evidence.article("a").text[named.start : named.end] == "Tobias Rann said no."


def test_people_are_known_by_a_role_or_by_speaking() -> None:
    """A council, a people or a place is none."""
    text = (
        "Mayor Ada Holt met Russian officials in Pellwick. Tobias Rann said so. "
        "The Harbour Council said nothing. Kremlin spokesman Dmitry Peskov waited."
    )
    assert people_of(text) == {"Holt", "Rann", "Peskov"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We deny it,” the Kremlin said. “It is absurd.”", 0),
        ('"We deny it," the Kremlin said. "It is absurd."', 0),
        # a quotation of several sentences
        ("The Kremlin said: “It is absurd. We deny it.”", 0),
        ("The Kremlin said: “It is absurd. We deny it. We always did.”", 0),
        # its speaker stands in it, or nowhere near
        ("The Kremlin denied it. “It is absurd,” a spokesman said.", None),
        ("The talks ended. “It is absurd.”", None),
        ("“It is absurd.”", None),
        ("The Kremlin said so. The talks ended on Friday.", None),
    ],
)
def test_words_in_quotation_marks_alone_have_their_speaker_before(
    text: str, speaker: int | None
) -> None:
    """The position of the sentence that says who speaks."""
    statement, _ = last_of(text)
    assert speaker_before(statement) == speaker
