/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserMboxVariant:
 * @ANSER_MBOX_RD: ">From ", ">>From ", … stand for "From ", ">From ", …
 * @ANSER_MBOX_O: ">From " stands for "From "; what begins with more stands for itself
 * @ANSER_MBOX_PLAIN: nothing is quoted (mboxcl2)
 */
typedef enum
{
  ANSER_MBOX_RD,
  ANSER_MBOX_O,
  ANSER_MBOX_PLAIN,
} AnserMboxVariant;

/**
 * AnserMboxFuncs:
 * @begin: a letter begins; @from_line is the line before it, without its end. "" for a letter at the
 *   beginning that lost its line
 * @write: its next bytes
 * @end: it was whole
 */
typedef struct
{
  gboolean (*begin) (const char *from_line, gpointer user_data, GError **error);
  gboolean (*write) (const char *data, gsize length, gpointer user_data, GError **error);
  gboolean (*end)   (gpointer user_data, GError **error);
} AnserMboxFuncs;

/**
 * AnserMboxParser:
 *
 * Cuts an mbox into letters (RFC 4155). Its bytes come cut anywhere and go on as they are; memory
 * stays small however long lines and letters are. A letter begins after a line "From …" that follows
 * an empty line and ends in a date; one without a date, or without the empty line, counts if a
 * header field stands below it. Content-Length is not believed.
 */
typedef struct _AnserMboxParser AnserMboxParser;

AnserMboxParser *anser_mbox_parser_new   (AnserMboxVariant      variant,
                                          const AnserMboxFuncs *funcs,
                                          gpointer              user_data);
void             anser_mbox_parser_free  (AnserMboxParser      *self);
gboolean         anser_mbox_parser_feed  (AnserMboxParser      *self,
                                          const char           *data,
                                          gsize                 length,
                                          GError              **error);
gboolean         anser_mbox_parser_end   (AnserMboxParser      *self,
                                          GError              **error);

/* Bytes before the first letter that belong to none. */
gint64           anser_mbox_parser_get_garbage (AnserMboxParser *self);
/* What the bytes so far show: @ANSER_MBOX_PLAIN if a line "From " stood in a body. */
AnserMboxVariant anser_mbox_parser_guess       (AnserMboxParser *self);

/* Whether a line, without its end, can stand before a letter: it ends in a date, or has a time in
 * it, or no more than one word behind "From ". @date is 0 if it has none. */
gboolean         anser_mbox_is_from_line (const char           *line,
                                          gint64               *date);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserMboxParser, anser_mbox_parser_free)

G_END_DECLS
