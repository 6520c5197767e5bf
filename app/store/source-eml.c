/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "mail-source-private.h"

/* A folder of .eml files, with folders in it; or one file, whatever its name. */

static gboolean
read_child (AnserMailSource  *self,
            const char       *path,
            const char       *name,
            const char       *folder,
            GPtrArray        *folders,
            GError          **error)
{
  g_autofree char *child = g_build_filename (path, name, NULL);
  AnserCarriedLetter letter = { .folder = folder };

  if (name[0] == '.' || g_file_test (child, G_FILE_TEST_IS_SYMLINK))
    return TRUE;
  if (g_file_test (child, G_FILE_TEST_IS_DIR))
    {
      g_ptr_array_add (folders, g_strdup (name));
      return TRUE;
    }
  return !anser_mail_is_eml_name (name) ||
         anser_mail_source_read_file (self, child, &letter, TRUE, error);
}

gboolean
anser_mail_source_read_eml (AnserMailSource  *self,
                            const char       *path,
                            const char       *folder,
                            GError          **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  AnserCarriedLetter letter = { .folder = folder };

  if (!anser_mail_source_enter (self, folder, error))
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return anser_mail_source_read_file (self, path, &letter, TRUE, error);
  names = anser_mail_source_list (self, path);
  for (unsigned i = 0; i < names->len; i++)
    if (!read_child (self, path, names->pdata[i], folder, folders, error))
      return FALSE;
  for (unsigned i = 0; i < folders->len; i++)
    {
      g_autofree char *child = g_build_filename (path, folders->pdata[i], NULL);
      g_autofree char *name = anser_mail_source_join (folder, folders->pdata[i]);

      if (!anser_mail_source_read_eml (self, child, name, error))
        return FALSE;
    }
  return TRUE;
}
