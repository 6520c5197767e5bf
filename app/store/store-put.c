/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-put.h"

#include "letter-stream.h"
#include "maildir.h"
#include "store-private.h"
#include "words.h"

typedef struct
{
  char             *account;
  AnserFolderRole   folder;
  AnserLetterFlags  flags;
  gint64            replaces;
  AnserWriteFunc    write;
  gpointer          write_data;
  GDestroyNotify    free_write_data;
} Put;

static void
put_free (gpointer data)
{
  Put *put = data;

  if (put->free_write_data != NULL)
    put->free_write_data (put->write_data);
  g_free (put->account);
  g_free (put);
}

static gssize
on_put (gpointer        source_object,
        gpointer        task_data,
        GCancellable   *cancellable,
        GError        **error)
{
  Put *put = task_data;
  gint64 id = anser_store_put (source_object, put->account, put->folder, put->flags,
                               put->replaces, put->write, put->write_data, cancellable, error);

  return id != 0 ? id : -1;
}

static gint64
index_letter (AnserStore             *self,
              gint64                  folder,
              const char             *base,
              const char             *info,
              const AnserLetterInfo  *described,
              GError                **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);
  AnserPlace place = { .folder = folder, .name = (char *) base, .info = (char *) info };
  gint64 id;

  if (!anser_index_begin (self->index, error))
    return 0;
  id = anser_index_put (self->index, &place, described, error);
  if (id == 0 || !anser_words_put (self->index, id, described, error))
    {
      anser_database_roll_back (self->index);
      return 0;
    }
  if (!anser_database_commit (self->index, error))
    return 0;
  return id;
}

AnserLetterFile *
anser_store_write_letter (AnserStore       *self,
                          const char       *account,
                          AnserFolderRole   folder,
                          AnserWriteFunc    write,
                          gpointer          write_data,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_autofree char *path =
    anser_store_dup_folder_path (self, account, anser_folder_role_get_name (folder));
  g_autoptr (AnserLetterFile) file = anser_letter_file_new (path, NULL, error);
  g_autoptr (GOutputStream) stream = NULL;

  if (file == NULL)
    return NULL;
  stream = anser_letter_stream_new (file);
  if (!write (stream, write_data, cancellable, error) ||
      !anser_letter_file_end (file, error) || !anser_letter_file_sync (file, error))
    return NULL;
  return g_steal_pointer (&file);
}

gint64
anser_store_place_letter (AnserStore       *self,
                          const char       *account,
                          AnserFolderRole   folder,
                          AnserLetterFlags  flags,
                          AnserLetterFile  *file,
                          GError          **error)
{
  const char *name = anser_folder_role_get_name (folder);
  g_autofree char *cur = g_build_filename (self->root, "mail", account, name, "cur", NULL);
  g_autofree char *info = anser_maildir_build_info (NULL, flags);
  g_autoptr (AnserLetterInfo) described = anser_letter_info_new ();
  gint64 folder_id = anser_store_get_folder_id (self, account, folder);
  gint64 id = 0;

  anser_store_describe (self, anser_letter_file_get_path (file),
                        anser_letter_file_get_base (file), described);
  if (!anser_letter_file_put (file, info, error))
    return 0;
  if (anser_maildir_sync (cur, error))
    id = index_letter (self, folder_id, anser_letter_file_get_base (file), info, described, error);
  if (id == 0)
    anser_letter_file_take_back (file);
  else
    anser_store_queue_refresh (self);
  return id;
}

gint64
anser_store_put (AnserStore        *self,
                 const char        *account,
                 AnserFolderRole    folder,
                 AnserLetterFlags   flags,
                 gint64             replaces,
                 AnserWriteFunc     write,
                 gpointer           write_data,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (AnserLetterFile) file = NULL;
  gint64 id;

  g_return_val_if_fail (ANSER_IS_STORE (self), 0);
  g_return_val_if_fail (folder < ANSER_FOLDER_OTHER, 0);
  g_return_val_if_fail (write != NULL, 0);

  if (!anser_store_check_account (account, error))
    return 0;
  file = anser_store_write_letter (self, account, folder, write, write_data, cancellable, error);
  if (file == NULL)
    return 0;
  id = anser_store_place_letter (self, account, folder, flags, file, error);
  /* The old letter that stays behind is a nuisance, no loss. */
  if (id != 0 && replaces != 0)
    anser_store_erase (self, replaces, NULL);
  return id;
}

void
anser_store_put_async (AnserStore          *self,
                       const char          *account,
                       AnserFolderRole      folder,
                       AnserLetterFlags     flags,
                       gint64               replaces,
                       AnserWriteFunc       write,
                       gpointer             write_data,
                       GDestroyNotify       free_write_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  Put *put;

  g_return_if_fail (ANSER_IS_STORE (self));
  g_return_if_fail (folder < ANSER_FOLDER_OTHER);
  g_return_if_fail (write != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_store_put_async);
  put = g_new0 (Put, 1);
  put->account = g_strdup (account);
  put->folder = folder;
  put->flags = flags;
  put->replaces = replaces;
  put->write = write;
  put->write_data = write_data;
  put->free_write_data = free_write_data;
  g_task_set_task_data (task, put, put_free);
  anser_store_writer_push (self->writer, task, on_put);
}

gint64
anser_store_put_finish (AnserStore    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  gssize id;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  id = g_task_propagate_int (G_TASK (result), error);
  return id > 0 ? id : 0;
}
