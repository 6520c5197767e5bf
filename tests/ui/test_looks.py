#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All words of all windows can be read: in a language of long words, on a screen as narrow as a phone's,
from right to left, and with letters twice as large.

Pictures of what is cut are kept as test output.
"""
import contextlib
import os
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

import program
import pseudo
from case import NARROW, WindowTest
from session import BUILD, geometry, wait_for, xdotool
from tour import FIXED, Tour, letter_file

# Seconds until what is cut stays so: panes may still be folding.
PATIENCE = 10
MODULE = os.path.join(BUILD, "tests", "servers", "look-at-labels.so")


class Looks(WindowTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.report = os.path.join(self.folder, "labels")

    def start_strange(self, growth=0.35, settings="", short=True, **env):
        """Anser in the language that nobody speaks, with the desktop's settings."""
        pseudo.make(os.path.join(BUILD, "po", "de", "LC_MESSAGES", "anser.mo"), self.folder, growth)
        os.makedirs(os.path.join(self.folder, "gtk-4.0"))
        with open(os.path.join(self.folder, "gtk-4.0", "settings.ini"), "w") as file:
            file.write("[Settings]\n" + settings)
        self.TITLE = pseudo.translate("Anser", growth)
        self.start(letter_file(), LD_PRELOAD=MODULE, ANSER_TEST_LABELS=self.report,
                   XDG_CONFIG_HOME=self.folder,
                   ANSER_LOCALEDIR=self.folder, LANGUAGE=pseudo.LANGUAGE, **env)
        return Tour(self, lambda text: pseudo.translate(text, growth), short)

    def faults(self):
        """What is cut now, of what Anser says; the messages' own words may be."""
        if os.path.exists(self.report):
            os.remove(self.report)
        self.anser.child.send_signal(signal.SIGUSR1)
        wait_for(lambda: os.path.exists(self.report), "a look at the labels")
        with open(self.report) as file:
            lines = {line.rstrip("\n") for line in file}
        return sorted(line for line in lines if pseudo.is_translated(line.partition("\t")[2]))

    def look(self, name, window):
        """Once the window has settled."""
        with contextlib.suppress(AssertionError):
            wait_for(lambda: not self.faults(), "all words to be seen", limit=PATIENCE)
        faults = self.faults()
        if faults:
            self.desktop.picture("looks-%s-%s" % (self._testMethodName, name), window.id)
        self.assertEqual(faults, [])

    def squeeze(self, name, window):
        """As narrow as a phone, and back."""
        x, y, width, height = geometry(window.id)
        try:
            xdotool("windowsize", window.id, NARROW, height)
            wait_for(lambda: geometry(window.id)[2] <= NARROW, "a narrow window", limit=20)
            self.look(name + "-narrow", window)
        finally:
            xdotool("windowsize", window.id, width, height)
            wait_for(lambda: geometry(window.id)[2] == width, "the window as it was")

    def go(self, tour, narrow=False):
        for name, window, node in tour:
            with self.subTest(window=name):
                self.look(name, window)
            if narrow and name not in FIXED and program.name_of(node) != "GtkPopoverContent":
                with self.subTest(window=name + ", narrow"):
                    self.squeeze(name, window)
        self.anser.end()

    def test_long_words(self):
        self.go(self.start_strange(short=False), narrow=True)

    def test_right_to_left(self):
        self.go(self.start_strange(ANSER_TEST_RTL="1"))

    def test_large_text(self):
        """Twice as large, in high contrast, and nothing that moves."""
        self.go(self.start_strange(growth=0, settings="gtk-xft-dpi=196608\ngtk-enable-animations=0\n",
                                   ADW_DEBUG_HIGH_CONTRAST="1"))


if __name__ == "__main__":
    tap.main_unless(session.why_not())
