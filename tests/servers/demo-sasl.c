/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo-sasl.h"

#include <string.h>

char *
demo_sasl_decode (const char *base64,
                  gsize      *length)
{
  g_autofree guchar *bytes = NULL;
  gsize n_bytes;
  char *text;

  if (strlen (base64) % 4 != 0)
    return NULL;
  bytes = g_base64_decode (base64, &n_bytes);
  text = g_malloc (n_bytes + 1);
  memcpy (text, bytes, n_bytes);
  text[n_bytes] = '\0';
  if (length)
    *length = n_bytes;
  return text;
}

gboolean
demo_sasl_check_plain (const DemoOptions *options,
                       const char        *response)
{
  gsize length;
  g_autofree char *text = demo_sasl_decode (response, &length);
  const char *user;
  const char *password;

  /* authzid NUL authcid NUL passwd, and the NUL put behind it */
  if (!text || strlen (text) >= length)
    return FALSE;
  user = text + strlen (text) + 1;
  if (user + strlen (user) >= text + length)
    return FALSE;
  password = user + strlen (user) + 1;
  return demo_options_let_in (options, user, password);
}
