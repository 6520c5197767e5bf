/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter.h"
#include "source.h"

G_BEGIN_DECLS

/* One stretch of the text: the plain parts and the HTML parts that say the same. */
typedef struct
{
  GPtrArray *plain;     /* (element-type AnserPart) */
  GPtrArray *html;
} AnserPassage;

/* The parts of a letter, found once. */
typedef struct
{
  GPtrArray *parts;         /* (element-type AnserPart) */
  GPtrArray *attachments;   /* (element-type AnserPart) */
  GPtrArray *passages;      /* (element-type AnserPassage) */
  GPtrArray *notices;       /* (element-type utf8) */
} AnserLayout;

/* What there is to read, made from the passages when it is asked for. */
typedef struct
{
  char *text;
  char *html;               /* nullable */
  char *snippet;
} AnserBody;

AnserLayout *anser_layout_new         (void);
void         anser_layout_free        (AnserLayout              *self);
void         anser_layout_read        (AnserLayout              *self,
                                       AnserSource              *source,
                                       GMimeObject              *root);
void         anser_layout_on_warning  (gint64                    offset,
                                       GMimeParserWarning        warning,
                                       const char               *item,
                                       gpointer                  layout);
/* Adds a sentence unless it is there already. */
void         anser_layout_add_notice  (AnserLayout              *self,
                                       const char               *notice);

AnserBody   *anser_body_new           (AnserLayout              *layout);
void         anser_body_free          (AnserBody                *self);

/* Seconds since 1970 of a Date and of the first Received field, both nullable (quirk F4). */
gint64       anser_letter_choose_date (const char               *date,
                                       const char               *received);

G_END_DECLS
