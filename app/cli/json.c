/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "json.h"

#include <stdio.h>

#define FLUSH_FROM (64 * 1024)

void
cli_json_init (CliJson *self)
{
  self->text = g_string_new (NULL);
  self->needs_comma = FALSE;
}

void
cli_json_clear (CliJson *self)
{
  if (self->text)
    g_string_free (self->text, TRUE);
  self->text = NULL;
}

static void
append_quoted (GString    *out,
               const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *at = valid; *at; at++)
    {
      unsigned char c = *at;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
}

/* What stands before a value: the comma after the one before it, and its name. */
static void
begin (CliJson    *self,
       const char *name)
{
  if (self->needs_comma)
    g_string_append (self->text, ", ");
  self->needs_comma = TRUE;
  if (!name)
    return;
  append_quoted (self->text, name);
  g_string_append (self->text, ": ");
}

void
cli_json_open (CliJson    *self,
               const char *name,
               char        bracket)
{
  begin (self, name);
  g_string_append_c (self->text, bracket);
  self->needs_comma = FALSE;
}

void
cli_json_close (CliJson *self,
                char     bracket)
{
  g_string_append_c (self->text, bracket == '{' ? '}' : ']');
  self->needs_comma = TRUE;
}

void
cli_json_string (CliJson    *self,
                 const char *name,
                 const char *value)
{
  begin (self, name);
  if (value)
    append_quoted (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
cli_json_number (CliJson    *self,
                 const char *name,
                 gint64      value)
{
  begin (self, name);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
cli_json_boolean (CliJson    *self,
                  const char *name,
                  gboolean    value)
{
  begin (self, name);
  g_string_append (self->text, value ? "true" : "false");
}

void
cli_json_flush (CliJson *self)
{
  if (self->text->len < FLUSH_FROM)
    return;

  fwrite (self->text->str, 1, self->text->len, stdout);
  g_string_truncate (self->text, 0);
}

void
cli_json_print (CliJson *self)
{
  /* JSON is UTF-8 in every locale, so not by g_print(). */
  g_string_append_c (self->text, '\n');
  fwrite (self->text->str, 1, self->text->len, stdout);
  g_string_truncate (self->text, 0);
  self->needs_comma = FALSE;
}

char *
cli_json (const char *text)
{
  GString *out = g_string_new (NULL);

  append_quoted (out, text);
  return g_string_free (out, FALSE);
}
