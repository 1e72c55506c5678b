"""OpenAI messages with annotations as cited answers."""

from typing import Any

import pytest

from tests.assistant.evaluation.lines import annotation, cited, parsed

MESSAGE = "The ferry sank. It rose again. ([news.example](https://news.example/ferry)) It is 46."
LINK = (MESSAGE.index("(["), MESSAGE.index(" It is 46"))


@pytest.mark.parametrize(
    ("found", "ids"),
    [
        (annotation("url_citation", *LINK, url="https://news.example/ferry"), [[], ["a-1"], []]),
        (
            annotation("url_citation", 0, 15, url="https://x.example"),
            [["https://x.example"], [], []],
        ),
        (annotation("url_citation", 4, 8, url="news.example/ferry"), [["a-1"], [], []]),
        (annotation("url_citation", 0, 16, url="news.example/ferry"), [["a-1"], [], []]),
        (annotation("url_citation", 0, 30, url="news.example/ferry"), [["a-1"], ["a-1"], []]),
        (
            {
                "type": "url_citation",
                "url_citation": {"url": "x", "start_index": 0, "end_index": 9},
            },
            [["x"], [], []],
        ),
        ({"type": "file_citation", "file_id": "b.2", "index": 15}, [["b.2"], [], []]),
        (
            {"type": "file_citation", "file_id": "f-9", "filename": "a-1.txt", "index": 16},
            [["a-1"], [], []],
        ),
        ({"type": "file_path", "file_id": "b.2"}, [[], [], []]),
    ],
)
@pytest.mark.parametrize("name", ["content", "text"])
def test_annotations_of_a_message_are_read(
    found: dict[str, Any], ids: list[list[str]], name: str
) -> None:
    """Words that an annotation covers are cited; a marker that it covers is taken out."""
    answer = parsed(**{name: MESSAGE, "annotations": [found]})
    texts = [each.text for each in answer.sentences]
    assert texts == ["The ferry sank.", "It rose again.", "It is 46."]
    own = [[c.article_id for c in each.citations] for each in answer.sentences]
    # The link in the text is read with or without an annotation.
    assert own == [ids[0], list(dict.fromkeys([*ids[1], "a-1"])), ids[2]]


def test_a_bracketed_source_under_an_annotation_is_no_text() -> None:
    """As file search writes them: 【4:0†ferry.txt】."""
    text = "It sank【4:0†a-1.txt】. It rose."
    found = annotation("file_citation", 7, text.index(". It"), file_citation={"file_id": "f"})
    answer = parsed(content=text, annotations=[found])
    assert cited(answer) == [("It sank.", ["f"]), ("It rose.", [])]
