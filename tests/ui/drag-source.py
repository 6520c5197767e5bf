#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Another program's window from which files can be dragged, as from a file manager.

    drag-source.py FILE...

A small window without a frame. It says "ready" on standard output once it can be dragged from,
then "begin" when a drag begins, "copy" or "nothing" as what lies under the pointer would have it,
"end" when the files were taken, "cancel REASON" when they were not. It ends when standard input
does, or with its session.
"""
import os
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, Gtk  # noqa: E402

TITLE = "Anser drag source"
SIZE = 120


def say(text):
    print(text, flush=True)


def content(files):
    """What a file manager offers: the list of files and, for who knows no files, their names."""
    uris = "".join(f.get_uri() + "\r\n" for f in files).encode()
    names = "\n".join(f.get_path() for f in files)
    return Gdk.ContentProvider.new_union([
        Gdk.ContentProvider.new_for_value(Gdk.FileList.new_from_list(files)),
        Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes.new(uris)),
        Gdk.ContentProvider.new_for_value(names),
    ])


def on_begin(source, drag):
    drag.connect("notify::selected-action",
                 lambda *_: say("copy" if drag.get_selected_action() else "nothing"))
    say("begin")


def open_window(application, files):
    window = Gtk.ApplicationWindow(application=application, title=TITLE, decorated=False,
                                   resizable=False, default_width=SIZE, default_height=SIZE)
    label = Gtk.Label(label="%d" % len(files), width_request=SIZE, height_request=SIZE)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    source.connect("prepare", lambda *_: content(files))
    source.connect("drag-begin", on_begin)
    source.connect("drag-cancel", lambda _s, _d, reason: say("cancel " + reason.value_nick))
    source.connect("drag-end", lambda _s, _d, _delete: say("end"))
    label.add_controller(source)
    window.set_child(label)
    window.connect("map", lambda *_: GLib.idle_add(lambda: say("ready")))
    window.present()


def on_input(channel, condition):
    if condition & GLib.IOCondition.HUP or not os.read(channel.unix_get_fd(), 4096):
        Gio.Application.get_default().quit()
        return GLib.SOURCE_REMOVE
    return GLib.SOURCE_CONTINUE


def main(names):
    files = [Gio.File.new_for_commandline_arg(n) for n in names]
    if not files:
        sys.exit(__doc__)
    application = Gtk.Application(application_id=None, flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect("activate", open_window, files)
    if not sys.stdin.isatty():
        GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT,
                          GLib.IOCondition.IN | GLib.IOCondition.HUP, on_input)
    application.run([sys.argv[0]])


main(sys.argv[1:])
