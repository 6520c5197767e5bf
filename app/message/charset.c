/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-message"

#include "charset.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define LABEL_MAX   40

/* glibc forgets a charset that nobody converts from, and loads a library when the next letter comes:
 * so many converters stay open. */
#define KEPT_MAX 16

typedef struct
{
  const char *label;
  const char *charset;
} Alias;

/* What senders call a charset, and the superset that they mean (https://encoding.spec.whatwg.org).
 * An empty charset says that the label tells nothing once there are 8-bit bytes. */
static const Alias aliases[] = {
  { "utf-8", "UTF-8" },
  { "utf8", "UTF-8" },
  { "utf8mb4", "UTF-8" },
  { "unicode-1-1-utf-8", "UTF-8" },
  { "us-ascii", "" },
  { "ascii", "" },
  { "ansi_x3.4-1968", "" },
  { "7bit", "" },
  { "8bit", "" },
  { "default", "" },
  { "default_charset", "" },
  { "unknown-8bit", "" },
  { "x-unknown", "" },
  { "gb18030", "GB18030" },
  { "gb2312", "GB18030" },
  { "gb_2312", "GB18030" },
  { "gb_2312-80", "GB18030" },
  { "csgb2312", "GB18030" },
  { "csiso58gb231280", "GB18030" },
  { "gbk", "GB18030" },
  { "x-gbk", "GB18030" },
  { "euc-cn", "GB18030" },
  { "cn-gb", "GB18030" },
  { "cp936", "GB18030" },
  { "ms936", "GB18030" },
  { "windows-936", "GB18030" },
  { "chinese", "GB18030" },
  { "big5", "BIG5-HKSCS" },
  { "big-5", "BIG5-HKSCS" },
  { "big5-hkscs", "BIG5-HKSCS" },
  { "cn-big5", "BIG5-HKSCS" },
  { "csbig5", "BIG5-HKSCS" },
  { "x-x-big5", "BIG5-HKSCS" },
  { "cp950", "BIG5-HKSCS" },
  { "shift_jis", "CP932" },
  { "shift-jis", "CP932" },
  { "sjis", "CP932" },
  { "x-sjis", "CP932" },
  { "ms_kanji", "CP932" },
  { "csshiftjis", "CP932" },
  { "windows-31j", "CP932" },
  { "cp932", "CP932" },
  { "ks_c_5601", "CP949" },
  { "ks_c_5601-1987", "CP949" },
  { "ks_c_5601-1989", "CP949" },
  { "ksc5601", "CP949" },
  { "ksc_5601", "CP949" },
  { "euc-kr", "CP949" },
  { "euc_kr", "CP949" },
  { "cseuckr", "CP949" },
  { "windows-949", "CP949" },
  { "korean", "CP949" },
  { "iso-8859-1", "CP1252" },
  { "iso8859-1", "CP1252" },
  { "iso_8859-1", "CP1252" },
  { "iso88591", "CP1252" },
  { "latin1", "CP1252" },
  { "l1", "CP1252" },
  { "windows-1252", "CP1252" },
  { "x-cp1252", "CP1252" },
  { "iso-8859-9", "CP1254" },
  { "latin5", "CP1254" },
  { "iso-8859-11", "CP874" },
  { "tis-620", "CP874" },
  { "windows-874", "CP874" },
  { "iso-8859-8-i", "ISO-8859-8" },
  { "unicode", "UTF-16" },
};

static gboolean
is_plain_label (const char *label,
                gsize       length)
{
  if (length == 0 || length > LABEL_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (label[i]) && strchr ("-_.:+", label[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* The name for iconv, or NULL if the label tells nothing. A language (RFC 2231) is cut off. */
static char *
resolve (const char *label)
{
  g_autofree char *name = NULL;
  gsize length;

  if (label == NULL)
    return NULL;

  name = g_strstrip (g_strdup (label));
  length = strcspn (name, "*");
  name[length] = '\0';
  if (!is_plain_label (name, length))
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    {
      if (g_ascii_strcasecmp (name, aliases[i].label) == 0)
        return aliases[i].charset[0] != '\0' ? g_strdup (aliases[i].charset) : NULL;
    }

  return g_steal_pointer (&name);
}

static gboolean
is_ascii (const char *bytes,
          gsize       length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) bytes[i] >= 0x80)
        return FALSE;
    }
  return TRUE;
}

/* UTF-8, though perhaps cut inside its last character. */
static gboolean
is_utf8 (const char *bytes,
         gsize       length)
{
  const char *at = bytes;
  const char *end = bytes + length;

  while (!g_utf8_validate_len (at, end - at, &at))
    {
      if (*at != '\0')
        return end - at < 4 && g_utf8_get_char_validated (at, end - at) == (gunichar) -2;
      at++;
    }
  return TRUE;
}

/* Decodes as GB18030, and mostly to the 3755 everyday characters or to punctuation: what no text
 * in UTF-8 or windows-1252 does by chance. */
static gboolean
looks_like_gb18030 (const guchar *bytes,
                    gsize         length)
{
  gsize n_pairs = 0;
  gsize n_common = 0;
  gsize i = 0;

  while (i + 1 < length)
    {
      guchar lead = bytes[i];
      guchar trail = bytes[i + 1];

      if (lead < 0x80)
        {
          i++;
        }
      else if (lead == 0x80 || lead == 0xff || trail < 0x30 || trail == 0x7f || trail == 0xff)
        {
          return FALSE;
        }
      else if (trail < 0x40)
        {
          if (trail > 0x39)
            return FALSE;
          i += 4;
        }
      else
        {
          gboolean common = trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7)
                                              || lead == 0xa1 || lead == 0xa3);

          n_pairs++;
          n_common += common ? 1 : 0;
          i += 2;
        }
    }

  return n_pairs > 0 && n_common * 10 >= n_pairs * 7;
}

static char *
make_utf8 (const char *bytes,
           gsize       length,
           gboolean   *damaged)
{
  if (g_utf8_validate_len (bytes, length, NULL))
    return g_strndup (bytes, length);
  if (damaged != NULL)
    *damaged = TRUE;
  return g_utf8_make_valid (bytes, length);
}

/* The byte at which iconv stopped: the web reads 0x80 in GBK as the euro sign. */
static void
append_unreadable (GString    *text,
                   const char *charset,
                   guchar      byte,
                   gboolean   *damaged)
{
  if (byte == 0x80 && g_str_equal (charset, "GB18030"))
    {
      g_string_append (text, "€");
      return;
    }

  g_string_append (text, REPLACEMENT);
  if (damaged != NULL)
    *damaged = TRUE;
}

static void
convert_all (GIConv      converter,
             const char *charset,
             const char *bytes,
             gsize       length,
             GString    *text,
             gboolean   *damaged)
{
  char *in = (char *) bytes;
  gsize n_in = length;

  while (n_in > 0)
    {
      char buffer[4096];
      char *out = buffer;
      gsize n_out = sizeof buffer;
      gsize result = g_iconv (converter, &in, &n_in, &out, &n_out);
      int reason = errno;

      g_string_append_len (text, buffer, out - buffer);
      if (result != (gsize) -1 || reason == E2BIG)
        continue;

      append_unreadable (text, charset, (guchar) *in, damaged);
      if (reason == EINVAL)
        break;
      g_iconv (converter, NULL, NULL, NULL, NULL);
      in++;
      n_in--;
    }
}

static GMutex kept_lock;
static GHashTable *kept;   /* charset -> GIConv that nobody uses just now */

static GIConv
open_converter (const char *charset)
{
  g_autofree char *name = NULL;
  gpointer converter = NULL;
  gboolean found;

  g_mutex_lock (&kept_lock);
  found = kept != NULL &&
          g_hash_table_steal_extended (kept, charset, (gpointer *) &name, &converter);
  g_mutex_unlock (&kept_lock);
  return found ? converter : g_iconv_open ("UTF-8", charset);
}

static void
close_converter (GIConv      converter,
                 const char *charset)
{
  gboolean keeps;

  g_iconv (converter, NULL, NULL, NULL, NULL);
  g_mutex_lock (&kept_lock);
  if (kept == NULL)
    kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  keeps = g_hash_table_size (kept) < KEPT_MAX && !g_hash_table_contains (kept, charset);
  if (keeps)
    g_hash_table_insert (kept, g_strdup (charset), converter);
  g_mutex_unlock (&kept_lock);
  if (!keeps)
    g_iconv_close (converter);
}

/* NULL if there is no such charset. */
static char *
convert (const char *charset,
         const char *bytes,
         gsize       length,
         gboolean   *damaged)
{
  GIConv converter = open_converter (charset);
  g_autoptr(GString) text = NULL;

  if (converter == (GIConv) -1)
    return NULL;

  text = g_string_sized_new (length + length / 2 + 1);
  convert_all (converter, charset, bytes, length, text, damaged);
  close_converter (converter, charset);
  return make_utf8 (text->str, text->len, damaged);
}

static char *
guess (const char *bytes,
       gsize       length,
       gboolean   *damaged)
{
  const char *charset = "CP1252";

  if (is_utf8 (bytes, length))
    return make_utf8 (bytes, length, damaged);
  if (looks_like_gb18030 ((const guchar *) bytes, length))
    charset = "GB18030";
  return convert (charset, bytes, length, damaged);
}

char *
anser_charset_to_utf8 (const char *label,
                       const char *bytes,
                       gsize       length,
                       gboolean   *damaged)
{
  g_autofree char *charset = NULL;
  char *text = NULL;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);

  if (length == 0)
    return g_strdup ("");

  charset = resolve (label);
  if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    return make_utf8 (bytes + 3, length - 3, damaged);

  if (charset != NULL && g_ascii_strcasecmp (charset, "UTF-8") == 0)
    {
      if (g_utf8_validate_len (bytes, length, NULL))
        return g_strndup (bytes, length);
      /* Some programs write the label by rote. */
      if (!is_utf8 (bytes, length) && looks_like_gb18030 ((const guchar *) bytes, length))
        return convert ("GB18030", bytes, length, damaged);
      return make_utf8 (bytes, length, damaged);
    }

  if (charset != NULL)
    text = convert (charset, bytes, length, damaged);
  if (text == NULL && is_ascii (bytes, length))
    text = make_utf8 (bytes, length, damaged);
  return text != NULL ? text : guess (bytes, length, damaged);
}

gboolean
anser_charset_equal (const char *label,
                     const char *other)
{
  g_autofree char *first = resolve (label);
  g_autofree char *second = resolve (other);

  if (first == NULL || second == NULL)
    return first == second && g_ascii_strcasecmp (label, other) == 0;
  return g_ascii_strcasecmp (first, second) == 0;
}
