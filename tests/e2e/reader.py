"""What a reader does with the chat in a browser, and what such a test needs."""

import os
import shutil
from pathlib import Path
from typing import Protocol

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, expect

CHROMIUM = os.environ.get("CITEWISE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_A_BROWSER = [
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(),
        reason=f"no Chromium at {CHROMIUM}; install it or set CITEWISE_CHROMIUM",
    ),
    # Gradio and the browser's driver leave event loops and sockets to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Gradio's use of pandas
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Serve(Protocol):
    """Starts a web app on a free port; returns its address."""

    def __call__(self, web: FastAPI) -> str: ...


def enter(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#cw-box textarea").wait_for()
    page.locator("#cw-panel").wait_for(state="attached")


def ask(page: Page, question: str) -> None:
    """Asks, and waits until the answer is finished."""
    page.locator("#cw-box textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#cw-now .cw-question")).to_have_text(question)
    page.locator('#cw-now .cw-turn[aria-busy="false"]').wait_for()
