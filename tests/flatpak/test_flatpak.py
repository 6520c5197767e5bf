#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser as people get it: built as a Flatpak, installed from the one file, and used in its sandbox.

Without a machine that can, it is skipped, and says what is missing.
"""
import contextlib
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import sandbox
import session
import tap

if __name__ == "__main__" and sandbox.why_not() is None:
    sandbox.enter()

import browser
import inside
import program
import resident
import surroundings
from anserctl import DemoServer
from session import wait_for

# "dri" is for GTK, which lets the graphics card draw; "ipc" is what X11 wants for that.
PERMISSIONS = {"shared": {"network", "ipc"}, "sockets": {"x11", "wayland", "fallback-x11"}, "devices": {"dri"}}
LETTER = "Re: 周末去湿地看雁？"
CHOSEN = "nine geese.txt"              # xdotool loses Chinese in GTK 3
DROPPED = "观鸟清单 dropped.txt"
CONTENT = "鸿雁、豆雁、白额雁\n" * 200
SWITCHES = ("check box", "toggle button", "switch")
LINK = "https://geese.example/nine"


class Flatpak(unittest.TestCase):
    """One desktop for all: the portals are those of the first display that they see."""

    @classmethod
    def setUpClass(cls):
        cls.flatpak = sandbox.Flatpak()
        cls.flatpak.build()
        cls.flatpak.install()
        cls.addClassCleanup(cls.flatpak.remove)
        cls.desktop = cls.enterClassContext(inside.Desktop())
        cls.background = inside.BackgroundPortal()

    def tearDown(self):
        self.desktop.picture("last-flatpak-" + self._testMethodName)

    def test_permissions(self):
        """The network, the display, and nothing else: no file, no name on the bus."""
        text = self.flatpak.ask("info", "--show-permissions", sandbox.APP)
        given = dict(line.split("=") for line in text.split("\n") if "=" in line)
        self.assertEqual({name: set(value.strip(";").split(";")) for name, value in given.items()},
                         PERMISSIONS)

    def test_exports(self):
        """What the desktop sees of it: its entry, its icons, what starts it and what searches it."""
        exported = os.path.join(os.environ["FLATPAK_USER_DIR"], "exports", "share")
        for path in ("applications/%s.desktop", "dbus-1/services/%s.service",
                     "gnome-shell/search-providers/%s.search-provider.ini",
                     "icons/hicolor/scalable/apps/%s.svg", "icons/hicolor/symbolic/apps/%s-symbolic.svg"):
            self.assertTrue(os.path.exists(os.path.join(exported, path % sandbox.APP)), path)

    def test_command_line(self):
        """anserctl is in it, too, and finds no file of the host's."""
        secret = os.path.join(os.environ["HOME"], "letter.eml")
        with open(secret, "w") as file:
            file.write("Subject: Geese\n\nNine.\n")
        run = ("run", "--command=anserctl", sandbox.APP)
        self.assertIn("anserctl", self.flatpak.ask(*run, "--version"))
        with self.assertRaises(AssertionError):
            self.flatpak.ask(*run, "eml", "text", secret)

    def start(self):
        self.anser = self.desktop.start_anser()
        self.inbox = self.anser.window("Anser")
        self.inbox.place(90, 40, 1100, 700)

    def row(self, *words):
        return next((node for node in self.inbox.all(inside.ROWS)
                     if all(word in self.inbox.name(node) for word in words)), None)

    def give_password(self):
        """Enters it where Anser asks for it; from then on it is in the sandbox's own secrets."""
        dialog = wait_for(lambda: inside.x_windows("^Password Needed$"), "the question for the password")[0]
        self.desktop.picture("flatpak-password")
        session.xdotool("windowactivate", "--sync", dialog)
        session.xdotool("type", "--delay", "40", DemoServer.PASSWORD)
        session.xdotool("key", "Return")

    def write(self):
        self.inbox.press("Write")
        compose = self.anser.window("New Message")
        for field, words in (("To", DemoServer.USER), ("Subject", "Nine geese"),
                             ("Message", "Seen at %s today" % LINK)):
            compose.click(compose.wait(program.TEXTS, field))
            compose.type(words)
            wait_for(lambda: words in compose.text(field), "“%s”" % words)
        return self.anser.window("Nine geese")

    def make_file(self, name):
        path = os.path.join(os.environ["HOME"], name)
        with open(path, "w") as file:
            file.write(CONTENT)
        return path

    def choose_file(self, compose):
        """By the portal's dialog, which is another program's."""
        path = self.make_file(CHOSEN)

        compose.press("Attach files")
        chooser = wait_for(lambda: inside.x_windows("^Attach Files$"), "the portal's dialog")[0]
        self.desktop.picture("flatpak-chooser")

        def try_it():
            """A busy machine loses keys: they are typed until the dialog has gone."""
            session.xdotool("windowactivate", "--sync", chooser)
            session.xdotool("key", "--clearmodifiers", "ctrl+l", "ctrl+a")
            session.xdotool("type", "--delay", "40", path)
            session.xdotool("key", "Return")
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: not inside.x_windows("^Attach Files$"), "its end", limit=5)
        wait_for(try_it, "the file to be chosen")
        compose.wait(program.BUTTONS + ("label",), CHOSEN)

    def drop_file(self, compose):
        path = self.make_file(DROPPED)
        compose.place(420, 60, 720, 640)
        taken = self.desktop.drag([path], compose.id, (360, 400),
                                  lambda: compose.find("label", "Drop to attach", on_screen=False))
        self.assertTrue(taken, "the drop was not taken")
        compose.wait(program.BUTTONS + ("label",), DROPPED)

    def press_notification(self):
        """It comes through the portal, and what is pressed goes back the same way."""
        self.notifications.press(self.notifications.wait("Lin Yan"), "Mark as Read")
        wait_for(lambda: not self.row("Unread", "Nine geese"), "the message to be read")

    def follow_link(self):
        """In the browser, which is outside."""
        def open_letter():
            if "Seen at" not in self.inbox.text("Text of the message"):
                self.inbox.click(self.row("Nine geese"))
            return "Seen at" in self.inbox.text("Text of the message")
        wait_for(open_letter, "the text")

        def follow():
            self.inbox.keys("F6", "Return", "Tab", "Return")
            return self.browser.links()
        wait_for(follow, "the link in the browser")
        self.assertEqual(self.browser.links()[0], LINK)

    def quit(self):
        """By the desktop, as its menu does it."""
        surroundings.call(surroundings.session_bus(), sandbox.APP, "/io/github/ansermail/Anser",
                          "org.freedesktop.Application", "ActivateAction", "(sava{sv})", "quit", [], {})
        wait_for(lambda: self.anser.child.poll() is not None, "Anser to end")

    def stay(self):
        """Without a window it goes on, for the desktop allows it, and tells of what comes."""
        command = ["flatpak", "run", "--command=anser", sandbox.APP, "--background"]
        self.inbox.keys("ctrl+comma")
        settings = self.anser.window("Settings")
        for name in ("Go on without a window", "Start when you log in"):
            settings.wait(SWITCHES, name, on_screen=False).queryAction().doAction(0)
        wait_for(lambda: self.background.autostart == (sandbox.APP, True, command), "the portal to be asked")
        self.desktop.picture("flatpak-settings", settings.id)
        settings.keys("Escape")
        self.inbox.keys("ctrl+w")
        wait_for(lambda: not inside.x_windows("^Anser"), "the window to close")

        resident.deliver(self.server, "Ten geese")
        self.flatpak.ask("run", sandbox.APP, "--check")
        self.notifications.press(self.notifications.wait(resident.HERON[0]), "Reply")
        self.anser.window("Re: Ten geese")
        self.quit()

    def restart(self):
        """Nobody is asked for the password again."""
        self.quit()
        self.start()
        self.inbox.wait_label("Checked just now")
        self.assertEqual(inside.x_windows("^Password Needed$"), [])

    def test_letter(self):
        """Password, letters, files by both ways, sending, the letter's return, its notification, a link;
        the password is still known after a restart; and there is no window at last, but Anser is there."""
        self.browser = browser.Browser()
        self.notifications = surroundings.Notifications()
        self.addCleanup(self.notifications.end)
        self.server = self.enterContext(DemoServer())
        inside.add_account(self.server)
        self.start()
        self.give_password()
        wait_for(lambda: self.row("陈思远", LETTER), "the letters")
        compose = self.write()
        self.choose_file(compose)
        self.drop_file(compose)
        self.desktop.picture("flatpak-compose", compose.id)
        compose.press("Send")
        # Asked on the display: GTK 4.18 may end if the accessibility bus asks for a window that closes.
        wait_for(lambda: not inside.x_windows("^Nine geese$"), "the compose window to close")
        self.inbox.press("Check mail")
        wait_for(lambda: self.row("Unread", "Nine geese"), "the message to come back")
        self.assertEqual(inside.attachments("Nine geese"), {CHOSEN: CONTENT, DROPPED: CONTENT})
        self.press_notification()
        self.follow_link()
        self.desktop.picture("flatpak-inbox", self.inbox.id)
        self.restart()
        self.stay()


if __name__ == "__main__":
    reason = sandbox.why_not() or sandbox.why_not_provided()
    if reason:
        tap.skip_all(reason)
    tap.main()
