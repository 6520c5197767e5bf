# SPDX-License-Identifier: GPL-3.0-or-later
"""Anser as a screen reader and a hand on mouse and keyboard meet it."""
import pyatspi
from gi.repository import Atspi

from session import geometry, wait_for, xdotool

BUTTONS = ("push button", "button", "toggle button")
# GTK 4.18 counts from within the frame that a window draws around itself.
FRAME = 24
# GTK 4.8 and GTK 4.18 call them differently.
ROWS = ("panel", "grouping", "list item", "table row")
TEXTS = ("text", "entry", "text box", "paragraph")


def children(node):
    """Those that vanish meanwhile are left out."""
    try:
        count = node.childCount
    except Exception:
        return
    for position in range(count):
        try:
            child = node.getChildAtIndex(position)
        except Exception:
            continue
        if child is not None:
            yield child


def below(node):
    """All nodes under a node."""
    for child in children(node):
        yield child
        yield from below(child)


def role_of(node):
    try:
        return node.getRoleName()
    except Exception:
        return ""


def name_of(node):
    try:
        return node.name or ""
    except Exception:
        return ""


def extents(node):
    try:
        return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    except Exception:
        return None


def is_on_screen(node):
    """GTK 4.8 never says SHOWING: what has a place and a size is taken to be there."""
    place = extents(node)
    return place is not None and min(place.width, place.height) > 0 and min(place.x, place.y) >= -FRAME


def text_of(node):
    try:
        text = node.queryText()
        return text.getText(0, text.characterCount)
    except Exception:
        return name_of(node)


class Program:
    def __init__(self, child):
        self.child = child

    def end(self):
        self.child.terminate()
        self.child.wait(30)

    def is_itself(self, node):
        return node.get_process_id() == self.child.pid

    def x_windows(self):
        """The ids of its windows on the display, perhaps among others."""
        return xdotool("search", "--onlyvisible", "--pid", self.child.pid).split()

    def root(self):
        """Its node, once it is there."""
        def look():
            assert self.child.poll() is None, "anser ended with status %s" % self.child.returncode
            for node in pyatspi.Registry.getDesktop(0):
                try:
                    if node is not None and self.is_itself(node):
                        # Nothing is remembered: clearing what was crashes on menus that have gone.
                        node.set_cache_mask(Atspi.Cache.NONE)
                        return node
                except Exception:
                    continue
            return None
        return wait_for(look, "anser on the accessibility bus")

    def windows(self):
        """All top-level windows, whatever their role: GTK 4.8 gives AdwWindow none."""
        return list(below_once(self.root()))

    def window(self, name):
        """The window whose title begins with `name`: its Window."""
        def look():
            return next((n for n in self.windows() if name_of(n).startswith(name)), None)

        node = wait_for(look, "a window “%s”" % name)
        return Window(node, self)

    def has_window(self, name):
        return any(name_of(node).startswith(name) for node in self.windows())


def below_once(node):
    return [child for child in (node.getChildAtIndex(i) for i in range(node.childCount)) if child]


class Window:
    """A window: its node and its id on the display."""

    def __init__(self, node, program):
        self.node = node
        self.id = wait_for(lambda: self.find_id(program), "the window on the display")

    def find_id(self, program):
        title = name_of(self.node)
        for window in program.x_windows():
            if xdotool("getwindowname", window) == title:
                return window
        return None

    def find(self, roles, name="", on_screen=True):
        """The first node of a role whose name begins with `name`; None if there is none."""
        roles = (roles,) if isinstance(roles, str) else roles
        for node in below(self.node):
            if (role_of(node) in roles and name_of(node).startswith(name)
                    and (not on_screen or is_on_screen(node))):
                return node
        return None

    def wait(self, roles, name="", on_screen=True):
        return wait_for(lambda: self.find(roles, name, on_screen), "%s “%s”" % (roles, name))

    def all(self, roles):
        roles = (roles,) if isinstance(roles, str) else roles
        return [node for node in below(self.node) if role_of(node) in roles]

    def name(self, node):
        return name_of(node)

    def text(self, name):
        """What stands in the text field of that name, "" while it is not there."""
        node = self.find(TEXTS, name)
        return text_of(node) if node is not None else ""

    def labels(self):
        return [name_of(node) or text_of(node) for node in below(self.node)
                if role_of(node) in ("label", "static") and is_on_screen(node)]

    def has_label(self, text):
        return any(text in label for label in self.labels())

    def wait_label(self, text):
        wait_for(lambda: self.has_label(text), "“%s” in the window" % text)

    def press(self, name):
        """Presses the button of that name."""
        button = self.wait(BUTTONS, name, on_screen=False)
        wait_for(lambda: button.getState().contains(pyatspi.STATE_SENSITIVE),
                 "“%s” to be possible" % name)
        button.queryAction().doAction(0)

    def click(self, node, count=1):
        place = extents(node)
        x, y, _, _ = geometry(self.id)
        self.focus()
        xdotool("mousemove", "--sync", x + place.x + min(place.width // 2, 40),
                y + place.y + place.height // 2)
        xdotool("click", "--repeat", count, 1)

    def focus(self):
        xdotool("windowactivate", "--sync", self.id)

    def keys(self, *keys):
        self.focus()
        xdotool("key", "--clearmodifiers", *keys)

    def type(self, text):
        self.focus()
        xdotool("type", "--clearmodifiers", "--delay", "40", text)

    def place(self, x, y, width, height):
        """As a hand does it that drags the corner: step by step, for panes fold on the way."""
        wanted = (x, y, width, height)

        def is_there():
            xdotool("windowsize", self.id, width, height)
            xdotool("windowmove", self.id, x, y)
            return geometry(self.id) == wanted

        wait_for(is_there, "the window to be %d x %d" % (width, height))

    def tree(self):
        """For whoever writes a test: all that is there, one line each."""
        return "\n".join("%s “%s” “%s” %s" % (role_of(n), name_of(n), repr(text_of(n)[:60]),
                                              is_on_screen(n)) for n in below(self.node))
