# SPDX-License-Identifier: GPL-3.0-or-later
"""The bricks of the demonstration letters: headers, parts, pictures; the same bytes every time."""
import base64
import math
import quopri
import re
import struct
import zlib


def word(text, charset="utf-8"):
    """`text` as encoded-words (RFC 2047), folded, each character whole within one."""
    if text.isascii():
        return text
    words, run = [], ""
    for char in text:
        if len(base64.b64encode((run + char).encode(charset))) + len(charset) > 63:
            words.append(run)
            run = ""
        run += char
    words.append(run)
    return "\n ".join("=?%s?B?%s?=" % (charset, base64.b64encode(w.encode(charset)).decode())
                      for w in words)


def who(name, address, charset="utf-8"):
    return "%s <%s>" % (word(name, charset), address) if name else address


def fold(value):
    """Folds a header value of words at spaces."""
    lines, line = [], ""
    for item in value.split(" "):
        if line and len(line) + len(item) > 68:
            lines.append(line)
            line = " " + item
        else:
            line += (" " if line else "") + item
    return "\n".join(lines + [line])


def encode(data, encoding):
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "quoted-printable":
        return quopri.encodestring(data)
    return data


class Part:
    """A MIME part: header lines as bytes, and a body."""

    def __init__(self, fields, body):
        self.fields = fields
        self.body = body

    def dump(self):
        return b"".join(f.encode() + b"\n" for f in self.fields) + b"\n" + self.body


def prose(content):
    """Joins what is broken inside a Chinese sentence for the width of this source only."""
    wrapped = r"(?m)^([^\n>]{38,}[\u3001-\u9fff\uff00-\uffef])\n(?=[\u4e00-\u9fff])"
    return re.sub(wrapped, r"\1", content)


def text(content, charset="utf-8", encoding="8bit", subtype="plain", label=None, extra=""):
    """A text part; `label` names another charset than the one that is used."""
    content = prose(content.strip("\n") + "\n")
    return Part(["Content-Type: text/%s; charset=%s%s" % (subtype, label or charset, extra),
                 "Content-Transfer-Encoding: " + encoding],
                encode(content.encode(charset), encoding))


def html(content, **rest):
    return text(content, subtype="html", **rest)


def attachment(data, media, disposition, encoding="base64", extra=()):
    """A file; `disposition` is all that stands behind "attachment"."""
    return Part(["Content-Type: " + media, "Content-Disposition: attachment" + disposition,
                 "Content-Transfer-Encoding: " + encoding, *extra], encode(data, encoding))


def inline_image(data, cid):
    return Part(["Content-Type: image/png", "Content-Disposition: inline; filename=\"picture.png\"",
                 "Content-ID: <%s>" % cid, "Content-Transfer-Encoding: base64"],
                encode(data, "base64"))


def multipart(subtype, *parts, boundary, extra=""):
    lines = b"".join(b"--" + boundary.encode() + b"\n" + part.dump() for part in parts)
    return Part(["Content-Type: multipart/%s; boundary=\"%s\"%s" % (subtype, boundary, extra)],
                lines + b"--" + boundary.encode() + b"--\n")


def png(width, height, pixel):
    """A picture of `pixel (x, y)`, which gives (red, green, blue)."""
    rows = b"".join(b"\0" + bytes(c for x in range(width) for c in pixel(x, y))
                    for y in range(height))

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(rows, 9))
            + chunk(b"IEND", b""))


def blend(a, b, share):
    return tuple(int(p + (q - p) * share) for p, q in zip(a, b))


def wing(x, y, cx, cy, size):
    """Is (x, y) on a flying bird, a flat V at (cx, cy)?"""
    dx = abs(x - cx)
    return dx < size and abs((y - cy) + dx * 0.45 - size * 0.2 * (dx / size) ** 2) < 1.3


def evening(width=480, height=300):
    """Geese over a lake in the evening."""
    birds = [(240 + side * step * 26, 70 + step * 13) for step in range(5) for side in (-1, 1)]

    def pixel(x, y):
        shore = 206 - 4 * math.sin(x / 41) - 3 * math.sin(x / 13 + 1)
        if any(wing(x, y, cx, cy, 9) for cx, cy in birds):
            return 38, 34, 52
        if y > 215:
            glow = max(0, 1 - abs(x - 330) / (30 + (y - 215) * 0.5)) * (1 if (y // 3) % 2 else 0.5)
            return blend(blend((176, 110, 96), (38, 44, 80), (y - 215) / 85), (255, 214, 140), glow)
        if y > shore:
            return 44, 40, 60
        if (x - 330) ** 2 + (y - 180) ** 2 < 26 ** 2:
            return 255, 226, 160
        return blend((58, 72, 128), (250, 168, 110), (y / 215) ** 1.4)

    return png(width, height, pixel)


def leaf(size=160):
    """A ginkgo leaf on cream."""
    def pixel(x, y):
        dx, dy = (x - size / 2) / size, (size * 0.78 - y) / size
        radius = (dx * dx + dy * dy) ** 0.5
        fan = dy > 0.05 and abs(dx) < dy * 1.25 and 0.06 < radius < 0.56 - abs(dx) * 0.12
        notch = dy > 0.35 and abs(dx) < (dy - 0.35) * 0.18
        stem = dy <= 0.1 and abs(dx + dy * 0.25) < 0.015 and dy > -0.17
        if stem:
            return 150, 128, 46
        if fan and not notch:
            ray = int((dx / max(dy, 0.01)) * 28) % 2
            return (236, 190, 58) if ray else (228, 178, 44)
        return 251, 247, 236

    return png(size, size, pixel)


def pdf(title, lines):
    """A page of text as PDF."""
    def escaped(line):
        return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")

    stream = "BT /F1 20 Tf 72 770 Td (%s) Tj /F1 11 Tf 0 -34 Td 15 TL\n" % escaped(title)
    stream += "".join("(%s) Tj T*\n" % escaped(line) for line in lines) + "ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        "<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += "%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += "xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += "".join("%010d 00000 n \n" % offset for offset in offsets)
    out += "trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += "startxref\n%d\n%%%%EOF\n" % table
    return out.encode("latin-1")
