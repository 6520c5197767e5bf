/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "query-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands before a colon, and what may stand behind it. */

typedef AnserQueryNode *(*ReadFunc) (const char  *name,
                                     const char  *value,
                                     gint64       now,
                                     GError     **error);

typedef struct
{
  const char       *name;
  ReadFunc          read;       /* NULL: words in @column */
  AnserQueryColumn  column;
} Operator;

static void
set_error (GError     **error,
           const char  *sentence,
           const char  *name,
           const char  *value)
{
  g_autofree char *written = g_strdup_printf ("%s:%s", name, value);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s%s%s", parts[0], written,
               parts[1] != NULL ? parts[1] : "");
}

static AnserQueryNode *
read_is (const char  *name,
         const char  *value,
         gint64       now,
         GError     **error)
{
  static const struct
  {
    const char       *value;
    AnserLetterFlags  set;
    AnserLetterFlags  clear;
  } states[] = {
    { "unread", 0, ANSER_LETTER_SEEN },
    { "read", ANSER_LETTER_SEEN, 0 },
    { "starred", ANSER_LETTER_FLAGGED, 0 },
    { "flagged", ANSER_LETTER_FLAGGED, 0 },
    { "unstarred", 0, ANSER_LETTER_FLAGGED },
    { "replied", ANSER_LETTER_REPLIED, 0 },
    { "unreplied", 0, ANSER_LETTER_REPLIED },
    { "forwarded", ANSER_LETTER_PASSED, 0 },
    { "draft", ANSER_LETTER_DRAFT, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_ascii_strcasecmp (value, states[i].value) == 0)
      {
        AnserQueryNode *node = anser_query_node_new (ANSER_QUERY_FLAGS);

        node->set = states[i].set;
        node->clear = states[i].clear;
        return node;
      }
  set_error (error, _("“%s” is not understood. Write is:unread, is:read, is:starred, is:replied, "
                      "is:forwarded or is:draft."), name, value);
  return NULL;
}

static AnserQueryNode *
read_has (const char  *name,
          const char  *value,
          gint64       now,
          GError     **error)
{
  AnserQueryNode *node;

  if (g_ascii_strcasecmp (value, "attachment") != 0 &&
      g_ascii_strcasecmp (value, "attachments") != 0)
    {
      set_error (error, _("“%s” is not understood. Write has:attachment."), name, value);
      return NULL;
    }
  node = anser_query_node_new (ANSER_QUERY_FLAGS);
  node->set = ANSER_LETTER_HAS_ATTACHMENTS;
  return node;
}

static AnserQueryNode *
read_date (const char  *name,
           const char  *value,
           gint64       now,
           GError     **error)
{
  AnserQueryNode *node;
  gint64 start, end;

  if (!anser_query_read_date (value, now, &start, &end))
    {
      set_error (error, _("“%s” is not understood. Write the date as 2024, 2024-05, 2024-05-03, "
                          "today, yesterday, or 7d for seven days ago."), name, value);
      return NULL;
    }
  node = anser_query_node_new (ANSER_QUERY_DATE);
  node->least = g_str_equal (name, "before") ? G_MININT64 : start;
  node->most = g_str_equal (name, "before") ? start
                                            : g_str_equal (name, "after") ? G_MAXINT64 : end;
  return node;
}

/* "1.5M": bytes, or -1. */
static gint64
read_bytes (const char *text)
{
  static const char units[] = "KMGT";
  char *end = NULL;
  double n = g_ascii_strtod (text, &end);
  const char *unit;

  if (!g_ascii_isdigit (text[0]) || n < 0)
    return -1;
  if (*end != '\0' && (unit = strchr (units, g_ascii_toupper (*end))) != NULL)
    {
      for (gsize i = 0; i <= (gsize) (unit - units); i++)
        n *= 1024;
      end++;
    }
  if (g_ascii_toupper (*end) == 'B')
    end++;
  return *end == '\0' && n < 1e18 ? (gint64) n : -1;
}

static AnserQueryNode *
read_size (const char  *name,
           const char  *value,
           gint64       now,
           GError     **error)
{
  gboolean smaller = value[0] == '<' || g_str_equal (name, "smaller");
  gint64 bytes = read_bytes (value + strspn (value, "<>="));
  AnserQueryNode *node;

  if (bytes < 0)
    {
      set_error (error, _("“%s” is not understood. Write size:>1M for what is larger than a "
                          "megabyte, or size:<500k for what is smaller than 500 kilobytes."),
                 name, value);
      return NULL;
    }
  node = anser_query_node_new (ANSER_QUERY_SIZE);
  node->least = smaller ? 0 : bytes;
  node->most = smaller ? bytes : G_MAXINT64;
  return node;
}

static AnserQueryNode *
read_folder (const char  *name,
             const char  *value,
             gint64       now,
             GError     **error)
{
  AnserQueryNode *node = anser_query_node_new (ANSER_QUERY_FOLDER);

  node->text = g_strdup (value);
  return node;
}

static AnserQueryNode *
read_tag (const char  *name,
          const char  *value,
          gint64       now,
          GError     **error)
{
  AnserQueryNode *node = anser_query_node_new (ANSER_QUERY_TAG);

  node->text = g_strdup (value);
  return node;
}

static const Operator operators[] = {
  { "from", NULL, ANSER_QUERY_FROM },
  { "to", NULL, ANSER_QUERY_TO },
  { "cc", NULL, ANSER_QUERY_CC },
  { "bcc", NULL, ANSER_QUERY_TO },
  { "subject", NULL, ANSER_QUERY_SUBJECT },
  { "body", NULL, ANSER_QUERY_BODY },
  { "filename", NULL, ANSER_QUERY_FILE_NAME },
  { "attachment", NULL, ANSER_QUERY_FILE_NAME },
  { "is", read_is },
  { "has", read_has },
  { "before", read_date },
  { "after", read_date },
  { "date", read_date },
  { "size", read_size },
  { "larger", read_size },
  { "smaller", read_size },
  { "in", read_folder },
  { "folder", read_folder },
  { "tag", read_tag },
};

static const Operator *
find_operator (const char *name,
               gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strlen (operators[i].name) == length &&
        g_ascii_strncasecmp (operators[i].name, name, length) == 0)
      return &operators[i];
  return NULL;
}

gboolean
anser_query_is_operator (const char *name,
                         gsize       length)
{
  return find_operator (name, length) != NULL;
}

AnserQueryNode *
anser_query_read_operator (const char  *name,
                           const char  *value,
                           gboolean     exact,
                           gint64       now,
                           GError     **error)
{
  const Operator *operator = find_operator (name, strlen (name));
  AnserQueryNode *node;

  if (operator->read != NULL)
    return operator->read (operator->name, value, now, error);
  node = anser_query_node_new (ANSER_QUERY_WORDS);
  node->text = g_strdup (value);
  node->column = operator->column;
  node->exact = exact;
  return node;
}
