#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of the first letter, as a person goes it: read, answer, drop a file, send, check, find it.

Pictures of each window, light and dark, are kept as test output.
"""
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
from case import NARROW, WindowTest
from session import wait_for

LETTER = "Re: 周末去湿地看雁？"
FILE_NAME = "观鸟清单 draft.txt"
ANSWER = "Count me in"
CHINESE = "周六见"
REFUSED = "nobody@wetland.example"


class FirstLetter(WindowTest):
    def open_letter(self):
        self.open("刚从西岸回来", "陈思远", LETTER, "has attachments")
        self.inbox.wait(("push button", "button"), "归雁.png")

    def reply(self):
        self.inbox.press("Reply")
        compose = self.anser.window(LETTER)
        wait_for(lambda: "> 手机拍的" in compose.text("Message"), "the quotation")
        self.assertIn("siyuan@wetland.example", compose.text("To"))
        return compose

    def write(self, compose):
        """The caret stands before the quotation."""
        compose.type(ANSWER + ". " + CHINESE)
        wait_for(lambda: compose.text("Message").startswith(ANSWER + ". " + CHINESE), "the answer")

    def drop(self, compose):
        path = os.path.join(os.environ["HOME"], FILE_NAME)
        with open(path, "w") as file:
            file.write("鸿雁、豆雁、白额雁\n" * 200)
        compose.place(420, 60, 720, 640)
        taken = self.desktop.drag([path], compose.id, (360, 400),
                                  lambda: compose.find("label", "Drop to attach", on_screen=False))
        self.assertTrue(taken, "the drop was not taken")
        compose.wait(("push button", "button", "label"), FILE_NAME)
        self.assertNotIn(FILE_NAME, compose.text("Message"))

    def send(self, compose):
        compose.press("Send")
        wait_for(lambda: not self.anser.has_window(LETTER), "the compose window to close")

    def test_there_and_back(self):
        self.start()
        self.open_letter()
        self.desktop.picture("inbox", self.inbox.id)
        compose = self.reply()
        self.write(compose)
        self.drop(compose)
        self.desktop.picture("compose", compose.id)
        self.send(compose)
        self.inbox.press("Check mail")
        wait_for(lambda: self.row("Unread", ANSWER_SENDER, LETTER, "has attachments"),
                 "the answer in the inbox")
        self.open(ANSWER, ANSWER_SENDER, LETTER, "has attachments")
        self.assertIn(CHINESE, self.inbox.text("Text of the message"))
        self.inbox.wait(("push button", "button"), FILE_NAME)
        self.desktop.picture("inbox-answer", self.inbox.id)

    def test_looks(self):
        """Each window, light and dark."""
        for dark in (False, True):
            look = "dark" if dark else "light"
            with self.subTest(look=look):
                self.start(dark=dark)
                self.open_letter()
                self.desktop.picture("inbox-" + look, self.inbox.id)
                compose = self.reply()
                compose.place(420, 60, 640, 560)
                self.desktop.picture("compose-" + look, compose.id)
                self.inbox.keys("ctrl+alt+a")
                accounts = self.anser.window("Accounts")
                self.desktop.picture("accounts-" + look, accounts.id)
                self.stop()

    def test_as_narrow_as_a_phone(self):
        """Each window at once, whatever it shows."""
        self.start()
        self.open_letter()
        compose = self.reply()
        compose.place(420, 60, NARROW, 560)
        self.desktop.picture("compose-narrow", compose.id)
        self.narrow(self.inbox)
        self.desktop.picture("inbox-narrow", self.inbox.id)
        self.inbox.place(40, 40, 1100, 640)
        self.inbox.click(self.row("陈思远", LETTER, "has attachments"))
        self.inbox.keys("F6")
        self.narrow(self.inbox)
        self.desktop.picture("reader-narrow", self.inbox.id)
        self.inbox.keys("ctrl+alt+a")
        accounts = self.anser.window("Accounts")
        accounts.place(420, 60, NARROW, 560)
        self.desktop.picture("accounts-narrow", accounts.id)
        self.assertEqual(self.desktop.complaints(), [])

    def test_single_keys(self):
        """They act on the letter, and are letters while one types."""
        def starred():
            return self.row("陈思远", LETTER, "starred")

        self.start()
        self.open_letter()
        before = bool(starred())
        self.inbox.keys("s")
        wait_for(lambda: bool(starred()) != before, "the star")
        self.inbox.keys("ctrl+f")
        self.inbox.type("s/nup")
        wait_for(lambda: "s/nup" in self.inbox.text("Search"), "the words")
        self.inbox.keys("Escape")
        wait_for(lambda: bool(starred()) != before, "the star, as it was")

    def server(self, options):
        """The path of a demonstration server that takes these options too."""
        path = os.path.join(os.environ["HOME"], "demo-server")
        with open(path, "w") as file:
            file.write('#!/bin/sh\nexec "%s" %s "$@"\n' % (os.environ["ANSER_DEMO_SERVER"], options))
        os.chmod(path, 0o755)
        return path

    def test_wrong_password(self):
        """Enter gives the password; Anser asks again while it is wrong."""
        self.anser = self.desktop.start_anser(
            "--demo", ANSER_DEMO_SERVER=self.server("--wrong-password"))
        seen = set()

        def dialog():
            self.assertIsNone(self.anser.child.poll())
            found = session.xdotool("search", "--onlyvisible", "--name", "^Password Needed$")
            return [window for window in found.split() if window not in seen]

        for word in ("goose", "gander", ""):
            window = wait_for(dialog, "the question for the password")[0]
            session.xdotool("windowactivate", "--sync", window)
            self.desktop.picture("wrong-password")
            session.xdotool("type", "--delay", "40", word)
            session.xdotool("key", "Return")
            seen.add(window)

    def refused(self):
        """A letter for two, of whom the server refuses one: open in the outbox."""
        self.start(ANSER_DEMO_SERVER=self.server("--refuse-recipient " + REFUSED))
        self.inbox.press("Write")
        compose = self.anser.window("New Message")
        for field, text in (("To", "demo@anser.example, %s" % REFUSED), ("Subject", "Geese"),
                            ("Message", "Nine of them")):
            compose.click(compose.wait(("text", "entry", "text box", "paragraph"), field))
            compose.type(text)
        wait_for(lambda: "Nine" in compose.text("Message"), "the text")
        compose.press("Send")
        self.inbox.click(self.inbox.wait(program.ROWS + ("label", "static"), "Outbox"))
        self.open("Nine of them", "Geese")
        self.inbox.wait(("push button", "button"), "Send to the Others")
        self.desktop.picture("outbox", self.inbox.id)

    def test_refused(self):
        self.refused()
        self.inbox.press("Send Again")
        self.inbox.wait(("push button", "button"), "Send to the Others")
        self.inbox.press("Send to the Others")
        self.inbox.wait_label("Everything you wrote is on its way")
        self.desktop.picture("outbox-empty", self.inbox.id)

    def test_refused_and_edited(self):
        self.refused()
        self.inbox.press("Edit")
        compose = self.anser.window("Geese")
        self.assertIn("Nine of them", compose.text("Message"))
        self.desktop.picture("outbox-edit", compose.id)

    def narrow(self, window):
        """Asks for the width once: panes that fold on the way do not hold it up."""
        session.xdotool("windowsize", window.id, NARROW, 640)
        wait_for(lambda: session.geometry(window.id)[2] == NARROW, "a window as narrow as a phone")

    def stop(self):
        """Ctrl+Q may ask about the draft; the process is ended, and the server with it."""
        self.anser.end()


# Whom the demonstration account says its letters are from.
ANSWER_SENDER = "Lin Yan"

if __name__ == "__main__":
    tap.main_unless(session.why_not())
