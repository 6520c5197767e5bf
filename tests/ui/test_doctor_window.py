#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the page of an account to what is the matter with its servers, with pictures."""
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


class DoctorWindow(WindowTest):
    def open(self, **rest):
        """The doctor's window, once it has looked at both servers."""
        self.start(**rest).keys("ctrl+alt+a")
        accounts = self.anser.window("Accounts")
        accounts.click(accounts.wait(("list item", "label", "static"), "demo@"))
        accounts.press("Check the Connection")
        doctor = self.anser.window("Connection")
        wait_for(lambda: len([text for text in doctor.labels() if text == "What Anser does here"]) == 2,
                 "both reports")
        return doctor

    def unfold(self, doctor, title):
        doctor.click(next(node for node in doctor.all(("label", "static"))
                          if doctor.name(node) == title))

    def test_looks(self):
        for dark in (False, True):
            look = "dark" if dark else "light"
            with self.subTest(look=look):
                doctor = self.open(dark=dark)
                self.assertTrue(doctor.has_label("Receiving"))
                self.assertTrue(doctor.has_label("Sending"))
                self.unfold(doctor, "Login")
                doctor.wait_label("accepted, by")
                self.unfold(doctor, "Network")
                doctor.wait_label("Greeting")
                self.desktop.picture("doctor-" + look, doctor.id)
                doctor.press("Copy the report")
                doctor.place(420, 60, NARROW, 640)
                self.desktop.picture("doctor-narrow-" + look, doctor.id)
                # Ended in the middle of a look, it does no harm.
                doctor.press("Check again")
                self.assertIsNone(self.anser.child.poll())
                self.anser.end()


    def test_escape(self):
        """From wherever the focus is: nowhere yet, in a report, in a text that was clicked."""
        doctor = self.open()
        accounts = self.anser.window("Accounts")
        for where in ("nowhere", "row", "text"):
            with self.subTest(where=where):
                if where != "nowhere":
                    accounts.press("Check the Connection")
                    doctor = self.anser.window("Connection")
                    wait_for(lambda: doctor.has_label("Network"), "the report")
                if where != "nowhere":
                    self.unfold(doctor, "Network")
                    doctor.wait_label("Greeting")
                if where == "text":
                    doctor.click(next(node for node in doctor.all(("label", "static"))
                                      if doctor.name(node) == "Greeting"))
                doctor.keys("Escape")
                wait_for(lambda: not self.anser.has_window("Connection"), "the window to close")
        accounts.focus()
        self.assertIsNone(self.anser.child.poll())


if __name__ == "__main__":
    tap.main_unless(session.why_not())
