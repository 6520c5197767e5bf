/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "flowed.h"

#include <string.h>

char *
anser_flowed_unwrap (const char *text,
                     gboolean    delete_space)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gsize open_depth = 0;
  gboolean open = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");
      gsize depth = strspn (line, ">");
      const char *content = line + depth;
      gsize n = length - depth;
      gboolean signature;

      if (n > 0 && content[0] == ' ')
        {
          content++;
          n--;
        }
      signature = n == 3 && memcmp (content, "-- ", 3) == 0;
      if (open && (depth != open_depth || signature))
        {
          g_string_append_c (out, '\n');
          open = FALSE;
        }
      if (!open)
        {
          g_string_append_len (out, line, depth);
          if (depth > 0 && n > 0)
            g_string_append_c (out, ' ');
        }

      open = n > 0 && content[n - 1] == ' ' && !signature;
      open_depth = depth;
      g_string_append_len (out, content, open && delete_space ? n - 1 : n);
      line += length;
      if (*line == '\n')
        {
          line++;
          if (!open)
            g_string_append_c (out, '\n');
        }
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
