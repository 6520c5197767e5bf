#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-demo-letters.py FOLDER: writes the demonstration letters as .eml files.

The letters that are checked in at tests/data/demo came from here; it writes the same ones again.
All people, firms and places of work in them are made up; all domains are below "example".
"""
import datetime
import os
import sys

import demo_letters_awkward
import demo_letters_friends
import demo_letters_lists
import demo_letters_world
from demo_parts import fold

# The day of the newest letters. The server moves all dates towards now.
TODAY = datetime.date(2026, 11, 24)
ME = "=?utf-8?B?5p6X6ZuB?= <demo@anser.example>"


def date_of(letter):
    """"3 18:36 +0800": three days ago at 18:36 in that zone."""
    days, clock, zone = letter["at"].split()
    day = TODAY - datetime.timedelta(days=int(days))
    return "%s %s:%02d %s" % (day.strftime("%a, %d %b %Y"), clock, sum(map(ord, letter["id"])) % 60,
                              zone)


def dump(letter):
    if "raw" in letter:
        return letter["raw"].replace(b"@DATE@", date_of(letter).encode())
    fields = ["From: " + fold(letter["from"]), "To: " + fold(letter.get("to", ME))]
    if "cc" in letter:
        fields.append("Cc: " + fold(letter["cc"]))
    if "subject" in letter:
        fields.append("Subject: " + letter["subject"])
    if not letter.get("undated"):
        fields.append("Date: " + date_of(letter))
    fields.append("Message-ID: <%s>" % letter["id"])
    if "re" in letter:
        fields.append("In-Reply-To: <%s>" % letter["re"][-1])
        fields.append("References: " + fold(" ".join("<%s>" % r for r in letter["re"])))
    fields += letter.get("fields", [])
    fields.append("MIME-Version: 1.0")
    return "".join(f + "\n" for f in fields).encode() + letter["body"].dump()


def main(folder):
    letters = (demo_letters_friends.LETTERS + demo_letters_lists.LETTERS
               + demo_letters_world.LETTERS + demo_letters_awkward.LETTERS)

    def age(letter):
        days, clock, zone = letter["at"].split()
        hours = int(clock[:2]) + int(clock[3:]) / 60 - int(zone) / 100
        return int(days) * 24 - hours

    letters.sort(key=age, reverse=True)
    os.makedirs(folder, exist_ok=True)
    for number, letter in enumerate(letters, 1):
        with open(os.path.join(folder, "%02d-%s.eml" % (number, letter["file"])), "wb") as file:
            file.write(dump(letter))
    print("%d letters in %s" % (len(letters), folder))


if len(sys.argv) != 2:
    sys.exit(__doc__)
main(sys.argv[1])
