"""A real Chromium on a real Odoo: sign in, open a screen, know when it is ready.

Network idleness is never waited for (Odoo keeps a connection open): we wait for
what a person would wait for, the element.
"""

import contextlib
import os
import re
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from .server import NOT_SHIPPED, setting

DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = os.environ.get("RETAIL_PICTURES")  # a folder to look at what was tested
READY = 45_000  # milliseconds for a screen to appear
# Chromium says so when a page asks for what it may not have; not ours
IGNORED = re.compile(
    rf"favicon|service-worker|ERR_ABORTED|ResizeObserver|{NOT_SHIPPED}"
)


@contextlib.contextmanager
def chromium():
    """Yield a browser; it is closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=setting("RETAIL_CHROMIUM"), args=ARGUMENTS
        )
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One signed-in window on the connector."""

    def __init__(self, browser, url, viewport=None, login="admin", password="admin"):
        viewport = viewport or DESKTOP
        self.url = url
        self.problems = []
        self.context = browser.new_context(
            viewport=viewport,
            has_touch=viewport["width"] < 500,
            is_mobile=viewport["width"] < 500,
            locale="en-US",
            timezone_id="Europe/Berlin",
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(READY)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self._sign_in(login, password)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.context.close()

    def _on_console(self, message):
        if message.type == "error" and not IGNORED.search(message.text):
            self.problems.append(message.text)

    def _sign_in(self, login, password):
        self.page.goto(f"{self.url}/web/login", wait_until="domcontentloaded")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_selector(".o_web_client .o_main_navbar")

    def open(self, path, ready=".o_action_manager .o_content"):
        """Open ``/odoo/<path>`` and wait for what shows that it is there."""
        self.page.goto(f"{self.url}/odoo/{path}", wait_until="domcontentloaded")
        return self.wait(ready)

    def wait(self, ready):
        """Wait until an element is visible and no request blocks the screen."""
        element = self.page.locator(ready).first
        element.or_(self.page.locator(".o_error_dialog")).first.wait_for()
        self.settle()
        assert not self.dialog_text(), self.dialog_text()
        return element

    def settle(self):
        """Wait until the client has drawn: nothing loading, no blocking overlay."""
        loading = self.page.locator(".o_loading_indicator, .o_blockUI, .o_skeleton")
        expect(loading).to_have_count(0, timeout=READY)
        self.page.evaluate("() => new Promise(r => requestAnimationFrame(() => r()))")

    def click(self, target):
        """Press what carries this text (a button or link) or this selector."""
        if target[0] in ".#[/" or "button[" in target:
            self.page.locator(target).first.click()
        else:
            self.page.get_by_role("button", name=target).first.click()
        self.settle()

    def dialog_text(self):
        """Return the text of an error dialog, empty if there is none."""
        dialog = self.page.locator(".o_error_dialog")
        return dialog.first.inner_text() if dialog.count() else ""

    def check(self, where):
        """Fail when the client showed an error or wrote one to its console."""
        trouble = [*filter(None, [self.dialog_text()]), *self.problems]
        assert not trouble, f"{where}: {trouble[:3]}"

    def shoot(self, path, full=False):
        """Save a picture of the window."""
        self.settle()
        self.page.screenshot(path=str(path), full_page=full, animations="disabled")
        return path

    def picture(self, name):
        """Keep what is shown, if somebody wants to look at what was tested."""
        if PICTURES:
            self.shoot(Path(PICTURES) / f"{name}.png", full=True)
