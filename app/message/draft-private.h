/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "attachment.h"
#include "draft.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *value;
} AnserDraftHeader;

struct _AnserDraft
{
  GObject       parent_instance;

  AnserAddress *from;
  GPtrArray    *to;             /* (element-type AnserAddress), these four */
  GPtrArray    *cc;
  GPtrArray    *bcc;
  GPtrArray    *reply_to;
  char         *subject;
  char         *text;
  char         *html;           /* nullable */
  GPtrArray    *headers;        /* (element-type AnserDraftHeader) */
  GPtrArray    *attachments;    /* (element-type AnserAttachment) */
  GPtrArray    *inlines;        /* (element-type AnserAttachment): images of the HTML */
  char         *message_id;     /* NULL until it is asked for */
  char         *in_reply_to;    /* nullable */
  GStrv         references;
};

G_END_DECLS
