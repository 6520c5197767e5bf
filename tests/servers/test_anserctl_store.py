#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl store: the files of the messages are the truth, the list can be made again."""
import json
import os
import signal
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import ANSERCTL, DemoServer, environment
from person import Profile

USAGE, DATA, NO_INPUT, CANNOT_WRITE, CONFIGURATION = 64, 65, 66, 73, 78


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
        gone, renamed, longer, copied, written = self.files()[:5]
        os.unlink(gone)
        os.rename(renamed, renamed.partition(":2,")[0] + ":2,FS")
        with open(longer, "ab") as file:
            file.write(b"more\n")
        with open(copied, "rb") as file, open(os.path.join(os.path.dirname(copied), "1.a.b:2,S"),
                                              "wb") as other:
            other.write(file.read())
        with open(written, "r+b") as file:
            file.write(b"X")
        for _ in range(2):
            self.assertEqual(self.kinds(self.verify(status=DATA)),
                             ["changed", "name", "no-file", "not-listed", "size"])
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

    def test_import_export(self):
        """What is exported and imported elsewhere is the same, whichever the format."""
        letters = self.person.letters_in("Inbox")
        other = Profile(DemoServer.PASSWORD, address="other@anser.example")
        for form, exact in (("mboxrd", True), ("mboxo", False), ("maildir", True), ("eml", True),
                            ("mh", True)):
            path = os.path.join(self.person.folder, "out-" + form)
            result = self.person.ask("store", "export", form, path, "--folder", "Inbox", "--json")
            self.assertEqual(result.status, 0, result)
            answer = json.loads(result.out)
            self.assertEqual((answer["exported"], answer["format"]), (55, form))
            result = other.ask("store", "import", path, "--folder", form, "--again", "--json")
            self.assertEqual(result.status, 0, result)
            self.assertEqual(json.loads(result.out)["imported"], 55, result)
            if exact and answer["changed"] == 0:
                self.assertEqual(other.letters_in(form), letters)
            result = other.ask("store", "import", path)
            self.assertEqual(result.status, 0, result)
            if exact and answer["changed"] == 0:
                self.assertIn("0 messages imported", result.out)
        self.assertEqual(self.person.ask("store", "export", path).status, CANNOT_WRITE)
        self.assertEqual(other.ask("store", "verify").status, 0)

    def test_import_words(self):
        """What cannot be meant is said, and nothing happens."""
        self.assertEqual(self.person.ask("store", "import", "/does/not/exist").status, NO_INPUT)
        self.assertEqual(self.person.ask("store", "import", ANSERCTL).status, DATA)
        self.assertEqual(self.person.ask("store", "import", "pst", "/tmp").status, USAGE)
        self.assertEqual(self.person.ask("store", "export", "x", "--account", "nobody").status,
                         CONFIGURATION)
        self.assertEqual(self.person.ask("store", "export", "x", "--folder", "None").status,
                         NO_INPUT)

    def test_interrupted_import(self):
        """Ctrl+C keeps what came; the next import brings the rest."""
        path = os.path.join(self.person.folder, "many.mbox")
        with open(path, "wb") as file:
            for number in range(5000):
                file.write(b"From a Thu Nov 12 10:00:00 2026\nSubject: %d\n\n%s\n\n"
                           % (number, b"x" * 1000))
        process = subprocess.Popen(self.person.command("store", "import", "--json", path),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**environment(self.person.folder, None),
                                        **self.person.variables})
        folder = os.path.join(self.person.folder_of("Imported"), "cur")
        while process.poll() is None and not (os.path.isdir(folder) and os.listdir(folder)):
            pass
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=60)[0]
        self.assertIn(process.returncode, (130, 0), out)
        first = json.loads(out)["imported"]
        self.assertEqual(len(self.person.letters_in("Imported")), first)
        result = self.person.ask("store", "import", "--json", path)
        answer = json.loads(result.out)
        self.assertEqual((answer["known"], answer["imported"]), (first, 5000 - first), result)
        self.assertEqual(len(self.person.letters_in("Imported")), 5000)

    def restored(self, path):
        """Somebody else, with nothing but this backup."""
        other = Profile(DemoServer.PASSWORD)
        result = other.ask("store", "restore", path, "--json")
        self.assertEqual(result.status, 0, result)
        return other

    def test_backup(self):
        path = os.path.join(self.person.folder, "backup.tar.zst")
        result = self.person.ask("store", "backup", path, "--json")
        self.assertEqual((result.status, json.loads(result.out)), (0, {"messages": 55}), result)
        self.assertEqual(self.person.ask("store", "backup", path).status, CANNOT_WRITE)
        other = self.restored(path)
        self.assertEqual(other.letters_in("Inbox"), self.person.letters_in("Inbox"))
        self.assertIn(" 0 new", other.check().out)
        refused = other.ask("store", "restore", path)
        self.assertEqual(refused.status, CANNOT_WRITE)
        self.assertIn("--merge", refused.err)
        merged = other.ask("store", "restore", "--merge", "--json", path)
        self.assertEqual(json.loads(merged.out), {"restored": 0, "known": 55})
        with open(path, "rb") as file:
            whole = file.read()
        with open(path, "wb") as file:
            file.write(whole[:-20])
        self.assertEqual(other.ask("store", "restore", "--merge", path).status, DATA)

    def test_backup_while_fetching(self):
        """Whenever it is made, the rest comes afterwards, once."""
        letters = self.person.letters_in("Inbox")
        busy = Profile(DemoServer.PASSWORD, address=DemoServer.USER, pop3_host="127.0.0.1",
                       pop3_port=int(self.server.ports["pop3"]), pop3_security="none",
                       pop3_user=DemoServer.USER, leave_on_server=True)
        fetch = subprocess.Popen(busy.command("check"), stdout=subprocess.DEVNULL,
                                 env={**environment(busy.folder, busy.password), **busy.variables})
        paths = []
        while fetch.poll() is None or len(paths) < 2:
            paths.append(os.path.join(busy.folder, "backup-%d" % len(paths)))
            result = busy.ask("store", "backup", paths[-1])
            self.assertEqual(result.status, 0, result)
        for path in paths[-3:]:
            other = self.restored(path)
            self.assertEqual(other.check().status, 0)
            self.assertEqual(other.letters_in("Inbox"), letters)
            self.assertEqual(other.ask("store", "verify").status, 0)


if __name__ == "__main__":
    tap.main()
