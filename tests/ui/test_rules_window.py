#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules: made, tried, done and undone, moved and removed, with pictures."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

import pyatspi

from case import NARROW, WindowTest
from program import TEXTS, below, extents, name_of, role_of, text_of
from session import geometry, wait_for, xdotool


class RulesWindow(WindowTest):
    def open_rules(self, **rest):
        self.start(**rest).keys("ctrl+shift+l")
        return self.anser.window("Rules")

    def write(self, window, field, text):
        """AdwEntryRow gives its name to the row, its text to the field in it."""
        node = window.find(TEXTS, field) or window.wait("list item", field)
        if "EditableText" not in pyatspi.listInterfaces(node):
            node = next(n for n in below(node)
                        if "EditableText" in pyatspi.listInterfaces(n))
        node.queryEditableText().setTextContents(text)

    def text_fields(self, window, name):
        """What stands in the fields of that name, on pages that slide away too."""
        return [text_of(n) for n in below(window.node)
                if role_of(n) in TEXTS and name_of(n).startswith(name)]

    def choose(self, window, button, *keys):
        """A line of a drop-down list, by keys."""
        window.click(window.wait(("combo box", "push button", "toggle button", "button"), button))
        window.keys(*keys, "Return")

    def make(self, window, name, sender, down=0):
        """A rule for a sender, with the action that is so many lines below the first one."""
        window.keys("ctrl+n")
        wait_for(lambda: self.text_fields(window, "What to look for") == [""], "an empty rule")
        self.write(window, "Name", name)
        self.write(window, "What to look for", sender)
        if down:
            self.choose(window, "What happens", *["Down"] * down)
        window.press("Save")
        window.wait_label(name)

    def order(self, window, *names):
        def place(name):
            node = window.find("list item", name)
            return extents(node).y if node else -1

        def look():
            places = [place(name) for name in names]
            return min(places) >= 0 and places == sorted(places)
        wait_for(look, "the order " + ", ".join(names))

    def drag(self, window, name, onto):
        """Takes a row by its handle and lets it go over another one."""
        left, top, _, _ = geometry(window.id)
        start, end = (extents(self.rule(window, row)) for row in (name, onto))
        x, y = left + start.x + 26, top + start.y + start.height // 2
        goal = top + end.y + end.height // 2
        window.focus()
        xdotool("mousemove", "--sync", x, y)
        xdotool("mousedown", 1)
        for step in range(1, 5):
            xdotool("mousemove", "--sync", x + 6 * step, y - 3 * step)
        for step in range(1, 9):
            xdotool("mousemove", "--sync", x + 24 + step, y - 12 + (goal - y + 12) * step // 8)
        self.desktop.picture("rules-dragged")
        xdotool("mousemove", "--sync", x + 34, goal + 1)
        xdotool("mouseup", 1)

    def reach(self, window, name):
        """Goes to a row by keys."""
        def is_there():
            if self.rule(window, name).getState().contains(pyatspi.STATE_FOCUSED):
                return True
            window.keys("Tab")
            return False
        wait_for(is_there, "the keys at " + name)

    def rule(self, window, name):
        return window.wait("list item", name)

    def test_rules(self):
        window = self.open_rules()
        window.wait_label("No Rules Yet")
        window.press("Add Rule")
        window.wait_label("New Rule")
        # What is not complete is told, not kept.
        window.press("Save")
        window.wait_label("This rule has no name")
        window.keys("Escape")
        dialog = wait_for(lambda: next((n for n in self.anser.windows()
                                        if "Keep This Rule" in "".join(
                                            c.name or "" for c in below(n))), None), "the question")
        next(n for n in below(dialog) if (n.name or "").startswith("Discard")) \
            .queryAction().doAction(0)
        window.wait_label("No Rules Yet")

        self.make(window, "Stars", "@", down=2)
        window.wait_label("Sender contains “@” → Add a star")
        self.make(window, "Archived", "anser.example")
        self.order(window, "Stars", "Archived")
        self.desktop.picture("rules-list", window.id)

        # Try, do, undo.
        window.press("Try all rules on a folder")
        window.wait_label("messages would change")
        window.wait_label("Add a star (Stars")
        self.desktop.picture("rules-trial", window.id)
        window.press("Do It")
        window.wait_label("Done")
        window.press("Undo")
        window.press("Back")
        wait_for(lambda: not window.has_label("Try on a Folder"), "the list")
        self.order(window, "Stars", "Archived")

        # By keys, by the mouse, and away and back.
        self.reach(window, "Stars")
        window.keys("alt+Down")
        self.order(window, "Archived", "Stars")
        self.reach(window, "Stars")
        window.keys("Delete")
        window.wait_label("The rule “Stars” is removed")
        window.press("Undo")
        self.order(window, "Archived", "Stars")

        self.drag(window, "Stars", "Archived")
        self.order(window, "Stars", "Archived")

        # Another look at one of them.
        window.click(self.rule(window, "Archived"))
        window.wait_label("Try on a Folder…")
        wait_for(lambda: window.text("What to look for") == "anser.example", "its condition")
        self.desktop.picture("rules-page", window.id)
        window.place(420, 60, NARROW, 640)
        self.desktop.picture("rules-page-narrow", window.id)
        window.press("Cancel")
        self.desktop.picture("rules-list-narrow", window.id)
        self.assertIsNone(self.anser.child.poll())
        self.anser.end()

    def test_before_receiving(self):
        """A rule that deletes on the server is tried without doing anything."""
        window = self.open_rules()
        self.make(window, "Gone", "@", down=8)
        window.wait_label("Sender contains “@” → Delete on the server for good")
        window.press("Try all rules on a folder")
        window.wait_label("messages would not have come whole")
        window.wait_label("→ On arrival: Delete on the server for good (Gone)")
        self.assertIsNone(window.find(("push button", "button"), "Do It"))
        self.desktop.picture("rules-trial-absent", window.id)
        window.press("Back")
        window.click(self.rule(window, "Gone"))
        window.wait_label("Try on a Folder…")
        self.desktop.picture("rules-page-first", window.id)
        self.anser.end()

    def test_from_message(self):
        window = self.open_rules(dark=True)
        window.keys("Escape")
        wait_for(lambda: not self.anser.has_window("Rules"), "the rules to close")

        def is_read():
            """Once there are messages, the key opens the next one."""
            if self.inbox.has_label("to you"):
                return True
            self.inbox.keys("n")
            return False
        wait_for(is_read, "a message to read")
        self.inbox.keys("ctrl+shift+k")
        window = self.anser.window("Rules")
        window.wait_label("New Rule")
        self.assertNotEqual(window.text("What to look for"), "")
        self.desktop.picture("rules-from-message-dark", window.id)
        self.anser.end()


if __name__ == "__main__":
    tap.main_unless(session.why_not())
