# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of windows have in common: a display each, Anser on the demonstration mailbox, and a
last picture.
"""
import contextlib
import unittest

import program
import session
from session import wait_for

# A message of the demonstration mailbox that comes with the first ones.
SENDER = "陈思远"
GEESE = "周末去湿地看雁？"
TEXT = "Text of the message"
NARROW = 372                    # 360 and the window's borders


class WindowTest(unittest.TestCase):
    PLACE = (90, 40, 1100, 700)
    TITLE = "Anser"

    def setUp(self):
        self.desktop = session.Desktop()
        self.desktop.__enter__()
        self.addCleanup(self.desktop.__exit__)

    def tearDown(self):
        self.desktop.picture("last-" + self._testMethodName)

    def start(self, *files, **rest):
        """Anser on the demonstration mailbox, once the messages are there; it opens files too."""
        self.anser = self.desktop.start_anser("--demo", *files, **rest)
        self.inbox = self.anser.window(self.TITLE)
        self.inbox.place(*self.PLACE)
        wait_for(lambda: self.row(SENDER, GEESE), "the demonstration messages")
        return self.inbox

    def row(self, *words):
        """The row of the list whose name holds all these words; None while there is none."""
        return next((node for node in self.inbox.all(program.ROWS)
                     if all(word in self.inbox.name(node) for word in words)), None)

    def open(self, text, *words):
        """Clicks on the row until its message is shown: a list may move under the pointer."""
        def is_shown():
            return text in self.inbox.text(TEXT)

        def try_it():
            node = self.row(*words)
            if node is not None and not is_shown():
                self.inbox.click(node)
            with contextlib.suppress(AssertionError):
                return wait_for(is_shown, "the text", limit=3)
        wait_for(try_it, "the message “%s”" % text)
