/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "utf7.h"

#include <string.h>

/* "&ZeVnLIqe-": base64 with "," for "/" and without padding, of UTF-16 with the high byte first. */
static gboolean
append_shifted (GString    *text,
                const char *word,
                gsize       length)
{
  g_autoptr (GString) base64 = g_string_new_len (word, length);
  g_autofree guchar *bytes = NULL;
  g_autofree char *utf8 = NULL;
  gsize n;

  g_string_replace (base64, ",", "/", 0);
  while (base64->len % 4 != 0)
    g_string_append_c (base64, '=');
  bytes = g_base64_decode (base64->str, &n);
  if (n < 2 || n % 2 != 0)
    return FALSE;
  utf8 = g_convert ((char *) bytes, n, "UTF-8", "UTF-16BE", NULL, NULL, NULL);
  if (utf8 == NULL || !g_utf8_validate (utf8, -1, NULL))
    return FALSE;
  g_string_append (text, utf8);
  return TRUE;
}

char *
anser_utf7_decode (const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (name != NULL, NULL);

  while (*name != '\0')
    {
      const char *dash = *name == '&' ? strchr (name, '-') : NULL;

      if (*name != '&')
        g_string_append_c (text, *name++);
      else if (dash == NULL)
        return NULL;
      else
        {
          if (dash == name + 1)
            g_string_append_c (text, '&');
          else if (!append_shifted (text, name + 1, dash - name - 1))
            return NULL;
          name = dash + 1;
        }
    }
  return g_utf8_validate (text->str, -1, NULL) ? g_string_free (g_steal_pointer (&text), FALSE)
                                               : NULL;
}
