/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vocabulary.h"

#include <math.h>

#define N_ENGLISH 30000
#define N_CHINESE 20000

static const char english[] =
  "the to and of a in is for you that on it with we be this as are have will at from not can or by "
  "if your an our but was all has please they which would there when meeting one more out so time "
  "up what about report project do no new some like mail any just could other week thanks know see "
  "only been first how their than work may into should also need them who its then now get budget "
  "these people next send use make over very two file after because attached back day change here "
  "plan team before call question good server release version office order list great today help "
  "think price find look review problem customer month answer monday start test data last even "
  "well number delivery contract build show friday hope branch idea both patch really point book "
  "ticket travel hotel family school house garden weather train invoice schedule update kernel";

static const char syllables[] =
  "ba be bi bo bra bri ca ce cho co cra da de di do dra e fa fe fi fo fra ga ge go gra ha he hi ho i "
  "ja jo ka ke ki la le li lo ma me mi mo na ne ni no o pa pe pi po pra qua ra re ri ro sa se sha "
  "shi so sta ste sto ta te the ti to tra tri u va ve vi vo wa we wi ya yo za ze";

static const char chinese[] =
  "的 我们 是 在 了 和 您好 有 不 会议 这个 一个 请 可以 项目 公司 工作 时间 谢谢 附件 我 你 他 就 也 都 上 "
  "已经 大家 问题 合同 客户 明天 今天 报告 需要 如果 没有 通知 进行 安排 部门 计划 产品 市场 技术 中国 北京 上海 "
  "确认 收到 回复 邮件 学校 老师 学生 论文 数据 系统 服务 价格 发票 订单 快递 火车 机票 酒店 家里 朋友 天气 周末 "
  "同事 经理 预算 合作 方案 设计 测试 版本 发布 更新 修改 文件 资料 联系 电话 地址 活动 比赛 照片 音乐 电影 图书";

static const char characters[] =
  "一二三四五六七八九十百千万上下左右大小多少长短高低前后里外东西南北中天地日月星云风雨雪山水火土木金石田河江海湖"
  "人口手足目耳心头身体男女老少父母兄弟姐妹儿子孙友师生工农商学兵医药食衣住行车船飞机路桥站点线面书报文字画音乐歌"
  "春夏秋冬早晚年岁时分秒今明昨先再又也还更最很太真假好坏美丑新旧快慢远近开关出入来去回进退起落坐立走跑说话讲听看"
  "见闻问答知道思想记忘爱恨喜怒哀乐笑哭吃喝玩买卖给送拿放打扫洗做作用用力气电光声色香味红黄蓝绿白黑灰银元角钱价"
  "值数量单位部门局处科室组队员长官民国家省市县乡村街巷号楼房屋门窗桌椅床灯笔纸本页章节题目标准法律规则制度政治经"
  "济社会历史地理化物质科技信息网络计算程序软硬件系统管理服务生产品质检测试验证明确认可能否是非对错因果关系联合同约"
  "定期限制造成功失败胜负强弱增减加乘除平均总共计划案件事情况状态形式样本末始终极端正反直接间隔离别特殊普通常识别致";

guint64
dice_roll (Dice *self)
{
  guint64 z = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

unsigned
dice_below (Dice     *self,
            unsigned  n)
{
  return ((dice_roll (self) >> 32) * n) >> 32;
}

double
dice_fraction (Dice *self)
{
  return (dice_roll (self) >> 11) * 0x1p-53;
}

static Vocabulary *
vocabulary_new (const char *common)
{
  Vocabulary *self = g_new0 (Vocabulary, 1);
  g_auto (GStrv) words = g_strsplit (common, " ", -1);

  self->words = g_ptr_array_new_with_free_func (g_free);
  for (unsigned i = 0; words[i] != NULL; i++)
    g_ptr_array_add (self->words, g_strdup (words[i]));
  return self;
}

static Vocabulary *
complete (Vocabulary *self)
{
  self->spread = log (self->words->len);
  return self;
}

Vocabulary *
vocabulary_new_english (void)
{
  Vocabulary *self = vocabulary_new (english);
  g_auto (GStrv) parts = g_strsplit (syllables, " ", -1);
  unsigned n_parts = g_strv_length (parts);
  Dice dice = { 1 };

  while (self->words->len < N_ENGLISH)
    {
      GString *word = g_string_new (NULL);

      for (unsigned n = 2 + dice_below (&dice, 3); n > 0; n--)
        g_string_append (word, parts[dice_below (&dice, n_parts)]);
      g_string_append_c (word, "nrstlndm"[dice_below (&dice, 8)]);
      g_ptr_array_add (self->words, g_string_free (word, FALSE));
    }
  return complete (self);
}

Vocabulary *
vocabulary_new_chinese (void)
{
  Vocabulary *self = vocabulary_new (chinese);
  unsigned n_characters = (sizeof characters - 1) / 3;
  Dice dice = { 2 };

  while (self->words->len < N_CHINESE)
    {
      GString *word = g_string_new (NULL);

      for (unsigned n = 1 + dice_below (&dice, 3); n > 0; n--)
        g_string_append_len (word, characters + 3 * dice_below (&dice, n_characters), 3);
      g_ptr_array_add (self->words, g_string_free (word, FALSE));
    }
  return complete (self);
}

void
vocabulary_free (Vocabulary *self)
{
  g_ptr_array_unref (self->words);
  g_free (self);
}

const char *
vocabulary_draw (const Vocabulary *self,
                 Dice             *dice)
{
  unsigned rank = exp (dice_fraction (dice) * self->spread) - 1;

  return g_ptr_array_index (self->words, MIN (rank, self->words->len - 1));
}
