"""What hostile chat models get shown: `python benchmarks/hostile.py [--questions N] [--quiet]`.

Asks questions of the shipped development cases over the sample articles. The models are scripted,
behind a real server and the real client: a good one, one that babbles, one that cites wrong ids
surely, and one that changes what the articles say, in numbers, dates and names and then in sense.
Prints what was said and what was shown, and how many lies were told and shown, with a 95 % interval
(Wilson, 1927). Fails if an invented or unretrieved id is shown, an inexact quote, or a number, a
day or a name that the quotes lack.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from assistant.ask import Assistant
from assistant.evaluation.shipped import SAMPLE, read_cases, shipped
from assistant.settings import Settings
from assistant.types import Answer
from assistant.verifier import Verifier, load_verifier
from benchmarks.lies import load, wilson
from tests.scripted.promises import broken
from tests.scripted.replies import Text
from tests.scripted.server import Play, ScriptedServer, serving
from tests.scripted.voices import FACTS, SENSES, Lying, Misciting, Told, babbling, good
from vectorstore.embedder import SentenceEmbedder
from vectorstore.indexing import index_paths

KEY = SecretStr("sk-scripted-0123456789")


@dataclass(slots=True)
class Row:
    """What came of one model; sentences are counted, `told` and `leaked` are its lies."""

    model: str
    drafted: int = 0
    shown: int = 0
    fallbacks: int = 0
    told: Sequence[Told] = ()
    leaked: list[Told] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        counted = f"{self.drafted:>8} {self.shown:>6} {self.fallbacks:>10}"
        lies = f"{len(self.told):>6} {len(self.leaked):>6}" if self.told else ""
        if self.told:
            low, high = wilson(len(self.leaked), len(self.told))
            lies += f"  {len(self.leaked) / len(self.told):>4.0%}  {low:.0%} to {high:.0%}"
        return f"{self.model:<15} {counted} {lies}"


def run(
    model: str, play: Play, store: Path, verifier: Verifier, questions: Sequence[str], quiet: bool
) -> Row:
    row = Row(model)
    with serving(play=play) as server:
        settings = Settings(
            model=f"openai:{model}", base_url=server.openai_url, api_key=KEY, deadline=120
        )
        with Assistant.open(store, settings=settings, verifier=verifier) as assistant:
            for question in questions:
                heard = len(server.heard)
                answer = assistant.ask(question)
                fell_back = any(each.code == "fallback" for each in answer.notices)
                of_model = [] if fell_back else answer.sentences
                row.shown += len(of_model)
                row.drafted += len(of_model) + len(answer.withheld)
                row.fallbacks += fell_back
                row.faults += broken(answer, assistant.library.articles)
                if isinstance(play, Lying):
                    row.leaked += leaked(answer, play)
                if not quiet:
                    _print(model, answer, _said(server, heard))
    row.told = tuple(play.lies.values()) if isinstance(play, Lying) else ()
    return row


def leaked(answer: Answer, lying: Lying) -> Iterator[Told]:
    """The lies that were shown as they were told, or shortened with what was false in them."""
    cut = "\n".join(each.text for each in answer.notices if each.code == "shortened")
    for sentence in answer.sentences:
        for claim, told in lying.lies.items():
            after = told.changed.rpartition(" → ")[2]
            if sentence.text == claim or (claim in cut and after in sentence.text):
                yield told
                break


def _said(server: ScriptedServer, since: int) -> Iterator[str]:
    """The sentences of the model's replies, whatever else came with them."""
    for heard in server.heard[since:]:
        text = "".join(
            each.text
            for each in (heard.reply.steps if heard.reply else ())
            if isinstance(each, Text)
        )
        yield from re.findall(r'\{"text": "(?:[^"\\]|\\.)*", "rests_on": \[.*?\]\}\]?', text)


def _print(model: str, answer: Answer, said: Iterator[str]) -> None:
    print(f"\n{model}: {answer.question}")
    for each in said:
        print(f"   said      {each}")
    for sentence in answer.sentences:
        print(f"   shown     {sentence.text} {[each.article_id for each in sentence.citations]}")
    for withheld in answer.withheld:
        print(f"   withheld  {withheld.text}\n             {withheld.reason}")
    for notice in answer.notices:
        print(f"   notice    {notice.code}: {notice.text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--quiet", action="store_true", help="the table alone")
    options = parser.parse_args()
    [cases] = read_cases(shipped("development"), options.questions)
    questions = [each.question for each in cases.cases]
    articles, verifier = load(None), load_verifier()
    models: dict[str, Play] = {
        "good": good,
        "babbling": babbling,
        "misciting": Misciting(articles),
        "lies in facts": Lying(articles, FACTS),
        "lies in sense": Lying(articles, SENSES),
    }
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        index_paths(store, [SAMPLE], embedder=SentenceEmbedder())
        rows = [
            run(model, play, store, verifier, questions, options.quiet)
            for model, play in models.items()
        ]
    print(f"\n{'model':<15}  drafted  shown  fallbacks   lies  shown  share  95 %")
    for row in rows:
        print(row.line())
    for row in rows:
        for each in row.leaked:
            print(f"{row.model}, shown: {each.claim} ({each.changed})")
    faults = [f"{row.model}: {each}" for row in rows for each in row.faults]
    print("\n".join(faults) or "every promise was kept")
    assert not faults


if __name__ == "__main__":
    main()
