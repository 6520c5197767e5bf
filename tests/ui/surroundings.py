# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop has around a program, as small stand-ins on the bus: who shows notifications, the
portal, and the services of the machine. They answer while the test waits for something.
"""
import os
import subprocess

from gi.repository import Gio, GLib

import session
from session import wait_for

NOTIFICATIONS = """
<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""

BACKGROUND = """
<node><interface name="org.freedesktop.portal.Background">
  <method name="RequestBackground">
    <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
  </method>
</interface></node>"""

NETWORK = """
<node><interface name="org.freedesktop.portal.NetworkMonitor">
  <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
  <signal name="changed"/>
  <property name="version" type="u" access="read"/>
</interface></node>"""

POWER = """
<node><interface name="org.freedesktop.portal.PowerProfileMonitor">
  <property name="power-saver-enabled" type="b" access="read"/>
</interface></node>"""

SLEEP = """
<node><interface name="org.freedesktop.login1.Manager">
  <signal name="PrepareForSleep"><arg type="b"/></signal>
</interface></node>"""


def session_bus():
    return Gio.bus_get_sync(Gio.BusType.SESSION, None)


class Service:
    """An interface of an object on a bus. `answer (method, arguments)` gives what is returned,
    `values` has its properties."""

    def __init__(self, bus, path, xml, answer=None, values=None):
        self.bus, self.path, self.answer, self.values = bus, path, answer, values
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.id = bus.register_object(path, self.interface, self.on_call, self.on_get, None)

    def on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        invocation.return_value(self.answer(method, arguments.unpack()))

    def on_get(self, _bus, _sender, _path, _interface, name):
        return self.values[name]

    def emit(self, signal, types=None, *values):
        self.bus.emit_signal(None, self.path, self.interface.name, signal,
                             GLib.Variant(types, values) if types else None)

    def change(self, key, value):
        self.values[key] = value
        self.bus.emit_signal(None, self.path, "org.freedesktop.DBus.Properties",
                             "PropertiesChanged",
                             GLib.Variant("(sa{sv}as)", (self.interface.name, {key: value}, [])))

    def end(self):
        self.bus.unregister_object(self.id)


def own(bus, name):
    """Takes a name on a bus; gives what Gio.bus_unown_name() wants."""
    owner = Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, None, None)
    wait_for(lambda: call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "NameHasOwner", "(s)", name)[0], name)
    return owner


def call(bus, name, path, interface, method, types, *values):
    """Calls a method and waits for its answer, so that stand-ins can answer meanwhile."""
    answers = []

    def done(source, result):
        try:
            answers.append(source.call_finish(result).unpack())
        except GLib.Error as error:
            answers.append(error)
    arguments = GLib.Variant(types, values) if types else None
    bus.call(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, -1, None, done)
    answer = wait_for(lambda: answers, "the answer to %s" % method)[0]
    if isinstance(answer, GLib.Error):
        raise answer
    return answer


class Notifications:
    """Who shows notifications: `shown` has those that are not taken back, by their ids."""

    def __init__(self):
        self.shown = {}
        self.count = 0
        self.service = Service(session_bus(), "/org/freedesktop/Notifications", NOTIFICATIONS,
                               self.answer)
        self.owner = own(session_bus(), "org.freedesktop.Notifications")

    def answer(self, method, arguments):
        if method == "GetCapabilities":
            return GLib.Variant("(as)", (["actions", "body"],))
        if method == "CloseNotification":
            self.shown.pop(arguments[0], None)
            return None
        _, replaced, _, title, body, actions, _, _ = arguments
        self.count += 1
        self.shown[replaced or self.count] = {
            "title": title, "body": body.replace("\u2060", ""),
            "actions": dict(zip(actions[1::2], actions[0::2]))}
        return GLib.Variant("(u)", (replaced or self.count,))

    def wait(self, title):
        """The id of the notification with this title."""
        def look():
            return next((key for key, one in self.shown.items() if one["title"] == title), None)
        return wait_for(look, "the notification “%s” among %s" % (title, self.shown))

    def press(self, key, label=None):
        """Presses a button of the notification, or itself, with which it goes."""
        action = self.shown.pop(key)["actions"][label] if label else "default"
        self.shown.pop(key, None)
        self.service.emit("ActionInvoked", "(us)", key, action)

    def end(self):
        self.service.end()
        Gio.bus_unown_name(self.owner)


class Portal:
    """The portal of a sandbox: background programs, network, battery saver. It keeps what it was
    asked for, and answers as `allows` says."""

    PATH = "/org/freedesktop/portal/desktop"

    def __init__(self):
        bus = session_bus()
        self.allows = True
        self.asked = []
        self.status = {"available": GLib.Variant("b", True), "metered": GLib.Variant("b", False),
                       "connectivity": GLib.Variant("u", 4)}
        self.background = Service(bus, self.PATH, BACKGROUND, self.on_background)
        self.network = Service(bus, self.PATH, NETWORK, self.on_network,
                               {"version": GLib.Variant("u", 3)})
        self.power = Service(bus, self.PATH, POWER, None,
                             {"power-saver-enabled": GLib.Variant("b", False)})
        own(bus, "org.freedesktop.portal.Desktop")

    def on_background(self, _method, arguments):
        options = arguments[1]
        self.asked.append(options)
        path = "%s/request/%s/%s" % (self.PATH, self.sender().replace(".", "_"),
                                     options["handle_token"])
        GLib.idle_add(self.respond, path, options)
        return GLib.Variant("(o)", (path,))

    @staticmethod
    def sender():
        names = call(session_bus(), "org.freedesktop.DBus", "/org/freedesktop/DBus",
                     "org.freedesktop.DBus", "GetNameOwner", "(s)", "io.github.ansermail.Anser")
        return names[0][1:]

    def respond(self, path, options):
        results = {"background": GLib.Variant("b", self.allows),
                   "autostart": GLib.Variant("b", self.allows and options["autostart"])}
        session_bus().emit_signal(None, path, "org.freedesktop.portal.Request", "Response",
                                  GLib.Variant("(ua{sv})", (0 if self.allows else 1, results)))
        return GLib.SOURCE_REMOVE

    def on_network(self, _method, _arguments):
        return GLib.Variant("(a{sv})", (self.status,))

    def set_network(self, available, metered):
        self.status.update(available=GLib.Variant("b", available),
                           metered=GLib.Variant("b", metered))
        self.network.emit("changed")

    def set_saver(self, saver):
        self.power.change("power-saver-enabled", GLib.Variant("b", saver))

    def lose_background(self):
        """From now on it knows nothing of background programs."""
        self.background.end()


class Machine:
    """A system bus of its own, on which a machine tells that it sleeps. `env` is for programs."""

    def __init__(self):
        self.process = session.Process(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                       stdout=subprocess.PIPE, text=True)
        address = self.process.child.stdout.readline().strip()
        self.env = {"DBUS_SYSTEM_BUS_ADDRESS": address}
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)
        self.login = Service(self.bus, "/org/freedesktop/login1", SLEEP)
        own(self.bus, "org.freedesktop.login1")

    def is_heard(self):
        """Whether somebody waits for it to sleep: two have a name on the bus."""
        names = call(self.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                     "org.freedesktop.DBus", "ListNames", None)[0]
        return len([name for name in names if name.startswith(":")]) > 1

    def sleep_and_wake(self):
        for before in (True, False):
            self.login.emit("PrepareForSleep", "(b)", before)

    def end(self):
        self.login.end()
        self.bus.close_sync(None)
        self.process.child.stdout.close()
        self.process.end()


class Started:
    """A process that the bus has started."""
    returncode = None

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        return None if os.path.exists("/proc/%d" % self.pid) else 0
