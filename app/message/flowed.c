/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "flowed.h"

#include <string.h>

/* A line taken apart (RFC 3676 section 4): quote marks, then the content without its stuffing. */
typedef struct
{
  gsize       depth;
  const char *content;
  gsize       length;
  gboolean    signature;    /* "-- ", which ends with a space but is never joined */
  gboolean    open;         /* goes on in the next line */
} Line;

static void
take_apart (const char *text,
            gsize       length,
            Line       *line)
{
  line->depth = MIN (strspn (text, ">"), length);
  line->content = text + line->depth;
  line->length = length - line->depth;
  if (line->length > 0 && line->content[0] == ' ')
    {
      line->content++;
      line->length--;
    }

  line->signature = line->length == 3 && memcmp (line->content, "-- ", 3) == 0;
  line->open = line->length > 0 && line->content[line->length - 1] == ' ' && !line->signature;
}

char *
anser_flowed_unwrap (const char *text,
                     gboolean    delete_space)
{
  g_autoptr(GString) out = g_string_new (NULL);
  Line before = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *at = text; *at != '\0';)
    {
      gsize length = strcspn (at, "\n");
      Line line;

      take_apart (at, length, &line);
      if (before.open && (line.depth != before.depth || line.signature))
        {
          g_string_append_c (out, '\n');
          before.open = FALSE;
        }
      if (!before.open)
        {
          g_string_append_len (out, at, line.depth);
          if (line.depth > 0 && line.length > 0)
            g_string_append_c (out, ' ');
        }

      g_string_append_len (out, line.content, line.length - (line.open && delete_space ? 1 : 0));
      at += length;
      if (*at == '\n')
        at++;
      if (!line.open && at[-1] == '\n')
        g_string_append_c (out, '\n');
      before = line;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
