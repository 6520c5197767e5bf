/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "errors.h"
#include "pop3-items.h"

G_BEGIN_DECLS

/**
 * AnserPop3Status:
 * @ok: a line that began with `+`
 * @code: extended response code (RFC 2449 section 8) such as "IN-USE" or "SYS/TEMP", or ""
 * @text: the rest, as valid UTF-8
 *
 * The status line of a POP3 reply, RFC 1939 section 3. Anything may follow the `+` or `-`
 * (quirk P1).
 */
typedef struct
{
  gboolean ok;
  char     code[32];
  char    *text;
} AnserPop3Status;

/* Error: ANSER_ERROR_PROTOCOL when the line begins with neither. Free with ..._clear. */
gboolean anser_pop3_status_parse    (AnserPop3Status       *self,
                                     const char            *line,
                                     gsize                  length,
                                     GError               **error);
void     anser_pop3_status_clear    (AnserPop3Status       *self);

/* The error that a negative status is, by its response code and known words (P17 to P19). */
GError  *anser_pop3_status_to_error (const AnserPop3Status *self,
                                     const char            *what);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnserPop3Status, anser_pop3_status_clear)

/* One line of a listing; FALSE for a line to be ignored (P8). @uid: (out) (transfer full)
 * (nullable): what @item's uid points to, if not into @line. */
gboolean anser_pop3_parse_list_line (const char            *line,
                                     AnserPop3Item         *item);
gboolean anser_pop3_parse_uidl_line (const char            *line,
                                     AnserPop3Item         *item,
                                     char                 **uid);

/* "+OK 2 320": RFC 1939 section 5, STAT. Octets are signed 64-bit (P5). */
gboolean anser_pop3_parse_stat      (const char            *text,
                                     guint                 *count,
                                     gint64                *octets);

G_END_DECLS
