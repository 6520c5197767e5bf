# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters of the demonstration mailbox: in other languages, scripts and directions of writing."""
from demo_parts import Part, attachment, multipart, text, who, word

ME = who("Lin Yan", "demo@anser.example")
GROUP = ", ".join(["Lesekreis <lesekreis@buecher.example>", ME])
CIRCLE = ["kreis-1@buecher.example", "kreis-2@buecher.example"]
PHOTOS = ["shashin-1@galerie.example"]
INVITATION = """
BEGIN:VCALENDAR
PRODID:-//Wetland station//Calendar//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:count-2026-12@wetland.example
DTSTAMP:20261120T020000Z
DTSTART:20261205T000000Z
DTEND:20261205T040000Z
SUMMARY:冬季水鸟同步调查
LOCATION:北湖湿地管理站
ORGANIZER;CN=陈思远:mailto:siyuan@wetland.example
ATTENDEE;CN=林雁;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:demo@anser.example
END:VEVENT
END:VCALENDAR
"""

LETTERS = [
    {"file": "lesekreis", "at": "15 18:20 +0100", "id": CIRCLE[0], "to": GROUP,
     "from": who("Jürgen Schäfer", "juergen.schaefer@buecher.example", "iso-8859-1"),
     "subject": word("Lesekreis im Dezember: Was lesen wir?", "iso-8859-1"), "body": text("""
Liebe alle,

für Dezember stehen drei Bücher zur Wahl: eine Reise zu Fuß über die Alpen, ein Roman über
ein Hotel am Meer und – mein Vorschlag – die Briefe einer Vogelkundlerin. Wer bringt diesmal
Plätzchen mit? Die vom letzten Jahr (Grüße an Bärbel) sind unvergessen.

Herzliche Grüße
Jürgen
""".replace("–", "-"), charset="iso-8859-1", encoding="quoted-printable")},
    {"file": "lesekreis-antwort", "at": "15 20:41 +0100", "id": CIRCLE[1], "re": CIRCLE[:1],
     "from": who("Bärbel Köhler", "baerbel@buecher.example", "iso-8859-15"), "to": GROUP,
     "subject": "AW: Lesekreis im Dezember: Was lesen wir?", "body": text("""
Die Briefe! Unbedingt die Briefe.

Die gebrauchte Ausgabe gibt es schon für 8 €. Plätzchen bringe ich mit, Jürgen bringt den Tee.

Bärbel
""", charset="iso-8859-15")},
    {"file": "lesekreis-schluss", "at": "14 08:02 +0100", "id": "kreis-3@buecher.example",
     "re": CIRCLE, "from": who("Jürgen Schäfer", "juergen.schaefer@buecher.example"), "to": GROUP,
     "subject": word("AW: Lesekreis im Dezember: Was lesen wir?"), "body": text("""
Dann ist es entschieden. Ich freue mich!

> Plätzchen bringe ich mit, Jürgen bringt den Tee.

Jürgen bringt den Tee.
""", encoding="quoted-printable")},
    {"file": "shashinten", "at": "18 10:00 +0900", "id": PHOTOS[0],
     "from": who("森田 彩", "aya.morita@galerie.example", "iso-2022-jp"),
     "subject": word("写真展「渡り鳥の朝」のご案内", "iso-2022-jp"), "body": text("""
林雁様

ご無沙汰しております。このたび、写真展「渡り鳥の朝」を開くことになりました。
湖の夜明けを三年かけて撮った三十点です。お近くにお越しの折は、ぜひお立ち寄りください。

会期　来月一日より十四日まで（月曜休み）
会場　川沿いの小さなギャラリー

森田 彩
""", charset="iso-2022-jp", encoding="7bit")},
    {"file": "shashinten-orei", "at": "17 21:15 +0900", "id": "shashin-2@galerie.example",
     "re": PHOTOS, "from": who("森田 彩", "aya.morita@galerie.example"),
     "subject": word("Re: 写真展「渡り鳥の朝」のご案内"), "body": text("""
早速のお返事、ありがとうございます。

雁の絵はがき、とても嬉しく拝見しました。会場の入口に飾らせていただきます。
寒くなりますので、どうぞご自愛ください。

森田
""", encoding="base64")},
    {"file": "korean", "at": "22 14:30 +0900", "id": "haru@paper-shop.example",
     "from": who("하루 종이가게", "hello@paper-shop.example", "euc-kr"),
     "subject": word("주문하신 한지가 준비되었습니다", "euc-kr"), "body": text("""
린옌 님, 안녕하세요.

주문하신 한지 스무 장이 준비되었습니다. 오늘 오후에 발송하겠습니다.
겨울 한정 색상 견본도 함께 넣어 드립니다.

하루 종이가게 드림
""", charset="euc-kr", encoding="base64")},
    {"file": "russian", "at": "34 12:00 +0300", "id": "otkrytka@post.example",
     "from": who("Ольга Савельева", "olga@post.example", "koi8-r"),
     "subject": word("Открытка дошла!", "koi8-r"), "body": text("""
Яна, здравствуй!

Открытка с гусями дошла за двенадцать дней. Поставила её на пианино, внуки спрашивают,
куда они летят. Говорю: к тебе.

Обнимаю,
Ольга
""", charset="koi8-r")},
    {"file": "french", "at": "40 17:05 +0100", "id": "atelier@papier.example",
     "from": who("Élodie Garçon", "elodie@papier.example", "windows-1252"),
     "subject": word("L’atelier de reliure : il reste une place…", "windows-1252"), "body": text("""
Bonjour Yan,

il reste une place pour l’atelier de reliure du printemps – ça vous tente ? On y apprendra
à coudre un carnet de croquis, à l’ancienne, pour 45 € (café compris).

À bientôt,
Élodie
""", charset="windows-1252", encoding="quoted-printable")},
    {"file": "arabic", "at": "19 16:10 +0300", "id": "qalam@khatt.example",
     "from": who("ليلى حداد", "layla@khatt.example"), "subject": word("درس الخط العربي القادم"),
     "body": text("""
عزيزتي يان،

شكرًا على رسوم الطيور الجميلة! نلتقي يوم الخميس الساعة 16:00 في درس الخط، وسنكتب
هذه المرة كلمة «سفر». أحضري معك قلم القصب وورقًا أملس من فضلك.

مع أطيب التحيات،
ليلى
""", encoding="quoted-printable")},
    {"file": "hebrew", "at": "28 09:25 +0200", "id": "tsiporim@nature.example",
     "from": who("נועה לוי", "noa@nature.example"), "subject": word("ספירת הציפורים בעמק"),
     "body": text("""
שלום יאן,

השבוע עברו מעל העמק יותר מ-40,000 עגורים. צירפתי אותך לרשימה של swan goose, אף
שאצלנו רואים אותן לעתים רחוקות מאוד. מתי תבואי לבקר?

נועה
""", encoding="base64")},
    {"file": "emoji", "at": "21 08:08 +0800", "id": "birthday@post.example",
     "from": who("小满 🌱", "xiaoman@post.example"), "subject": word("🎂🎉 生日快乐，雁姐！🎉🎂"),
     "body": text("""
雁姐生日快乐！🎈

礼物还在路上 📦🐢，先收下这只鹅：🪿
家里三口人一起祝你：👨‍👩‍👧 ❤️ 👩🏻‍🎨

小满
""", encoding="base64")},
    {"file": "invitation", "at": "4 10:00 +0800", "id": "count-2026-12-invite@wetland.example",
     "from": who("陈思远", "siyuan@wetland.example"), "subject": word("邀请：冬季水鸟同步调查"),
     "body": multipart("mixed", multipart("alternative", text("""
邀请您参加：冬季水鸟同步调查
地点：北湖湿地管理站
时间：十二月第一个星期六，上午八点到十二点

能来请接受邀请，我好准备早饭。
"""), Part(["Content-Type: text/calendar; charset=utf-8; method=REQUEST",
            "Content-Transfer-Encoding: 8bit"], INVITATION.lstrip().encode()),
                                          boundary="----=_invite-alt"),
                       attachment(INVITATION.strip().encode() + b"\n", "application/ics",
                                  '; filename="invite.ics"'), boundary="----=_invite")},
]
