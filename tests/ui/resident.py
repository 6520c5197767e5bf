# SPDX-License-Identifier: GPL-3.0-or-later
"""A person with an account, whose settings, passwords and folders last from one start to the next."""
import ast
import os
import smtplib
import subprocess

from anserctl import ANSERCTL, DemoServer

NAME = "io.github.ansermail.Anser"
PATH = "/io/github/ansermail/Anser"
LETTER = """From: {sender} <{address}>
To: demo@anser.example
Subject: {subject}
Message-ID: <{subject}@wetland.example>
Date: Thu, 26 Nov 2026 10:00:00 +0800

{text}
"""
HERON, CRANE = ("陈思远", "siyuan@wetland.example"), ("Ada Crane", "ada@wetland.example")


def deliver(server, subject, who=HERON, text="Text"):
    """Puts a letter into the mailbox on the server."""
    letter = LETTER.format(sender=who[0], address=who[1], subject=subject, text=text)
    with smtplib.SMTP("127.0.0.1", int(server.ports["smtp"])) as smtp:
        smtp.login(DemoServer.USER, DemoServer.PASSWORD)
        smtp.sendmail(who[1], DemoServer.USER, letter.replace("\n", "\r\n").encode())


class Person:
    """Settings, folders and passwords of one test, with an account on a server that is empty at
    first."""

    def __init__(self, name):
        self.folder = os.path.join(os.environ["HOME"], name)
        self.data = os.path.join(self.folder, "data")
        self.config = os.path.join(self.folder, "config")
        self.letters = os.path.join(self.folder, "letters")
        os.makedirs(self.letters)
        os.makedirs(self.config)
        self.server = DemoServer("--letters", self.letters)
        self.server.__enter__()
        self.env = {"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": self.config,
                    "XDG_DATA_HOME": self.data, "SECRET_BACKEND": "file",
                    "SECRET_FILE_TEST_PATH": os.path.join(self.folder, "secrets"),
                    "SECRET_FILE_TEST_PASSWORD": "x"}

    def add_account(self, server=None, address=DemoServer.USER, **env):
        server = server or self.server
        words = [ANSERCTL, "accounts", "add", "--pop3", server.pop3()[1], "--smtp", server.smtp()[1], "--tls", "none", "--no-test", "--interval", "60",
                 "--name", "Lin Yan", address]
        env = {**os.environ, **self.env, "ANSER_PASSWORD": DemoServer.PASSWORD, **env}
        subprocess.run(words, env=env, check=True, stdout=subprocess.DEVNULL)

    def set(self, **settings):
        for key, value in settings.items():
            subprocess.run(["gsettings", "set", NAME, key.replace("_", "-"), value],
                           env={**os.environ, **self.env}, check=True)

    def set_account(self, key, value):
        name = ast.literal_eval(self.get("accounts"))[0]
        schema = "%s.Account:%s/accounts/%s/" % (NAME, PATH, name)
        subprocess.run(["gsettings", "set", schema, key, value],
                       env={**os.environ, **self.env}, check=True)

    def get(self, key):
        done = subprocess.run(["gsettings", "get", NAME, key], env={**os.environ, **self.env},
                              check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def deliver(self, subject, who=HERON, text="Text"):
        """Puts a letter into the mailbox on the server."""
        deliver(self.server, subject, who, text)

    def files(self, folder):
        """The files of a folder of the account: "Inbox/cur"."""
        return [os.path.join(top, name)
                for top, _, names in os.walk(os.path.join(self.data, "anser", "mail"))
                if top.endswith(folder) for name in names]

    def end(self):
        self.server.__exit__()
