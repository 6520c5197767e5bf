#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every window as a screen reader has it and as a keyboard reaches it: each control and each row has a
name, and the focus comes to each by Tab and the arrow keys.
"""
import os
import re
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "servers")]

import session
import tap

if __name__ == "__main__" and session.why_not() is None:
    session.enter()

import pyatspi

import program
from case import WindowTest
from session import wait_for, xdotool
from tour import Tour, letter_file

# Where a widget has no name GTK gives that of its class.
CLASS_NAME = re.compile(r"(Gtk|Adw|Anser)[A-Z]\w+")
# Frames that hand the focus on to what is in them; a window's own buttons, which have keys.
FRAMES = ("scroll pane", "list", "tree table")
OF_THE_DESKTOP = ("Minimize", "Maximize", "Close")
ROWS = ("list item", "table row", "panel", "combo box")
ITEMS = ("list item", "menu item", "radio menu item", "check menu item", "radio button",
         "table row")
ARROWS = ("Down", "Right", "Up", "Left")
# Rows of a list that arrow keys come to; they come to all others as well.
ENOUGH_ROWS = 3
# Keys in a row that leave the focus where it is: there is nowhere to go.
STAYS = 4
# The rows of libadwaita 1.2 in which one writes take the focus without a word.
SILENT = ("text", "password text")


def has_name(node):
    name = program.name_of(node).strip()
    return bool(name) and not CLASS_NAME.fullmatch(name)


def speaks(node):
    """By its own name; a row by what is in it, for GTK 4.8 gives rows none."""
    return has_name(node) or (program.role_of(node) in ROWS and
                              any(has_name(child) for child in program.below(node)))


def is_control(node):
    try:
        state = node.getState()
        return (state.contains(pyatspi.STATE_FOCUSABLE) and state.contains(pyatspi.STATE_SENSITIVE)
                and node.getRoleName() not in FRAMES and node.name not in OF_THE_DESKTOP
                and program.is_on_screen(node))
    except Exception:
        return False


def controls_below(node):
    """All that takes the focus; a row that unfolds hands it on to the rows in it, a button keeps
    it for itself."""
    found = []
    for child in program.children(node):
        if program.role_of(child) in program.BUTTONS and is_control(child):
            found.append(child)
            continue
        inner = controls_below(child)
        unfolds = any(program.role_of(other) == "list item" for other in inner)
        if is_control(child) and not (unfolds and program.role_of(child) == "list item"):
            found.append(child)
        found += inner
    return found


def is_covered(control, window):
    """On a page that has slid away: GTK 4.8 has it in its place all the same, but points do not
    meet it."""
    place, whole = program.extents(control), program.extents(window)
    x, y = place.x + place.width // 2, place.y + 1
    if x >= whole.width or y >= whole.height:
        return False
    hit = window.queryComponent().getAccessibleAtPoint(x, y, pyatspi.WINDOW_COORDS)
    while hit is not None and hit.path != control.path:
        hit = hit.parent
    return hit is None


def describe(node):
    return "%s “%s” in “%s”" % (program.role_of(node), program.name_of(node),
                                program.name_of(node.parent) or program.role_of(node.parent))


def group_of(node):
    """What it is a row or an item of. A list may lie behind another one of its name: GTK 4.8 does not
    tell which is seen."""
    return (program.name_of(node.parent) or node.parent.path, program.role_of(node))


class Focus:
    """Where the focus goes, as the program tells it."""

    def __init__(self):
        self.places = []
        pyatspi.Registry.registerEventListener(self.on_event, "object:state-changed:focused")

    def on_event(self, event):
        if event.detail1:
            self.places.append(event.source.path)

    def end(self):
        pyatspi.Registry.deregisterEventListener(self.on_event, "object:state-changed:focused")

    def press(self, key):
        """Where a key takes the focus; None if it stays."""
        before = len(self.places)
        xdotool("key", "--clearmodifiers", key)
        try:
            wait_for(lambda: len(self.places) > before, "the focus to move", limit=1)
        except AssertionError:
            return None
        return self.places[-1]


class Way:
    """The way of the focus through controls: what it has not come to."""

    def __init__(self, controls, focus):
        self.focus = focus
        self.left = {node.path: node for node in controls}
        self.groups = {node.path: group_of(node) for node in controls}
        self.silent = [node.path for node in controls if program.role_of(node) in SILENT
                       and program.role_of(node.parent) in ("list", "panel")]
        for node in controls:
            if node.getState().contains(pyatspi.STATE_FOCUSED):
                self.arrive(node.path)

    def arrive(self, place):
        self.left.pop(place, None)

    def others(self, place):
        """What is left beside it in its list."""
        group = self.groups.get(place)
        is_list = group is not None and group[1] in ITEMS
        return [path for path in self.left if is_list and self.groups[path] == group]

    def go_through_list(self, place):
        """By arrow keys, to as many rows as tell that all can be reached; with Control none of them
        is chosen on the way."""
        group = self.groups[place]
        control = "ctrl+" if group[1] == "list item" else ""
        reached = {place}
        for key in ARROWS:
            while self.others(place) and (len(reached) < ENOUGH_ROWS or not control):
                there = self.focus.press(control + key)
                if there is None or there in reached or self.groups.get(there) != group:
                    break
                reached.add(there)
                self.arrive(there)
        if len(reached) >= ENOUGH_ROWS:
            for path in self.others(place):
                self.arrive(path)

    def go(self):
        """Forward, and back where a text keeps Tab to itself."""
        for key in ("Tab", "shift+Tab"):
            self.go_by(key)

    def go_by(self, key):
        """Until all was reached or the way begins again. In a text Tab may go from link to link."""
        been, begin = [], None
        for _ in range(3 * len(self.groups) + 2):
            if not self.left or been[-STAYS:] == [None] * STAYS:
                break
            place = self.focus.press(key)
            if place is None and self.silent:
                self.arrive(self.silent.pop(0))
                continue
            self.arrive(place)
            if self.others(place) and self.groups[place] not in been:
                been.append(self.groups[place])
                self.go_through_list(place)
            elif place is not None and place == begin:
                break
            begin = begin or place
            been.append(place)

    def unreached(self, window):
        """What is still there and was not reached."""
        return [describe(node) for node in self.left.values()
                if is_control(node) and not is_covered(node, window)]


class Accessibility(WindowTest):
    def look_at(self, window, node):
        controls = controls_below(node)
        nameless = [describe(child) for child in controls if not speaks(child)]
        self.assertEqual(nameless, [])
        if program.name_of(node) != "GtkPopoverContent":
            window.focus()
        way = Way(controls, self.focus)
        way.go()
        self.assertEqual(way.unreached(window.node), [])

    def test_windows(self):
        self.start(letter_file())
        self.focus = Focus()
        self.addCleanup(self.focus.end)
        for name, window, node in Tour(self):
            with self.subTest(window=name):
                self.look_at(window, node)
        self.anser.end()


if __name__ == "__main__":
    tap.main_unless(session.why_not())
