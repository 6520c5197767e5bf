#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a letter from standard input with Python's own parser and says what is in it."""
import email
import email.policy
import hashlib
import sys

letter = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
for name in ("From", "To", "Subject"):
    print(f"{name}: {letter[name]}")
text = letter.get_body(("plain",))
print("text:", text.get_content().replace("\r\n", "|").replace("\n", "|"))
for part in letter.iter_attachments():
    content = part.get_payload(decode=True)
    print("file:", part.get_filename(), part.get_content_type(), hashlib.sha256(content).hexdigest())
for part in letter.walk():
    for defect in part.defects:
        print("defect:", defect)
for name, value in letter.items():
    for defect in value.defects:
        print("defect:", name, defect)
