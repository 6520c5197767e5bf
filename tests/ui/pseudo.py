# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: every sentence in brackets, with marks on its letters, and longer."""
import os
import re
import struct

LANGUAGE = "xx"
MARKED = str.maketrans("aceinosuyACEINOSUY", "áçéíñôšûýÁÇÉÍÑÔŠÛÝ")
# Places to fill in, markup, and names of keys' letters stay.
KEPT = re.compile(r"(%[-0-9.]*[a-z]*[a-zA-Z%]|<[^>]*>|&[a-z]+;|\{[^}]*\}|_)")
MAGIC = 0x950412de
TEXT_ENDS = "\0"


def translate(text, growth=0.35):
    """As German or Russian might have it, which are longer, and short words even more so."""
    words = "".join(part if KEPT.fullmatch(part) else part.translate(MARKED)
                    for part in KEPT.split(text))
    more = round(len(text) * (growth if len(text) > 10 else 1.5 * growth))
    return "[%s%s]" % (words, "".join(" ~"[i % 5 > 0] for i in range(more)))


def is_translated(text):
    return text.startswith("[") and text.endswith("]")


def read(path):
    """The sentences of a compiled catalogue, as they are asked for."""
    with open(path, "rb") as file:
        data = file.read()
    _, _, count, table = struct.unpack_from("<4I", data)
    places = (struct.unpack_from("<2I", data, table + 8 * i) for i in range(count))
    return [data[start:start + length].decode() for length, start in places]


def translate_entry(entry, growth):
    """A sentence may stand behind its context, and before its plural."""
    forms = entry.rpartition("\4")[2].split(TEXT_ENDS)
    return TEXT_ENDS.join(translate(form, growth) for form in forms)


def write(path, pairs):
    """A compiled catalogue; `pairs` are in order."""
    keys, values = ([text.encode() for text in texts] for texts in zip(*pairs))
    head = 28 + 16 * len(keys)
    tables, data = b"", b""
    for texts in (keys, values):
        for text in texts:
            tables += struct.pack("<2I", len(text), head + len(data))
            data += text + b"\0"
    with open(path, "wb") as file:
        file.write(struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
                   + tables + data)


def make(model, folder, growth):
    """Translates all that `model`, a catalogue, translates, below `folder`."""
    target = os.path.join(folder, LANGUAGE, "LC_MESSAGES")
    os.makedirs(target, exist_ok=True)
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n"
    pairs = [(entry, translate_entry(entry, growth) if entry else header) for entry in read(model)]
    write(os.path.join(target, "anser.mo"), sorted(pairs, key=lambda pair: pair[0].encode()))
