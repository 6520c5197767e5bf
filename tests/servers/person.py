# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with settings, folders and a keyring that nobody else has."""
import os
import subprocess

from anserctl import BUILD, Anserctl, letters

QUEUE_LETTER = os.path.join(BUILD, "tests", "servers", "queue-letter")
MAIN = "[io/github/ansermail/Anser]\naccounts=['one']\n\n[io/github/ansermail/Anser/accounts/one]\n"


class Profile(Anserctl):
    """anserctl with one account, "one", or without any if there are no settings."""

    def __init__(self, password, **settings):
        super().__init__(password)
        self.root = os.path.join(self.folder, "data", "anser")
        self.variables = {"GSETTINGS_BACKEND": "keyfile",
                          "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data"),
                          "XDG_CONFIG_HOME": os.path.join(self.folder, "config"),
                          "XDG_DATA_HOME": os.path.join(self.folder, "data")}
        keyfile = os.path.join(self.variables["XDG_CONFIG_HOME"], "glib-2.0", "settings", "keyfile")
        os.makedirs(os.path.dirname(keyfile))
        with open(keyfile, "w") as file:
            if settings:
                file.write(MAIN)
            for key, value in settings.items():
                file.write("%s=%s\n" % (key.replace("_", "-"), self.gvariant(value)))

    @staticmethod
    def gvariant(value):
        if isinstance(value, bool):
            return "true" if value else "false"
        return "uint32 %d" % value if isinstance(value, int) else "'%s'" % value

    def ask(self, *arguments, **variables):
        """Runs anserctl with these settings and folders."""
        return self.run(*arguments, **self.variables, **variables)

    def check(self, **variables):
        return self.ask("check", **variables)

    def folder_of(self, name):
        return os.path.join(self.root, "mail", "one", name)

    def letters_in(self, name):
        return letters(self.folder_of(name))

    def queue(self, letter, sender, *recipients):
        path = os.path.join(self.folder, "letter.eml")
        with open(path, "wb") as file:
            file.write(letter)
        subprocess.run([QUEUE_LETTER, self.root, "one", sender, path, *recipients], check=True)
