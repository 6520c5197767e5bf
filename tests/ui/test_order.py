#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders, moves, tags and the way back, through the real window."""
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

import program
from case import TEXT, WindowTest
from session import wait_for, xdotool

LETTER = ("Leaf Studio", "Your sign-in code is 482 913")


class Order(WindowTest):
    def setUp(self):
        super().setUp()
        self.start()

    def tearDown(self):
        super().tearDown()
        self.assertEqual(self.desktop.complaints(), [])

    def folder(self, name):
        return self.inbox.find("list item", name)

    def open_folder(self, name):
        self.inbox.click(wait_for(lambda: self.folder(name), "the folder " + name))

    def choose(self):
        """In the list, and so in the reader."""
        self.open("482 913", *LETTER)

    def create(self, folder, keys, name):
        """By the menu of a folder. Menus are windows of their own, which a look would hold up."""
        self.open_folder(folder)

        def try_it():
            self.inbox.keys("shift+F10")
            xdotool("key", "--delay", "200", *keys)
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: self.anser.has_window("New Folder"), "the question",
                                limit=3)
        wait_for(try_it, "the menu of the folder")
        dialog = self.anser.window("New Folder")
        dialog.type(name)
        dialog.keys("Return")
        wait_for(lambda: self.folder(name), "the new folder")

    def test_folders(self):
        """Folders are made, a message goes there by keys, and undo brings it back."""
        self.create("Inbox", ["Return"], "Travel")
        self.create("Travel", ["Down", "Return"], "Rome")
        self.desktop.picture("folders")
        self.open_folder("Inbox")
        self.choose()
        self.inbox.keys("m")
        self.inbox.wait(program.TEXTS, "Find a folder")
        xdotool("type", "--delay", "40", "rome")
        self.desktop.picture("move-to")
        xdotool("key", "Return")
        wait_for(lambda: self.row(*LETTER) is None, "the message to go")
        self.open_folder("Rome")
        wait_for(lambda: self.row(*LETTER), "the message in its folder")
        self.inbox.keys("ctrl+z")
        wait_for(lambda: self.row(*LETTER) is None, "the message to go back")
        self.open_folder("Inbox")
        wait_for(lambda: self.row(*LETTER), "the message in the inbox")

    def test_rename(self):
        """The title above the list follows the name of its folder, there and back."""
        self.create("Inbox", ["Return"], "Travel")
        self.open_folder("Travel")
        wait_for(lambda: self.titles("Travel") == 2, "the folder's name above the list")
        self.inbox.keys("F2")
        dialog = self.anser.window("Rename Folder")
        dialog.keys("ctrl+a")
        dialog.type("Voyage")
        dialog.keys("Return")
        wait_for(lambda: self.titles("Voyage") == 2, "its new name above the list")
        self.inbox.keys("ctrl+z")
        wait_for(lambda: self.titles("Travel") == 2, "its old name above the list")

    def titles(self, name):
        """How often it is read: in the sidebar, and above the list."""
        return self.inbox.labels().count(name)

    def test_archive_and_tag(self):
        """Tagged and archived by one key each; the list of the tag has it wherever it is."""
        self.choose()
        self.inbox.keys("t")
        self.inbox.wait(program.TEXTS, "Find or make a tag")
        xdotool("type", "--delay", "40", "Later")
        xdotool("key", "Return")
        wait_for(lambda: self.row(*LETTER, "Later"), "the tag in the row")
        self.desktop.picture("tagged")
        self.choose()
        self.inbox.keys("a")
        wait_for(lambda: self.row(*LETTER) is None, "the message to go")
        self.open_folder("Later")
        wait_for(lambda: self.row(*LETTER, "Later"), "the message in the list of the tag")
        self.open_folder("Archive")
        wait_for(lambda: self.row(*LETTER, "Later"), "the message in the archive")
        self.inbox.keys("ctrl+z", "ctrl+z")
        wait_for(lambda: self.row(*LETTER) is None, "the message to go back")
        self.open_folder("Inbox")
        row = wait_for(lambda: self.row(*LETTER), "the message in the inbox")
        self.assertNotIn("Later", self.inbox.name(row))


if __name__ == "__main__":
    tap.main_unless(session.why_not())
