/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliJson:
 *
 * JSON (RFC 8259) as it is written: members go into whichever object or array was opened last.
 * @name is NULL in an array. One value is one line, so that a program can read answers line by line.
 *
 * What --json promises: standard output holds one value a line. A command that lists gives an array,
 * any other an object; "send" gives one object for each message. A command that fails ends with
 * {"error": {…}} there, besides the sentence on standard error: "status" is the exit status, "kind"
 * a word for what can be done about it, "message" the sentence; "code", "enhanced" and "server" hold
 * what the server said, where it was the server. Names of members are never translated and never
 * change their meaning; new ones may come.
 */
typedef struct
{
  GString  *text;
  gboolean  needs_comma;
} CliJson;

void  cli_json_init    (CliJson     *self);
void  cli_json_clear   (CliJson     *self);

/* @bracket: '{' or '['; the same goes to both. */
void  cli_json_open    (CliJson     *self,
                        const char  *name,
                        char         bracket);
void  cli_json_close   (CliJson     *self,
                        char         bracket);
/* NULL becomes null; what is not UTF-8 is replaced. */
void  cli_json_string  (CliJson     *self,
                        const char  *name,
                        const char  *value);
void  cli_json_number  (CliJson     *self,
                        const char  *name,
                        gint64       value);
void  cli_json_boolean (CliJson     *self,
                        const char  *name,
                        gboolean     value);
/* Prints what was written so far once it is much: a list may have a million rows. From the first
 * call on nothing may go wrong any more. */
void  cli_json_flush   (CliJson     *self);
/* Prints what was written with a line end, and begins anew. */
void  cli_json_print   (CliJson     *self);

/* @text as a JSON string with its quotes. */
char *cli_json         (const char  *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliJson, cli_json_clear)

G_END_DECLS
