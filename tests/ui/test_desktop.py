#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser as a part of a desktop: in the background, with notifications, opened by other programs, found
by the desktop's search; and where the desktop lacks something.
"""
import os
import smtplib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

from gi.repository import GLib

import surroundings
from anserctl import ANSERCTL, DemoServer
from session import BUILD, wait_for

NAME = "io.github.ansermail.Anser"
PATH = "/io/github/ansermail/Anser"
LETTER = """From: {sender} <{address}>
To: demo@anser.example
Subject: {subject}
Message-ID: <{subject}@wetland.example>
Date: Thu, 26 Nov 2026 10:00:00 +0800

{text}
"""
HERON, CRANE = ("陈思远", "siyuan@wetland.example"), ("Ada Crane", "ada@wetland.example")


# It has its name before a program asks for it, and the bus starts the machine's own.
PORTAL = surroundings.BackgroundPortal()


class Person:
    """Settings, folders and passwords of one test, with an account on a server that is empty at
    first."""

    def __init__(self, name):
        self.folder = os.path.join(os.environ["HOME"], name)
        self.data = os.path.join(self.folder, "data")
        self.config = os.path.join(self.folder, "config")
        self.letters = os.path.join(self.folder, "letters")
        os.makedirs(self.letters)
        os.makedirs(self.config)
        self.server = DemoServer("--letters", self.letters)
        self.server.__enter__()
        self.env = {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": self.config,
                    "XDG_DATA_HOME": self.data, "SECRET_BACKEND": "file",
                    "SECRET_FILE_TEST_PATH": os.path.join(self.folder, "secrets"),
                    "SECRET_FILE_TEST_PASSWORD": "x"}

    def add_account(self, **env):
        words = [ANSERCTL, "accounts", "add", "--pop3", self.server.pop3()[1], "--smtp",
                 self.server.smtp()[1], "--tls", "none", "--no-test", "--interval", "60",
                 "--name", "Lin Yan", DemoServer.USER]
        env = {**os.environ, **self.env, "ANSER_PASSWORD": DemoServer.PASSWORD, **env}
        subprocess.run(words, env=env, check=True, stdout=subprocess.DEVNULL)

    def set(self, **settings):
        for key, value in settings.items():
            subprocess.run(["gsettings", "set", NAME, key.replace("_", "-"), value],
                           env={**os.environ, **self.env}, check=True)

    def get(self, key):
        done = subprocess.run(["gsettings", "get", NAME, key], env={**os.environ, **self.env},
                              check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def deliver(self, subject, who=HERON, text="Text"):
        """Puts a letter into the mailbox on the server."""
        letter = LETTER.format(sender=who[0], address=who[1], subject=subject, text=text)
        with smtplib.SMTP("127.0.0.1", int(self.server.ports["smtp"])) as smtp:
            smtp.login(DemoServer.USER, DemoServer.PASSWORD)
            smtp.sendmail(who[1], DemoServer.USER, letter.replace("\n", "\r\n").encode())

    def files(self, folder):
        """The files of a folder of the account: "Inbox/cur"."""
        return [os.path.join(top, name)
                for top, _, names in os.walk(os.path.join(self.data, "anser", "mail"))
                if top.endswith(folder) for name in names]

    def end(self):
        self.server.__exit__()


def row(window, text):
    """The row of the list whose name holds the text."""
    return next((node for node in window.all("panel") if text in window.name(node)), None)


class DesktopTest(unittest.TestCase):
    def setUp(self):
        self.desktop = session.Desktop()
        self.desktop.__enter__()
        self.addCleanup(self.desktop.__exit__)
        self.person = Person(self._testMethodName)
        self.addCleanup(self.person.end)

    def tearDown(self):
        self.desktop.picture("last-desktop-" + self._testMethodName)

    def start(self, *arguments, **env):
        self.anser = self.desktop.start_anser(*arguments, **{**self.person.env, **env})
        return self.anser

    def inbox(self):
        return self.anser.window("Anser")

    def has_window(self):
        """Without a window Anser is not on the accessibility bus."""
        return bool(session.xdotool("search", "--onlyvisible", "--pid", self.anser.child.pid))

    def run_anser(self, *arguments):
        """A second anser, which hands over to the first."""
        env = {**os.environ, **self.person.env}
        child = subprocess.Popen([os.path.join(BUILD, "ui", "anser"), *arguments], env=env)
        wait_for(lambda: child.poll() is not None, "the second anser to end")
        self.assertEqual(child.returncode, 0)

    def call(self, interface, method, types, *values, path=PATH):
        return surroundings.call(surroundings.session_bus(), NAME, path, interface, method, types,
                                 *values)

    def activate(self, action, parameter=None):
        self.call("org.freedesktop.Application", "ActivateAction", "(sava{sv})", action,
                  [parameter] if parameter else [], {})

    def wait_running(self):
        bus = surroundings.session_bus()
        wait_for(lambda: surroundings.call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                           "org.freedesktop.DBus", "NameHasOwner", "(s)", NAME)[0],
                 "Anser on the bus")

    def notifications(self):
        notifications = surroundings.Notifications()
        self.addCleanup(notifications.end)
        return notifications

    def machine(self):
        machine = surroundings.Machine()
        self.addCleanup(machine.end)
        return machine

    def wait_end(self):
        wait_for(lambda: self.anser.child.poll() is not None, "Anser to end")
        self.assertEqual(self.anser.child.returncode, 0)

    def wait_letter(self, window, text):
        wait_for(lambda: text in window.text("Text of the message"), "the text “%s”" % text)

    def no_complaints(self):
        self.assertEqual(self.desktop.complaints(), [])


class Notified(DesktopTest):
    def begin(self, **settings):
        self.shown = self.notifications()
        self.person.add_account()
        self.person.set(check_at_start="false", run_in_background="true", **settings)

    def test_one(self):
        """Told of with the window closed; a click opens the letter."""
        self.begin()
        self.start()
        self.inbox().keys("ctrl+w")
        wait_for(lambda: not self.has_window(), "the window to close")
        self.person.deliver("Geese & <b>cranes</b>", text="They are back")
        self.run_anser("--check")
        key = self.shown.wait("陈思远")
        self.assertEqual(self.shown.shown[key]["body"], "Geese & <b>cranes</b>")
        self.assertLessEqual({"Mark as Read", "Delete", "Reply"},
                             set(self.shown.shown[key]["actions"]))
        self.assertFalse(self.has_window())
        self.shown.press(key)
        self.wait_letter(self.inbox(), "They are back")
        self.no_complaints()

    def test_taken_back(self):
        """When its letter is read: here, or by another program."""
        self.begin()
        self.start()
        inbox = self.inbox()
        inbox.place(90, 40, 1100, 700)
        self.person.deliver("Read here", text="They are back")
        self.run_anser("--check")
        self.shown.wait("陈思远")
        inbox.click(wait_for(lambda: row(inbox, "Read here"), "the letter in the list"))
        self.wait_letter(inbox, "They are back")
        wait_for(lambda: not self.shown.shown, "the notification to be taken back")

        self.person.deliver("Read elsewhere", CRANE)
        self.run_anser("--check")
        self.shown.wait("Ada Crane")
        [new] = [path for path in self.person.files("Inbox/cur") if path.endswith(":2,")]
        os.rename(new, new + "S")
        wait_for(lambda: not self.shown.shown, "the notification to be taken back")
        self.no_complaints()

    def test_actions(self):
        """Each button, without a window."""
        self.begin()
        self.start("--background")
        self.wait_running()
        self.person.deliver("To be read")
        self.run_anser("--check")
        self.shown.press(self.shown.wait("陈思远"), "Mark as Read")
        wait_for(lambda: self.person.files("Inbox/cur")[0].endswith("S"), "a read letter")

        self.person.deliver("To be deleted", CRANE)
        self.run_anser("--check")
        self.shown.press(self.shown.wait("Ada Crane"), "Delete")
        wait_for(lambda: self.person.files("Trash/cur"), "a deleted letter")
        self.assertFalse(self.has_window())

        self.person.deliver("To be answered")
        self.run_anser("--check")
        self.shown.press(self.shown.wait("陈思远"), "Reply")
        compose = self.anser.window("Re: To be answered")
        wait_for(lambda: "siyuan@wetland.example" in compose.text("To"), "the recipient")
        self.no_complaints()

    def test_several(self):
        """Together, with the senders; or only how many, if that is wanted."""
        self.begin()
        self.start("--background")
        self.wait_running()
        for number, who in enumerate((HERON, CRANE, HERON)):
            self.person.deliver("Number %d" % number, who)
        self.run_anser("--check")
        key = self.shown.wait("3 new messages")
        self.assertEqual(self.shown.shown[key]["body"], "陈思远, Ada Crane")
        self.shown.press(key, "Mark as Read")

        self.person.set(notify_details="false")
        self.person.deliver("A secret")
        self.run_anser("--check")
        key = self.shown.wait("1 new message")
        self.assertEqual(self.shown.shown[key]["body"], "")
        self.person.set(notify="false")
        count = self.shown.count
        self.person.deliver("Silent")
        self.run_anser("--check")
        wait_for(lambda: len(self.person.files("Inbox/cur")) == 5, "the last letter")
        self.assertEqual(self.shown.count, count)

        # What Anser tells of does not outlive it.
        self.activate("quit")
        self.wait_end()
        self.assertFalse(self.shown.shown)
        self.no_complaints()


class Background(DesktopTest):
    def test_quit(self):
        """The last window does not end Anser where it is to stay; Quit does."""
        self.person.set(run_in_background="true")
        self.start()
        self.inbox().keys("ctrl+w")
        wait_for(lambda: not self.has_window(), "the window to close")
        self.activate("check")
        self.assertIsNone(self.anser.child.poll())
        self.run_anser()
        self.inbox().keys("ctrl+q")
        self.wait_end()

        self.person.set(run_in_background="false")
        self.start()
        self.inbox().keys("ctrl+w")
        self.wait_end()
        self.no_complaints()

    def test_circumstances(self):
        """Checks when the network returns and after sleep, not while the battery is to be saved."""
        machine = self.machine()
        shown = self.notifications()
        self.person.add_account()
        self.person.set(check_at_start="false")
        self.start("--background", **machine.env)
        self.wait_running()
        self.person.deliver("After the network")
        machine.set_online(False)
        machine.set_online(True)
        shown.wait("陈思远")

        machine.set_saver(True)
        self.run_anser()
        self.inbox().wait_label("saves battery")
        self.desktop.picture("desktop-paused", self.inbox().id)
        self.person.set(pause_on_battery_saver="false")
        wait_for(lambda: not self.inbox().has_label("saves battery"), "the pause to end")
        machine.set_metered(True)
        self.person.set(pause_on_metered="true")
        self.inbox().wait_label("counts what you use")
        self.person.set(pause_on_metered="false")
        self.no_complaints()

    def test_sleep(self):
        machine = self.machine()
        shown = self.notifications()
        self.person.add_account()
        self.person.set(check_at_start="false")
        self.start("--background", **machine.env)
        self.wait_running()
        self.person.deliver("After a sleep")
        machine.sleep_and_wake()
        shown.wait("陈思远")
        self.no_complaints()

    def test_autostart(self):
        """Outside a sandbox a desktop file, which goes when it is not wanted."""
        path = os.path.join(self.person.config, "autostart", NAME + ".desktop")
        self.start()
        self.inbox()
        self.person.set(start_at_login="true")
        wait_for(lambda: os.path.exists(path), "the desktop file")
        subprocess.run(["desktop-file-validate", path], check=True)
        with open(path, encoding="utf-8") as file:
            self.assertIn('Exec="%s" --background\n' % os.path.realpath(
                os.path.join(BUILD, "ui", "anser")), file.read())
        self.person.set(start_at_login="false")
        wait_for(lambda: not os.path.exists(path), "the desktop file to go")
        self.no_complaints()

    def test_portal(self):
        """Inside one the portal is asked, and may refuse."""
        portal = PORTAL
        portal.allows = True
        self.start(GTK_USE_PORTAL="1")
        self.inbox()
        self.person.set(start_at_login="true")
        wait_for(lambda: portal.asked, "the portal to be asked")
        self.assertTrue(portal.asked[0]["autostart"])
        self.assertEqual(portal.asked[0]["commandline"], ["anser", "--background"])
        portal.allows = False
        self.person.set(run_in_background="true")
        wait_for(lambda: self.person.get("run-in-background") == "false", "the setting to be undone")
        self.assertEqual(self.person.get("start-at-login"), "false")
        self.inbox().wait_label("Your desktop does not allow Anser")
        self.desktop.picture("desktop-refused", self.inbox().id)


if __name__ == "__main__":
    reason = session.why_not()
    if reason and os.environ.get("ANSER_TEST_REQUIRE_SERVERS") == "1":
        tap.fail_all(reason)
    if reason:
        tap.skip_all(reason)
    tap.main()
