#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""anserctl eml on sound and damaged messages."""
import email
import email.policy
import glob
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import LIMIT, Anserctl, Result, environment

USAGE, DATA, NO_INPUT, CANNOT_CREATE, IO = 64, 65, 66, 73, 74
LETTERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "demo")
EVIL = (b"From: a@b.example\nSubject: \x1b]0;owned\x07\nContent-Type: multipart/mixed; boundary=x\n\n"
        b"--x\nContent-Type: text/plain\n\nhello\n"
        b"--x\nContent-Type: application/octet-stream\n"
        b"Content-Disposition: attachment; filename=\"../../etc/passwd\"\n\nfirst\n"
        b"--x\nContent-Type: application/octet-stream\n"
        b"Content-Disposition: attachment; filename=\"passwd\"\n\nsecond\n"
        b"--x\nContent-Type: application/octet-stream\n"
        b"Content-Disposition: attachment; filename=\"/etc/\xe2\x80\xaegnp.exe\"\n\nthird\n--x--\n")


class Eml(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl(None)

    def write(self, content, name="a.eml"):
        path = os.path.join(self.anserctl.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def eml(self, *arguments, status=0):
        result = self.anserctl.run("eml", *arguments)
        self.assertEqual(result.status, status, result)
        return result.out

    def in_json(self, command, *arguments, status=0):
        [line] = self.eml(command, "--json", *arguments, status=status).splitlines()
        return json.loads(line)

    def test_every_letter(self):
        """The commands answer for letters of all kinds, in text and in JSON."""
        paths = sorted(glob.glob(os.path.join(LETTERS, "*.eml")))
        self.assertGreater(len(paths), 50)
        for path in paths[::3]:
            with self.subTest(path=path):
                self.assertEqual(self.in_json("text", path)["text"].rstrip("\n"),
                                 self.eml("text", path).rstrip("\n"))
                self.assertEqual(len(self.in_json("parts", path)),
                                 len(self.eml("parts", path).splitlines()))
                names = [row["name"] for row in self.in_json("headers", path)]
                self.assertIn("from", [name.lower() for name in names])

    def test_parts(self):
        message = email.message.EmailMessage()
        message["From"] = "a@b.example"
        message["Subject"] = "你好"
        message.set_content("plain\n")
        message.add_alternative("<p>rich</p>", subtype="html")
        message.add_attachment(b"\0\1" * 500, maintype="application", subtype="zip",
                               filename="资料.zip")
        path = self.write(message.as_bytes())
        parts = self.in_json("parts", path)
        self.assertEqual([row["type"] for row in parts],
                         ["text/plain", "text/html", "application/zip"])
        self.assertEqual((parts[2]["name"], parts[2]["bytes"], parts[2]["attachment"]),
                         ("资料.zip", 1000, True))
        self.assertIn({"name": "Subject", "value": "你好"}, self.in_json("headers", path))
        self.assertEqual(self.in_json("html", path)["html"].strip(), "<p>rich</p>")
        [written] = self.in_json("extract", "-o", self.anserctl.folder, path)
        self.assertEqual((written["part"], written["bytes"]), (3, 1000))
        with open(written["file"], "rb") as file:
            self.assertEqual(file.read(), b"\0\1" * 500)
        named = self.in_json("extract", "-o", self.anserctl.folder, path, "1", "2")
        self.assertEqual([row["part"] for row in named], [1, 2])

    def test_names_stay_in_the_folder(self):
        folder = os.path.join(self.anserctl.folder, "out")
        os.mkdir(folder)
        path = self.write(EVIL)
        written = [row["file"] for row in self.in_json("extract", "-o", folder, path)]
        self.assertEqual(len(set(written)), 3)
        for name in written:
            self.assertEqual(os.path.dirname(name), folder)
            self.assertNotIn("\u202e", name)
        self.assertEqual({open(name).read().strip() for name in written},
                         {"first", "second", "third"})
        self.in_json("extract", "-o", folder, path)
        self.assertEqual(len(os.listdir(folder)), 6)

    def test_terminal(self):
        """A message does not steer the terminal that shows it, but a pipe gets what it says."""
        path = self.write(b"Subject: x\n\n\x1b]0;owned\x07 text\n")
        self.assertIn("\x1b", self.eml("text", path))
        command = " ".join(self.anserctl.command("eml", "text", path))
        done = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=LIMIT,
                              env=environment(self.anserctl.folder, None))
        self.assertIn(b"owned", done.stdout)
        self.assertNotIn(b"\x1b]0", done.stdout)

    def test_damaged(self):
        for content in (b"", b"\0" * 1000, b"\xff\xfe" * 99, b"no header at all", EVIL[:-30], EVIL[:200],
                        b"Content-Type: multipart/mixed; boundary=\n\nx", b"A:" * 100000,
                        b"Content-Transfer-Encoding: base64\n\n!!!!"):
            path = self.write(content)
            for command in (("headers",), ("parts",), ("text",),
                            ("extract", "-o", self.anserctl.folder)):
                with self.subTest(content=content[:40], command=command):
                    self.in_json(*command, path)
            answer = self.anserctl.run("eml", "check", "--json", path)
            self.assertIn(answer.status, (0, DATA))
            self.assertEqual(json.loads(answer.out)["sound"], answer.status == 0)

    def test_mbox(self):
        first = b"Subject: one\n\ntext\n>From the start\n>>From it\nFrom within\n\nend\n"
        second = b"Subject: two\n\nlast\n"
        mbox = (b"From a@b Sat Jan  1 00:00:00 2000\n" + first + b"\nFrom c@d Sat Jan  1 00:00:01 2000\n"
                + second + b"\nFrom e@f Sat Jan  1 00:00:02 2000\nSubject: three\n\n")
        for content in (mbox, mbox.replace(b"\n", b"\r\n")):
            path = self.write(content, "a.mbox")
            self.assertEqual(self.in_json("text", path, "--message", "1")["text"],
                             "text\nFrom the start\n>From it\nFrom within\n\nend\n")
            self.assertEqual(self.in_json("text", path, "--message", "2")["text"], "last\n")
            self.assertIn({"name": "Subject", "value": "three"},
                          self.in_json("headers", path, "--message", "3"))
            result = self.anserctl.run("eml", "text", path, "--message", "4")
            self.assertEqual(result.status, NO_INPUT, result)
            self.assertIn("3 messages", result.err)
        self.assertEqual(self.anserctl.run("eml", "text", self.write(b""), "--message", "1").status,
                         NO_INPUT)
        self.assertEqual(self.anserctl.run("eml", "text", path, "--message", "-1").status, NO_INPUT)

    def test_check(self):
        sound = self.write(b"From: a@b.example\nDate: Tue, 24 Nov 2026 12:00:00 +0000\n"
                           b"Subject: s\n\ntext\n")
        self.assertEqual(self.in_json("check", sound), {"sound": True, "notices": []})
        broken = os.path.join(LETTERS, "30-broken.eml")
        self.assertTrue(self.in_json("check", broken, status=DATA)["notices"])

    def test_standard_input(self):
        done = Result(subprocess.run(self.anserctl.command("eml", "text", "-"), capture_output=True,
                                     input=b"Subject: x\n\npiped\n", timeout=LIMIT,
                                     env=environment(self.anserctl.folder, None)))
        self.assertEqual((done.status, done.out), (0, "piped\n"), done)

    def test_failures(self):
        path = self.write(b"Subject: x\n\ntext\n")
        for status, *words in ((NO_INPUT, "text", path + ".gone"),
                               (NO_INPUT, "parts", self.anserctl.folder), (USAGE, "text"),
                               (USAGE, "text", path, path), (USAGE, "extract", path, "9"),
                               (USAGE, "extract", path, "x"), (DATA, "html", path),
                               (CANNOT_CREATE, "extract", "-o", path + ".none", path, "1"),
                               (USAGE, "nonsense", path), (USAGE,)):
            with self.subTest(words=words):
                result = self.anserctl.run("eml", *words)
                self.assertEqual(result.status, status, result)
                self.assertTrue(result.err.strip())

    def test_full_output(self):
        path = self.write(b"Subject: x\n\ntext\n")
        with open("/dev/full", "w") as full:
            done = subprocess.run(self.anserctl.command("eml", "text", path), stdout=full,
                                  stderr=subprocess.PIPE, timeout=LIMIT)
        self.assertEqual(done.returncode, IO)
        done = subprocess.run(["sh", "-c", "exec \"$@\" >&-", "sh",
                               *self.anserctl.command("eml", "text", path)], timeout=LIMIT,
                              stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, IO)
        self.assertIn(b"cannot be written", done.stderr)


if __name__ == "__main__":
    tap.main()
