#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays tests/dialogues/fetch to `anserctl pop fetch`: whole conversations, over several sessions. Each
session has a line

    # fetch: STATUS LETTERS [OPTION…]

with the exit status, the letters that are in the Maildir afterwards, and the options to it.
"""
import glob
import os
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import BUILD, Anserctl

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = sorted(glob.glob(os.path.join(HERE, "..", "dialogues", "fetch", "*.dialogue")))
PLAYER = os.path.join(BUILD, "tests", "unit", "dialogues", "serve-dialogue")


class Dialogues(unittest.TestCase):
    def play(self, path, cut):
        with open(path) as file:
            sessions = re.findall(r"^# fetch: (\d+) (\d+) ?(.*)$", file.read(), re.M)
        anserctl = Anserctl("secret")
        server = subprocess.Popen([PLAYER, path, "--cut", str(cut)], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline()).group(1)
            for status, count, options in sessions:
                result = anserctl.fetch("--server", "pop3://tim@127.0.0.1:" + port, "--tls", "none",
                                        *options.split())
                self.assertEqual(result.status, int(status), result)
                self.assertEqual(len(anserctl.letters()), int(count), result)
            departure = server.communicate(timeout=30)[0]
            self.assertEqual(server.returncode, 0, departure)
        finally:
            server.kill()
            server.communicate()


def add(path):
    name = os.path.basename(path).removesuffix(".dialogue").replace("-", "_")

    def test(self):
        for cut in (0, 1):
            with self.subTest(cut=cut):
                self.play(path, cut)

    setattr(Dialogues, "test_" + name, test)


for dialogue in FILES:
    add(dialogue)

if __name__ == "__main__":
    tap.main()
