"""Questions written over whole topics: many reports of two events that look alike."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from training import verifier_data
from training.reader.item import Item
from training.reader.printed import clean_sentences
from training.reader.vocabulary import content

NEWS = "news/ecbplus_articles.jsonl.gz"
TOPICS = Path(__file__).parents[1] / "data" / "topics.jsonl"
"""The questions; of the articles only their ids and the answering words."""
_MOST_SENTENCES = 40
"""Of an article, from its start: what the questions were written from."""
_TELLING, _SILENT = 2, 2
"""Articles of a topic that answer a question, and that do not."""


def of_topics(folder: Path) -> Iterator[Item]:
    """Of each question its topic's articles: those that answer it, and those most like it.

    Where a sentence has words that could answer it and was not marked, it is not known whether it
    does.
    """
    topics: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in verifier_data.rows(folder / NEWS):
        topics[row["topic"]][row["id"]] = clean_sentences(row["text"])[:_MOST_SENTENCES]
    for row in verifier_data.read_jsonl(TOPICS):
        articles = topics[row["topic"]]
        marked: dict[str, dict[int, str]] = defaultdict(dict)
        for key, index, words in reversed(row["answers"]):
            marked[key][index] = words
        asked = content(row["question"])
        likeness = {
            key: max(len(asked & content(sentence)) for sentence in sentences)
            for key, sentences in articles.items()
        }
        telling = sorted(marked, key=lambda key: -likeness[key])[:_TELLING]
        others = sorted(articles.keys() - marked, key=lambda key: (-likeness[key], key))[:_SILENT]
        could = [
            each.lower() for each in (*row["also"], *(words for _, _, words in row["answers"]))
        ]
        for key in (*telling, *others):
            sentences, words = articles[key], marked.get(key, {})
            unsure = frozenset(
                index
                for index, sentence in enumerate(sentences)
                if index not in words and any(each in sentence.lower() for each in could)
            )
            yield Item(
                row["question"], "", sentences, frozenset(words), "topics",
                f"topic:{row['topic']}", unsure=unsure, words=words,
            )  # fmt: skip
