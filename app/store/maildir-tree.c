/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "maildir-tree.h"

#include <string.h>

/* What lies deeper is no folder any more: a path has an end. */
#define MAX_DEPTH 32

static gboolean
may_be_folder (const char *name)
{
  return name[0] != '.' && g_utf8_validate (name, -1, NULL) && !g_str_equal (name, "cur") &&
         !g_str_equal (name, "new") && !g_str_equal (name, "tmp");
}

static void list_below (const char *account,
                        const char *parent,
                        unsigned    depth,
                        GPtrArray  *names);

/* A directory that neither is a Maildir nor holds one leaves nothing in @names. */
static void
list_directory (const char *account,
                char       *name,
                unsigned    depth,
                GPtrArray  *names)
{
  g_autofree char *path = g_build_filename (account, name, NULL);
  unsigned n_before = names->len;

  g_ptr_array_add (names, name);
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    list_below (account, name, depth, names);
  if (names->len == n_before + 1 && !anser_maildir_is_folder (path))
    g_ptr_array_set_size (names, n_before);
}

static void
list_below (const char *account,
            const char *parent,
            unsigned    depth,
            GPtrArray  *names)
{
  g_autofree char *path = g_build_filename (account, parent, NULL);
  g_autoptr (GDir) dir = depth < MAX_DEPTH ? g_dir_open (path, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (may_be_folder (name) && g_file_test (child, G_FILE_TEST_IS_DIR))
        list_directory (account, parent != NULL ? g_strconcat (parent, "/", name, NULL)
                                                : g_strdup (name), depth + 1, names);
    }
}

gboolean
anser_maildir_is_folder (const char *path)
{
  g_autofree char *cur = g_build_filename (path, "cur", NULL);

  return g_file_test (cur, G_FILE_TEST_IS_DIR);
}

GPtrArray *
anser_maildir_list_folders (const char *account)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (account != NULL, names);

  list_below (account, NULL, 0, names);
  return names;
}
