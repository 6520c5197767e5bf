#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is chosen in the settings window is seen at once in the windows that are open."""
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
from case import GEESE, SENDER, TEXT, WindowTest
from session import wait_for
from tour import SWANS, Tour, letter_file


class Settings(WindowTest):
    def setUp(self):
        super().setUp()
        self.start(letter_file())
        self.letter = self.anser.window(SWANS)
        self.inbox.keys("ctrl+comma")
        self.settings = self.anser.window("Settings")

    def choose(self, title, *keys):
        """Another value in the row of that title."""
        row = next(node for node in self.settings.all("label") if program.name_of(node) == title)
        self.settings.click(row)
        if keys:
            self.settings.keys(*keys)

    def height(self, window, roles, name):
        return program.extents(window.wait(roles, name)).height

    def row_height(self):
        return program.extents(self.letter_row()).height

    def letter_row(self):
        return wait_for(lambda: self.row(SENDER, GEESE), "a row of the list")

    def test_at_once(self):
        self.letter.wait_label("12 Nov")
        before = self.row_height()
        self.choose("Rows of lists", "Down", "Return")
        wait_for(lambda: self.row_height() < before, "rows that stand closer")

        before, text = self.row_height(), self.height(self.letter, program.TEXTS, TEXT)
        self.choose("Text of messages", "Down", "Down", "Return")
        wait_for(lambda: self.row_height() > before, "larger text in the list")
        wait_for(lambda: self.height(self.letter, program.TEXTS, TEXT) > text,
                 "larger text in the message")

        dates = set(self.letter.labels())
        self.choose("Dates", "Down", "Return")
        wait_for(lambda: self.row("Yesterday") is None, "dates of the list")
        wait_for(lambda: set(self.letter.labels()) != dates, "the date of the message")

        self.choose("Group into conversations")
        wait_for(lambda: len([node for node in self.inbox.all("panel")
                              if GEESE in program.name_of(node)]) == 1, "conversations")

        Tour(self).show_page(self.settings, "Keyboard")
        self.choose("Single-letter shortcuts")
        self.settings.keys("Escape")
        wait_for(lambda: not self.anser.has_window("Settings"), "it to close")
        self.inbox.click(self.letter_row())
        self.inbox.keys("t", "m", "F10")
        wait_for(lambda: any(program.is_on_screen(node) for node in self.inbox.all("menu item")),
                 "the menu, and before it nothing")
        self.assertIsNone(self.inbox.find(program.TEXTS, "Find"))
        self.assertEqual(self.desktop.complaints(), [])


if __name__ == "__main__":
    tap.main_unless(session.why_not())
