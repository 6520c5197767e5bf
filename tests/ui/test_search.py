#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching in the window, as a person does it: words, operators, everywhere, and back; searches that are
kept in the sidebar.

Pictures are kept as test output.
"""
import contextlib
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

import program
from case import TEXT, WindowTest
from program import extents, is_on_screen
from session import wait_for

LETTER = "Re: 周末去湿地看雁？"
BUTTONS = ("push button", "button", "toggle button")


class Search(WindowTest):
    def setUp(self):
        super().setUp()
        self.start()

    def row(self, *words):
        """One that is seen: the list of the folder lies behind that of what is found."""
        return next((node for node in self.inbox.all(program.ROWS)
                     if all(w in self.inbox.name(node) for w in words) and is_on_screen(node)
                     and extents(node).x > 150), None)

    def wait_found(self, n):
        self.inbox.wait_label("%d message%s" % (n, "" if n == 1 else "s"))

    def search(self, text):
        """Types it in place of what stands there."""
        self.inbox.keys("ctrl+f")
        wait_for(lambda: self.inbox.find(BUTTONS, "Everywhere"), "the search entry")
        self.inbox.keys("ctrl+a")
        if ":" in text:
            self.inbox.type(text)
        else:
            self.type(text)

    def type(self, text):
        """Until it stands there: a busy computer loses the first Chinese character that xdotool types."""
        def try_it():
            self.inbox.keys("ctrl+a")
            self.inbox.type(text)
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: self.inbox.text("Search") == text, "the words", limit=5)
        wait_for(try_it, "the words “%s” in the entry" % text)

    def test_words(self):
        self.search("会议")
        self.wait_found(1)
        self.inbox.click(wait_for(lambda: self.row("minutes of the meeting"), "the letter"))
        wait_for(lambda: "会议" in self.inbox.text(TEXT), "its text")
        self.desktop.picture("search-words")
        self.search("xyzzy")
        self.inbox.wait_label("Nothing Found")
        self.inbox.keys("Escape")
        wait_for(lambda: self.row("陈思远", LETTER), "the folder again")
        self.assertEqual(self.desktop.complaints(), [])

    def test_passage(self):
        """A row shows what is far down in its message, if that is what was looked for."""
        self.search("onto")
        wait_for(lambda: any("file onto the window to attach it" in node.get_description()
                             for node in self.inbox.all(program.ROWS)), "the passage")
        self.desktop.picture("search-passage")
        self.assertEqual(self.desktop.complaints(), [])

    def test_operators(self):
        """They become chips, and go by a click or by Backspace; what cannot be meant is told."""
        self.search("from:siyuan ")
        chip = self.inbox.wait(BUTTONS, "Remove from:siyuan")
        self.type("湿地")
        wait_for(lambda: self.row("陈思远", LETTER), "the letter")
        self.desktop.picture("search-operators")
        self.inbox.keys("Home", "BackSpace")
        wait_for(lambda: self.inbox.text("Search") == "from:siyuan湿地", "the operator as text")
        self.search("is:unread ")
        self.inbox.wait(BUTTONS, "Remove is:unread")
        self.wait_found(55)
        self.inbox.press("Remove is:unread")
        self.search("is:new ")
        self.inbox.wait_label("“is:new” is not understood")
        self.assertIsNotNone(chip)
        self.assertEqual(self.desktop.complaints(), [])

    def test_everywhere(self):
        self.inbox.click(self.row("Leaf Studio"))
        wait_for(lambda: "482 913" in self.inbox.text(TEXT), "the text")
        self.inbox.keys("Delete")
        wait_for(lambda: not self.row("Leaf Studio"), "the letter to go")
        self.search("482 913")
        self.inbox.wait_label("Nothing Found")
        self.inbox.press("Everywhere")
        wait_for(lambda: self.row("Leaf Studio"), "the letter in the trash")
        self.wait_found(1)

    def test_saved(self):
        self.search("湿地")
        wait_for(lambda: self.row("陈思远", LETTER), "the letter")
        self.inbox.keys("Tab", "space")
        self.inbox.wait("menu item", "Save Search", on_screen=False)
        self.inbox.keys("Return")
        dialog = self.anser.window("Save Search")
        wait_for(lambda: dialog.text("Name") == "湿地", "the name")
        dialog.keys("ctrl+a")
        dialog.type("Wetland")
        dialog.keys("Return")
        self.inbox.wait(BUTTONS, "Options of “Wetland”")
        self.desktop.picture("search-saved")
        self.inbox.keys("Escape")
        label = wait_for(lambda: next((n for n in self.inbox.all(("label", "static"))
                                       if "Wetland" in (self.inbox.name(n) or "")), None), "its line")
        self.inbox.click(label)
        wait_for(lambda: self.inbox.text("Search") == "湿地", "what is looked for")
        wait_for(lambda: self.row("陈思远", LETTER), "the letter")
        self.assertEqual(self.desktop.complaints(), [])


if __name__ == "__main__":
    tap.main_unless(session.why_not())
