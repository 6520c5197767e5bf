/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-search.h"

#include "store-private.h"

AnserDatabase *
anser_store_open_index (AnserStore  *self,
                        GError     **error)
{
  g_autofree char *path = g_build_filename (self->root, "index.db", NULL);

  return anser_database_open_reader (path, error);
}

gboolean
anser_store_search (AnserStore         *self,
                    const AnserSearch  *search,
                    AnserSearchFunc     func,
                    gpointer            user_data,
                    GCancellable       *cancellable,
                    GError            **error)
{
  g_autoptr (AnserDatabase) index = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  index = anser_store_open_index (self, error);
  return index != NULL && anser_search_run (search, index, func, user_data, cancellable, error);
}

AnserLetterData *
anser_store_read_letter (AnserStore  *self,
                         gint64       letter,
                         GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);

  locker = g_mutex_locker_new (&self->read_lock);
  return anser_letter_data_read (self->reader, letter, error);
}

AnserFolder *
anser_store_find_letter_folder (AnserStore *self,
                                gint64      letter)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gint64 folder = 0;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);

  locker = g_mutex_locker_new (&self->read_lock);
  anser_database_get (self->reader, &folder, NULL, "SELECT folder FROM letter WHERE id = ?", "i",
                      letter);
  return folder != 0 ? anser_store_find_folder (self, folder) : NULL;
}
