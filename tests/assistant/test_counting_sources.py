"""Articles that say the same are counted, and never called independent: nobody here can know."""

import json
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from assistant import wire
from assistant.ask import Assistant
from assistant.explaining import Explanation, to_json
from assistant.gate import Gate
from assistant.message import to_message
from assistant.render import explanation, html, terminal
from assistant.render.explanation_html import explanation_html
from assistant.types import Answer
from assistant.writers.quoting import QuotingWriter
from corpus.types import Article
from tests.doubles import FakeEmbedder, WordReader, overlap_verifier
from vectorstore.indexing import index_paths
from vectorstore.library import Library

STORY = (
    "About {count} people marched through Vale on Sunday to save the tram depot. "
    "They carried lanterns and a model of the oldest tram, built by pupils of the town's school. "
    "The marchers stopped at the river, where a brass band played until the rain came."
)
ARTICLES = {
    "gazette": STORY.format(count="900"),
    "mirror": STORY.format(count="900"),
    "courier": "About 900 people marched to save the tram depot of Vale, the police said.",
    "post": "Some 2,000 people marched for the tram depot, the organisers said.",
}
QUESTION = "How many people marched to save the tram depot?"

Shown = tuple[Answer, Explanation, dict[str, Article]]
Rendering = Callable[[Shown], str]


def printed(rendered: RenderableType) -> str:
    sink = StringIO()
    Console(file=sink, width=200).print(rendered)
    return sink.getvalue()


RENDERINGS: dict[str, Rendering] = {
    "terminal": lambda shown: printed(terminal.render(shown[0], shown[2])),
    "page": lambda shown: html.answer_html(shown[0], nearest=shown[2]),
    "stream": lambda shown: html.progress_html([*shown[0].sentences, *shown[0].notices]),
    "json": lambda shown: json.dumps(wire.to_json(shown[0])),
    "message": lambda shown: to_message(shown[0]).model_dump_json(),
    "explanation": lambda shown: printed(explanation.render(shown[1])),
    "explanation page": lambda shown: explanation_html(shown[1]),
    "explanation json": lambda shown: json.dumps(to_json(shown[1])),
}


def claims_independence(render: Rendering, shown: Shown) -> bool:
    return "independent" in render(shown).casefold()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """An answer with copies, with a statement of two stories and with another that disagrees."""
    root = tmp_path_factory.mktemp("counting")
    (root / "articles").mkdir()
    for id, text in ARTICLES.items():
        (root / "articles" / f"{id}.txt").write_text(text, encoding="utf-8")
    index_paths(root / "store", [root / "articles"], embedder=FakeEmbedder())
    library = Library.open(root / "store", embedder=FakeEmbedder())
    writer = QuotingWriter(WordReader())
    with Assistant(library, writer, Gate(overlap_verifier())) as assistant:
        answer, explained = assistant.explain(QUESTION)
        yield answer, explained, {each.id: each for each in library.articles.articles()}


@pytest.mark.parametrize("name", RENDERINGS)
def test_no_rendering_says_independent(name: str, shown: Shown) -> None:
    """Each shows this answer, in which there is something to count."""
    assert "900" in RENDERINGS[name](shown)
    assert not claims_independence(RENDERINGS[name], shown)


def test_sources_are_counted_in_the_answer(shown: Shown) -> None:
    """Without copies, a second story and a conflict the test above would look at nothing."""
    citations = [each for sentence in shown[0].sentences for each in sentence.citations]
    assert any(each.copies for each in citations)
    assert shown[0].conflicts
    text = RENDERINGS["terminal"](shown)
    assert "One story in 2 articles" in text
    assert "(in 2 articles)" in text


def test_a_rendering_that_says_independent_is_found(shown: Shown) -> None:
    """The planted lie."""

    def lying(shown: Shown) -> str:
        return RENDERINGS["terminal"](shown).replace("in 2 articles", "in 2 Independent articles")

    assert claims_independence(lying, shown)
