"""A small real assistant over a few articles, some of them hostile, that answers by script.

It makes true `Citation`s (their quotes are slices of its articles), so all that the chat shows is
as it would be; only the search and the writer are missing.
"""

import gc
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from fastapi import FastAPI

import app
from assistant.ask import Assistant
from assistant.explaining import CheckedDraft, Explanation, FoundPassage, ReadSentence, Step
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Citation,
    Conflict,
    ConflictKind,
    Event,
    Label,
    Notice,
    Searched,
    Sentence,
    Side,
    Status,
    Support,
    Turn,
    Verdict,
    Withheld,
)
from corpus.errors import UnknownArticle, WriterFault
from corpus.types import Article, Passage, Span
from vectorstore.types import Filters, Found, Hit

NO_FILTERS = Filters()
ELSEWHERE = "http://elsewhere.invalid:9"

HOSTILE_FORMS = (
    "<script>window.__pwned=1</script>",
    "<img src=x onerror='window.__pwned=1'>",
    f"<img src='{ELSEWHERE}/img'>",
    f"![pixel]({ELSEWHERE}/markdown)",
    f"[click here](javascript:window.__pwned=1) [site]({ELSEWHERE}/link)",
    f"<video poster='{ELSEWHERE}/poster' src='{ELSEWHERE}/video' autoplay></video>",
    f"<p style=\"background:url('{ELSEWHERE}/css')\">x</p>",
    f"<style>@import url('{ELSEWHERE}/import');body{{display:none}}</style>",
    f"<form action='{ELSEWHERE}/form'><input name=q autofocus onfocus='window.__pwned=1'></form>",
    f"<iframe src='{ELSEWHERE}/frame' srcdoc='<script>parent.__pwned=1</script>'></iframe>",
    f"<object data='{ELSEWHERE}/object'></object><embed src='{ELSEWHERE}/embed'>",
    f"<link rel=stylesheet href='{ELSEWHERE}/sheet'><base href='{ELSEWHERE}/'>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/refresh'>",
    "<svg onload='window.__pwned=1'><animate onbegin='window.__pwned=1' attributeName=x></svg>",
    "<details open ontoggle='window.__pwned=1'><summary>s</summary></details>",
    "<a class='cw-open cw-cite' href='article?id=harbour-1'>[harbour-1]</a>",
    "[[harbour-1]](#cite-harbour-1.0.10) [harbour-1](#cite-harbour-1.0.10)",
    "${window.__pwned=1} {{constructor.constructor('window.__pwned=1')()}} `${window.__pwned=1}`",
    "</mark></div></article><script>window.__pwned=1</script>",
    "<dialog open style='position:fixed;inset:0'>Your session has expired</dialog>",
    "&lt;script&gt;window.__pwned=1&lt;/script&gt; \u202egnp.tset\u202c",
)
HOSTILE = " ".join(HOSTILE_FORMS)

HARBOUR = (
    "Council approves the ferry\n\n"
    + "The council of Port Ansel met on Tuesday evening in the old customs house. " * 18
    + "\n\nThe council voted 7 to 2 to fund the ferry line for three years. "
    "“It will pay for itself,” said the mayor, Ines Calder.\n\nShare this news\n\n"
    + "Residents had waited for the vote since the spring storms closed the coast road. "
    * 14
)
OTHER = "The ferry vote was 6 to 3, a clerk said on Wednesday. The line starts in May."

ARTICLES = (
    Article(
        "harbour-1",
        "a1b2c3",
        "Council approves the ferry",
        HARBOUR,
        "Harbour Post",
        "2024-03-13",
        "https://harbour-post.example/ferry?a=1&b=2",
        ("Nell Osei",),
        (Span(HARBOUR.index("Share this"), HARBOUR.index("Share this") + 15),),
    ),
    Article("evening-7", "d4e5f6", "Ferry line gets narrow approval", OTHER, "Ansel Evening"),
    Article(
        'hostile"><b>9</b>',
        "0badf00d",
        f"Breaking {HOSTILE}",
        f"Opening words. {HOSTILE} The tower is 40 metres tall. {HOSTILE}",
        f"Source {HOSTILE}",
        "<img src=x onerror='window.__pwned=1'>",
        "javascript:window.__pwned=1",
        (HOSTILE,),
    ),
)


def cite(article: Article, quote: str) -> Citation:
    """A citation of `quote`, which stands in `article`."""
    start = article.text.index(quote)
    return Citation(
        article.id,
        article.version,
        start,
        start + len(quote),
        quote,
        Support.ALONE,
        article.title,
        article.source,
        article.published,
        article.url,
    )


@dataclass
class Articles:
    """The part of the article store that the chat uses."""

    stored: tuple[Article, ...] = ARTICLES

    def ids(self) -> tuple[str, ...]:
        return tuple(article.id for article in self.stored)

    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({each.source for each in self.stored if each.source}))

    def get(self, article_id: str, version: str | None = None) -> Article:
        for article in self.stored:
            if article.id == article_id and version in {None, article.version}:
                return article
        raise UnknownArticle(f"no article “{article_id}” in the store")


@dataclass
class Library:
    articles: Articles = field(default_factory=Articles)


@dataclass
class FakeAssistant:
    """Answers by the first word it knows in a question; remembers what it was given."""

    model: str = "quoting"
    pause: float = 0.4
    library: Library = field(default_factory=Library)
    histories: list[tuple[Turn, ...]] = field(default_factory=list)
    filters: list[Filters] = field(default_factory=list)
    produced: int = 0

    def close(self) -> None:
        """Nothing is held open."""

    def using(self, settings: Settings) -> "FakeAssistant":
        return replace(self, model=settings.model)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        self.histories.append(tuple(history))
        self.filters.append(filters)
        harbour, evening, hostile = self.library.articles.stored
        vote = "The council voted 7 to 2 to fund the ferry line for three years."
        asked = question.lower()
        if "broken" in asked:
            raise WriterFault("the model at <b>127.0.0.1:1</b> does not answer; is it running?")
        if "unforeseen" in asked:
            raise ZeroDivisionError
        if "hostile" in asked:
            quote = "The tower is 40 metres tall."
            yield from self._finish(
                question,
                [(f"{HOSTILE} 40 metres", [cite(hostile, quote)], [Span(8, 30)])],
                withheld=(Withheld(HOSTILE, HOSTILE),),
                notices=(Notice("hostile", HOSTILE),),
                conflicts=(
                    Conflict(
                        HOSTILE,
                        ConflictKind.UPDATE,
                        tuple(Side(HOSTILE, 0, (cite(hostile, quote),)) for _ in range(2)),
                    ),
                ),
                standalone=HOSTILE,
                between=HOSTILE,
            )
        elif "slow" in asked:
            line = "“It will pay for itself,” said the mayor, Ines Calder."
            for _ in range(12):
                if stop and stop.is_set():
                    break
                time.sleep(self.pause)
                self.produced += 1
                yield _sentence(line, 0, [cite(harbour, line)])
            yield from self._finish(question, [(line, [cite(harbour, line)], [])])
        elif "weather" in asked:
            yield from self._finish(question, [], status=Status.NO_EVIDENCE)
        elif "disagree" in asked:
            other = "The ferry vote was 6 to 3, a clerk said on Wednesday."
            yield from self._finish(
                question,
                [
                    (vote, [cite(harbour, vote)], [Span(18, 24)]),
                    (other, [cite(evening, other)], [Span(19, 25)]),
                ],
                conflicts=(
                    Conflict(
                        "the ferry vote",
                        ConflictKind.DISPUTE,
                        (
                            Side("7 to 2", 0, (cite(harbour, vote),)),
                            Side("6 to 3", 1, (cite(evening, other),)),
                        ),
                    ),
                ),
            )
        else:
            said = "“It will pay for itself,” said the mayor, Ines Calder."
            yield from self._finish(
                question,
                [
                    (vote, [cite(harbour, vote)], [Span(18, 24)]),
                    (said, [cite(harbour, said)], []),
                ],
                withheld=(
                    Withheld(
                        "The ferry will carry 900 passengers a day.",
                        "the cited article does not have the number 900",
                    ),
                ),
                standalone="How did the Port Ansel council vote?" if history else question,
            )

    def explained(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters = NO_FILTERS,
        stop: threading.Event | None = None,
    ) -> Iterator[Event | Explanation]:
        for event in self.stream(question, history=history, filters=filters, stop=stop):
            yield event
            if isinstance(event, Answer):
                yield _explained(event)

    def _finish(
        self,
        question: str,
        parts: Sequence[tuple[str, Sequence[Citation], Sequence[Span]]],
        *,
        status: Status = Status.ANSWERED,
        withheld: tuple[Withheld, ...] = (),
        notices: tuple[Notice, ...] = (),
        conflicts: tuple[Conflict, ...] = (),
        standalone: str | None = None,
        between: str = "",
    ) -> Iterator[Event]:
        text = "" if parts else "Nothing in these 3 articles answers this."
        sentences = []
        for words, citations, highlights in parts:
            sentences.append(_sentence(words, len(text), citations, highlights))
            text += words + "".join(f" [{each.article_id}]" for each in citations) + "\n\n"
        text += between
        yield from sentences
        yield from withheld
        yield from notices
        hits = tuple(
            Hit(Passage(a.id, a.version, 0, 40, a.text[:40]), 0.03, Found(1, 0.4, None, None))
            for a in self.library.articles.stored
        )
        yield Answer(
            question,
            standalone or question,
            status,
            text.strip(),
            tuple(sentences),
            withheld,
            conflicts,
            hits,
            Searched(None, None, (), (), 3, 3, 0),
            notices,
            self.model,
        )


def _sentence(
    words: str, start: int, citations: Sequence[Citation], highlights: Sequence[Span] = ()
) -> Sentence:
    verdict = Verdict(Label.SUPPORTED, 0.97, "fake", None)
    return Sentence(words, start, start + len(words), tuple(citations), verdict, tuple(highlights))


def _explained(answer: Answer) -> Explanation:
    """Every article found and read, the first one used if anything was shown."""
    found = tuple(
        FoundPassage(
            article_id=hit.passage.article_id,
            version=hit.passage.version,
            start=hit.passage.start,
            end=hit.passage.end,
            title=article.title,
            published=article.published,
            score=hit.score,
            search_score=hit.score,
            reading_score=0.0,
            dense_rank=hit.found.dense_rank,
            cosine=hit.found.cosine,
            lexical_rank=hit.found.lexical_rank,
            bm25=hit.found.bm25,
            outcome="cited",
        )
        for hit, article in zip(answer.considered, ARTICLES, strict=True)
    )
    answered = bool(answer.sentences)
    read = tuple(
        ReadSentence(each.id, each.text, 0.12, {"alike": 0.5, "fit": 1.0}, answered, "as it came")
        for each in ARTICLES
    )
    drafts = (
        *(CheckedDraft(s.text, ("x",), True, "supported", 0.97, None) for s in answer.sentences),
        *(CheckedDraft(w.text, (), False, "unsupported", None, w.reason) for w in answer.withheld),
    )
    outcome = "Answered." if answered else "No answer: 0.12 is less than the 0.21 needed."
    asked = answer.standalone_question
    step = Step(asked, "articles of April", found, len(read), 0.21, read, drafts, outcome)
    return Explanation(outcome, answer.model, (step,))


def web_app(assistant: Assistant | FakeAssistant, settings: Settings | None = None) -> FastAPI:
    """The chat over `assistant`, past the event loops that Gradio opens and leaves open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        web = app.build(assistant, settings or Settings())  # type: ignore[arg-type]
        gc.collect()
    return web
