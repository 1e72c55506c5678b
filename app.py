"""The web chat: settings → Assistant → a Gradio page in a FastAPI app.

    python app.py [--store DIR] [--port N] [--model M]

Gradio is imported only once the command line is read and the store is open, because that takes
seconds; `GRADIO_ANALYTICS_ENABLED` must be set before, or it calls out.
"""

import argparse
import base64
import errno
import hashlib
import logging
import os
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from assistant.ask import LONGEST_QUESTION, Assistant
from assistant.explaining import Explanation
from assistant.models.choosing import offered, settled
from assistant.render import html
from assistant.render.explanation_html import explanation_html
from assistant.settings import Settings
from assistant.types import Answer, Event, Sentence, Status, Turn
from assistant.verifier import MODEL_CARD
from corpus.errors import BadInput, CitewiseError, UnknownArticle
from corpus.types import Article, Span
from vectorstore.types import Filters

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

MAX_BODY = 4_000_000  # bytes of a request; a saved conversation travels with each question
MAX_SAVED = 30  # turns
UNFINISHED = "This answer stopped before its end. Whatever stands above was checked."
STATIC = Path(html.__file__).parent / "static"

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("gazette-2024-03-12-second-ferry", "How did the council vote on the second ferry?"),
    ("gazette-2025-11-15-third-death", "How many people died in the flood?"),
    ("gazette-2024-07-30-fish-market-fire", "What caused the fish market fire?"),
    ("gazette-2024-02-02-surge-final-bill", "How much did the storm surge cost?"),
    ("gazette-2024-05-09-museum-theft", "What was stolen from the maritime museum?"),
    ("post-background-biden-putin-calls", "Where did Biden and Putin meet?"),
)
"""(id of the article that must be there, question): what to try first on the sample articles."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what has been shown for it; once there is an `Answer` it is the only event.

    `why` comes after the answer.
    """

    question: str
    events: tuple[Event, ...] = ()
    why: Explanation | None = None
    note: str | None = None
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def answer(self) -> Answer | None:
        last = self.events[-1] if self.events else None
        return last if isinstance(last, Answer) else None

    def turn(self) -> Turn:
        """This exchange as history: only what was shown, so nothing withheld."""
        if self.answer:
            return Turn(self.question, self.answer.text)
        shown = " ".join(event.text for event in self.events if isinstance(event, Sentence))
        return Turn(self.question, shown or None)


EXCHANGES = TypeAdapter(tuple[Exchange, ...])


class Chat:
    """What the page's events do. `saved` is the conversation as JSON, kept by the browser.

    `models` are the names that may be picked, the assistant's own first; each is opened when it is
    first asked.
    """

    def __init__(self, assistant: Assistant, models: Mapping[str, Callable[[], Assistant]]) -> None:
        self.assistant = assistant
        self.models = (assistant.model, *(name for name in models if name != assistant.model))
        self._openers = models
        self._opened = {assistant.model: assistant}
        self._stops: dict[str, threading.Event] = {}

    def ask(
        self, question: str, saved: str, model: str, since: str, until: str, sources: list[str]
    ) -> Iterator[tuple[str, str, str, Exchange]]:
        """Yields (the question box, the past as HTML, this turn as HTML, this turn)."""
        question = question.strip()
        earlier = _read(saved)
        past = self.past_html(earlier)
        try:
            _check_question(question)
            filters = read_filters(since, until, sources)
            assistant = self._using(model)
        except BadInput as error:
            refused = Exchange(question[:LONGEST_QUESTION], note=str(error))
            yield question, past, self.exchange_html(refused), refused
            return
        now = Exchange(question)
        yield "", past, self.exchange_html(now, busy=True), now
        history = [exchange.turn() for exchange in earlier]
        stop = self._stops[now.key] = threading.Event()
        try:
            events = assistant.explained(question, history=history, filters=filters, stop=stop)
            for event in events:
                if isinstance(event, Explanation):
                    now = replace(now, why=event)
                else:
                    finished = isinstance(event, Answer)
                    now = replace(now, events=(event,) if finished else (*now.events, event))
                # Busy until it is saved too: a question asked sooner would not know of this turn.
                yield "", past, self.exchange_html(now, busy=True), now
        except CitewiseError as error:
            now = replace(now, note=str(error))
            yield "", past, self.exchange_html(now), now
        finally:
            del self._stops[now.key]

    def _using(self, model: str) -> Assistant:
        """The assistant that a model writes for; raises BadInput if it can not be set up."""
        if model not in self._opened:
            if model not in self._openers:
                raise BadInput(f"“{model[:60]}” is no model of this chat; pick another.")
            self._opened[model] = self._openers[model]()
        return self._opened[model]

    def stop(self, now: Exchange | None, saved: str) -> tuple[str, str]:
        """What `settle` does, once the answering and whatever model it waits for are told to end.

        Gradio ends the event, but not the thread that is in the middle of a step.
        """
        if now and (stop := self._stops.get(now.key)):
            stop.set()
        return self.settle(now, saved)

    def settle(self, now: Exchange | None, saved: str) -> tuple[str, str]:
        """After a turn, however it ended: (its HTML, the conversation with it).

        Stop and a fault look the same from here. Safe to call twice for one turn: Stop calls it,
        and so does the end of what it stopped, which may still have drawn one more sentence.
        """
        if now is None:
            return "", saved
        if not now.answer and not now.note:
            now = replace(now, note=UNFINISHED)
        return self.exchange_html(now), _with(saved, now)

    def clear(self, now: Exchange | None) -> tuple[str, str, str, None, str]:
        """A new conversation: the values of (question box, past, turn, its state, saved)."""
        self.stop(now, "[]")
        return "", "", "", None, "[]"

    def restore(self, saved: str) -> str:
        return self.past_html(_read(saved))

    def past_html(self, exchanges: Sequence[Exchange]) -> str:
        return "".join(map(self.exchange_html, exchanges))

    def exchange_html(self, exchange: Exchange, *, busy: bool = False) -> str:
        answer = exchange.answer
        if answer:
            body = html.answer_html(answer, nearest=self._nearest(answer))
        else:
            body = html.progress_html(exchange.events, busy=busy, note=exchange.note)
        if exchange.why:
            body += explanation_html(exchange.why)
        return html.turn_html(exchange.question, body, busy=busy)

    def article_html(self, article_id: str, version: str | None, span: Span) -> str:
        """The article's page; raises `UnknownArticle`."""
        articles = self.assistant.library.articles
        article = articles.get(article_id, version)
        note = None
        try:
            if articles.get(article_id).version != article.version:
                note = "This is the version that was cited; the article has changed since."
        except UnknownArticle:
            note = "This article has been removed since it was cited."
        return html.article_html(article, [span], note=note)

    def _nearest(self, answer: Answer) -> dict[str, Article]:
        found: dict[str, Article] = {}
        if answer.status is not Status.NO_EVIDENCE:
            return found
        for hit in answer.considered:
            try:
                passage = hit.passage
                found[passage.article_id] = self.assistant.library.articles.get(
                    passage.article_id, passage.version
                )
            except UnknownArticle:
                continue  # removed since: it is then listed by its id
        return found


def read_filters(since: str, until: str, sources: Sequence[str]) -> Filters:
    """What stands in the filter fields; raises `BadInput` for anything but ISO dates."""
    first, last = _day("Since", since), _day("Until", until)
    if first and last and first > last:
        raise BadInput(f"“Since” ({first}) is later than “Until” ({last}): nothing lies between.")
    return Filters(since=first, until=last, sources=tuple(sources))


def example_questions(assistant: Assistant) -> tuple[str, ...]:
    """Up to six questions whose article is in the store."""
    ids = set(assistant.library.articles.ids()) if EXAMPLES else set()
    return tuple(question for article_id, question in EXAMPLES if article_id in ids)[:6]


def build(assistant: Assistant, settings: Settings) -> "FastAPI":
    """The whole web app; run it with one process, the answers share the assistant."""
    import gradio as gr
    from fastapi import FastAPI, Query
    from fastapi.responses import HTMLResponse
    from fastapi.staticfiles import StaticFiles
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    models = {name: partial(assistant.using, picked) for name, picked in offered(settings).items()}
    chat = Chat(assistant, models)
    hidden = {"openapi_url": None, "docs_url": None, "redoc_url": None}
    app = FastAPI(title="citewise", openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.trusted_hosts))
    app.add_middleware(Guard)

    @app.get("/health")
    def health() -> dict[str, str | int]:
        articles = len(assistant.library.articles.ids())
        return {"status": "ok", "articles": articles, "model": assistant.model}

    @app.get("/article", response_class=HTMLResponse)
    def article(
        article_id: str = Query(alias="id", max_length=600),
        version: str | None = Query(None, max_length=80),
        start: int = 0,
        end: int = 0,
    ) -> HTMLResponse:
        try:
            found = chat.article_html(article_id, version, Span(start, end))
        except CitewiseError as error:
            return HTMLResponse(html.page_html(html.missing_html(str(error))), 404)
        return HTMLResponse(html.page_html(found))

    @app.get("/" + html.MODEL_CARD, response_class=HTMLResponse)
    def model_card() -> HTMLResponse:
        from markdown_it import MarkdownIt

        card = MarkdownIt("commonmark", {"html": False}).enable("table")
        text = card.render(MODEL_CARD.read_text(encoding="utf-8"))
        body = f'<article class="cw-article">{text}</article>'
        return HTMLResponse(html.page_html(body, home="../"))

    app.mount("/citewise", StaticFiles(directory=STATIC))
    gr.mount_gradio_app(
        app,
        page(chat),
        path="/",
        app_kwargs=hidden,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace"]),
        head='<link rel="stylesheet" href="citewise/chat.css">'
        '<script src="citewise/chat.js"></script>',
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        enable_monitoring=False,
        mcp_server=False,
        show_error=False,
        max_file_size=1,
    )
    return app


def page(chat: Chat) -> "gr.Blocks":
    """The page; Stop shows while a turn is busy and examples before the first (see chat.css)."""
    import gradio as gr

    library = chat.assistant.library.articles
    sources = list(library.sources())
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    blocks: gr.Blocks
    with gr.Blocks(title="citewise", analytics_enabled=False) as blocks:
        # The key is no secret: a random one would lose the conversation at each restart.
        saved = gr.BrowserState("[]", storage_key="citewise", secret="citewise")  # noqa: S106
        turn = gr.State(None)
        head = html.header_html(len(library.ids()), chat.assistant.model)
        plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
        gr.HTML(head, elem_id="cw-header", **plain)
        past = gr.HTML("", elem_id="cw-past", **plain)
        now = gr.HTML("", elem_id="cw-now", **plain)
        with gr.Column(elem_id="cw-examples"):
            examples = [gr.Button(text) for text in example_questions(chat.assistant)]
        with gr.Column(elem_id="cw-composer"):
            with gr.Row(elem_id="cw-ask-row"):
                box = gr.Textbox(
                    "",
                    label="Your question",
                    show_label=False,
                    placeholder="Ask about the articles",
                    max_lines=6,
                    elem_id="cw-box",
                    autofocus=True,
                )
                send = gr.Button("Ask", variant="primary", elem_id="cw-send")
                stop = gr.Button("Stop", elem_id="cw-stop")
            with gr.Row(elem_id="cw-tools"):
                with gr.Accordion("Filters and model", open=False, elem_id="cw-filters"), gr.Row():
                    since = gr.Textbox("", label="Since", placeholder="YYYY-MM-DD")
                    until = gr.Textbox("", label="Until", placeholder="YYYY-MM-DD")
                    source = gr.Dropdown(sources, label="Source", multiselect=True, value=[])
                    model = gr.Dropdown(
                        list(chat.models), value=chat.assistant.model, label="Writes the answers"
                    )
                clear = gr.Button("New conversation", elem_id="cw-clear")

        shown = [box, past, now, turn]
        given = [saved, model, since, until, source]
        asked = [
            gr.on([send.click, box.submit], chat.ask, [box, *given], shown, **private),
            *(button.click(chat.ask, [button, *given], shown, **private) for button in examples),
        ]
        for event in asked:
            for ended in (event.then, event.failure):  # `then` does not follow a fault
                ended(chat.settle, [turn, saved], [now, saved], **private)
        stop.click(chat.stop, [turn, saved], [now, saved], cancels=asked, **private)
        clear.click(chat.clear, turn, [*shown, saved], cancels=asked, **private)
        blocks.load(chat.restore, saved, past, **private)
    # One slow answer must not hold up the others.
    blocks.queue(max_size=60, api_open=False, default_concurrency_limit=None)
    return blocks


class Guard:
    """Security headers on every response, a bound on request bodies, no uploads.

    Gradio's page needs its own inline scripts: the policy names them by hash, page by page, so
    that no other inline script and no event-handler attribute runs. `unsafe-eval` is Gradio's
    too: its HTML component compiles a template.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if scope["method"] == "POST" and (
            scope["path"].rstrip("/").endswith("/upload")
            or not length.isdigit()
            or int(length) > MAX_BODY
            or b"transfer-encoding" in headers
        ):
            await _refuse(send)
            return
        if b"text/html" in headers.get(b"accept", b""):
            # A compressed page could not be read for its scripts.
            kept = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, _with_policy(send))


def _with_policy(send: "Send") -> "Send":
    start: Message | None = None
    body = b""

    async def guarded(message: "Message") -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            if not kind.startswith(b"text/html"):
                await send({**message, "headers": [*message["headers"], *_headers("")]})
                return
            start = message  # held back until the page's scripts are known
            return
        if start is None:
            await send(message)
            return
        body += message.get("body", b"")
        if not message.get("more_body"):
            page = body.decode("utf-8", "replace")
            await send({**start, "headers": [*start["headers"], *_headers(page)]})
            start = None
            await send({"type": "http.response.body", "body": body})

    return guarded


def _headers(page: str) -> list[tuple[bytes, bytes]]:
    scripts = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    policy = (
        f"default-src 'self'; script-src 'self' 'unsafe-eval' {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "media-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; "
        "object-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'"
    )
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    ]


async def _refuse(send: "Send") -> None:
    headers = [(b"content-type", b"text/plain"), *_headers("")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"Too large, or not taken here."})


def _check_question(question: str) -> None:
    if not question:
        raise BadInput("Type a question first.")
    if len(question) > LONGEST_QUESTION:
        raise BadInput(
            f"The question has {len(question):,} characters; "
            f"at most {LONGEST_QUESTION:,} are read. Please shorten it."
        )


def _day(field_name: str, text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    try:
        if len(text) != len("2024-03-31"):  # fromisoformat also takes 20240331 and 2024-W13-7
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput(
            f"“{field_name}” must be a date such as 2024-03-31; “{text[:40]}” is not."
        ) from None


def _read(saved: str) -> tuple[Exchange, ...]:
    """The saved conversation; an unreadable one (an older version's) counts as none."""
    try:
        return EXCHANGES.validate_json(saved)
    except ValidationError:
        return ()


def _with(saved: str, exchange: Exchange) -> str:
    if not exchange.events:
        return saved
    others = [each for each in _read(saved) if each.key != exchange.key]
    return EXCHANGES.dump_json((*others, exchange)[-MAX_SAVED:]).decode()


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the chat until Ctrl-C; returns 0, or 2 after one line on what was wrong."""
    options = _options(argv)
    environment = Settings()
    settings = environment.model_copy(
        update={name: value for name, value in vars(options).items() if value is not None}
    )
    try:
        settings = settled(settings, environment, partial(print, file=sys.stderr))
        listener = _listen(settings.host, settings.port)
        with listener:
            return _serve(listener, settings)
    except CitewiseError as error:
        print(f"citewise: {error}", file=sys.stderr)  # noqa: T201 — the terminal is its user
        return 2
    except KeyboardInterrupt:
        return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="The web chat of citewise.")
    parser.add_argument("--store", type=Path, help="where the index lives (default: .citewise)")
    parser.add_argument("--port", type=int, help="default: 7860; 0 takes any free port")
    parser.add_argument("--model", help="what writes the answers (default: quoting)")
    return parser.parse_args(argv)


def _listen(host: str, port: int) -> socket.socket:
    """Taken before anything slow is loaded, so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    if os.name == "posix":  # elsewhere this option would let two servers share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        why = "is taken" if getattr(error, "errno", None) == errno.EADDRINUSE else f"({error})"
        raise BadInput(f"port {port} on {host} {why}; choose another with --port N.") from None
    return listener


def _serve(listener: socket.socket, settings: Settings) -> int:
    assistant = Assistant.open(settings.store, settings=settings)
    # The models take seconds to load; the first question should not have to wait for them.
    threading.Thread(target=assistant.warm, daemon=True).start()
    try:
        import uvicorn

        address, port = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                line = f"citewise is at http://{shown}:{port} — press Ctrl-C to stop"
                print(line, flush=True)  # noqa: T201 — the terminal is its user

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                # Open pages hold event streams that never end: cutting them is no fault to log.
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
                await super().shutdown(sockets)

        config = uvicorn.Config(
            build(assistant, settings),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=0,
        )
        Server(config).run(sockets=[listener])
    finally:
        assistant.close()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # all is closed; taking down torch and its threads would need seconds more
