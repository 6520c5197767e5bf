#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl store: the files of the messages are the truth, the list can be made again."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import DemoServer
from person import Profile

DATA, CONFIGURATION = 65, 78


class Store(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = DemoServer()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        self.person = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                              pop3_port=int(self.server.ports["pop3"]), pop3_security="none",
                              pop3_user=DemoServer.USER, leave_on_server=True)
        self.assertEqual(self.person.check().status, 0)

    def verify(self, *options, status=0):
        result = self.person.ask("store", "verify", "--json", *options)
        self.assertEqual(result.status, status, result)
        return json.loads(result.out)

    def kinds(self, answer):
        return sorted(finding["kind"] for finding in answer["findings"])

    def files(self):
        folder = os.path.join(self.person.folder_of("Inbox"), "cur")
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]

    def test_sound(self):
        self.assertEqual(self.verify(), {"messages": 55, "repaired": False, "findings": []})
        self.assertIn("All is well", self.person.ask("store", "verify").out)

    def test_what_others_did(self):
        """Verify tells each, changes nothing, and repair puts the list in order, not the files."""
        gone, renamed, longer, copied = self.files()[:4]
        os.unlink(gone)
        os.rename(renamed, renamed.partition(":2,")[0] + ":2,FS")
        with open(longer, "ab") as file:
            file.write(b"more\n")
        with open(copied, "rb") as file, open(os.path.join(os.path.dirname(copied), "1.a.b:2,S"),
                                              "wb") as other:
            other.write(file.read())
        for _ in range(2):
            self.assertEqual(self.kinds(self.verify(status=DATA)),
                             ["name", "no-file", "not-listed", "size"])
        before = [(path, os.stat(path).st_mtime_ns) for path in self.files()]
        answer = self.verify("--repair")
        self.assertEqual((answer["repaired"], answer["findings"]), (True, []))
        self.assertEqual(before, [(path, os.stat(path).st_mtime_ns) for path in self.files()])
        self.verify()

    def test_damaged_index(self):
        path = os.path.join(self.person.root, "index.db")
        with open(path, "r+b") as file:
            file.seek(8192)
            file.write(b"\xff" * 8192)
        self.assertIn("database", self.kinds(self.verify(status=DATA)))
        self.assertEqual(self.verify("--repair")["findings"], [])
        with open(path, "wb") as file:
            file.write(b"nonsense" * 1000)
        self.assertEqual(self.kinds(self.verify(status=DATA)), ["database"])
        self.assertEqual(self.verify("--repair")["findings"], [])
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        self.assertEqual(self.kinds(self.verify(status=DATA)), ["no-database"])
        self.assertEqual(self.verify("--repair")["messages"], 55)

    def test_rebuild(self):
        os.unlink(os.path.join(self.person.root, "index.db"))
        result = self.person.ask("store", "rebuild", "--json")
        self.assertEqual((result.status, json.loads(result.out)), (0, {"rebuilt": True}), result)
        self.verify()
        self.assertIn(" 0 new", self.person.check().out)


if __name__ == "__main__":
    tap.main()
