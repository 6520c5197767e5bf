#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser as a part of a desktop: in the background, with notifications, opened by other programs, found
by the desktop's search; and where the desktop lacks something.
"""
import os
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if session.why_not() is None:
    session.enter()

import program
import surroundings
from anserctl import ANSERCTL, DemoServer
from resident import CRANE, HERON, LETTER, NAME, PATH, Person
from session import BUILD, wait_for

SOURCE = os.environ.get("ANSER_TEST_SOURCE", os.path.join(HERE, "..", ".."))
NARROW = 372                    # 360 and the window's borders

# It has its name before a program asks for it, and the bus starts the machine's own.
PORTAL = surroundings.Portal()
IN_SANDBOX = {"GTK_USE_PORTAL": "1"}


def row(window, text):
    """The row of the list whose name holds the text."""
    return next((node for node in window.all(program.ROWS) if text in window.name(node)), None)


class DesktopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = session.Desktop()
        cls.desktop.__enter__()
        cls.addClassCleanup(cls.desktop.__exit__)

    def setUp(self):
        self.person = Person(self._testMethodName)
        self.addCleanup(self.person.end)

    def tearDown(self):
        self.desktop.picture("last-desktop-" + self._testMethodName)

    def start(self, *arguments, **env):
        self.anser = self.desktop.start_anser(*arguments, **{**self.person.env, **env})
        self.addCleanup(self.anser.end)

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

    def test_password(self):
        """Without a window nobody could be asked; a click brings the question."""
        self.begin()
        os.remove(self.person.env["SECRET_FILE_TEST_PATH"])
        self.start("--background")
        self.wait_running()
        self.run_anser("--check")
        key = self.shown.wait("Password Needed")
        self.assertIn(DemoServer.USER, self.shown.shown[key]["body"])
        self.shown.press(key)
        self.inbox().press("Enter Password")
        self.anser.window("Password Needed")
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

    def test_accounts(self):
        """One for each of them, which it names, though all are checked at once."""
        self.begin()
        other = Person("other")
        self.addCleanup(other.end)
        self.person.add_account(other.server, "lin@anser.example")
        self.start("--background")
        self.wait_running()
        self.person.deliver("For one")
        other.deliver("For the other", CRANE)
        self.run_anser("--check")
        self.assertEqual(self.shown.shown[self.shown.wait("陈思远")]["body"],
                         "For one\ndemo@anser.example")
        self.assertEqual(self.shown.shown[self.shown.wait("Ada Crane")]["body"],
                         "For the other\nlin@anser.example")
        self.assertEqual(self.shown.count, 2)
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

    def wait_checked(self, subject):
        """Long before the interval of the account is over."""
        def look():
            for path in self.person.files("Inbox/cur"):
                with open(path, encoding="utf-8") as file:
                    if "Subject: %s\n" % subject in file.read():
                        return True
            return False
        wait_for(look, "the letter “%s”" % subject)

    def begin(self, *arguments, **env):
        """With an account that was checked a while ago."""
        self.person.add_account()
        self.person.set(check_at_start="false")
        self.person.set_account("last-check", "%d" % (time.time() - 300))
        self.start(*arguments, **env)
        self.wait_running()

    def test_network(self):
        """Checks when the network returns, not while it counts what is used, if so wished."""
        self.begin("--background", **IN_SANDBOX)
        self.person.deliver("After the network")
        PORTAL.set_network(False, False)
        PORTAL.set_network(True, False)
        self.wait_checked("After the network")
        self.run_anser()
        PORTAL.set_network(True, True)
        self.person.set(pause_on_metered="true")
        self.inbox().wait_label("counts what you use")
        PORTAL.set_network(True, False)
        wait_for(lambda: not self.inbox().has_label("counts what you use"), "the pause to end")
        self.no_complaints()

    def test_battery(self):
        self.addCleanup(PORTAL.set_saver, False)
        self.begin(**IN_SANDBOX)
        PORTAL.set_saver(True)
        self.inbox().wait_label("saves battery")
        self.desktop.picture("desktop-paused", self.inbox().id)
        self.person.set(pause_on_battery_saver="false")
        wait_for(lambda: not self.inbox().has_label("saves battery"), "the pause to end")
        self.no_complaints()

    def test_sleep(self):
        machine = self.machine()
        self.begin("--background", **machine.env)
        self.person.deliver("After a sleep")
        wait_for(machine.is_heard, "Anser to listen")
        machine.sleep_and_wake()
        self.wait_checked("After a sleep")
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
        self.start(**IN_SANDBOX)
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


class Handed(DesktopTest):
    """What other programs hand to Anser."""

    def write(self, name, text):
        path = os.path.join(self.person.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_compose(self):
        """mailto:, and files to be sent; the inbox does not come up for it."""
        self.person.add_account()
        files = [self.write("观鸟清单.txt", "geese\n"), self.write("map.txt", "west\n")]
        self.start("mailto:ada@wetland.example?subject=Hello%20geese")
        compose = self.anser.window("Hello geese")
        wait_for(lambda: "ada@wetland.example" in compose.text("To"), "the recipient")
        self.run_anser("--compose", "--attach", *files)
        compose = self.anser.window("New Message")
        for name in ("观鸟清单.txt", "map.txt"):
            compose.wait(("push button", "button", "label"), name)
        self.call("org.freedesktop.Application", "Open", "(asa{sv})",
                  ["mailto:siyuan@wetland.example?subject=Second"], {})
        self.anser.window("Second")
        self.activate("compose")
        wait_for(lambda: len(self.windows("New Message")) == 2, "what the desktop's “Write” opens")
        self.assertFalse(self.anser.has_window("Anser"))

        # A file that cannot be sent is named.
        self.run_anser("--compose", os.path.join(self.person.folder, "nothing"))
        wait_for(lambda: any(window.has_label("nothing") for window in self.windows("New Message")),
                 "what is wrong with the file")
        self.no_complaints()

    def windows(self, name):
        return [program.Window(node, self.anser) for node in self.anser.windows()
                if program.name_of(node).startswith(name)]

    def test_sent_after_closing(self):
        """Who writes without the inbox and closes the window has written for good."""
        self.person.add_account()
        self.start("mailto:demo@anser.example?subject=Hello%20geese&body=Nine%20of%20them")
        compose = self.anser.window("Hello geese")
        compose.press("Send")
        self.wait_end()
        self.assertTrue(self.person.files("Sent/cur"))
        self.assertFalse(self.person.files("Outbox/cur"))
        self.no_complaints()

    def test_letter(self):
        """A message file, without an account; a damaged one as far as possible."""
        text = LETTER.format(sender=HERON[0], address=HERON[1], subject="Geese",
                             text="They are back. " * 12)
        self.start(self.write("geese.eml", text))
        window = self.anser.window("Geese")
        self.wait_letter(window, "They are back")
        window.wait_label("siyuan@wetland.example")
        self.desktop.picture("desktop-letter", window.id)
        self.assert_grows(window)
        window.keys("ctrl+u")
        source = self.anser.window("Source")
        wait_for(lambda: "Message-ID: <Geese@wetland.example>" in source.text("Source of the"),
                 "the source")
        source.keys("Escape")
        self.assertFalse(self.anser.has_window("Anser"))

        self.run_anser(os.path.join(SOURCE, "tests", "data", "message", "boundary-unclosed.eml"))
        wait_for(lambda: len(self.anser.windows()) == 2, "the damaged message")
        self.run_anser(os.path.join(self.person.folder, "gone.eml"))
        self.anser.window("gone.eml").wait_label("This Message Cannot Be Shown")

        window.keys("ctrl+i")
        self.anser.window("Import Messages").wait_label("geese.eml")
        self.no_complaints()

    def test_attached_letter(self):
        """It opens in a window of its own, which stays when the one around it goes."""
        self.start(os.path.join(SOURCE, "tests", "data", "demo", "16-forwarded.eml"))
        outer = self.anser.window("Fwd: Winter timetable")
        outer.press("Winter timetable.eml")
        window = self.anser.window("Winter timetable")
        self.wait_letter(window, "In fog and in storm")
        self.desktop.picture("desktop-attached-letter", window.id)
        outer.keys("ctrl+w")
        wait_for(lambda: not self.anser.has_window("Fwd:"), "the outer window to close")
        window.keys("ctrl+u")
        source = self.anser.window("Source")
        wait_for(lambda: "winter@ferries.example" in source.text("Source of the"), "the source")
        self.no_complaints()

    def assert_grows(self, window):
        """In a narrow window the text has more lines, and all of them are to be seen."""
        def height():
            return program.extents(window.find(program.TEXTS, "Text of the message")).height
        wide = height()
        window.place(90, 40, NARROW, 640)
        wait_for(lambda: height() > wide, "the text to be taller than %d" % wide)

    def test_mailbox(self):
        self.person.add_account()
        letter = LETTER.format(sender="A", address="a@x.example", subject="Old", text="x")
        path = self.write("Old mail.mbox", "From a Thu Nov 12 10:00:00 2026\n" + letter)
        self.start(path)
        window = self.anser.window("Import Messages")
        window.wait_label("Old mail.mbox")
        self.no_complaints()


class Found(DesktopTest):
    def search(self, method, types, *values):
        return self.call("org.gnome.Shell.SearchProvider2", method, types, *values,
                         path=PATH + "/SearchProvider")

    def install(self):
        """As it is installed, but for the place: the bus starts Anser when it is asked for."""
        folder = os.path.join(os.environ["XDG_DATA_HOME"], "dbus-1", "services")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(BUILD, "data", NAME + ".service"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        anser = os.path.join(BUILD, "ui", "anser")
        with open(os.path.join(folder, NAME + ".service"), "w", encoding="utf-8") as file:
            for line in lines:
                key, _, value = line.partition("=")
                words = value.split(" ", 1)
                file.write("%s=%s\n" % (key, " ".join([anser] + words[1:]))
                           if key == "Exec" else line + "\n")
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        connection = surroundings.session_bus()
        env = {**self.person.env, "DISPLAY": os.environ["DISPLAY"]}
        surroundings.call(connection, *bus, "UpdateActivationEnvironment", "(a{ss})", env)
        surroundings.call(connection, *bus, "ReloadConfig", None)

    def pid(self):
        return surroundings.call(surroundings.session_bus(), "org.freedesktop.DBus",
                                 "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                 "GetConnectionUnixProcessID", "(s)", NAME)[0]

    def test_search(self):
        """Messages and people, without a window until one is chosen."""
        self.person.add_account()
        self.person.deliver("Geese over the west bank", text="They are back")
        self.person.deliver("About cranes", CRANE, text="No geese there")
        subprocess.run([ANSERCTL, "check"], env={**os.environ, **self.person.env}, check=True,
                       stdout=subprocess.DEVNULL)
        self.install()
        [found] = self.search("GetInitialResultSet", "(as)", ["geese"])
        self.assertEqual(len(found), 2)
        pid = self.pid()
        [found] = self.search("GetSubsearchResultSet", "(asas)", found, ["geese", "bank"])
        self.assertEqual(len(found), 1)
        [[meta]] = self.search("GetResultMetas", "(as)", found)
        self.assertEqual((meta["id"], meta["name"]), (found[0], "Geese over the west bank"))
        self.assertEqual(meta["description"], "陈思远 · They are back")
        [people] = self.search("GetInitialResultSet", "(as)", ["crane"])
        [[person, letter]] = self.search("GetResultMetas", "(as)", people)
        self.assertEqual((person["name"], person["description"]),
                         ("Ada Crane", "Write to ada@wetland.example"))
        self.assertEqual(letter["name"], "About cranes")
        self.assertEqual(self.search("GetInitialResultSet", "(as)", ["xyzzy"]), ([],))
        self.assertEqual(self.search("GetResultMetas", "(as)", ["letter:99", "nonsense"]), ([],))

        self.assertEqual(self.pid(), pid)
        self.assertEqual(session.xdotool("search", "--onlyvisible", "--pid", pid), "")
        self.anser = program.Program(surroundings.Started(pid))
        self.search("ActivateResult", "(sasu)", found[0], ["geese", "bank"], 0)
        self.wait_letter(self.inbox(), "They are back")
        self.search("ActivateResult", "(sasu)", people[0], ["crane"], 0)
        compose = self.anser.window("New Message")
        wait_for(lambda: "ada@wetland.example" in compose.text("To"), "the recipient")
        self.search("LaunchSearch", "(asu)", ["cranes"], 0)
        self.inbox().wait_label("1 message")
        self.desktop.picture("desktop-search", self.inbox().id)
        self.activate("quit")
        wait_for(lambda: not os.path.exists("/proc/%d" % pid), "Anser to end")


class Lacking(DesktopTest):
    """Something is missing: Anser says so once, and does everything else."""

    def log(self):
        with open(self.desktop.log.name, encoding="utf-8") as file:
            file.seek(self.desktop.log_start)
            return file.read()

    def test_no_notifications(self):
        self.person.add_account()
        self.person.set(run_in_background="true")
        self.person.deliver("Geese", text="They are back")
        self.start()
        inbox = self.inbox()
        inbox.wait_label("Your desktop shows no notifications")
        self.desktop.picture("lacking-notifications", inbox.id)
        inbox.place(90, 40, 1100, 700)
        inbox.click(wait_for(lambda: row(inbox, "Geese"), "the letter"))
        self.wait_letter(inbox, "They are back")
        self.no_complaints()

    def test_no_portal(self):
        PORTAL.lose_background()
        self.start(**IN_SANDBOX)
        inbox = self.inbox()
        self.person.set(start_at_login="true")
        inbox.wait_label("Your desktop has no portal for background programs")
        self.assertEqual(self.person.get("start-at-login"), "false")

    def test_no_secret_service(self):
        """The password is asked for once."""
        self.hide_service("org.freedesktop.secrets")
        self.person.deliver("Geese", text="They are back")
        self.person.add_account()
        del self.person.env["SECRET_BACKEND"]
        self.start()
        window = wait_for(lambda: session.xdotool("search", "--onlyvisible", "--name",
                                                  "^Password Needed$"), "the question")
        session.xdotool("windowactivate", "--sync", window.split()[0])
        self.desktop.picture("lacking-secrets")
        session.xdotool("type", "--delay", "40", DemoServer.PASSWORD)
        session.xdotool("key", "Return")
        inbox = self.inbox()
        wait_for(lambda: row(inbox, "Geese"), "the letter")
        self.person.deliver("Cranes")
        inbox.press("Check mail")
        wait_for(lambda: row(inbox, "Cranes"), "the next letter")
        self.assertFalse(self.anser.has_window("Password Needed"))

    def test_no_network(self):
        self.addCleanup(PORTAL.set_network, True, False)
        PORTAL.set_network(False, False)
        self.person.add_account()
        self.person.server.__exit__()
        self.start(**IN_SANDBOX)
        inbox = self.inbox()
        inbox.wait(("push button", "button"), "Try Again")
        self.desktop.picture("lacking-network", inbox.id)
        inbox.keys("ctrl+n")
        self.anser.window("New Message")
        self.no_complaints()
        self.person.server.__enter__()

    @staticmethod
    def hide_service(name):
        """In the place of what the machine may have for it: nothing that answers."""
        folder = os.path.join(os.environ["XDG_DATA_HOME"], "dbus-1", "services")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, name + ".service"), "w", encoding="utf-8") as file:
            file.write("[D-BUS Service]\nName=%s\nExec=/bin/false\n" % name)
        surroundings.call(surroundings.session_bus(), "org.freedesktop.DBus",
                          "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig", None)

    def test_no_session_bus(self):
        self.person.add_account()
        self.person.deliver("Geese")
        self.start(DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere", NO_AT_BRIDGE="1",
                   GTK_A11Y="none")
        wait_for(lambda: self.person.files("Inbox/cur"), "the letter")
        wait_for(self.has_window, "the window")
        self.desktop.picture("lacking-bus")
        self.assertIsNone(self.anser.child.poll())

    def test_broken_settings(self):
        """Where they are kept is damaged: Anser says so, and goes on without them."""
        for backend, path in (("dconf", ("dconf", "user")), ("keyfile", ("glib-2.0", "settings", "keyfile"))):
            with self.subTest(backend):
                path = os.path.join(self.person.config, *path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(b"not a database" * 100)
                self.start(GSETTINGS_BACKEND=backend)
                inbox = self.inbox()
                inbox.wait_label("Your settings are damaged")
                inbox.wait_label("Add")
                self.desktop.picture("lacking-settings-" + backend, inbox.id)
                self.anser.end()

    def test_read_only_home(self):
        """Nothing can be kept; a message file can be read all the same."""
        nowhere = "/proc/nowhere"
        self.start(HOME=nowhere, XDG_DATA_HOME=nowhere, XDG_CONFIG_HOME=nowhere,
                   XDG_CACHE_HOME=nowhere)
        inbox = self.inbox()
        inbox.wait_label("Your Mail Cannot Be Opened")
        self.desktop.picture("lacking-home", inbox.id)
        path = os.path.join(self.person.folder, "geese.eml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(LETTER.format(sender="A", address="a@x.example", subject="Geese", text="Back"))
        self.run_anser(path)
        self.wait_letter(self.anser.window("Geese"), "Back")

    def test_no_locale(self):
        """Its language is spoken all the same where Anser knows it."""
        self.start(LC_ALL="", LANG="xx_YY.UTF-8", LANGUAGE="")
        self.inbox()
        self.assertEqual(self.log().count("xx_YY"), 1)


if __name__ == "__main__":
    tap.main_unless(session.why_not())
