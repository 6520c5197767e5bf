#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser without a mouse: links by key, and words for those who look."""
import contextlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "servers"))

import session
import tap

if __name__ == "__main__" and session.why_not() is None:
    session.enter()

import browser
import program
import pyatspi
from case import TEXT, WindowTest
from session import wait_for

LONG_SUBJECT = "A subject that is far too long for the bar at the top of any window"


class Keyboard(WindowTest):
    def setUp(self):
        super().setUp()
        self.browser = browser.Browser()
        self.start()

    def receive(self, subject, text):
        """Sends a message to oneself, and opens it when it is back."""
        self.inbox.press("Write")
        compose = self.anser.window("New Message")
        for field, words in (("To", "demo@anser.example"), ("Subject", subject), ("Message", text)):
            compose.click(compose.wait(program.TEXTS, field))
            compose.type(words)
            wait_for(lambda: words.split()[-1] in compose.text(field), "the words")
        compose.press("Send")
        wait_for(lambda: not self.anser.has_window(subject), "the compose window to close")
        wait_for(lambda: not self.inbox.find("list item", "Outbox"), "the message to be sent")

        def check():
            self.inbox.press("Check mail")
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: self.row("Unread", subject), "the message", limit=5)
        wait_for(check, "the message to come back")
        self.open(text.split()[0], subject)

    def test_links(self):
        """Tab goes from link to link, Enter opens the one it came to."""
        self.receive("Links", "First https://geese.example/1 and www.swans.example, nothing more.")
        text = self.inbox.wait(program.TEXTS, TEXT)
        self.inbox.keys("F6")
        wait_for(lambda: text.getState().contains(pyatspi.STATE_FOCUSED), "the focus in the text")
        self.inbox.keys("Return", "Tab")
        self.desktop.picture("link", self.inbox.id)
        self.inbox.keys("Return")
        wait_for(lambda: self.browser.links() == ["https://geese.example/1"], "the first link")
        self.inbox.keys("Tab", "Return")
        wait_for(lambda: len(self.browser.links()) == 2, "the second link")
        self.assertIn("www.swans.example", self.browser.links()[1])
        self.inbox.keys("shift+Tab", "Return")
        wait_for(lambda: len(self.browser.links()) == 3, "the first link again")
        self.assertEqual(self.browser.links()[2], "https://geese.example/1")

    def test_close(self):
        """The same key closes whatever window is in front."""
        for key in ("ctrl+comma", "ctrl+question", "ctrl+alt+i", "ctrl+alt+u"):
            with self.subTest(key):
                self.inbox.keys(key)
                wait_for(lambda: len(self.anser.x_windows()) == 2, "the window")
                [front] = [window for window in self.anser.x_windows() if window != self.inbox.id]
                session.xdotool("windowactivate", "--sync", front)
                session.xdotool("key", "--clearmodifiers", "ctrl+w")
                wait_for(lambda: self.anser.x_windows() == [self.inbox.id], "its end")

    def test_send_has_its_word(self):
        """Send is a word in a window of the usual width, however long the subject."""
        self.inbox.press("Write")
        compose = self.anser.window("New Message")
        compose.click(compose.wait(program.TEXTS, "Subject"))
        compose.type(LONG_SUBJECT)
        compose = self.anser.window(LONG_SUBJECT)
        self.desktop.picture("compose-long-subject", compose.id)
        self.assertTrue(any(compose.name(node) == "Send" and program.is_on_screen(node)
                            for node in compose.all("label")), compose.tree())


if __name__ == "__main__":
    tap.main_unless(session.why_not())
