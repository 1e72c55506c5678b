"""The chat in a real browser: what the reader sees, and what a hostile article can not do."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Request, expect

import app
from assistant.ask import Assistant
from tests.e2e.fake import ELSEWHERE, HOSTILE, FakeAssistant, web_app
from tests.e2e.reader import IN_A_BROWSER, Serve, ask, enter

VOTE = "The council voted 7 to 2 to fund the ferry line for three years."

pytestmark = IN_A_BROWSER


@dataclass
class Served:
    """A running chat."""

    address: str
    assistant: FakeAssistant


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    fake = FakeAssistant()
    kept = app.EXAMPLES
    app.EXAMPLES = (("harbour-1", "How did the council vote?"),)
    try:
        return Served(serve(web_app(fake)), fake)
    finally:
        app.EXAMPLES = kept


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """The open chat in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    enter(page, served.address)
    yield page
    context.close()


def test_a_citation_opens_its_article_with_the_quote_in_view(page: Page) -> None:
    """The click shows the article beside the chat, the exact words marked and scrolled to."""
    ask(page, "How did the council vote?")
    expect(page.locator("#cw-now .cw-sentence strong").first).to_have_text("7 to 2")
    page.locator("#cw-now .cw-cite").first.click()
    mark = page.locator("#cw-panel mark")
    expect(mark).to_have_text(VOTE)
    expect(mark).to_be_in_viewport(ratio=1)
    assert page.locator("#cw-panel .cw-place").evaluate("e => e.scrollTop") > 100
    expect(page.locator("#cw-panel .cw-furniture")).to_have_text("Share this news")
    # Waited for, since the chat makes room in a short movement.
    page.wait_for_function(
        "document.querySelector('#cw-now .cw-said').getBoundingClientRect().right"
        " <= document.querySelector('#cw-panel').getBoundingClientRect().left"
    )


def test_the_answer_says_what_was_withheld_and_which_model_answers(page: Page) -> None:
    """Folded under the answer, with the reason."""
    ask(page, "How did the council vote?")
    fold = page.locator("#cw-now .cw-withheld")
    expect(fold.locator("summary")).to_have_text(
        "1 sentence was withheld: it did not pass the check"
    )
    expect(fold.locator(".cw-why")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator(".cw-why")).to_have_text(
        "Why: the cited article does not have the number 900"
    )
    expect(page.locator("#cw-now .cw-model")).to_have_text("quoting")
    expect(page.locator("#cw-now .cw-badge").first).to_have_text("matches the article")


def test_sides_of_a_conflict_stand_next_to_each_other_with_dates(page: Page) -> None:
    """Each with its own article."""
    ask(page, "Do they disagree?")
    sides = page.locator("#cw-now .cw-side")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("13 March 2024")
    expect(sides.nth(1)).to_contain_text("undated")
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert first
    assert second
    assert abs(first["y"] - second["y"]) < 2


def test_an_abstention_leads_to_the_nearest_articles(page: Page) -> None:
    """Their links open the panel as citations do."""
    ask(page, "What about the weather?")
    expect(page.locator("#cw-now .cw-plain")).to_have_text(
        "Nothing in these 3 articles answers this."
    )
    page.locator("#cw-now .cw-nearest a").first.click()
    expect(page.locator("#cw-panel h2")).to_have_text("Council approves the ferry")


def test_a_fold_tells_why_this_answer(page: Page) -> None:
    """Closed at first; opened, what was found, read and checked; kept over a reload."""
    ask(page, "How did the council vote?")
    fold = page.locator("#cw-now .cw-explained")
    expect(fold.locator("summary")).to_have_text("Why this answer")
    expect(fold.locator("ol")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("ol > li")).to_have_count(3)
    expect(fold.locator("ol .cw-why").first).to_contain_text("meaning #1 (cosine 0.40)")
    expect(fold).to_contain_text("in articles of April")
    expect(fold).to_contain_text("the cited article does not have the number 900")
    fold.locator("a.cw-open").first.click()
    expect(page.locator("#cw-panel h2")).to_have_text("Council approves the ferry")
    page.reload()
    expect(page.locator("#cw-past .cw-explained summary")).to_have_text("Why this answer")


def test_the_fold_tells_why_there_is_none(page: Page) -> None:
    """How near the best sentence came."""
    ask(page, "What about the weather?")
    page.locator("#cw-now .cw-explained summary").click()
    expect(page.locator("#cw-now .cw-explained")).to_contain_text("less than the 0.21 needed")


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    """Ask, reach a citation, read, leave with Escape, and be where one was."""
    page.locator("#cw-box textarea").focus()
    page.keyboard.type("How did the council vote?")
    page.keyboard.press("Enter")
    page.locator('#cw-now .cw-turn[aria-busy="false"]').wait_for()
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#cw-now .cw-cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#cw-panel mark")).to_be_in_viewport()
    expect(page.locator("#cw-panel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#cw-panel .cw-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#cw-panel")).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('#cw-now .cw-cite')")


def test_controls_have_names_and_the_answer_is_announced(page: Page) -> None:
    """For those who can not see them."""
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Filters")).to_be_visible()
    page.get_by_role("button", name="How did the council vote?").click()
    page.locator('#cw-now .cw-turn[aria-busy="false"]').wait_for()
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()
    expect(page.get_by_role("button", name="How did the council vote?")).to_be_hidden()
    assert page.locator("#cw-now .cw-said").get_attribute("aria-live") == "polite"


def test_stop_ends_the_answer_and_the_work(page: Page, served: Served) -> None:
    """What was shown stays, the writer is not asked for more, and the next question works."""
    before = served.assistant.produced
    page.locator("#cw-box textarea").fill("slow")
    page.keyboard.press("Enter")
    page.locator("#cw-now .cw-sentence").nth(1).wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#cw-now .cw-notice")).to_have_text(app.UNFINISHED)
    expect(page.get_by_role("button", name="Stop")).to_be_hidden()
    shown = page.locator("#cw-now .cw-sentence").count()
    assert 2 <= shown < 12
    page.wait_for_timeout(1500)
    assert served.assistant.produced - before < 12
    assert page.locator("#cw-now .cw-sentence").count() == shown
    ask(page, "How did the council vote?")
    expect(page.locator("#cw-past .cw-sentence")).to_have_count(shown)


def test_a_conversation_survives_a_reload_and_ends_on_request(page: Page, served: Served) -> None:
    """It is kept by the browser; what was withheld never becomes history."""
    ask(page, "How did the council vote?")
    ask(page, "And who spoke?")
    (turn,) = served.assistant.histories[-1]
    assert turn.question == "How did the council vote?"
    assert "900" not in (turn.answer or "")
    expect(page.locator("#cw-now .cw-asked")).to_have_text(
        "searched as: How did the Port Ansel council vote?"
    )
    enter(page, served.address)
    expect(page.locator("#cw-past .cw-question")).to_have_text(
        ["How did the council vote?", "And who spoke?"]
    )
    page.locator("#cw-past .cw-cite").first.click()
    expect(page.locator("#cw-panel mark")).to_have_text(VOTE)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".cw-turn")).to_have_count(0)
    enter(page, served.address)
    page.wait_for_timeout(500)
    expect(page.locator(".cw-turn")).to_have_count(0)


def test_faults_are_said_in_the_chat(page: Page) -> None:
    """A known one with its line, an unforeseen one without its traceback; then all goes on."""
    ask(page, "broken")
    expect(page.locator("#cw-now .cw-notice")).to_have_text(
        "the model at <b>127.0.0.1:1</b> does not answer; is it running?"
    )
    ask(page, "unforeseen")
    expect(page.locator("#cw-now .cw-notice")).to_have_text(app.UNFINISHED)
    expect(page.get_by_text("ZeroDivision")).to_have_count(0)
    ask(page, "How did the council vote?")
    expect(page.locator("#cw-now .cw-sentence")).to_have_count(2)


def fill(page: Page, label: str, text: str) -> None:
    """Fills a field of the fold, which Gradio may draw once more while it opens."""
    field = page.get_by_label(label)
    for _ in range(6):
        field.fill(text)
        page.keyboard.press("Tab")
        page.wait_for_timeout(1000)
        if field.input_value() == text:
            return
    raise AssertionError(f"{label} does not keep {text!r}")


def test_filters_reach_the_search_and_a_bad_date_is_explained(page: Page, served: Served) -> None:
    """The question stays in its box when the filters are wrong."""
    page.get_by_role("button", name="Filters").click()
    fill(page, "Since", "last week")
    ask(page, "How did the council vote?")
    expect(page.locator("#cw-now .cw-notice")).to_contain_text("must be a date such as 2024-03-31")
    expect(page.locator("#cw-box textarea")).to_have_value("How did the council vote?")
    fill(page, "Since", "2024-03-01")
    ask(page, "How did the council vote?")
    expect(page.locator("#cw-now .cw-sentence")).to_have_count(2)
    assert served.assistant.filters[-1].since == "2024-03-01"


def test_a_hostile_article_and_model_run_nothing_and_reach_nowhere(
    browser: Browser, served: Served
) -> None:
    """Every form of hidden address and script, in every field: 0 requests, 0 scripts, as text."""
    context = browser.new_context()
    page = context.new_page()
    away: list[str] = []
    dialogs: list[str] = []

    def count(request: Request) -> None:
        if not request.url.startswith((served.address, "data:", "blob:")):
            away.append(request.url)

    context.on("request", count)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    enter(page, served.address)
    ask(page, f"hostile {HOSTILE[:1900]}")
    expect(page.locator("#cw-now .cw-side")).to_have_count(2)
    page.locator("#cw-now .cw-withheld summary").click()
    page.locator("#cw-now .cw-explained summary").click()
    page.locator("#cw-now .cw-cite").first.click()
    expect(page.locator("#cw-panel mark")).to_have_text("The tower is 40 metres tall.")
    page.locator("#cw-panel").hover()
    page.keyboard.press("Escape")
    ask(page, "What about the weather?")
    enter(page, served.address)
    page.locator("#cw-past .cw-nearest").wait_for()
    page.locator("#cw-past .cw-cite").first.click()
    page.locator("#cw-panel mark").wait_for()
    with context.expect_page() as opened:
        page.locator("#cw-panel .cw-bar a").click()
    apart = opened.value
    apart.locator("mark").wait_for()
    page.wait_for_timeout(500)

    assert away == []
    assert dialogs == []
    for each in (page, apart):
        assert each.evaluate("window.__pwned") is None
        forged = each.evaluate(
            "where => [...document.querySelectorAll('a,form,img,video,iframe,object,embed,base')]"
            ".filter(e => [...e.attributes].some(a => a.value.startsWith(where)"
            " || a.value.startsWith('#cite-') || a.value.startsWith('javascript:'))).length",
            ELSEWHERE,
        )
        assert forged == 0
    context.close()


def test_the_policy_holds_even_where_escaping_would_fail(page: Page, served: Served) -> None:
    """Second line of defence: raw markup put into the page by hand still does nothing."""
    away: list[str] = []
    page.on(
        "response",
        lambda reply: away.append(reply.url) if not reply.url.startswith(served.address) else None,
    )
    page.evaluate(
        """evil => {
          const place = document.createElement("div");
          place.innerHTML = evil;
          document.body.append(place);
          const script = document.createElement("script");
          script.textContent = "window.__pwned = 1";
          document.body.append(script);
        }""",
        "<img src=x onerror='window.__pwned=1'><svg onload='window.__pwned=1'></svg>"
        "<details open ontoggle='window.__pwned=1'><summary>s</summary></details>"
        f"<iframe src='{ELSEWHERE}/frame'></iframe><img src='{ELSEWHERE}/img'>",
    )
    page.wait_for_timeout(800)
    assert page.evaluate("window.__pwned") is None
    assert away == []


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, served: Served) -> None:
    """390 px wide: hostile long words included; the article is a sheet of full width."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    enter(page, served.address)
    for question in ("Do they disagree?", "hostile"):
        ask(page, question)
        page.locator("#cw-now .cw-explained summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#cw-now .cw-cite").first.tap()
    expect(page.locator("#cw-panel mark")).to_be_in_viewport()
    panel = page.locator("#cw-panel").bounding_box()
    assert panel
    assert panel["width"] == 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#cw-panel .cw-close").tap()
    expect(page.locator("#cw-panel")).to_be_hidden()
    context.close()


CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      c /= 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !e.checkVisibility()) continue;
    if (["SCRIPT", "STYLE"].includes(e.tagName) || e.closest(".sr-only")) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push([e.className, e.textContent.slice(0, 40), ratio.toFixed(2)]);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("where", ["", "?__theme=dark"])
def test_text_can_be_read_in_light_and_in_dark(
    browser: Browser, served: Served, scheme: str, where: str
) -> None:
    """WCAG AA, 4.5 : 1, for every text on the page and in the panel; dark really is dark."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    enter(page, served.address + "/" + where)
    ask(page, "Do they disagree?")
    ask(page, "How did the council vote?")
    page.locator("#cw-now .cw-withheld summary").click()
    page.get_by_role("button", name="Filters").click()
    page.locator("#cw-now .cw-cite").first.click()
    page.locator("#cw-panel mark").wait_for()
    page.wait_for_timeout(400)
    assert page.evaluate(CONTRAST) == []
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 24, 27)"
    assert dark == (scheme == "dark" or bool(where))
    context.close()


def test_the_shipped_assistant_answers_in_the_chat(
    browser: Browser, serve: Serve, newsroom_assistant: Assistant
) -> None:
    """The whole of it: sample articles, models, gate, page; a dispute, its sources, its article."""
    page = browser.new_page()
    page.set_default_timeout(30_000)
    enter(page, serve(web_app(newsroom_assistant)))
    ask(page, "How many people marched for the hospital?")
    expect(page.locator("#cw-now .cw-side")).to_have_count(2)
    page.locator("#cw-now .cw-cite").first.click()
    expect(page.locator("#cw-panel mark")).to_contain_text("1,200")
    ask(page, "Who won the Champions League final?")
    expect(page.locator("#cw-now .cw-plain")).to_contain_text("Nothing in these 66 articles")
    page.close()
