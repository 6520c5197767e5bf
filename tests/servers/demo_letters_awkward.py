# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters of the demonstration mailbox that a mail program must take some care with."""
from demo_parts import Part, attachment, html, leaf, multipart, text, who, word

ME = who("Lin Yan", "demo@anser.example")
NEIGHBOURS = """
Ana Duarte, Bao Lin, Carmen Ruiz, Dag Holm, Emil Novak, Fatou Diop, Gao Feng, Hana Sato,
Ivan Petrov, Jana Kral, Karim Aziz, Lena Berg, Milo Conti, Nour Saleh, Oscar Lund, Pia Meyer,
Qin Yue, Rosa Vidal, Sven Holt, Tomas Reyes
""".replace("\n", " ").strip().split(", ")

FORWARDED = Part(["Content-Type: message/rfc822", "Content-Disposition: inline"], b"""\
From: Harbour Ferries <desk@ferries.example>
To: Grace Okonkwo <grace.okonkwo@post.example>
Subject: Winter timetable
Date: Fri, 30 Oct 2026 09:00:11 +0000
Message-ID: <winter@ferries.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Dear passenger,

from the first Sunday in November the ferry to the islands leaves at 8:40, 12:10 and 16:30.
In fog and in storm it does not leave at all. \xe2\x9b\xb4

Harbour Ferries
""")

BOUNCE = [
    text("""
This is the mail server of post.example.

Your letter could not be delivered to one recipient:

    old-address@post.example: there is no such mailbox here

Please check the address and send it again.
""", encoding="7bit"),
    Part(["Content-Type: message/delivery-status"], b"""\
Reporting-MTA: dns; mail.post.example

Final-Recipient: rfc822; old-address@post.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 there is no such mailbox here
"""),
    Part(["Content-Type: text/rfc822-headers"], b"""\
From: Lin Yan <demo@anser.example>
To: old-address@post.example
Subject: A postcard from the lake
"""),
]

BROKEN = """\
From: =?utf-8?B?5pen55u45py65biC6ZuG?= <market@old-cameras.example>
To: demo@anser.example
Subject: =?utf-8?B?5pen55u45py65biC6ZuG77ya?= =?utf-8?Q?=E5=91=A8=E6=97=A5=E8=A7?= half a picture
Date: @DATE@
Message-ID: <market@old-cameras.example>
X-Stall: @EIGHTBIT@
MIME-Version: 1.0
Content-Type: multipart/mixed

--=_market
Content-Type: text/plain; charset=utf-8

这封信在路上摔坏了：它没有说自己分成几部分，图片也只到了一半。

The market is on Sunday, from eight to noon, below the bridge.

--=_market
Content-Type: image/png; name=stall.png
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAKAAAACgCAIAAAAErfB6AAAA!!this is not base64!!
""".encode().replace(b"@EIGHTBIT@", b"\xb2\xe2\xca\xd4\xff")

RAW_GBK = "\n".join([
    "From: 老同学 <wang@class.example>", "To: demo@anser.example", "Subject: 毕业照找到了，你在第二排",
    "Date: @DATE@", "Message-ID: <photo@class.example>", "Content-Type: text/plain", "",
    "小雁：", "", "搬家的时候翻出来的，你在第二排左起第四个，还扎着两个小辫。", "等我扫描了发你。", "",
    "大王", ""]).encode("gbk")

RAW_NAME = "\n".join([
    "From: Xu Wei <xuwei@notes.example>", "To: demo@anser.example",
    "Subject: minutes of the meeting", "Date: @DATE@", "Message-ID: <minutes@notes.example>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="minutes"', "", "--minutes",
    "Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: 8bit", "",
    "林老师，会议纪要见附件。", "", "--minutes", 'Content-Type: text/plain; name="会议纪要.txt"',
    'Content-Disposition: attachment; filename="会议纪要.txt"', "",
    "一、下月展览的布置", "二、观鸟活动的保险", "三、其他", "", "--minutes--", ""]).encode("gbk")

LETTERS = [
    {"file": "forwarded", "at": "24 13:37 +0000", "id": "fwd-ferry@post.example",
     "from": who("Grace Okonkwo", "grace.okonkwo@post.example"), "subject": "Fwd: Winter timetable",
     "body": multipart("mixed", text("""
For our trip to the islands. I vote for the 8:40.

Grace
"""), FORWARDED, boundary="----=_ferry")},
    {"file": "neighbours", "at": "27 18:00 +0100", "id": "party@garden-homes.example",
     "from": who("Ana Duarte", "ana@garden-homes.example"),
     "to": ", ".join(who(name, name.split()[0].lower() + "@garden-homes.example")
                     for name in NEIGHBOURS) + ", " + ME,
     "cc": ", ".join("flat-%d@garden-homes.example" % n for n in range(21, 41)),
     "subject": "Soup evening in the courtyard", "body": text("""
Dear neighbours,

the soup evening is back. Bring a bowl, a spoon and, if you like, a pot of soup. Last time
we had nine kinds, and the pumpkin ran out first.

The courtyard, from six, in any weather. Two of us have tents.

Ana
""")},
    {"file": "long-subject", "at": "30 11:11 +0000", "id": "minutes-long@allotments.example",
     "from": who("Allotment Society", "secretary@allotments.example"),
     "subject": ("Minutes of the extraordinary general\n meeting about the new water butts, the"
                 " hedge between plots\n 14 and 15, the missing wheelbarrow, the price of compost,"
                 "\n the key to the shed, and any other business that was raised\n before it became"
                 " too dark to write"), "body": text("""
The wheelbarrow has been found. All else is adjourned.
""")},
    {"file": "empty-subject", "at": "2 07:55 +0800", "id": "nosubject@wetland.example",
     "from": who("陈思远", "siyuan@wetland.example"), "subject": "", "body": text("""
充电器落你那儿了吗？
""")},
    {"file": "empty-body", "at": "33 21:00 +0800", "id": "empty@post.example",
     "from": who("周若兰", "ruolan.zhou@post.example"), "subject": word("到家了"), "body": text("")},
    {"file": "only-a-picture", "at": "36 16:45 +0800", "id": "picture@post.example",
     "from": who("小满 🌱", "xiaoman@post.example"), "subject": word("捡到的"),
     "body": attachment(leaf(320), "image/png", ";\n filename*=UTF-8''%E9%93%B6%E6%9D%8F.png")},
    {"file": "bounce", "at": "38 20:30 +0000", "id": "bounce-5531@mail.post.example",
     "from": "Mail Delivery System <mailer-daemon@post.example>",
     "subject": "Undelivered mail returned to sender", "fields": ["Auto-Submitted: auto-replied"],
     "body": multipart("report", *BOUNCE, boundary="----=_bounce",
                       extra=";\n report-type=delivery-status")},
    {"file": "reply-to", "at": "42 10:10 +0000", "id": "survey@bird-count.example",
     "from": who("Bird Count", "no-reply@bird-count.example"), "subject": "How many did you see?",
     "fields": ["Reply-To: Answers <answers@bird-count.example>"], "body": text("""
Thank you for counting with us. Please answer this letter with your number: it goes
to a different address than the one it came from.
""")},
    {"file": "suspicious", "at": "61 03:12 -0700", "id": "x8812@parcel-desk.example",
     "from": '"Parcel service (service@parcel.example)" <notice@parcel-desk.example>',
     "subject": "Your parcel is waiting!!!", "body": html("""
<html><body><form action="https://parcel-desk.example/login">
<h2>Your parcel could not be delivered</h2><p>Please confirm your address within 24 hours:
<a href="https://parcel-desk.example/login">https://www.parcel.example/confirm</a></p>
<p><input name="password" placeholder="Password"><button>Confirm</button></p></form>
<script>document.title = "You should never see this";</script>
<img src="https://parcel-desk.example/open.gif" width="1" height="1"></body></html>
""")},
    {"file": "undated", "at": "50 12:00 +0000", "id": "undated@typewriter.example", "undated": True,
     "from": who("Walter Finch", "walter@typewriter.example"),
     "subject": "From my new mail program",
     "body": text("""
Dear Yan,

I wrote this mail program myself. It does not know yet what day it is, but otherwise it
is coming along nicely.

Walter
""")},
    {"file": "deep-quotes", "at": "77 09:40 +0000", "id": "quotes@post.example",
     "re": ["unknown-1@post.example", "unknown-2@post.example"],
     "from": who("Jonas Lindqvist", "jonas@post.example"), "subject": "Re: Re: Re: Which glue?",
     "body": text("""
>>>> Which glue do you use for rice paper?
>>> Wheat starch. It comes off with water if you change your mind.
>> And if I do not change my mind?
> Then it lasts four hundred years.

Good enough.

Jonas
""")},
    {"file": "broken", "at": "12 15:03 +0800", "id": "market@old-cameras.example", "raw": BROKEN},
    {"file": "raw-gbk", "at": "10 21:18 +0800", "id": "photo@class.example", "raw": RAW_GBK},
    {"file": "raw-name", "at": "96 16:00 +0800", "id": "minutes@notes.example", "raw": RAW_NAME},
    {"file": "welcome", "at": "0 08:30 +0800", "id": "welcome@anser.example",
     "from": who("Anser 鸿雁", "hello@anser.example"), "subject": word("欢迎使用鸿雁 · Welcome to Anser"),
     "body": text("""
你好，林雁：

这是演示信箱。里面的信都是编的，随便看、随便删；写给谁的信，都会寄回到这里。
点“写邮件”试试，把文件拖到窗口里就是附件。

Hello Lin Yan,

this is the demonstration mailbox. All the messages in it are made up:
read them, delete them as you like. Whatever you send, to whomever,
arrives here. Press Write, and drop a file onto the window to attach it.
""")},
]
