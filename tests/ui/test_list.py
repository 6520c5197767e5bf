#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of messages: its menu, conversations and their cards, several messages at once.

Pictures are kept as test output.
"""
import contextlib
import os
import sys
import unicodedata

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if __name__ == "__main__" and session.why_not() is None:
    session.enter()

import program
from case import GEESE, TEXT, WindowTest
from program import extents, is_on_screen, name_of
from session import geometry, wait_for, xdotool

CODE = "482 913"


class List(WindowTest):
    PLACE = (40, 40, 1200, 700)

    def setUp(self):
        super().setUp()
        self.start()

    def tearDown(self):
        super().tearDown()
        self.assertEqual(self.desktop.complaints(), [])

    def rows(self):
        """Names of the rows that are seen, from top to bottom."""
        nodes = [node for node in self.inbox.all(program.ROWS)
                 if name_of(node).count(", ") > 1 and is_on_screen(node)]
        return [name_of(node) for node in sorted(nodes, key=lambda node: extents(node).y)]

    def row(self, *words):
        return next((node for node in self.inbox.all(program.ROWS)
                     if all(w in name_of(node) for w in words) and is_on_screen(node)), None)

    def choose(self, key, is_done):
        """An item of the menu, which is a window of its own that a look would hold up."""
        def try_it():
            if is_done():
                return True
            self.inbox.focus()
            xdotool("key", "--clearmodifiers", "--delay", "500", "v", key)
            with contextlib.suppress(AssertionError):
                return wait_for(is_done, "the list to follow", limit=8)
        wait_for(try_it, "the item “%s” of the menu" % key, limit=60)

    def open_row(self, row, is_shown):
        """Clicks until the reader has it."""
        def try_it():
            self.inbox.click(wait_for(lambda: self.row(*row), "the row"))
            with contextlib.suppress(AssertionError):
                return wait_for(is_shown, "it in the reader", limit=5)
        wait_for(try_it, "%s to be read" % (row,))

    def texts(self):
        """Of the cards that are open, from top to bottom."""
        nodes = [node for node in self.inbox.all(program.TEXTS) if name_of(node) == TEXT
                 and extents(node) is not None and extents(node).height > 0]
        return [program.text_of(node) for node in sorted(nodes, key=lambda n: extents(n).y)]

    def line(self, *words):
        """Of a card that is folded."""
        return next((node for node in self.inbox.all(program.BUTTONS)
                     if all(w in name_of(node) for w in words)
                     and extents(node) is not None and extents(node).height > 0), None)

    def group(self):
        self.choose("g", lambda: self.row(GEESE, "conversation of 4 messages"))

    def open_conversation(self):
        self.open_row((GEESE, "conversation of 4"), lambda: any("刚从西岸回来" in t or "小林、若兰" in t
                                                            for t in self.texts()))

    def test_sort(self):
        """By sender, by age, and back."""
        newest = self.rows()[0]
        self.choose("a", lambda: self.rows()[:1] != [newest])
        names = subjects(self.rows())
        senders = [folded(name.split(", ")[0]) for name in names if name[0].isascii()]
        self.assertEqual(senders, sorted(senders))
        self.choose("o", lambda: self.rows() and subjects(self.rows()[:1]) != names[:1])
        oldest = self.rows()[0]
        self.assertNotEqual(oldest, newest)
        self.choose("n", lambda: self.rows()[:1] == [newest])

    def test_filter(self):
        """With attachments, unread, and all again."""
        self.choose("t", lambda: self.rows() and all("has attachments" in r for r in self.rows()))
        self.desktop.picture("list-attachments")
        self.choose("m", lambda: any("has attachments" not in r for r in self.rows()))
        self.open_row(("Leaf Studio", CODE), lambda: any(CODE in t for t in self.texts()))
        wait_for(lambda: self.row("Leaf Studio") and "Unread" not in name_of(self.row("Leaf Studio")),
                 "the message to be marked as read")
        self.open_row((GEESE, "陈思远"), lambda: any("刚从西岸回来" in t for t in self.texts()))
        self.choose("u", lambda: self.row("Leaf Studio") is None)
        self.assertTrue(all("Unread" in r or GEESE in r for r in self.rows()), self.rows())

    def test_conversation(self):
        """All cards open that are unread; later they are lines, which unfold."""
        self.group()
        self.open_conversation()
        wait_for(lambda: len(self.texts()) == 4, "four open cards")
        self.assertIn("小林、若兰", self.texts()[0])
        self.assertIn("刚从西岸回来", self.texts()[3])
        self.desktop.picture("list-cards")
        self.inbox.keys("u")
        wait_for(lambda: self.row(GEESE) and "Unread" not in name_of(self.row(GEESE)),
                 "the conversation to be read")
        self.open_row(("Leaf Studio", CODE), lambda: any(CODE in t for t in self.texts()))
        self.open_conversation()
        wait_for(lambda: len(self.texts()) == 1, "the newest alone to be open")
        self.desktop.picture("list-lines")
        line = self.line("周若兰", "我去！")
        self.assertIsNotNone(line, self.inbox.tree())
        line.queryAction().doAction(0)
        wait_for(lambda: any("我带热茶和红豆饼" in t for t in self.texts()), "the unfolded text")
        self.inbox.click(wait_for(lambda: self.row(GEESE), "the row"))
        self.inbox.keys("o")
        wait_for(lambda: len(self.texts()) == 4, "all of it")
        self.inbox.keys("o")
        wait_for(lambda: not self.texts(), "none of it")

    def is_in_view(self, words, height):
        return any(words in program.text_of(node) and 0 < extents(node).y < height - 60
                   for node in self.inbox.all(program.TEXTS) if extents(node) is not None)

    def test_walk_what_is_unread(self):
        """From message to message of a conversation, then on in the list."""
        height = 420
        self.group()
        self.inbox.place(40, 40, 1200, height)
        self.open_row((GEESE, "conversation of 4"), lambda: self.is_in_view("小林、若兰", height))
        presses = 0
        while not self.is_in_view("刚从西岸回来", height):
            presses += 1
            self.assertLess(presses, 4, self.inbox.tree())
            before = [extents(node).y for node in self.inbox.all(program.TEXTS)]
            self.inbox.keys("n")
            wait_for(lambda: [extents(node).y for node in self.inbox.all(program.TEXTS)] != before,
                     "the next message")
            self.assertTrue(any("小林、若兰" in t for t in self.texts()), "another conversation")
        self.desktop.picture("list-walked")
        self.inbox.keys("n")
        wait_for(lambda: not any("刚从西岸回来" in t for t in self.texts()), "what is next in the list")

    def test_one_of_a_conversation(self):
        """What is done in a card is about its message; in the list, about all of them."""
        self.group()
        self.open_conversation()
        wait_for(lambda: len(self.texts()) == 4, "four open cards")
        node = next(n for n in self.inbox.all(program.TEXTS) if "小林、若兰" in program.text_of(n))
        self.inbox.click(node)
        self.inbox.keys("Delete")
        wait_for(lambda: self.row(GEESE, "conversation of 3 messages"), "one message less")
        wait_for(lambda: len(self.texts()) == 3, "one card less")
        self.inbox.keys("ctrl+z")
        wait_for(lambda: self.row(GEESE, "conversation of 4 messages"), "the message again")
        wait_for(lambda: self.line("陈思远", "小林、若兰"), "its card again")
        self.inbox.click(self.row(GEESE))
        self.inbox.keys("Delete")
        wait_for(lambda: self.row(GEESE) is None, "the conversation to go")
        self.inbox.keys("ctrl+z")
        wait_for(lambda: self.row(GEESE, "conversation of 4 messages"), "the conversation again")

    def hold(self, key, row):
        """A click on a row with a key held."""
        xdotool("keydown", key)
        try:
            self.inbox.click(row)
        finally:
            xdotool("keyup", key)

    def select(self, n):
        """The first rows, all together."""
        def try_it():
            self.inbox.click(self.row(self.rows()[0]))
            self.hold("shift", self.row(self.rows()[n - 1]))
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: self.inbox.has_label("%d selected" % n), "them", limit=5)
        wait_for(try_it, "%d rows to be selected" % n)

    def test_selection(self):
        """Three rows, one key, and undo."""
        before = self.rows()
        self.select(3)
        self.desktop.picture("list-selection")
        self.inbox.keys("Delete")
        wait_for(lambda: subjects(self.rows()[:1]) == subjects(before[3:4]), "three to go")
        self.inbox.keys("ctrl+z")
        wait_for(lambda: subjects(self.rows()[:3]) == subjects(before[:3]), "three to be back")

    def drag(self, start, end, is_over):
        xdotool("mousemove", "--sync", *start)
        xdotool("mousedown", 1)
        for step in range(1, 9):
            xdotool("mousemove", *(start[i] + (end[i] - start[i]) * step // 8 for i in (0, 1)))
        for step in (3, 0, 2):
            xdotool("mousemove", end[0] + step, end[1])
        self.desktop.picture("list-drag")
        xdotool("mouseup", 1)
        with contextlib.suppress(AssertionError):
            return wait_for(is_over, "the drop", limit=8)

    def test_drag(self):
        """All that is selected goes along."""
        before = self.rows()

        def middle(node):
            place, window = extents(node), geometry(self.inbox.id)
            return (window[0] + place.x + 60, window[1] + place.y + place.height // 2)

        def try_it():
            self.select(2)
            return self.drag(middle(self.row(self.rows()[1])),
                             middle(self.inbox.find("list item", "Archive")),
                             lambda: subjects(self.rows()[:1]) == subjects(before[2:3]))
        wait_for(try_it, "two messages to be dragged", limit=60)
        self.inbox.click(self.inbox.find("list item", "Archive"))
        wait_for(lambda: subjects(self.rows()) == subjects(before[:2]), "them in the archive")


def folded(name):
    """Without marks and case."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if c.isalnum()).lower()


def subjects(rows):
    """Their names without what reading them changes."""
    return [name.replace("Unread, ", "") for name in rows]


if __name__ == "__main__":
    tap.main_unless(session.why_not())
