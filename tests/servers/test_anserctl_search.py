#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl search on the demonstration mailbox, compared with looking into every message."""
import collections
import json
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import DemoServer
from person import Profile

USAGE, CONFIGURATION = 64, 78
HAN = re.compile("[一-鿿]")


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = DemoServer()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.person = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                             pop3_port=int(cls.server.ports["pop3"]), pop3_security="none",
                             pop3_user=DemoServer.USER, leave_on_server=True)
        assert cls.person.check().status == 0
        folder = os.path.join(cls.person.folder_of("Inbox"), "cur")
        cls.files = [os.path.join(folder, name) for name in os.listdir(folder)]

    def search(self, *words, status=0):
        result = self.person.ask("search", "--json", *words)
        self.assertEqual(result.status, status, result)
        return json.loads(result.out.splitlines()[0])

    def paths(self, *words):
        return {letter["path"] for letter in self.search("--limit", "0", *words)}

    def texts(self):
        """What anserctl makes of each message: subject, people and text."""
        texts = {}
        for path in self.files:
            headers = self.person.ask("eml", "headers", path).out
            kept = [line for line in headers.split("\n")
                    if line.lower().startswith(("subject:", "from:", "to:", "cc:"))]
            texts[path] = "\n".join(kept) + "\n" + self.person.ask("eml", "text", path).out
        return texts

    def test_chinese(self):
        """Every pair of characters that stands in the mailbox, the commonest of them, and every character
        of those: all messages that have it, and only those, attachments aside."""
        texts = self.texts()
        pairs = collections.Counter()
        for text in texts.values():
            pairs.update({text[i:i + 2] for i in range(len(text) - 1)
                          if HAN.match(text[i]) and HAN.match(text[i + 1])})
        chosen = [pair for pair, _ in pairs.most_common(12)]
        self.assertEqual(len(chosen), 12)
        for word in chosen + sorted({c for pair in chosen for c in pair})[:8]:
            wanted = {path for path, text in texts.items() if word in text}
            found = self.paths(word)
            self.assertEqual(wanted - found, set(), word)
            for path in found - wanted:
                self.assertIn("attach", self.person.ask("eml", "parts", path).out, (word, path))

    def test_order_and_limit(self):
        everything = self.search("--limit", "0", "size:>0")
        self.assertEqual(len(everything), len(self.files))
        dates = [letter["date"] for letter in self.search("--limit", "0", "to:" + DemoServer.USER)]
        self.assertGreater(len(dates), 10)
        self.assertEqual(self.search("--limit", "3", "size:>0"), everything[:3])
        best = self.search("--sort", "relevance", "invoice")
        self.assertEqual({letter["path"] for letter in best}, self.paths("invoice"))

    def test_operators(self):
        unread = self.paths("is:unread")
        self.assertEqual(unread | self.paths("is:read"), set(self.files))
        self.assertEqual(self.paths("--", "-has:attachment") | self.paths("has:attachment"), set(self.files))
        letter = self.search("has:attachment")[0]
        self.assertTrue(letter["attachments"])
        self.assertEqual(letter["folder"], "Inbox")
        self.assertIn(letter["path"], self.paths("has:attachment", "in:inbox"))
        self.assertEqual(self.search("has:attachment", "in:trash"), [])

    def test_text(self):
        line = self.person.ask("search", "--limit", "1", "size:>0").out
        self.assertRegex(line, r"^\d{4}-\d\d-\d\d \d\d:\d\d\t.*\t.*\n$")
        self.assertEqual(self.person.ask("search", "--limit", "1", "--files", "size:>0").out.strip(),
                         self.search("--limit", "1", "size:>0")[0]["path"])
        nothing = self.person.ask("search", "xyzzyxyzzy")
        self.assertEqual((nothing.status, nothing.out), (0, ""))
        self.assertIn("No message was found", nothing.err)

    def test_faults(self):
        for words, says in ((["is:new"], "is:unread"), (["before:soon"], "2024-05-03"),
                            (["--", "--", "-"], "nothing to look for"),
                            (["--sort", "size", "x"], "relevance"), (["--limit", "-1", "x"], "number")):
            result = self.person.ask("search", *words)
            self.assertEqual(result.status, USAGE, result)
            self.assertIn(says, result.err)
        self.assertEqual(self.person.ask("search", "--account", "nobody", "x").status, CONFIGURATION)
        self.assertIn("no folder", self.person.ask("search", "in:nowhere").err)


if __name__ == "__main__":
    tap.main()
