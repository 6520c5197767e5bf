# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters of the demonstration mailbox: work, mailing lists, newsletters, receipts, in English."""
from demo_parts import attachment, html, leaf, multipart, pdf, text, who, word

ME = who("Lin Yan", "demo@anser.example")
HANNAH = who("Hannah Weiss", "hannah.weiss@museum.example")
MARTIN = who("Martin Oakes", "martin@oakes-design.example")
BOOKLET = ["booklet-1@museum.example", "booklet-2@oakes-design.example", "booklet-3@museum.example"]
LIST = "Paper Cranes <paper-cranes@lists.folding.example>"
CRANES = ["crane-1@folding.example", "crane-2@post.example", "crane-3@folding.example"]
LIST_FIELDS = ["List-Id: People who fold paper <paper-cranes.lists.folding.example>",
               "List-Unsubscribe: <https://lists.folding.example/leave/paper-cranes>,\n"
               " <mailto:paper-cranes-leave@lists.folding.example>",
               "List-Post: <mailto:paper-cranes@lists.folding.example>", "Precedence: list"]
FLOWED = "; format=flowed"

LETTERS = [
    {"file": "booklet", "at": "4 10:12 +0100", "id": BOOKLET[0], "from": HANNAH,
     "to": ME, "cc": MARTIN, "subject": "Exhibition booklet: English text",
     "body": multipart("mixed", text("""
Dear Yan,

attached is the booklet as it stands, forty pages, with your drawings on the
left and the text on the right. Could you look over the captions of the
plates? The plant names worry me most: I had three dictionaries open and they
did not agree.

We go to print in two weeks, so the end of next week would be perfect.

Many thanks, and greetings from a rainy museum,
Hannah
"""), attachment(pdf("Birds of the Reed Beds", [
         "A booklet to the exhibition", "", "1  Morning on the east dike", "2  The swan goose",
         "3  Reeds, rushes and what lives in them", "4  How to draw a bird that will not wait",
         "", "Drawings: Lin Yan. Text: Hannah Weiss."]),
                  "application/pdf", '; filename="reed-beds-booklet.pdf"'),
                       boundary="----=_booklet")},
    {"file": "booklet-format", "at": "4 11:47 +0100", "id": BOOKLET[1], "re": BOOKLET[:1],
     "from": MARTIN, "to": HANNAH, "cc": ME, "subject": "Re: Exhibition booklet: English text",
     "body": text("""
Hi both,

on Tuesday Hannah wrote:
> We go to print in two weeks, so the end of next week would be perfect.

The printer has moved us forward by two days, sorry. If the captions are in by
Wednesday night I can set them on Thursday.

Plates 7 and 12 need a taller format. I will send proofs.

Martin

-- 
Martin Oakes | Oakes Design | second floor, ring twice
""", extra=FLOWED)},
    {"file": "booklet-names", "at": "3 09:30 +0100", "id": BOOKLET[2], "re": BOOKLET[:2],
     "from": HANNAH, "to": MARTIN, "cc": ME, "subject": "Re: Exhibition booklet: English text",
     "body": multipart("mixed", text("""
Wednesday is fine with me. Here is the list of names once more, Yan, with the
Latin ones, so that you only need to tick them.

Hannah
"""), attachment(b"""plate;english;latin;pinyin
1;swan goose;Anser cygnoides;hong yan
2;bean goose;Anser fabalis;dou yan
3;common reed;Phragmites australis;lu wei
4;lesser bulrush;Typha angustifolia;shui zhu
5;ginkgo;Ginkgo biloba;yin xing
""", "text/csv; charset=us-ascii", '; filename="plates.csv"', encoding="7bit"),
                       boundary="----=_names")},
    {"file": "booklet-proofs", "at": "0 10:55 +0100", "id": "booklet-4@oakes-design.example",
     "re": BOOKLET, "from": MARTIN, "to": ME, "cc": HANNAH,
     "subject": "Re: Exhibition booklet: English text",
     "body": multipart("mixed", text("""
Proofs of 7 and 12 attached. The yellow of the ginkgo now prints as it should.

Yan, is the stem too dark for you? I can lift it a little.

Martin
"""), attachment(leaf(200), "image/png", '; filename="plate-07.png"'),
                       attachment(leaf(280), "image/png", '; filename="plate-12.png"'),
                       attachment(pdf("Proof sheet", ["Plate 7 at 100 %", "Plate 12 at 100 %"]),
                                  "application/pdf", '; filename="proof-sheet.pdf"'),
                       boundary="----=_proofs")},
    {"file": "cranes", "at": "13 07:50 -0500", "id": CRANES[0], "to": LIST, "fields": LIST_FIELDS,
     "from": who("Priya Raman", "priya@folding.example"),
     "subject": "[paper-cranes] A base for long-necked birds?", "body": text("""
Hello all,

I am looking for a base that leaves enough paper for a long neck without the
body turning into a brick. The classic bird base gives me a fine crane, but a
goose should carry its weight in front.

What do you start from?

Priya
""")},
    {"file": "cranes-answer", "at": "13 15:22 +0100", "id": CRANES[1], "re": CRANES[:1], "to": LIST,
     "from": who("Jonas Lindqvist", "jonas@post.example"), "fields": LIST_FIELDS,
     "subject": "Re: [paper-cranes] A base for long-necked birds?", "body": text("""
On Wednesday Priya wrote:
> The classic bird base gives me a fine crane, but a goose should carry its 
> weight in front.

Start from a fish base and shift the reference point by a ninth. You lose 
symmetry, but nobody has ever seen a symmetrical goose.

> What do you start from?

Tea, mostly.

Jonas
""", extra=FLOWED)},
    {"file": "cranes-thanks", "at": "12 08:05 -0500", "id": CRANES[2], "re": CRANES[:2], "to": LIST,
     "from": who("Priya Raman", "priya@folding.example"), "fields": LIST_FIELDS,
     "subject": "Re: [paper-cranes] A base for long-necked birds?", "body": text("""
>> The classic bird base gives me a fine crane, but a goose should carry its
>> weight in front.
> Start from a fish base and shift the reference point by a ninth.

A ninth! That is the trick. It sits on my desk now and looks annoyed, exactly
as a goose should. Diagrams follow when I have drawn them.

Priya
""")},
    {"file": "reading-room", "at": "1 07:00 +0000", "id": "issue-214@readingroom.example",
     "from": who("The Reading Room", "weekly@readingroom.example"),
     "subject": "Five essays for a long evening",
     "fields": ["List-Unsubscribe: <https://readingroom.example/leave?id=214>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
     "body": html("""
<html><head><style>a { color: #8c3b2a } td { font-family: Georgia, serif }</style></head>
<body style="margin: 0; background: #f4efe6">
<table width="100%" cellpadding="0"><tr><td align="center">
<table width="560" cellpadding="24" style="background: #ffffff">
<tr><td><h1 style="font-weight: normal">The Reading Room</h1>
<p style="color: #777777">Issue 214 &middot; Five essays for a long evening</p></td></tr>
<tr><td><h3><a href="https://readingroom.example/214/maps">The woman who drew rivers</a></h3>
<p>For thirty years she surveyed one valley. Her maps are wrong in every detail, and the valley has
never been better described.</p>
<h3><a href="https://readingroom.example/214/letters">In praise of the slow letter</a></h3>
<p>What changes when an answer takes a week? An argument, with stamps.</p>
<h3><a href="https://readingroom.example/214/geese">Six thousand kilometres without a map</a></h3>
<p>How young geese learn the way south, and what happens to those that must guess.</p></td></tr>
<tr><td style="font-size: 12px; color: #999999">You receive this because you asked for it.
<a href="https://readingroom.example/leave?id=214">Leave the list</a>.
<img src="https://readingroom.example/seen.gif?id=214" width="1" height="1" alt=""></td></tr>
</table></td></tr></table></body></html>
""", encoding="quoted-printable")},
    {"file": "plants", "at": "7 07:30 +0800", "id": "week-47@plants.example",
     "from": who("每周植物", "weekly@plants.example"), "subject": word("第 47 期：霜降以后还开的花"),
     "fields": ["List-Unsubscribe: <mailto:leave@plants.example?subject=leave>"],
     "body": html("""
<html><body style="font-family: sans-serif; line-height: 1.7; color: #24331f">
<h2 style="color: #2f6b3a">每周植物 · 第 47 期</h2>
<p>霜降以后，园子里还开着的花不多了。这一期写三种：</p>
<ol><li><b>茶梅</b>：比山茶早一个月，花瓣一片一片地落。</li>
<li><b>枇杷</b>：开在最冷的时候，香气要走近了才闻得到。</li>
<li><b>油菜</b>：窗台上种一盆，正月就能吃菜薹。</li></ol>
<blockquote style="border-left: 3px solid #9cc5a1; padding-left: 12px; color: #55705a">
“不是花中偏爱菊，此花开尽更无花。”</blockquote>
<p>下一期：怎样给多肉过冬。</p></body></html>
""")},
    {"file": "paint-order", "at": "10 14:03 +0000", "id": "order-88412@pigment-post.example",
     "from": who("Pigment & Post", "orders@pigment-post.example"),
     "subject": "Your order 88412 is on its way",
     "body": multipart("alternative", text("""
Your order is on its way.

  1 x  Quinacridone gold, half pan      9.40
  2 x  Perylene green, half pan        18.80
  1 x  Cold pressed block, 23 x 31     24.90
       Postage                          4.50
       Total                           57.60

It should be with you in four to six days.
"""), html("""
<html><body style="font-family: sans-serif; color: #333333"><h2>Your order is on its way</h2>
<table cellpadding="6" style="border-collapse: collapse">
<tr style="background: #f3f3f3"><td>1 &times;</td><td>Quinacridone gold, half pan</td>
<td align="right">9.40</td></tr>
<tr><td>2 &times;</td><td>Perylene green, half pan</td>
<td align="right">18.80</td></tr>
<tr style="background: #f3f3f3"><td>1 &times;</td><td>Cold pressed block, 23 &times; 31</td>
<td align="right">24.90</td></tr>
<tr><td></td><td>Postage</td>
<td align="right">4.50</td></tr>
<tr style="background: #f3f3f3"><td></td><td><b>Total</b></td>
<td align="right"><b>57.60</b></td></tr>
</table><p>It should be with you in four to six days.</p></body></html>
"""), boundary="----=_order")},
    {"file": "code", "at": "0 09:14 +0800", "id": "code-3310@leaf-studio.example",
     "from": who("Leaf Studio", "noreply@leaf-studio.example"),
     "subject": "Your sign-in code is 482 913", "fields": ["Auto-Submitted: auto-generated"],
     "body": text("""
Your sign-in code is 482 913.

It is good for ten minutes. If you did not ask for it, there is nothing to do.
""")},
    {"file": "invoice", "at": "25 16:41 +0000", "id": "inv-1093@oakes-design.example",
     "from": MARTIN, "subject": "Invoice 1093",
     "body": multipart("mixed", text("""
Hi Yan,

the invoice for September and October. No hurry.

Martin
"""), attachment(pdf("Invoice 1093", ["Layout, 14 hours", "Proofs, 2 rounds", "",
                                      "Due within 30 days. Thank you."]),
                  "application/pdf", '; filename="invoice-1093.pdf"'), boundary="----=_invoice")},
    {"file": "lesson", "at": "31 19:20 +0000", "id": "lesson@post.example",
     "from": who("Grace Okonkwo", "grace.okonkwo@post.example"),
     "subject": "Sunday's watercolour class",
     "body": text("""
Dear Yan,

my daughter has not stopped talking about Sunday. There are now eleven ducks on our
refrigerator, of which she says seven are finished. She would like to know whether
water is blue because of the sky or the other way round, and I told her that you
would certainly know.

Is there a place left in the spring course? We would bring our own brushes this time,
and we would try to bring them back.

Warm wishes
Grace
""", encoding="quoted-printable")},
]
