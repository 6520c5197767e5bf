/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-source-private.h"

#include <stdlib.h>
#include <string.h>

/* An MH folder: letters are files named by numbers, the file .mh_sequences names sets of them. */

/* A set as nmh writes it: "unseen: 1-3 7". */
static void
add_numbers (GHashTable       *flags,
             const char       *list,
             AnserLetterFlags  flag)
{
  g_auto (GStrv) words = g_strsplit_set (list, " \t\r", -1);

  for (char **word = words; *word != NULL; word++)
    {
      char *dash = NULL;
      guint64 first = g_ascii_strtoull (*word, &dash, 10);
      guint64 last = *dash == '-' ? g_ascii_strtoull (dash + 1, NULL, 10) : first;

      /* A file of letters has a name of nine digits at most, and nobody has so many. */
      for (guint64 n = first; n > 0 && n <= last && n < first + 10 * 1000 * 1000; n++)
        {
          gpointer key = GSIZE_TO_POINTER (n);
          gsize old = GPOINTER_TO_SIZE (g_hash_table_lookup (flags, key));

          g_hash_table_insert (flags, key, GSIZE_TO_POINTER (old | flag));
        }
    }
}

/* Number -> flags; here @ANSER_LETTER_SEEN stands for "unseen". */
static GHashTable *
read_sequences (const char *path)
{
  static const struct
  {
    const char       *name;
    AnserLetterFlags  flag;
  } sequences[] = {
    { "unseen:", ANSER_LETTER_SEEN }, { "flagged:", ANSER_LETTER_FLAGGED },
    { "replied:", ANSER_LETTER_REPLIED }, { "answered:", ANSER_LETTER_REPLIED },
    { "forwarded:", ANSER_LETTER_PASSED },
  };
  GHashTable *flags = g_hash_table_new (NULL, NULL);
  g_autofree char *file = g_build_filename (path, ".mh_sequences", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (file, &text, NULL, NULL))
    return flags;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    for (unsigned i = 0; i < G_N_ELEMENTS (sequences); i++)
      if (g_str_has_prefix (*line, sequences[i].name))
        add_numbers (flags, *line + strlen (sequences[i].name), sequences[i].flag);
  return flags;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  long first = atol (*(char * const *) a), second = atol (*(char * const *) b);

  return (first > second) - (first < second);
}

static gboolean
read_letters (AnserMailSource  *self,
              const char       *path,
              const char       *folder,
              GPtrArray        *numbers,
              GError          **error)
{
  g_autoptr (GHashTable) flags = read_sequences (path);

  g_ptr_array_sort (numbers, compare_numbers);
  for (unsigned i = 0; i < numbers->len; i++)
    {
      g_autofree char *file = g_build_filename (path, numbers->pdata[i], NULL);
      gpointer key = GSIZE_TO_POINTER (g_ascii_strtoull (numbers->pdata[i], NULL, 10));
      AnserCarriedLetter letter = { .folder = folder };

      letter.flags = ANSER_LETTER_SEEN ^ GPOINTER_TO_SIZE (g_hash_table_lookup (flags, key));
      if (!anser_mail_source_read_file (self, file, &letter, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anser_mail_source_read_mh (AnserMailSource  *self,
                           const char       *path,
                           const char       *folder,
                           GError          **error)
{
  g_autoptr (GPtrArray) names = anser_mail_source_list (self, path);
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (name[0] == '.' || g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        g_ptr_array_add (folders, (char *) name);
      else if (anser_mail_is_mh_name (name))
        g_ptr_array_add (numbers, (char *) name);
    }
  if (!anser_mail_source_enter (self, folder, error) ||
      !read_letters (self, path, folder, numbers, error))
    return FALSE;
  for (unsigned i = 0; i < folders->len; i++)
    {
      g_autofree char *child = g_build_filename (path, folders->pdata[i], NULL);
      g_autofree char *name = anser_mail_source_join (folder, folders->pdata[i]);

      if (!anser_mail_source_read_mh (self, child, name, error))
        return FALSE;
    }
  return TRUE;
}
