/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "capabilities.h"

#include "text.h"

#include <string.h>

/* Far more than any server has to say, and little enough to keep. */
#define MAX_LINES 256
#define MAX_WORDS 64

/* One keyword. Words of the form "AUTH=" are kept apart, as they go behind the standard ones. */
typedef struct
{
  char      *keyword;
  GPtrArray *words;
  GPtrArray *legacy_words;
  char      *joined;
} Entry;

struct _AnserCapabilities
{
  gatomicrefcount ref_count;
  GPtrArray      *entries;
  unsigned        n_lines;
};

G_DEFINE_BOXED_TYPE (AnserCapabilities, anser_capabilities, anser_capabilities_ref,
                     anser_capabilities_unref)

static Entry *
entry_new (const char *keyword)
{
  Entry *self = g_new0 (Entry, 1);

  self->keyword = g_strdup (keyword);
  self->words = g_ptr_array_new_with_free_func (g_free);
  self->legacy_words = g_ptr_array_new_with_free_func (g_free);
  self->joined = g_strdup ("");

  return self;
}

static void
entry_free (Entry *self)
{
  g_free (self->keyword);
  g_ptr_array_unref (self->words);
  g_ptr_array_unref (self->legacy_words);
  g_free (self->joined);
  g_free (self);
}

static gboolean
words_contain (GPtrArray  *words,
               const char *word)
{
  for (guint i = 0; i < words->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (words, i), word) == 0)
      return TRUE;

  return FALSE;
}

static void
entry_join (Entry *self)
{
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < self->words->len + self->legacy_words->len; i++)
    {
      gboolean legacy = i >= self->words->len;
      const char *word = legacy ? g_ptr_array_index (self->legacy_words, i - self->words->len)
                                : g_ptr_array_index (self->words, i);

      if (legacy && words_contain (self->words, word))
        continue;
      if (joined->len > 0)
        g_string_append_c (joined, ' ');
      g_string_append (joined, word);
    }

  g_free (self->joined);
  self->joined = g_string_free (g_steal_pointer (&joined), FALSE);
}

static Entry *
find (const AnserCapabilities *self,
      const char              *keyword)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_ascii_strcasecmp (entry->keyword, keyword) == 0)
        return entry;
    }

  return NULL;
}

static Entry *
find_or_add (AnserCapabilities *self,
             const char        *keyword)
{
  Entry *entry = find (self, keyword);

  if (entry == NULL)
    {
      entry = entry_new (keyword);
      g_ptr_array_add (self->entries, entry);
    }

  return entry;
}

/**
 * anser_capabilities_new:
 *
 * Returns: (transfer full): an empty list
 */
AnserCapabilities *
anser_capabilities_new (void)
{
  AnserCapabilities *self = g_new0 (AnserCapabilities, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);

  return self;
}

AnserCapabilities *
anser_capabilities_ref (AnserCapabilities *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
anser_capabilities_unref (AnserCapabilities *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->entries);
  g_free (self);
}

/**
 * anser_capabilities_add_line:
 * @line: a line of CAPA, or one of EHLO's reply without code and separator; any bytes
 *
 * Returns: %FALSE if the list is full
 */
gboolean
anser_capabilities_add_line (AnserCapabilities *self,
                             const char        *line)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) words = NULL;
  GPtrArray *target = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  if (self->n_lines == MAX_LINES)
    return FALSE;
  self->n_lines++;

  text = anser_text_from_server (line, strlen (line));
  words = g_strsplit (text, " ", 4 * MAX_WORDS);

  for (char **word = words; *word != NULL; word++)
    {
      const char *value = *word;

      /* Nothing between two spaces, or all that was not split any more. */
      if (value[0] == '\0' || strchr (value, ' ') != NULL)
        continue;

      if (entry == NULL)
        {
          gboolean legacy = g_ascii_strncasecmp (value, "AUTH=", 5) == 0;

          entry = find_or_add (self, legacy ? "AUTH" : value);
          target = legacy ? entry->legacy_words : entry->words;
          value = legacy ? value + 5 : "";
        }

      if (value[0] != '\0' && target->len < MAX_WORDS && !words_contain (target, value))
        g_ptr_array_add (target, g_strdup (value));
    }

  if (entry != NULL)
    entry_join (entry);

  return TRUE;
}

/**
 * anser_capabilities_has:
 * @keyword: in any case
 *
 * Returns: whether the server listed it
 */
gboolean
anser_capabilities_has (const AnserCapabilities *self,
                        const char              *keyword)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (keyword != NULL, FALSE);

  return find (self, keyword) != NULL;
}

gboolean
anser_capabilities_has_parameter (const AnserCapabilities *self,
                                  const char              *keyword,
                                  const char              *word)
{
  Entry *entry;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (keyword != NULL, FALSE);
  g_return_val_if_fail (word != NULL, FALSE);

  entry = find (self, keyword);

  return entry != NULL &&
         (words_contain (entry->words, word) || words_contain (entry->legacy_words, word));
}

const char *
anser_capabilities_get (const AnserCapabilities *self,
                        const char              *keyword)
{
  Entry *entry;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);

  entry = find (self, keyword);

  return entry != NULL ? entry->joined : NULL;
}

/**
 * anser_capabilities_to_strv:
 *
 * Returns: (transfer full): one string for each keyword
 */
char **
anser_capabilities_to_strv (const AnserCapabilities *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *line = g_strjoin (entry->joined[0] != '\0' ? " " : "",
                                         entry->keyword, entry->joined, NULL);

      g_strv_builder_add (builder, line);
    }

  return g_strv_builder_end (builder);
}
