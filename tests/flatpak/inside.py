# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser in its sandbox, and the desktop around it. To be imported in the session of sandbox.enter ()."""
import email
import email.policy
import glob
import os
import subprocess

from gi.repository import Gio, GLib

import program
import sandbox
import session
import surroundings

BACKGROUND = """
<node><interface name="org.freedesktop.impl.portal.Background">
  <method name="GetAppState"><arg type="a{sv}" direction="out"/></method>
  <method name="NotifyBackground">
    <arg type="o" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="u" direction="out"/><arg type="a{sv}" direction="out"/>
  </method>
  <method name="EnableAutostart">
    <arg type="s" direction="in"/><arg type="b" direction="in"/><arg type="as" direction="in"/>
    <arg type="u" direction="in"/><arg type="b" direction="out"/>
  </method>
  <signal name="RunningApplicationsChanged"/>
</interface></node>"""


def account_settings(server):
    """An account at the server, without its password."""
    texts = {"name": "Lin Yan", "address": server.USER, "label": "Wetland",
             "pop3-host": "127.0.0.1", "pop3-security": "none", "pop3-user": server.USER,
             "smtp-host": "127.0.0.1", "smtp-security": "none", "smtp-user": server.USER}
    lines = ["%s='%s'" % item for item in texts.items()]
    lines += ["%s-port=uint32 %s" % item for item in server.ports.items()]
    return ("[io/github/ansermail/Anser]\naccounts=['one']\n\n"
            "[io/github/ansermail/Anser/accounts/one]\n%s\n" % "\n".join(lines))


def home(*names):
    """A place in the sandbox's own folders."""
    return os.path.join(os.environ["HOME"], ".var", "app", sandbox.APP, *names)


def add_account(server):
    path = home("config", "glib-2.0", "settings", "keyfile")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(account_settings(server))


def attachments(subject):
    """Name and text of each attachment of the received message with that subject."""
    folder = home("data", "anser", "mail", "one", "Inbox")
    for path in glob.glob(os.path.join(glob.escape(folder), "*", "*")):
        with open(path, "rb") as file:
            message = email.message_from_binary_file(file, policy=email.policy.default)
        if message["Subject"] == subject:
            return {part.get_filename(): part.get_payload(decode=True).decode()
                    for part in message.iter_attachments()}
    return {}


def x_windows(pattern):
    """The ids of the windows with such titles, whosever they are."""
    return session.xdotool("search", "--onlyvisible", "--name", pattern).split()


# GTK 4.8 and GTK 4.18 call them differently.
ROWS = ("panel", "grouping", "list item", "table row")


class Program(program.Program):
    """Anser in its sandbox: others speak for it on the accessibility bus, and its process has another
    number there."""

    def is_itself(self, node):
        return program.name_of(node) in ("anser", sandbox.APP)

    def x_windows(self):
        return x_windows(".")


class BackgroundPortal:
    """What the desktop has behind the portal for background programs. `autostart` is what it was told
    last: the program, whether it is to be started at login, and how."""

    def __init__(self):
        self.autostart = None
        self.service = surroundings.Service(surroundings.session_bus(), "/org/freedesktop/portal/desktop",
                                            BACKGROUND, self.answer)
        surroundings.own(surroundings.session_bus(), sandbox.BACKGROUND_PORTAL)

    def answer(self, method, arguments):
        if method == "GetAppState":
            return GLib.Variant("(a{sv})", ({},))
        if method == "NotifyBackground":
            return GLib.Variant("(ua{sv})", (0, {"result": GLib.Variant("u", 1)}))
        self.autostart = tuple(arguments[:3])
        return GLib.Variant("(b)", (True,))


class Desktop(session.Desktop):
    """With a keyring that is open, as after a login, and a bus that starts portals on this display."""

    def __enter__(self):
        super().__enter__()
        environment = GLib.Variant("(a{ss})", ({"DISPLAY": os.environ["DISPLAY"]},))
        Gio.bus_get_sync(Gio.BusType.SESSION, None).call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
            "UpdateActivationEnvironment", environment, None, Gio.DBusCallFlags.NONE, -1, None)
        keyring = self.run(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                           stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(sandbox.KEYRING.encode())
        keyring.stdin.close()
        return self

    def start_anser(self, *arguments):
        return Program(self.run_logged(["flatpak", "--user", "run", sandbox.APP, *arguments], dict(os.environ)))
