"""The web app without a browser: its routes, its headers, its refusals, its one line."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import app
from assistant.ask import Assistant
from assistant.types import Answer, Sentence
from corpus.errors import BadInput
from tests.e2e.fake import HOSTILE_FORMS, FakeAssistant, web_app
from vectorstore.types import Filters


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(web_app(FakeAssistant()), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_health_says_what_answers_and_from_how_much(client: TestClient) -> None:
    """One line of JSON for a monitor."""
    assert client.get("/health").json() == {"status": "ok", "articles": 3, "model": "quoting"}


@pytest.mark.parametrize(
    "path", ["/", "/health", "/article?id=harbour-1", "/citewise/chat.js", "/x"]
)
def test_every_response_carries_the_policy(client: TestClient, path: str) -> None:
    """Nothing may be fetched from, sent to or framed by another site."""
    headers = client.get(path, headers={"accept": "text/html"}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    scripts = re.search("script-src ([^;]*);", policy)
    assert scripts
    assert "unsafe-inline" not in scripts.group(1)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", ""])
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    """DNS rebinding: a foreign page must not reach the chat under its own name."""
    assert client.get("/health", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_the_loopback_names_are_taken(client: TestClient, host: str) -> None:
    """However the reader types the address of this machine."""
    assert client.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/upload", "/gradio_api/upload/"])
def test_files_are_not_taken(client: TestClient, path: str) -> None:
    """The chat has no use for uploads."""
    assert client.post(path, files={"files": b"x"}).status_code == 413


def test_a_huge_body_is_refused(client: TestClient) -> None:
    """Before anything reads it."""
    reply = client.post("/gradio_api/queue/join", content=b" " * (app.MAX_BODY + 1))
    assert reply.status_code == 413


def test_no_endpoint_is_offered_to_other_programs(client: TestClient) -> None:
    """The page's events are private; the documentation pages are off."""
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}
    assert client.get("/openapi.json").status_code == 404
    assert client.get("/docs").status_code == 404


def test_an_article_opens_with_its_quote_marked(client: TestClient) -> None:
    """The route behind each marker."""
    article = FakeAssistant().library.articles.get("harbour-1")
    quote = "The council voted 7 to 2 to fund the ferry line for three years."
    start = article.text.index(quote)
    where = {"id": "harbour-1", "version": "a1b2c3", "start": start, "end": start + len(quote)}
    assert f"<mark>{quote}</mark>" in client.get("/article", params=where).text


def test_an_unknown_article_says_so(client: TestClient) -> None:
    """With a page, because a reader may have opened the link in a new tab."""
    reply = client.get("/article", params={"id": "<b>gone</b>"})
    assert reply.status_code == 404
    assert "no article “&lt;b&gt;gone&lt;/b&gt;”" in reply.text


def test_a_hostile_article_is_text(client: TestClient) -> None:
    """None of its forms survives as markup."""
    page = client.get("/article", params={"id": 'hostile"><b>9</b>'}).text
    assert not [form for form in HOSTILE_FORMS if "<" in form and form in page]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("yesterday", "", "“Since” must be a date such as 2024-03-31; “yesterday” is not."),
        ("", "2024-02-30", "“Until” must be a date such as 2024-03-31; “2024-02-30” is not."),
        ("20240331", "", "“Since” must be a date such as 2024-03-31; “20240331” is not."),
        ("2024-05-01", "2024-04-01", "later than"),
    ],
)
def test_a_bad_date_is_explained(since: str, until: str, said: str) -> None:
    """Rather than searched without it."""
    with pytest.raises(BadInput, match=re.escape(said)):
        app.read_filters(since, until, [])


def test_filters_are_passed_on() -> None:
    """Empty fields restrict nothing."""
    assert app.read_filters(" 2024-03-01 ", "", ["Harbour Post"]) == Filters(
        since="2024-03-01", sources=("Harbour Post",)
    )


def converse(chat: app.Chat, *questions: str) -> str:
    """Asks each question in turn, as the page does; returns the saved conversation."""
    saved = "[]"
    for question in questions:
        *_, (_, _, _, turn) = chat.ask(question, saved, "quoting", "", "", [])
        saved = chat.settle(turn, saved)[1]
    return saved


def test_a_conversation_is_saved_without_what_was_withheld() -> None:
    """History holds earlier questions and the answers as shown."""
    fake = FakeAssistant()
    converse(app.Chat(fake, {}), "How did they vote?", "And who spoke?")  # type: ignore[arg-type]
    (turn,) = fake.histories[1]
    assert turn.question == "How did they vote?"
    assert "7 to 2" in (turn.answer or "")
    assert "900" not in (turn.answer or "")


def test_a_saved_conversation_comes_back_as_it_was() -> None:
    """Round trip through the browser's storage."""
    chat = app.Chat(FakeAssistant(), {})  # type: ignore[arg-type]
    saved = converse(chat, "How did they vote?", "Do they disagree?")
    *_, (_, _, _, turn) = chat.ask("Do they disagree?", "[]", "quoting", "", "", [])
    assert chat.restore(saved).count('class="cw-turn"') == 2
    assert chat.restore(saved).endswith(chat.settle(turn, "[]")[0])


def test_how_often_the_verifier_errs_is_a_click_away(client: TestClient) -> None:
    """The model card, as a page with its tables."""
    page = client.get("/citewise/verifier")
    assert page.status_code == 200
    assert "<td>composed, test</td>" in page.text
    assert "citewise/chat.css" in page.text


@pytest.mark.parametrize("saved", ["", "{}", "null", '[{"question": 1}]', "<script>"])
def test_an_unreadable_conversation_counts_as_none(saved: str) -> None:
    """An older version's, or another program's."""
    assert app.Chat(FakeAssistant(), {}).restore(saved) == ""  # type: ignore[arg-type]


def test_stopping_keeps_what_was_shown_and_counts_once() -> None:
    """Stop and the end of what it stopped both settle the turn."""
    chat = app.Chat(FakeAssistant(pause=0), {})  # type: ignore[arg-type]
    steps = chat.ask("slow", "[]", "quoting", "", "", [])
    turn = [next(steps) for _ in range(4)][-1][3]
    page, saved = chat.settle(turn, "[]")
    again, saved = chat.settle(turn, saved)
    assert page == again
    assert page.count('class="cw-sentence"') == 3
    assert app.UNFINISHED in page
    assert chat.restore(saved).count('class="cw-turn"') == 1


def test_stop_reaches_the_answering() -> None:
    """The step that runs is told to end, and with it the call that it waits for."""
    fake = FakeAssistant(pause=0)
    chat = app.Chat(fake, {})  # type: ignore[arg-type]
    steps = chat.ask("slow", "[]", "quoting", "", "", [])
    turn = [next(steps) for _ in range(4)][-1][3]
    page, _ = chat.stop(turn, "[]")
    assert app.UNFINISHED in page
    list(steps)
    assert fake.produced == 3
    assert chat.stop(turn, "[]")[0] == page  # too late: nothing runs any longer


def test_a_picked_model_writes_and_is_opened_once() -> None:
    """The assistant's own is there already; another is set up when it is first asked."""
    opened: list[FakeAssistant] = []

    def open_other() -> FakeAssistant:
        opened.append(FakeAssistant(model="ollama:tiny"))
        return opened[-1]

    chat = app.Chat(FakeAssistant(), {"quoting": open_other, "ollama:tiny": open_other})  # type: ignore[arg-type, dict-item]
    assert chat.models == ("quoting", "ollama:tiny")
    for model in ("quoting", "ollama:tiny", "ollama:tiny"):
        *_, (_, _, _, turn) = chat.ask("vote", "[]", model, "", "", [])
        assert turn.answer
        assert turn.answer.model == model
    assert len(opened) == 1
    assert len(opened[0].histories) == 2


def test_a_model_that_can_not_be_set_up_is_a_message() -> None:
    """And so is one that the page does not offer, whoever asks for it."""

    def fail() -> Assistant:
        raise BadInput("ollama: models need `pip install 'citewise[ollama]'`")

    chat = app.Chat(FakeAssistant(), {"ollama:tiny": fail})  # type: ignore[arg-type]
    for model, said in (("ollama:tiny", "citewise[ollama]"), ("<b>", "“&lt;b&gt;” is no model")):
        [(box, _, page, turn)] = chat.ask("vote", "[]", model, "", "", [])
        assert said in page
        assert (box, turn.answer) == ("vote", None)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("broken", "the model at &lt;b&gt;127.0.0.1:1&lt;/b&gt; does not answer"),
        ("x" * 2001, "at most 2,000 are read"),
        (" ", "Type a question first."),
    ],
)
def test_what_can_not_be_answered_is_said_in_the_chat(question: str, said: str) -> None:
    """A message, never a traceback, and nothing to remember."""
    chat = app.Chat(FakeAssistant(), {})  # type: ignore[arg-type]
    *_, (_, _, page, turn) = chat.ask(question, "[]", "quoting", "", "", [])
    assert said in page
    assert chat.settle(turn, "[]") == (page, "[]")


def test_a_turn_ends_with_its_answer_alone() -> None:
    """What streamed before it is part of it, and is not kept twice; why it is so comes after."""
    chat = app.Chat(FakeAssistant(), {})  # type: ignore[arg-type]
    *_, (*_, streamed), (*_, answered), (*_, explained) = chat.ask(
        "vote", "[]", "quoting", "", "", []
    )
    assert any(isinstance(event, Sentence) for event in streamed.events)
    assert [type(event) for event in answered.events] == [Answer]
    assert answered.why is None
    assert explained.events == answered.events
    assert explained.why


def test_examples_appear_only_with_their_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader's own folder has other questions."""
    monkeypatch.setattr(app, "EXAMPLES", (("harbour-1", "Here?"), ("elsewhere", "Not here?")))
    assert app.example_questions(FakeAssistant()) == ("Here?",)  # type: ignore[arg-type]


def test_a_taken_port_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """And says what to do about it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port), "--store", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"citewise: port {port} on 127.0.0.1 is taken; choose another with --port N.\n"
    )
