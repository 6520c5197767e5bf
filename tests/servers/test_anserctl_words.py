#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What anserctl says when a server says no: a sentence, what to do, and the server's own words."""
import json
import os
import socket
import sys
import threading
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import tap
from anserctl import Anserctl

QQ = "535 Error: 请使用授权码登录。详情请看: http://service.mail.qq.com/".encode("gb18030")


class Refuser:
    """Says one line to every command that begins with a word, and what fits to the others."""

    def __init__(self, greeting, answers):
        self.greeting, self.answers = greeting, answers
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        connection, _ = self.socket.accept()
        with connection, connection.makefile("rwb") as stream:
            stream.write(self.greeting + b"\r\n")
            stream.flush()
            for line in stream:
                word = line.split()[0].decode().upper() if line.split() else ""
                stream.write(self.answers.get(word, self.answers["*"]) + b"\r\n")
                stream.flush()
                if word == "QUIT":
                    return


def smtp(**answers):
    table = {"*": b"250 ok", "EHLO": b"250-mx.qq.com\r\n250 AUTH PLAIN LOGIN", "DATA": b"354 go on",
             "QUIT": b"221 bye"}
    table.update({word: answer for word, answer in answers.items()})
    return Refuser(b"220 mx.qq.com ESMTP", table)


class WordsTest(unittest.TestCase):
    def setUp(self):
        self.anserctl = Anserctl("secret")

    def send(self, server, *arguments, **variables):
        return self.anserctl.run("send", "--server", "smtp://joe@127.0.0.1:%d" % server.port,
                             "--tls", "none", "--from", "joe@example.com", "--to",
                             "jim@example.org", "--subject", "x", "--text", "x", *arguments, **variables)

    def test_chinese_reply_in_gbk(self):
        result = self.send(smtp(AUTH=QQ))
        self.assertEqual(result.status, 77, result)
        self.assertIn("anserctl send: The provider wants an authorisation code here, not the "
                      "password of the web mail. Switch on POP3/SMTP", result.err)
        self.assertIn("\nThe server said: 535 Error: 请使用授权码登录。详情请看: "
                      "http://service.mail.qq.com/\n", result.err)
        self.assertIn("\nMore about it: https://service.mail.qq.com/", result.err)

    def test_chinese_sentence(self):
        locale = os.path.join(os.environ["ANSER_TEST_BUILD"], "po")
        result = self.send(smtp(AUTH=QQ), LC_ALL="zh_CN.UTF-8", ANSER_LOCALEDIR=locale)
        self.assertIn("anserctl send: 此服务商在这里要求使用授权码", result.err)
        self.assertIn("\n服务器原话：535 Error: 请使用授权码登录。", result.err)

    def test_json(self):
        result = self.send(smtp(AUTH=QQ), "--json")
        error = json.loads(result.out)["error"]
        self.assertTrue(error["advice"].startswith("The provider wants an authorisation code"), error)
        self.assertTrue(error["help"].startswith("https://service.mail.qq.com/"), error)
        self.assertIn("授权码", error["server"])

    def test_latin_reply(self):
        result = self.send(smtp(MAIL=b"550 5.7.1 Acc\xe8s refus\xe9"))
        self.assertEqual(result.status, 69, result)
        self.assertIn("The server’s rules do not allow this message.", result.err)
        self.assertIn("\nThe server said: 550 5.7.1 Accès refusé\n", result.err)

    def test_recipient(self):
        """Each refused recipient has its sentence, and below it what the server said."""
        result = self.send(smtp(RCPT=b"550 5.1.1 <jim@example.org> who?"))
        self.assertIn("jim@example.org: refused: There is no mailbox with this address. Check how "
                      "the address is written.\n  The server said: 550 5.1.1 <jim@example.org> "
                      "who?\n", result.err)

    def test_unknown_reply(self):
        result = self.send(smtp(MAIL=b"550 I would rather not"))
        self.assertIn("The server refused it.\nThe server said: 550 I would rather not\n", result.err)

    def test_pop3(self):
        server = Refuser(b"+OK", {"*": b"+OK", "CAPA": b"-ERR", "QUIT": b"+OK", "PASS":
                                  b"-ERR [SYS/PERM] Your account is not enabled for POP access."})
        result = self.anserctl.run("pop", "stat", "--server", "pop3://joe@127.0.0.1:%d" % server.port,
                               "--tls", "none")
        self.assertIn("POP3 or SMTP is switched off. Switch on POP3/SMTP", result.err)
        self.assertIn("\nThe server said: [SYS/PERM] Your account is not enabled for POP access.\n",
                      result.err)


if __name__ == "__main__":
    tap.main()
