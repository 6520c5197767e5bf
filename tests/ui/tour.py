# SPDX-License-Identifier: GPL-3.0-or-later
"""All windows of Anser one after another, with their pages, menus and popovers, in any language.

    for name, window, node in Tour(test):
        ...

`test` is a WindowTest that has started Anser with the letter_file();
`window` is as the name says until the next one, and `node`
is its node, or that of what popped up over it.
"""
import contextlib
import os
import tempfile

import program
from badserver import BadServer, Certificates
from case import GEESE, SENDER, TEXT
from session import wait_for, xdotool

TITLES = {"i": "Import Messages", "e": "Export Messages", "b": "Back Up", "r": "Restore a Backup",
          "u": "Find Duplicates"}
SWITCHES = ("toggle button", "radio button", "page tab", "push button")
CONTROLS = (*program.BUTTONS, "combo box")
# Questions are as wide as they are.
FIXED = ("name of a search", "new folder", "certificate")
ITEMS = ("menu item", "check menu item", "radio menu item")
SWANS = "Swans on file"
LETTER = """From a Thu Nov 12 10:00:00 2026
From: A <a@swans.example>
Subject: %s
Date: Thu, 12 Nov 2026 10:00:00 +0000

Three
""" % SWANS


def letter_file():
    """Its path: a message for a window of its own, and the same once more for an import."""
    path = os.path.join(tempfile.mkdtemp(dir=os.environ["HOME"]), "swans.eml")
    with open(path, "w") as file:
        file.write(LETTER + "\n" + LETTER)
    return path


class Tour:
    def __init__(self, test, translate=str, short=False):
        """A short one leaves out what looks much like something else."""
        self.test = test
        self.short = short
        self.anser = test.anser
        self.inbox = test.inbox
        self.translate = translate

    def __iter__(self):
        more = () if self.short else (self.conversation, self.choosers, self.menus, self.folders,
                                      self.others)
        for station in (self.opened, self.message, *more, self.search, self.compose, self.accounts,
                        self.settings, self.rules, self.transfer):
            yield from station()

    def press(self, window, name):
        window.press(self.translate(name).replace("_", ""))

    def open(self, keys, title, opener=None):
        """The window that keys open, pressed until it is there."""
        opener = opener or self.inbox
        title = self.translate(title)

        def try_it():
            opener.focus()
            xdotool("key", "--clearmodifiers", "--delay", "300", *keys)
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: self.anser.has_window(title), "it", limit=8)
        wait_for(try_it, "the window “%s”" % title)
        return self.anser.window(title)

    def close(self, window, *keys):
        title = program.name_of(window.node)

        def try_it():
            window.keys(*(keys or ("Escape",)))
            with contextlib.suppress(AssertionError):
                return wait_for(lambda: not self.anser.has_window(title), "it to close", limit=8)
        wait_for(try_it, "“%s” to close" % title)

    def click_message(self):
        self.inbox.click(wait_for(lambda: self.test.row(SENDER, GEESE), "a message"))

    def has(self, name, roles=CONTROLS):
        return self.inbox.find(roles, self.translate(name), on_screen=False)

    def opened(self):
        """The window of a file, which is imported: now there are duplicates."""
        window = self.anser.window(SWANS)
        yield "message by itself", window, window.node
        transfer = self.open(["ctrl+i"], TITLES["i"], window)
        self.press(transfer, "_Import")
        transfer.wait_label(self.translate("Import Finished"))
        yield "imported", transfer, transfer.node
        self.close(transfer)
        self.close(window, "ctrl+w")

    def message(self):
        yield "inbox", self.inbox, self.inbox.node

        def is_shown():
            return self.inbox.text(self.translate(TEXT))

        def try_it():
            row = self.test.row(SENDER, GEESE, self.translate("has attachments"))
            if row is not None:
                self.inbox.click(row)
            with contextlib.suppress(AssertionError):
                return wait_for(is_shown, "its text", limit=5)
        wait_for(try_it, "a message")
        wait_for(lambda: any("归雁.png" in program.name_of(node)
                             for node in self.inbox.all(CONTROLS)), "its attachment")
        yield "message", self.inbox, self.inbox.node

    def conversation(self):
        """The cards of four messages."""
        def is_grouped():
            return len([node for node in self.inbox.all("panel")
                        if GEESE in program.name_of(node)]) == 1

        self.choose("v", "g", is_grouped)
        self.inbox.click(wait_for(lambda: self.test.row(GEESE), "the conversation"))
        menu = self.translate("For this message alone")
        wait_for(lambda: sum(program.name_of(node) == menu and program.is_on_screen(node)
                             for node in self.inbox.all(CONTROLS)) >= 4, "its cards")
        yield "conversation", self.inbox, self.inbox.node
        self.choose("v", "g", lambda: not is_grouped())

    def choose(self, menu, key, is_done):
        """An item of a menu."""
        def try_it():
            if is_done():
                return True
            self.inbox.focus()
            xdotool("key", "--clearmodifiers", "--delay", "500", menu, key)
            with contextlib.suppress(AssertionError):
                return wait_for(is_done, "the list to follow", limit=8)
        wait_for(try_it, "“%s” of the menu" % key)

    def search(self):
        self.inbox.keys("ctrl+f")
        wait_for(lambda: self.has("Everywhere"), "the search entry")
        self.inbox.type("is:unread a")
        wait_for(lambda: any("is:unread" in program.name_of(node)
                             for node in self.inbox.all(program.BUTTONS)), "a chip")
        yield "search", self.inbox, self.inbox.node
        yield from self.menu("search", "ctrl+f", "Tab", "space")
        dialog = self.open(["ctrl+f", "Tab", "space", "Return"], "Save Search")
        yield "name of a search", dialog, dialog.node
        self.close(dialog, "Return")
        self.inbox.wait((*program.ROWS, "label", "static"), "is:unread a", on_screen=False)
        yield "saved search", self.inbox, self.inbox.node
        self.inbox.keys("Escape")
        wait_for(lambda: self.test.row(SENDER, GEESE), "the folder again")

    def popover(self, keys, roles, name=""):
        """What keys open over the window: its content."""
        def find():
            return next((node for node in self.inbox.all("filler")
                         if program.name_of(node) == "GtkPopoverContent"
                         and program.is_on_screen(node) and any(
                             program.role_of(child) in roles and
                             program.name_of(child).startswith(name)
                             for child in program.below(node))), None)

        def try_it():
            self.inbox.keys(*keys)
            with contextlib.suppress(AssertionError):
                return wait_for(find, "it", limit=8)
        return wait_for(try_it, "what “%s” opens" % (keys,))

    def pop_down(self):
        """It is a window on the display, as long as it is there."""
        def is_gone():
            if self.anser.x_windows() == [self.inbox.id]:
                return True
            xdotool("key", "Escape")
            return False
        wait_for(is_gone, "it to close")

    def choosers(self):
        self.click_message()
        for key, name in (("m", "Find a folder"), ("t", "Find or make a tag")):
            content = self.popover([key], program.TEXTS, self.translate(name))
            yield name, self.inbox, content
            self.pop_down()

    def menu(self, name, *keys):
        yield "menu " + name, self.inbox, self.popover(keys, ITEMS)
        self.pop_down()

    def menus(self):
        for key in ("F10", "v"):
            yield from self.menu(key, key)
        self.click_message()
        self.inbox.click(self.has("More for this message"))
        yield from self.menu("message")
        window = self.open(["ctrl+question"], "Shortcuts")
        yield "shortcuts", window, window.node
        self.close(window)

    def folders(self):
        """One is made, from the sidebar."""
        self.click_message()
        self.inbox.keys("shift+F6")
        yield from self.menu("folder", "shift+F10")
        dialog = self.open(["shift+F10", "Return"], "New Folder")
        dialog.type("Swans")
        yield "new folder", dialog, dialog.node
        self.close(dialog, "Return")
        self.inbox.click(self.inbox.wait(("label", "static"), self.translate("Inbox")))

    def compose(self):
        window = self.open(["ctrl+n"], "New Message")
        window.wait(program.TEXTS, self.translate("Message"))
        yield "compose", window, window.node
        self.close(window, "ctrl+w")

    def accounts(self):
        window = self.open(["ctrl+alt+a"], "Accounts")
        row = window.wait(("list item", "label", "static"), "demo@")
        yield "accounts", window, window.node
        window.click(row)
        window.wait(CONTROLS, self.translate("Remove Account"), on_screen=False)
        yield "account", window, window.node
        self.press(window, "Check the Connection…")
        doctor = self.anser.window(self.translate("Connection"))
        label = self.translate("What Anser does here")
        wait_for(lambda: doctor.labels().count(label) == 2, "both reports")
        yield "doctor", doctor, doctor.node
        self.close(doctor)
        window.keys("Escape")
        self.press(window, "Add an account")
        window.wait_label(self.translate("Set up by hand"))
        yield "new account", window, window.node
        window.click(window.wait(("label", "static"), self.translate("Set up by hand")))
        window.wait_label(self.translate("Receiving"))
        yield "new account by hand", window, window.node
        yield from self.certificate(window)
        window.keys("Escape", "Escape")
        wait_for(lambda: not self.anser.has_window(self.translate("Accounts")), "it to close")

    def certificate(self, window):
        """Of a server for which nobody vouches."""
        with tempfile.TemporaryDirectory() as folder, BadServer(
                lambda line: line.wait(),
                Certificates(folder).context("swans.example", signed=False)) as server:
            for name, text in (("Your name", "A"), ("Email address", "a@swans.example"),
                               ("Password", "swans"), ("Server", "127.0.0.1"),
                               ("Port (usually %u)", str(server.port))):
                self.fill(window, name, text)
            self.press(window, "Test")
            self.press(window, "Look at Certificate…")
            dialog = self.anser.window(self.translate("Is This Your Mail Server?"))
            yield "certificate", dialog, dialog.node
            self.close(dialog)

    def show_page(self, window, name):
        """By the switcher at the top, or at the bottom of a narrow window."""
        name = self.translate(name)
        button = wait_for(lambda: next((node for node in window.all(SWITCHES)
                                        if program.name_of(node).startswith(name)), None),
                          "the page “%s”" % name)
        button.queryAction().doAction(0)

    def page_of(self, window, text):
        """All that scrolls together with a label: GTK 4.8 does not tell which page is seen."""
        node = window.wait(("label", "static"), self.translate(text), on_screen=False)
        while program.role_of(node) != "scroll pane":
            node = node.parent
        return node

    def settings(self):
        window = self.open(["ctrl+comma"], "Settings")
        for page, text in (("General", "Checking Mail"), ("Writing", "Answers"),
                           ("Keyboard", "Shortcuts"), ("Privacy", "On the Screen")):
            self.show_page(window, page)
            yield "settings: " + page, window, self.page_of(window, text)
        self.close(window)

    def fill(self, window, name, text):
        """All fields of the name; a field is within its row."""
        name = self.translate(name).partition("%")[0]
        window.wait(program.TEXTS, name, on_screen=False)
        for row in window.all(program.TEXTS):
            if program.name_of(row).startswith(name):
                field = next(node for node in (row, *program.below(row))
                             if "EditableText" in node.get_interfaces())
                field.queryEditableText().setTextContents(text)

    def rules(self):
        window = self.open(["ctrl+shift+l"], "Rules")
        yield "no rules", window, window.node
        window.keys("ctrl+n")
        window.wait_label(self.translate("New Rule"))
        yield "rule", window, window.node
        self.fill(window, "Name", "Geese")
        self.fill(window, "What to look for", "@")
        self.press(window, "_Save")
        window.wait_label("Geese")
        yield "rules", window, window.node
        self.press(window, "Try all rules on a folder")
        window.wait_label("(Geese")
        yield "trial", window, window.node
        self.press(window, "Back")
        self.close(window)

    def transfer(self):
        for key, title in TITLES.items():
            window = self.open(["ctrl+alt+" + key], title)
            if key == "u":
                window.wait_label(self.translate("The same"))
            yield title, window, window.node
            self.close(window)

    def others(self):
        self.click_message()
        window = self.open(["ctrl+u"], "Source")
        yield "source", window, window.node
        self.close(window)
