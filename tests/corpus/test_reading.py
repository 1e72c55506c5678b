"""Files and folders become articles, and every file that is none is named."""

import codecs
import json
from pathlib import Path

import pytest

from corpus.errors import BadInput
from corpus.reading import Failure, Record, discover, read_articles
from corpus.types import Article

BODY = "The ferry stays for another year.\n\nFares will not rise.\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(path: Path) -> Article:
    (record,) = read_articles([path])
    assert isinstance(record, Record)
    return record.article


def failures(*paths: Path) -> list[Failure]:
    return [each for each in read_articles(paths) if isinstance(each, Failure)]


def test_a_text_file_is_one_article_named_by_its_stem(tmp_path: Path) -> None:
    """Id from the name, title from the headline, origin the absolute path."""
    path = write(tmp_path, "ferry stays.txt", "Ferry stays in service\n\n" + BODY)
    (record,) = read_articles([path])
    assert isinstance(record, Record)
    assert record.origin == str(path)
    assert record.article.id == "ferry%20stays"
    assert record.article.title == "Ferry stays in service"
    assert record.article.published is None


@pytest.mark.parametrize(
    "content",
    [
        BODY.encode(),
        codecs.BOM_UTF8 + BODY.encode(),
        BODY.encode("utf-16"),
        codecs.BOM_UTF16_BE + BODY.encode("utf-16-be"),
        BODY.replace("\n", "\r\n").encode(),
        BODY.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "CRLF", "CR"],
)
def test_every_known_encoding_and_newline_gives_the_same_text(
    tmp_path: Path, content: bytes
) -> None:
    """The text, and so its version, do not depend on how it was written down."""
    assert only(write(tmp_path, "a.txt", content)).text == BODY


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"\x89PNG\x0d\x0a\x00\x00\x00", "binary"),
        (b"\x01\x02\x03\x04 abc", "binary"),
        ("Stra\u00dfe".encode("cp1252"), "save the file as UTF-8"),
    ],
)
def test_a_file_that_is_no_text_is_reported_and_the_rest_goes_on(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    """The failure names the file and says what is wrong with it."""
    bad = write(tmp_path, "a.txt", content)
    write(tmp_path, "b.txt", BODY)
    failure, record = read_articles([tmp_path])
    assert isinstance(failure, Failure)
    assert isinstance(record, Record)
    assert failure.where == str(bad)
    assert reason in failure.reason


def test_front_matter_is_read_and_the_body_left_as_it_is(tmp_path: Path) -> None:
    """The fields go into the article, the lines between the rules out of the text."""
    text = (
        "---\ntitle: Ferry stays\nsource: Harbour Post\ndate: 2024-03-12\nid: 007\n"
        "url: https://harbour.example/ferry\nauthors: [Ada Lund, Bo Ek]\n---\n# The ferry\n\n"
        + BODY
    )
    article = only(write(tmp_path, "a.md", text))
    assert article.text == "# The ferry\n\n" + BODY
    assert (article.id, article.title, article.source) == ("007", "Ferry stays", "Harbour Post")
    assert (article.published, article.authors) == ("2024-03-12", ("Ada Lund", "Bo Ek"))
    assert article.url == "https://harbour.example/ferry"
    assert [article.text[a:b] for a, b in article.furniture] == ["# The ferry"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The ferry #\n\n" + BODY, "The ferry"),
        ("The ferry stays\n\n" + BODY, "The ferry stays"),
        ("---\nsource: X\n---\nThe ferry stays\n\n" + BODY, "The ferry stays"),
        (BODY, None),
    ],
)
def test_a_markdown_title_falls_back_to_heading_then_headline(
    tmp_path: Path, text: str, title: str | None
) -> None:
    """The stated title comes first; none is made up."""
    assert only(write(tmp_path, "a.md", text)).title == title


def test_rules_around_plain_text_are_not_front_matter(tmp_path: Path) -> None:
    """Only a YAML mapping is taken out of the text."""
    text = f"---\n{BODY}---\nMore of it.\n"
    assert only(write(tmp_path, "a.md", text)).text == text


def test_broken_front_matter_is_reported_with_its_line(tmp_path: Path) -> None:
    """The line is the file's, not the YAML's."""
    path = write(tmp_path, "a.md", "---\ntitle: a\nsource: [x\n---\n" + BODY)
    (failure,) = failures(path)
    assert failure.where in (f"{path}:3", f"{path}:4")
    assert "YAML" in failure.reason


def test_each_line_of_a_jsonl_file_is_an_article(tmp_path: Path) -> None:
    """The usual names of each field are understood."""
    lines = [
        {
            "id": "a",
            "text": BODY,
            "title": "T",
            "source": "S",
            "published": "2024",
            "authors": ["X"],
        },
        {"id": 2, "body": BODY, "headline": "T", "outlet": "S", "date": "2024", "author": "X"},
        {"id": "c", "content": BODY, "publisher": "S", "url": "javascript:alert(1)"},
    ]
    path = write(tmp_path, "a.jsonl", "\n\n".join(json.dumps(line) for line in lines))
    first, second, third = (r for r in read_articles([path]) if isinstance(r, Record))
    for record, id in ((first, "a"), (second, "2")):
        article = record.article
        assert (article.id, article.title, article.source) == (id, "T", "S")
        assert (article.published, article.authors) == ("2024", ("X",))
    assert third.origin == f"{path}:5"
    assert third.article.url is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "x"}', 'no "id"'),
        (b'{"id": "x"}', 'no "text"'),
        (b'{"id": "x", "text": 3}', 'no "text"'),
        (b'{"id": "x", "text": " "}', "empty"),
        (b'{"id": " ", "text": "Yes."}', 'no "id"'),
        (b'{"id": "x", "text": "a\\ud800"}', "surrogate"),
        (b'{"id": "x", "text": "a\\u0000"}', "binary"),
        (b'{"id": "x", "text": "\xff"}', "UTF-8"),
        (b"[" * 100_000, "JSON"),
        (b'{"id": ' + b"9" * 5000 + b"}", "too large"),
    ],
)
def test_a_bad_line_is_reported_and_the_rest_goes_on(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    """The failure names file and line; the good line after it is read."""
    path = write(
        tmp_path,
        "a.jsonl",
        b'{"id": "a", "text": "Yes."}\n' + line + b'\n{"id": "b", "text": "No."}',
    )
    first, failure, last = read_articles([path])
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(failure, Failure)
    assert failure.where == f"{path}:2"
    assert reason in failure.reason


def test_an_unusable_date_costs_the_date_and_not_the_article(tmp_path: Path) -> None:
    """A date is never guessed."""
    path = write(tmp_path, "a.jsonl", '{"id": "a", "text": "Yes.", "date": "03/12/2024"}')
    assert only(path).published is None


def test_of_two_equal_ids_the_first_stays_and_both_places_are_named(tmp_path: Path) -> None:
    """The second is a failure that says who has the id."""
    first = write(tmp_path, "a/ferry.txt", BODY)
    second = write(tmp_path, "b/ferry.txt", BODY)
    record, failure = read_articles([tmp_path])
    assert isinstance(record, Record)
    assert record.origin == str(first)
    assert failure == Failure(str(second), f"its id ferry is already taken by {first}")


def test_ids_by_path_keep_both_files(tmp_path: Path) -> None:
    """The path below the folder named is the id."""
    write(tmp_path, "a/ferry.txt", BODY)
    write(tmp_path, "b/ferry.txt", BODY)
    records = read_articles([tmp_path], ids="path")
    assert [r.article.id for r in records if isinstance(r, Record)] == [
        "a/ferry.txt",
        "b/ferry.txt",
    ]


def test_folders_are_read_by_name_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    """Recursive, sorted, each file once, links back up not followed."""
    expected = [write(tmp_path, name, BODY) for name in ("a.txt", "b/c.MD", "d.jsonl")]
    for name in (".hidden.txt", ".git/x.txt", "picture.png"):
        write(tmp_path, name, BODY)
    (tmp_path / "b" / "up").symlink_to(tmp_path)
    assert discover([tmp_path, expected[0]]) == expected


def test_a_named_file_of_unknown_format_is_a_failure(tmp_path: Path) -> None:
    """The reason lists the formats that are known."""
    path = write(tmp_path, "a.pdf", BODY)
    (failure,) = failures(path)
    assert failure.where == str(path)
    assert ".jsonl" in failure.reason


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A typing mistake must not read as an empty folder."""
    with pytest.raises(BadInput, match="nowhere does not exist"):
        list(read_articles([tmp_path / "nowhere"]))
