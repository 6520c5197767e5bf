# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters of the demonstration mailbox: family, friends and neighbours, most of them in Chinese."""
from demo_parts import (attachment, evening, html, inline_image, leaf, multipart, text, who, word)

CHEN = who("陈思远", "siyuan@wetland.example")
ZHOU = who("周若兰", "ruolan.zhou@post.example")
MOTHER = who("妈妈", "mama@home.example", "gb2312")
ME = who("林雁", "demo@anser.example")
GEESE = ["geese-1@wetland.example", "geese-2@post.example", "geese-3@wetland.example"]

LETTERS = [
    {"file": "geese-plan", "at": "2 20:14 +0800", "id": GEESE[0], "from": CHEN,
     "to": ME + ", " + ZHOU, "subject": word("周末去湿地看雁？"), "body": text("""
小林、若兰：

北湖湿地的鸿雁这几天到了，管理站的老师说昨天傍晚数到一千两百多只，芦苇荡那边还有豆雁和白额雁。
周六天气预报是晴，西北风二到三级，正合适。

我想的安排是这样：

  · 早上六点半在地铁北湖站 B 口见
  · 七点十分日出，先在东堤看它们起飞
  · 中午在渔村吃面，下午四点再回西岸等归巢

单筒我带两台，望远镜你们自己带。穿厚一点，堤上风大。

思远
""")},
    {"file": "geese-yes", "at": "2 21:02 +0800", "id": GEESE[1], "re": GEESE[:1], "from": ZHOU,
     "to": CHEN, "cc": ME, "subject": word("回复：周末去湿地看雁？"), "body": text("""
我去！上次去还是三年前，只看见一群野鸭。

六点半对我有点难，不过为了鸿雁可以早起一次。我带热茶和红豆饼，够三个人吃。

若兰

> 北湖湿地的鸿雁这几天到了，管理站的老师说昨天傍晚数到一千两百多只，
> 芦苇荡那边还有豆雁和白额雁。
""")},
    {"file": "geese-map", "at": "1 12:40 +0800", "id": GEESE[2], "re": GEESE[:2], "from": CHEN,
     "to": ZHOU, "cc": ME, "subject": word("Re: 周末去湿地看雁？"),
     "body": multipart("mixed", text("""
路线和要带的东西我写在附件里了，手机上也能打开。

渔村的面馆要提前说一声，我订了三个人的位置，十二点一刻。

思远
"""), attachment("""北湖湿地 · 周六

06:30  北湖站 B 口集合，步行十五分钟到东堤
07:10  日出
09:00  沿木栈道往南，看芦苇荡
12:15  渔村面馆（已订位）
16:00  西岸观鸟屋，等雁群回来
17:30  回城

要带：望远镜、手套、热水、充电宝
不要带：红色或亮黄色的外衣
""".encode(), "text/plain; charset=utf-8",
                 ";\n filename*=UTF-8''%E5%8C%97%E6%B9%96%E6%B9%BF%E5%9C%B0%E8%B7%AF%E7%BA%BF.txt"),
                       boundary="----=_geese-map")},
    {"file": "geese-picture", "at": "0 18:36 +0800", "id": "geese-4@wetland.example", "re": GEESE,
     "from": CHEN, "to": ME, "cc": ZHOU, "subject": word("Re: 周末去湿地看雁？"),
     "body": multipart("mixed", text("""
刚从西岸回来。先去踩了个点，运气太好了：太阳下山的时候，九只一队，就从头顶飞过去。

手机拍的，先给你们看一眼。周六见！

思远
"""), attachment(evening(), "image/png", ";\n filename*=UTF-8''%E5%BD%92%E9%9B%81.png"),
                       boundary="----=_geese-picture")},
    {"file": "persimmons", "at": "0 12:08 +0800", "id": "persimmon@home.example", "from": MOTHER,
     "subject": word("家里的柿子熟了", "gb2312"), "body": text("""
小雁：

院子里的柿子都红了，你爸昨天搭梯子摘了两大筐，挑了些不软不硬的给你寄过去，后天应该到。收到以后和
苹果放在一起捂两三天，软了再吃，不要空着肚子吃。

奶奶身体挺好，就是老问你什么时候回来。过年的票要早点买。

天冷了，把那床厚被子拿出来晒一晒。

妈妈
""", charset="gb2312", encoding="base64")},
    {"file": "persimmons-father", "at": "0 13:20 +0800", "id": "persimmon-2@home.example",
     "re": ["persimmon@home.example"], "from": who("林建国", "laolin@home.example"),
     "subject": word("Re: 家里的柿子熟了"), "body": text("""
你妈没说，寄的箱子里还有一瓶新榨的菜籽油和两条围巾，小心拆。

爸
""", encoding="base64")},
    {"file": "water", "at": "5 17:30 +0800", "id": "notice-1127@garden-homes.example",
     "from": who("桂花苑物业服务中心", "service@garden-homes.example", "gbk"),
     "subject": word("【通知】本周五上午停水", "gbk"), "body": text("""
尊敬的业主：

    因三号楼水泵检修，本周五上午 9:00 至 12:00，二号楼至五号楼将暂停供水。请您提前储水，并在停水
期间关好水龙头。给您带来的不便，敬请谅解。

    咨询电话：请拨打门岗内线 801。

                                                    桂花苑物业服务中心
""", charset="gbk")},
    {"file": "bookshop", "at": "8 10:05 +0800", "id": "order-20391@oldstreet-books.example",
     "from": who("老街书店", "dingdan@oldstreet-books.example", "gb18030"),
     "subject": word("您订的《㐂寿集》和《鸟类图谱》到了", "gb18030"), "body": text("""
林女士：

您订的两本书到店了：

  一、《㐂寿集》，𠮷田编，线装一函            ¥ 168.00
  二、《中国鸟类图谱（水鸟卷）》，精装         ¥ 126.00

会员九折，合计 ¥ 264.60。书给您留到月底，来取时报手机尾号就行；要寄的话回信告诉我们地址。

老街书店　敬上
""", charset="gb18030", encoding="base64")},
    {"file": "taipei", "at": "6 09:45 +0800", "id": "club-88@taipei-readers.example",
     "from": who("台北讀書會", "club@taipei-readers.example", "big5"),
     "subject": word("十二月讀書會：一起讀山與海的書", "big5"), "body": text("""
各位書友：

十二月的讀書會在第二個星期六下午兩點，地點還是巷口的咖啡館二樓。這次讀的是兩本寫山與海的散文，請
至少讀完前三章，並各帶一段最喜歡的文字來唸。

想參加的朋友請在週三以前回信，座位只有十二個。

讀書會　敏芳
""", charset="big5", encoding="quoted-printable")},
    {"file": "classmates", "at": "11 22:31 +0800", "id": "reunion@class.example",
     "from": who("方镕喆", "zhu@class.example", "gbk").replace("=?gbk?", "=?gb2312?"),
     "subject": word("同学会照片：江喆、方镕喆、冯堃都到了", "gbk").replace("=?gbk?", "=?gb2312?"),
     "body": text("""
各位老同学：

十年没见，大家变化都不大。照片一共四百多张，我挑了清楚的放到网盘里，过两天把地址发出来。

冯堃说明年在他那儿聚，包住。谁认识会做横幅的，跟我说一声。

镕喆
""", charset="gbk", label="gb2312", encoding="base64")},
    {"file": "exhibition", "at": "3 16:20 +0800", "id": "ginkgo-show@leaf-studio.example",
     "from": who("叶间工作室", "hello@leaf-studio.example"),
     "subject": word("请柬：「一叶」植物插画小展"),
     "body": multipart("alternative", text("""
林雁老师：

「一叶」植物插画小展下周六开幕，展出您的《银杏》《芦苇》等六幅。诚邀您到场，并为小朋友讲一讲怎么
画一片叶子。

时间：下周六 14:00
地点：叶间工作室一层

叶间工作室
"""), multipart("related", html("""
<html><body style="font-family: serif; color: #3d3524; background: #fbf7ec; padding: 24px">
<p style="text-align: center"><img src="cid:leaf@leaf-studio.example" alt="一片银杏叶" width="160"></p>
<h2 style="text-align: center">「一叶」植物插画小展</h2>
<p>林雁老师：</p>
<p>展览下周六开幕，展出您的<b>《银杏》</b><b>《芦苇》</b>等六幅。诚邀您到场，并为小朋友讲一讲怎么画
一片叶子。</p>
<table cellpadding="6"><tr><td>时间</td><td>下周六 14:00</td></tr>
<tr><td>地点</td><td>叶间工作室一层</td></tr></table>
<p style="text-align: right">叶间工作室</p>
</body></html>
"""), inline_image(leaf(), "leaf@leaf-studio.example"), boundary="----=_leaf-related"),
                       boundary="----=_leaf")},
    {"file": "scans", "at": "14 15:12 +0800", "id": "scan@press.example",
     "from": who("郑编辑", "zheng@press.example"), "subject": word("封面扫描稿，请过目"),
     "body": multipart("mixed", text("""
林老师好：

封面的扫描稿两张，请过目。颜色比原稿略暖一些，印的时候会再调。若没有别的意见，本周就送印厂了。

郑
""", encoding="base64"), attachment(
         leaf(240), 'image/png; name="=?utf-8?B?5bCB6Z2i77yI5q2j77yJLnBuZw==?="',
         ';\n filename="=?utf-8?B?5bCB6Z2i77yI5q2j77yJLnBuZw==?="'),
                       attachment(leaf(120), 'image/png; name="=?gb2312?B?t+LD5qOot7SjqS5wbmc=?="',
                                  ';\n filename="=?gb2312?B?t+LD5qOot7SjqS5wbmc=?="'),
                       boundary="----=_scans")},
    {"file": "recipe", "at": "20 19:48 +0800", "id": "recipe@post.example", "from": ZHOU,
     "subject": word("红豆饼的做法 🫘"), "body": text("""
你要的方子：

  红豆      300 克，泡一夜
  冰糖      120 克
  中筋面粉  250 克
  猪油      80 克（或者黄油）
  温水      100 毫升

豆子煮烂以后不要全打碎，留一半整粒的才香。面要醒够半小时。小火，两面各烙四分钟。

上次你说太甜，这次糖已经减了。

若兰
""")},
    {"file": "library", "at": "9 08:00 +0800", "id": "due-7731@city-library.example",
     "from": who("市图书馆", "noreply@city-library.example"),
     "subject": word("您有 2 册图书将于三天后到期"), "fields": ["Auto-Submitted: auto-generated"],
     "body": text("""
读者您好：

您借阅的以下图书将于三天后到期：

    1. 《候鸟之旅》             索书号 Q959.7/42
    2. 《水彩的一百个问题》     索书号 J215/118

您可以在自助机上续借一次，或在到期日前归还至任一分馆。

此邮件由系统发出，请勿直接回复。
""")},
    {"file": "train", "at": "16 11:26 +0800", "id": "ticket-5520183@rail.example",
     "from": who("铁路订票", "ticket@rail.example"), "subject": word("购票成功：G7371 次 二等座 1 张"),
     "body": multipart("alternative", text("""
购票成功

车次：G7371　08:12 开
席位：06 车 11F，二等座
票价：¥ 73.00

请在开车前携带证件进站。
"""), html("""
<html><body style="font-family: sans-serif">
<h2 style="color: #1a5fb4">购票成功</h2>
<table border="0" cellpadding="8" style="border-collapse: collapse">
<tr style="background: #eaf2fb"><td>车次</td><td><b>G7371</b>　08:12 开</td></tr>
<tr><td>席位</td><td>06 车 11F，二等座</td></tr>
<tr style="background: #eaf2fb"><td>票价</td><td>¥ 73.00</td></tr>
</table>
<p>请在开车前携带证件进站。</p>
</body></html>
"""), boundary="----=_ticket")},
]
