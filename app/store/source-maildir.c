/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-source-private.h"

#include "maildir.h"
#include "utf7.h"

#include <string.h>

/* Maildirs with folders in them: as directories ("Work/cur"), or as Maildir++ has it beside cur, new
 * and tmp of the uppermost (".Work.Projects/cur"), where IMAP servers write names in UTF-7. */

typedef struct
{
  char     *name;
  gboolean  in_new;
} File;

static void
file_clear (gpointer data)
{
  g_free (((File *) data)->name);
}

static gboolean
add_file (const char *file_name,
          gboolean    in_new,
          guint64     inode,
          gpointer    files)
{
  File file = { g_strdup (file_name), in_new };

  g_array_append_val ((GArray *) files, file);
  return TRUE;
}

static int
compare_files (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (((const File *) a)->name, ((const File *) b)->name);
}

static gboolean
read_letters (AnserMailSource  *self,
              const char       *path,
              const char       *folder,
              GError          **error)
{
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (File));
  g_autoptr (GError) fault = NULL;

  g_array_set_clear_func (files, file_clear);
  if (!anser_maildir_scan (path, add_file, files, &fault))
    anser_mail_source_leave_out (self, path, fault->message);
  g_array_sort (files, compare_files);
  for (unsigned i = 0; i < files->len; i++)
    {
      const File *file = &g_array_index (files, File, i);
      const char *info;
      g_autofree char *base = anser_maildir_split (file->name, &info);
      g_autofree char *child = g_build_filename (path, file->in_new ? "new" : "cur", file->name,
                                                 NULL);
      AnserCarriedLetter letter = { .folder = folder, .info = info };

      letter.flags = anser_maildir_get_flags (info);
      letter.date = anser_maildir_get_time (base);
      if (!anser_mail_source_read_file (self, child, &letter, FALSE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_own (const char *name)
{
  return g_str_equal (name, "cur") || g_str_equal (name, "new") || g_str_equal (name, "tmp");
}

/* ".Work.Projects": "Work/Projects". */
static char *
dup_flat_name (const char *folder,
               const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name + 1, ".", -1);
  g_autofree char *joined = g_strdup (folder);

  for (char **part = parts; *part != NULL; part++)
    {
      g_autofree char *decoded = anser_utf7_decode (*part);
      g_autofree char *longer = NULL;

      if (**part == '\0')
        continue;
      longer = anser_mail_source_join (joined, decoded != NULL ? decoded : *part);
      g_free (joined);
      joined = g_steal_pointer (&longer);
    }
  return g_steal_pointer (&joined);
}

static gboolean
read_child (AnserMailSource  *self,
            const char       *path,
            const char       *name,
            const char       *folder,
            GError          **error)
{
  g_autofree char *child = g_build_filename (path, name, NULL);
  g_autofree char *inner = NULL;

  if (g_file_test (child, G_FILE_TEST_IS_SYMLINK) || !g_file_test (child, G_FILE_TEST_IS_DIR))
    return TRUE;
  /* Other hidden folders are the business of some program. */
  if (name[0] == '.' && !anser_mail_is_maildir (child))
    return TRUE;
  inner = name[0] == '.' ? dup_flat_name (folder, name) : anser_mail_source_join (folder, name);
  return anser_mail_source_read_maildir (self, child, inner, error);
}

gboolean
anser_mail_source_read_maildir (AnserMailSource  *self,
                                const char       *path,
                                const char       *folder,
                                GError          **error)
{
  g_autoptr (GPtrArray) names = anser_mail_source_list (self, path);
  gboolean is_maildir = anser_mail_is_maildir (path);

  if (is_maildir && (!anser_mail_source_enter (self, folder, error) ||
                     !read_letters (self, path, folder, error)))
    return FALSE;
  for (unsigned i = 0; i < names->len; i++)
    if (!(is_maildir && is_own (names->pdata[i])) &&
        !read_child (self, path, names->pdata[i], folder, error))
      return FALSE;
  return TRUE;
}
