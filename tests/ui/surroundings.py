# SPDX-License-Identifier: GPL-3.0-or-later
"""What a desktop has around a program, as small stand-ins on the bus: who shows notifications, the
portal, and the services of the machine. They answer while the test waits for something.
"""
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

# Names, paths and interfaces are GLib's own of 2.74.
NETWORK = ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager")
POWER = ("net.hadess.PowerProfiles", "/net/hadess/PowerProfiles")
LOGIN = ("org.freedesktop.login1", "/org/freedesktop/login1")
ONLINE, OFFLINE = 4, 1          # NMConnectivityState
YES, NO = 1, 2                  # NMMetered


def session_bus():
    return Gio.bus_get_sync(Gio.BusType.SESSION, None)


class Service:
    """An object with a name on a bus. `answer (method, arguments)` gives what is returned, `values`
    has its properties."""

    def __init__(self, bus, name, path, xml, answer=None, values=None):
        self.bus, self.path, self.answer, self.values = bus, path, answer, values
        self.interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        self.id = bus.register_object(path, self.interface, self.on_call, self.on_get, None)
        self.owner = Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, None,
                                                    None)
        wait_for(lambda: call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                              "org.freedesktop.DBus", "NameHasOwner", "(s)", name)[0], name)

    def on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        invocation.return_value(self.answer(method, arguments.unpack()))

    def on_get(self, _bus, _sender, _path, _interface, name):
        return self.values[name]

    def emit(self, interface, signal, types, *values, path=None):
        self.bus.emit_signal(None, path or self.path, interface, signal,
                             GLib.Variant(types, values))

    def forget(self):
        self.bus.unregister_object(self.id)

    def end(self):
        self.forget()
        Gio.bus_unown_name(self.owner)


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
        self.service = Service(session_bus(), "org.freedesktop.Notifications",
                               "/org/freedesktop/Notifications", NOTIFICATIONS, self.answer)

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
        self.service.emit("org.freedesktop.Notifications", "ActionInvoked", "(us)", key, action)

    def end(self):
        self.service.end()


class BackgroundPortal:
    """Keeps what it was asked for, and answers as `allows` says."""

    def __init__(self):
        self.allows = True
        self.asked = []
        self.service = Service(session_bus(), "org.freedesktop.portal.Desktop",
                               "/org/freedesktop/portal/desktop", BACKGROUND, self.answer)

    def answer(self, _method, arguments):
        options = arguments[1]
        self.asked.append(options)
        path = "/org/freedesktop/portal/desktop/request/%s/%s" % (
            self.sender().replace(".", "_"), options["handle_token"])
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
        self.service.emit("org.freedesktop.portal.Request", "Response", "(ua{sv})",
                          0 if self.allows else 1, results, path=path)
        return GLib.SOURCE_REMOVE

    def lose(self):
        """From now on the portal knows nothing of background programs."""
        self.service.forget()


class Machine:
    """A system bus of its own, with network, power profiles and sleep. `env` is for programs."""

    def __init__(self):
        self.process = session.Process(["dbus-daemon", "--session", "--nofork", "--print-address"],
                                       stdout=subprocess.PIPE, text=True)
        address = self.process.child.stdout.readline().strip()
        self.env = {"DBUS_SYSTEM_BUS_ADDRESS": address,
                    "GIO_USE_NETWORK_MONITOR": "networkmanager"}
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)
        self.values = {NETWORK[0]: {"Connectivity": GLib.Variant("u", ONLINE),
                                    "Metered": GLib.Variant("u", NO)},
                       POWER[0]: {"ActiveProfile": GLib.Variant("s", "balanced")}}
        self.services = {name: self.serve(name, path) for name, path in (NETWORK, POWER, LOGIN)}

    def serve(self, name, path):
        values = self.values.get(name, {})
        properties = "".join('<property name="%s" type="%s" access="read"/>'
                             % (key, value.get_type_string()) for key, value in values.items())
        return Service(self.bus, name, path,
                       '<node><interface name="%s">%s</interface></node>' % (name, properties),
                       values=values)

    def change(self, name, key, types, value):
        self.values[name][key] = GLib.Variant(types, value)
        self.services[name].emit("org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 "(sa{sv}as)", name, {key: self.values[name][key]}, [])

    def set_online(self, online):
        self.change(NETWORK[0], "Connectivity", "u", ONLINE if online else OFFLINE)

    def set_metered(self, metered):
        self.change(NETWORK[0], "Metered", "u", YES if metered else NO)

    def set_saver(self, saver):
        self.change(POWER[0], "ActiveProfile", "s", "power-saver" if saver else "balanced")

    def sleep_and_wake(self):
        for before in (True, False):
            self.services[LOGIN[0]].emit("org.freedesktop.login1.Manager", "PrepareForSleep",
                                         "(b)", before)

    def end(self):
        for service in self.services.values():
            service.end()
        self.bus.close_sync(None)
        self.process.child.stdout.close()
        self.process.end()
