"""Chat models in the chat: picked by the reader, stopped by the reader, checked like any writer."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

import app
from assistant.ask import Assistant
from assistant.settings import Settings
from tests.e2e.fake import web_app
from tests.e2e.reader import IN_A_BROWSER, Serve, ask, enter
from tests.scripted.prompts import Said, offered, question, spoken
from tests.scripted.replies import STALL, Reply
from tests.scripted.server import Heard, ScriptedServer, serving
from tests.scripted.voices import best, cite

pytestmark = IN_A_BROWSER

QUESTION = "What caused the fish market fire?"
WITHIN = 2.0
"""Seconds after which a stopped call must be closed."""


def play(heard: Heard) -> Reply:
    """Says a true sentence with its source and one that no article has; "slow" then stalls."""
    first, second = best(offered(heard), question(heard), 2)
    if "slow" in heard.prompt:
        steps = spoken(heard, [Said(each.text, cite(each)) for each in (first, second)])
        return Reply((*steps[: len(steps) * 2 // 3], STALL))
    false = Said("The harbour master confessed on 3 March 2011.", cite(first))
    return Reply(spoken(heard, [Said(first.text, cite(first)), false]))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with serving(play=play) as server:
        yield server


@pytest.fixture
def page(
    browser: Browser, serve: Serve, server: ScriptedServer, newsroom_assistant: Assistant
) -> Iterator[Page]:
    """The chat over the sample articles, for which a scripted model is set up beside quoting."""
    settings = Settings(
        model="openai:tiny", base_url=server.openai_url, api_key=SecretStr("sk-scripted")
    )
    assistant = newsroom_assistant.using(settings)
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(30_000)
    enter(page, serve(web_app(assistant, settings)))
    yield page
    context.close()


def test_a_model_writes_until_the_reader_picks_another(page: Page, server: ScriptedServer) -> None:
    """What it says truly is shown with its source; what it makes up is withheld, twice asked."""
    ask(page, QUESTION)
    expect(page.locator("#cw-now .cw-sentence").first).to_be_visible()
    expect(page.locator("#cw-now .cw-said")).not_to_contain_text("2011")
    expect(page.locator("#cw-now .cw-withheld")).to_contain_text("2011")
    asked = len(server.heard)
    assert asked == 2, "the one request, and the one to write again what was withheld"
    page.get_by_role("button", name="Filters and model").click()
    page.get_by_label("Writes the answers").click()
    page.get_by_role("option", name="quoting").click()
    ask(page, QUESTION)
    expect(page.locator("#cw-now .cw-sentence").first).to_be_visible()
    assert len(server.heard) == asked


def test_stop_closes_the_call_that_the_answer_waits_for(page: Page, server: ScriptedServer) -> None:
    """Within two seconds, whatever the model is doing then; what was shown stays."""
    page.locator("#cw-box textarea").fill("slow: what caused the fish market fire?")
    page.keyboard.press("Enter")
    page.locator("#cw-now .cw-sentence").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    stopped = time.monotonic()
    expect(page.locator("#cw-now .cw-notice").last).to_have_text(app.UNFINISHED)
    [heard] = server.heard
    while heard.ended is None and time.monotonic() < stopped + WITHIN:
        time.sleep(0.01)
    assert heard.hung_up is not None
    assert heard.hung_up < stopped + WITHIN
    expect(page.locator("#cw-now .cw-sentence")).to_have_count(1)
