/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "server-quirks.h"

#include <string.h>

static const struct
{
  const char       *word;
  AnserServerQuirks quirk;
} words_of[] = {
  { "no-capa", ANSER_QUIRK_NO_CAPA },
  { "no-pipelining", ANSER_QUIRK_NO_PIPELINING },
  { "no-utf8", ANSER_QUIRK_NO_UTF8 },
  { "no-initial-response", ANSER_QUIRK_NO_INITIAL_RESPONSE },
  { "no-top", ANSER_QUIRK_TOP_IS_BROKEN },
  { "keep-unfinished", ANSER_QUIRK_KEEP_UNFINISHED },
  { "no-chunking", ANSER_QUIRK_NO_CHUNKING },
  { "no-8bitmime", ANSER_QUIRK_NO_8BITMIME },
};

/* Domains whose servers are known: Microsoft's answer one-line XOAUTH2 with "Protocol error" (P22);
 * Yahoo's list 8BITMIME and damage what goes out that way (S22). */
static const struct
{
  const char       *domain;
  AnserServerQuirks quirks;
} known_domains[] = {
  { "office365.com", ANSER_QUIRK_NO_INITIAL_RESPONSE },
  { "outlook.com", ANSER_QUIRK_NO_INITIAL_RESPONSE },
  { "hotmail.com", ANSER_QUIRK_NO_INITIAL_RESPONSE },
  { "live.com", ANSER_QUIRK_NO_INITIAL_RESPONSE },
  { "yahoo.com", ANSER_QUIRK_NO_8BITMIME },
  { "yahoo.co.jp", ANSER_QUIRK_NO_8BITMIME },
  { "aol.com", ANSER_QUIRK_NO_8BITMIME },
};

char *
anser_server_quirks_to_string (AnserServerQuirks quirks)
{
  GString *words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words_of); i++)
    if (quirks & words_of[i].quirk)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", words_of[i].word);

  return g_string_free (words, FALSE);
}

AnserServerQuirks
anser_server_quirks_from_string (const char *words)
{
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", " ", -1);
  unsigned quirks = 0;

  for (char **word = list; *word != NULL; word++)
    for (gsize i = 0; i < G_N_ELEMENTS (words_of); i++)
      if (strcmp (*word, words_of[i].word) == 0)
        quirks |= words_of[i].quirk;

  return (AnserServerQuirks) quirks;
}

static gboolean
is_in_domain (const char *host,
              const char *domain)
{
  gsize length = strlen (host);
  gsize tail = strlen (domain);

  return length >= tail && g_ascii_strcasecmp (host + length - tail, domain) == 0 &&
         (length == tail || host[length - tail - 1] == '.');
}

AnserServerQuirks
anser_server_quirks_for_host (const char *host)
{
  g_return_val_if_fail (host != NULL, ANSER_QUIRKS_NONE);

  for (gsize i = 0; i < G_N_ELEMENTS (known_domains); i++)
    if (is_in_domain (host, known_domains[i].domain))
      return known_domains[i].quirks;

  return ANSER_QUIRKS_NONE;
}
