#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import, export, backup and restore from the main menu, with pictures."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

from case import NARROW, WindowTest
from session import wait_for

MBOX = b"".join(b"From a Thu Nov 12 10:00:00 2026\nFrom: A <a@x.example>\nSubject: Old %d\n"
                b"Date: Thu, 12 Nov 2026 10:00:00 +0000\n\nText\n\n" % n for n in range(3))


class TransferWindow(WindowTest):
    def open_entry(self, inbox, key, title):
        """The window of an entry of the main menu, by its key."""
        inbox.keys("ctrl+alt+" + key)
        return self.anser.window(title)

    def choose(self, opener, path, title):
        """Names a file or folder in the dialog that is open now."""
        chooser = self.anser.window(title)
        chooser.focus()
        chooser.keys("ctrl+l", "ctrl+a")
        chooser.type(path)
        chooser.keys("Return")
        # The first Return may only take what the dialog completed.
        for _ in range(10):
            try:
                wait_for(lambda: not self.anser.has_window(title), "the file dialog to close", 3)
                return
            except AssertionError:
                chooser.keys("Return")
        self.fail("the file dialog stays")

    def test_looks(self):
        for dark in (False, True):
            inbox = self.start(dark=dark)
            for key, title in (("i", "Import Messages"), ("e", "Export Messages"),
                                ("b", "Back Up"), ("r", "Restore a Backup")):
                with self.subTest(title=title, dark=dark):
                    window = self.open_entry(inbox, key, title)
                    name = "transfer-%s-%s" % (title.split()[0].lower(), "dark" if dark else "light")
                    self.desktop.picture(name, window.id)
                    window.place(420, 60, NARROW, 560)
                    self.desktop.picture(name + "-narrow", window.id)
                    window.keys("Escape")
                    wait_for(lambda: not self.anser.has_window(title), "it to close")
            self.anser.end()

    def test_export_choices(self):
        """What can be chosen of a format is asked for it alone."""
        for dark in (False, True):
            inbox = self.start(dark=dark)
            window = self.open_entry(inbox, "e", "Export Messages")
            window.wait_label("Format")
            self.assertFalse(window.has_label("Write What Is Read and Starred"))
            for downs, label, name in ((1, "Write What Is Read and Starred", "mbox"),
                                       (2, "Line Ends of Windows", "eml")):
                window.click(window.wait("label", "Format"))
                window.keys(*["Down"] * downs, "Return")
                window.wait_label(label)
                self.desktop.picture("transfer-export-%s-%s" % (name, "dark" if dark else "light"),
                                     window.id)
            self.anser.end()

    def test_there_and_back(self):
        """An mbox in, everything out into a backup."""
        folder = os.environ["ANSER_UI_SESSION"]
        mbox = os.path.join(folder, "Old mail.mbox")
        with open(mbox, "wb") as file:
            file.write(MBOX)
        inbox = self.start()
        window = self.open_entry(inbox, "i", "Import Messages")
        window.press("File…")
        self.choose(window, mbox, "Choose a File")
        window.wait_label("Old mail.mbox")
        window.press("Import")
        window.wait_label("Import Finished")
        window.wait_label("3 messages came")
        self.desktop.picture("transfer-imported", window.id)
        window.press("Close")
        inbox.wait_label("Imported")
        window = self.open_entry(inbox, "b", "Back Up")
        window.press("Back Up")
        self.choose(window, os.path.join(folder, "all.tar.zst"), "Save the Backup")
        window.wait_label("Backup Finished")
        self.assertTrue(os.path.isfile(os.path.join(folder, "all.tar.zst")))
        window.press("Close")
        window = self.open_entry(inbox, "r", "Restore a Backup")
        window.press("File…")
        self.choose(window, os.path.join(folder, "all.tar.zst"), "Choose a Backup")
        window.press("Restore")
        window.wait_label("There are messages here already")

    def test_duplicates(self):
        """What is there twice goes to Trash, and comes back."""
        folder = os.environ["ANSER_UI_SESSION"]
        mbox = os.path.join(folder, "Twice.mbox")
        with open(mbox, "wb") as file:
            file.write(MBOX + MBOX)
        inbox = self.start()
        window = self.open_entry(inbox, "i", "Import Messages")
        window.press("File…")
        self.choose(window, mbox, "Choose a File")
        window.press("Import")
        window.wait_label("6 messages came")
        window.press("Close")
        window = self.open_entry(inbox, "u", "Find Duplicates")
        window.wait_label("3 messages too many")
        window.wait_label("The same")
        self.desktop.picture("duplicates", window.id)
        window.place(420, 60, NARROW, 640)
        self.desktop.picture("duplicates-narrow", window.id)
        window.press("Move to Trash")
        window.wait_label("3 messages moved to Trash")
        window.wait_label("No Duplicates")
        self.desktop.picture("duplicates-moved", window.id)
        window.press("Undo")
        window.wait_label("3 messages too many")


if __name__ == "__main__":
    tap.main_unless(session.why_not())
