/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "dsn.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 3461 section 4.4: characters of ENVID, in its encoded form. */
#define ENVID_LIMIT 100

static const struct
{
  const char  *word;
  AnserNotify  notify;
} notify_words[] = {
  { "NEVER", ANSER_NOTIFY_NEVER },
  { "SUCCESS", ANSER_NOTIFY_SUCCESS },
  { "FAILURE", ANSER_NOTIFY_FAILURE },
  { "DELAY", ANSER_NOTIFY_DELAY },
};

static AnserNotify
find_notify_word (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notify_words); i++)
    if (g_ascii_strcasecmp (word, notify_words[i].word) == 0)
      return notify_words[i].notify;

  return ANSER_NOTIFY_UNSAID;
}

/**
 * anser_notify_parse:
 * @words: in any case
 * @notify: (out): what they ask for
 *
 * Returns: whether they are such words, and "never" stands alone
 */
gboolean
anser_notify_parse (const char  *words,
                    AnserNotify *notify)
{
  g_auto (GStrv) list = NULL;
  unsigned all = 0;

  g_return_val_if_fail (words != NULL && notify != NULL, FALSE);

  list = g_strsplit (words, ",", 5);
  for (char **word = list; *word != NULL; word++)
    {
      AnserNotify one = find_notify_word (g_strstrip (*word));

      if (one == ANSER_NOTIFY_UNSAID)
        return FALSE;
      all |= one;
    }

  *notify = all;
  return all != 0 && ((all & ANSER_NOTIFY_NEVER) == 0 || all == ANSER_NOTIFY_NEVER);
}

/**
 * anser_return_parse:
 * @word: in any case
 * @ret: (out): what it asks for
 *
 * Returns: whether it is such a word
 */
gboolean
anser_return_parse (const char  *word,
                    AnserReturn *ret)
{
  g_return_val_if_fail (word != NULL && ret != NULL, FALSE);

  if (g_ascii_strcasecmp (word, "full") == 0)
    *ret = ANSER_RETURN_FULL;
  else if (g_ascii_strcasecmp (word, "hdrs") == 0)
    *ret = ANSER_RETURN_HDRS;
  else
    return FALSE;

  return TRUE;
}

/* RFC 3461 section 4: what stands for itself in xtext. */
static gboolean
is_xchar (char c)
{
  return g_ascii_isgraph (c) && c != '+' && c != '=';
}

static void
append_xtext (GString    *text,
              const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (is_xchar (*c))
      g_string_append_c (text, *c);
    else
      g_string_append_printf (text, "+%02X", (unsigned char) *c);
}

/* RFC 6533 section 3, utf-8-addr-unitext: the address as it is, but for what would end it. */
static void
append_unitext (GString    *text,
                const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if (((unsigned char) *c >= 0x80 || is_xchar (*c)) && *c != '\\')
      g_string_append_c (text, *c);
    else
      g_string_append_printf (text, "\\x{%02X}", (unsigned char) *c);
}

/**
 * anser_dsn_check_envid:
 * @envid: what a report shall call the message
 *
 * Returns: whether it is of printable ASCII characters, and short enough when encoded
 */
gboolean
anser_dsn_check_envid (const char  *envid,
                       GError     **error)
{
  gsize length = 0;
  const char *c;

  g_return_val_if_fail (envid != NULL, FALSE);

  for (c = envid; g_ascii_isprint (*c); c++)
    length += is_xchar (*c) ? 1 : 3;
  if (*c == '\0' && length > 0 && length <= ENVID_LIMIT)
    return TRUE;

  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                       _("The identifier for delivery reports is empty, too long, or has other "
                         "characters than ASCII ones. Nothing was sent. Choose another one, then "
                         "try again."));
  return FALSE;
}

/**
 * anser_dsn_append_mail:
 * @text: is appended to
 * @ret: what a report brings back
 * @envid: (nullable): what it calls the message
 */
void
anser_dsn_append_mail (GString     *text,
                       AnserReturn  ret,
                       const char  *envid)
{
  g_return_if_fail (text != NULL);

  if (ret != ANSER_RETURN_UNSAID)
    g_string_append (text, ret == ANSER_RETURN_FULL ? " RET=FULL" : " RET=HDRS");
  if (envid == NULL)
    return;

  g_string_append (text, " ENVID=");
  append_xtext (text, envid);
}

/**
 * anser_dsn_append_rcpt:
 * @text: is appended to
 * @notify: when a report is wanted
 * @original: (nullable): the recipient's address; it is left out where no report is asked for (S26)
 */
void
anser_dsn_append_rcpt (GString     *text,
                       AnserNotify  notify,
                       const char  *original)
{
  const char *separator = " NOTIFY=";

  g_return_if_fail (text != NULL);

  if (notify == ANSER_NOTIFY_UNSAID)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (notify_words); i++)
    if ((notify & notify_words[i].notify) != 0)
      {
        g_string_append_printf (text, "%s%s", separator, notify_words[i].word);
        separator = ",";
      }

  if (original == NULL)
    return;
  g_string_append (text, g_str_is_ascii (original) ? " ORCPT=rfc822;" : " ORCPT=utf-8;");
  if (g_str_is_ascii (original))
    append_xtext (text, original);
  else
    append_unitext (text, original);
}
