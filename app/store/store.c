/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "store-private.h"

#include "catch-up.h"
#include "fault.h"
#include "lock.h"
#include "maildir.h"
#include "maildir-tree.h"
#include "partial.h"
#include "reconcile.h"
#include "tags.h"
#include "words.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_FINAL_TYPE (AnserStore, anser_store, G_TYPE_OBJECT)

enum
{
  FOLDER_CHANGED,
  RENEWED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How a store is opened. */
typedef struct
{
  gboolean              is_early;   /* without waiting for very many letters */
  gboolean              is_anew;    /* without the index that is there, if nobody else uses it */
  AnserStoreRebuildFunc progress;
  gpointer              progress_data;
} Opening;

static char *
dup_database_path (AnserStore *self,
                   const char *name)
{
  return g_build_filename (self->root, name, NULL);
}

static gboolean
make_folders (AnserStore  *self,
              GError     **error)
{
  static const char * const names[] = { "", "mail", "locks" };

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->root, names[i], NULL);

      if (g_mkdir_with_parents (path, 0700) != 0)
        {
          anser_fault_set_from_errno (error, errno, path);
          return FALSE;
        }
    }
  if (access (self->root, W_OK | X_OK) == 0)
    return TRUE;
  anser_fault_set_from_errno (error, errno, self->root);
  return FALSE;
}

/* A backup that was killed left its copy of state.db. */
static void
sweep_copies (AnserStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->root, 0, NULL);
  const char *name;

  while (self->is_alone && dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->root, name, NULL);

      if (g_str_has_prefix (name, "backup-") && g_str_has_suffix (name, ".db"))
        anser_database_delete (path);
    }
}

/* What a killed process left in tmp/ of all folders. */
static void
sweep (AnserStore *self)
{
  g_autofree char *mail = g_build_filename (self->root, "mail", NULL);
  g_autoptr (GDir) accounts = g_dir_open (mail, 0, NULL);
  const char *account;

  while (accounts != NULL && (account = g_dir_read_name (accounts)) != NULL)
    {
      g_autofree char *path = g_build_filename (mail, account, NULL);
      g_autoptr (GPtrArray) folders = anser_maildir_list_folders (path);

      for (unsigned i = 0; i < folders->len; i++)
        {
          g_autofree char *maildir = g_build_filename (path, folders->pdata[i], NULL);

          anser_maildir_sweep (maildir, self->is_alone);
        }
    }
}

/* In a transaction @func does something to the words of the index. */
static gboolean
change_words (AnserStore  *self,
              gboolean   (*func) (AnserDatabase *, GError **),
              GError     **error)
{
  if (!anser_database_begin (self->index, TRUE, error))
    return FALSE;
  if (func (self->index, error))
    return anser_database_commit (self->index, error);
  anser_database_roll_back (self->index);
  return FALSE;
}

static gboolean
open_index (AnserStore  *self,
            GError     **error)
{
  g_autofree char *path = dup_database_path (self, "index.db");

  self->index = anser_database_open (path, anser_index_migrations, FALSE, error);
  if (self->index == NULL)
    return FALSE;
  self->reader = anser_database_open_reader (path, error);
  if (self->reader == NULL)
    return FALSE;
  /* Nobody has a list open that could still want it. */
  return !self->is_alone || (anser_database_run (self->index, error, "DELETE FROM gone", "") &&
                             change_words (self, anser_words_drop_dead, error));
}

static gboolean
open_and_compare (AnserStore     *self,
                  const Opening  *opening,
                  GError        **error)
{
  if (!open_index (self, error))
    return FALSE;
  return opening->is_early ? anser_reconcile_briefly (self, &self->is_behind, error)
                           : anser_reconcile (self, ANSER_RECONCILE_CHANGED, opening->progress,
                                              opening->progress_data, error);
}

static gboolean
is_useless (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

/* The index is a cache: a damaged or foreign one is thrown away and made anew. */
static gboolean
prepare_index (AnserStore     *self,
               const Opening  *opening,
               GError        **error)
{
  g_autofree char *path = dup_database_path (self, "index.db");
  g_autoptr (GError) fault = NULL;

  if (opening->is_anew && self->is_alone)
    anser_database_delete (path);
  if (open_and_compare (self, opening, &fault))
    return TRUE;
  if (!is_useless (fault) || !self->is_alone)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  g_message ("Making the index again: %s", fault->message);
  g_clear_pointer (&self->reader, anser_database_free);
  g_clear_pointer (&self->index, anser_database_free);
  anser_database_delete (path);
  g_ptr_array_set_size (self->folders, 0);
  return open_and_compare (self, opening, error);
}

/* state.db must last; a damaged one is kept aside. The digests in the names of letters and the
 * files in the outbox are then what is known. */
static gboolean
open_state (AnserStore  *self,
            GError     **error)
{
  g_autofree char *path = dup_database_path (self, "state.db");
  g_autoptr (GError) fault = NULL;

  self->state = anser_database_open (path, anser_state_migrations, TRUE, &fault);
  if (self->state != NULL &&
      anser_database_run (self->state, &fault, "SELECT (SELECT count(*) FROM uid) +"
                          " (SELECT count(*) FROM outbox)", ""))
    return TRUE;
  if (!self->is_alone || !g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  g_message ("Putting the state aside: %s", fault->message);
  g_clear_pointer (&self->state, anser_database_free);
  anser_database_put_aside (path);
  self->state = anser_database_open (path, anser_state_migrations, TRUE, error);
  return self->state != NULL;
}

static gboolean
open_store (AnserStore     *self,
            const Opening  *opening,
            GError        **error)
{
  if (!make_folders (self, error))
    return FALSE;
  self->presence = anser_lock_presence (self->root, &self->is_alone, error);
  if (self->presence < 0 || !open_state (self, error))
    return FALSE;
  sweep (self);
  sweep_copies (self);
  if (!prepare_index (self, opening, error) || !anser_store_load_folders (self, error) ||
      !anser_outbox_recover (self, error) ||
      (!self->is_behind && !anser_partial_sweep (self, error)) ||
      !anser_store_load_folders (self, error))
    return FALSE;
  anser_lock_share (self->presence);
  return TRUE;
}

static void
anser_store_dispose (GObject *object)
{
  AnserStore *self = ANSER_STORE (object);

  anser_store_unwatch (self);
  g_clear_pointer (&self->review, anser_file_review_free);
  g_clear_pointer (&self->keeper, anser_words_keeper_free);
  g_clear_pointer (&self->writer, anser_store_writer_free);
  anser_catch_up_end (self);
  G_OBJECT_CLASS (anser_store_parent_class)->dispose (object);
}

static void
anser_store_finalize (GObject *object)
{
  AnserStore *self = ANSER_STORE (object);

  g_clear_pointer (&self->reader, anser_database_free);
  g_clear_pointer (&self->index, anser_database_free);
  g_clear_pointer (&self->state, anser_database_free);
  g_clear_pointer (&self->folders, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_object (&self->tags);
  g_clear_pointer (&self->tag_lines, g_hash_table_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  if (self->presence >= 0)
    close (self->presence);
  g_free (self->root);
  g_mutex_clear (&self->write_lock);
  g_mutex_clear (&self->read_lock);
  g_mutex_clear (&self->folder_lock);
  G_OBJECT_CLASS (anser_store_parent_class)->finalize (object);
}

static void
anser_store_class_init (AnserStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anser_store_dispose;
  object_class->finalize = anser_store_finalize;

  signals[FOLDER_CHANGED] = g_signal_new ("folder-changed", ANSER_TYPE_STORE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          ANSER_TYPE_FOLDER);
  signals[RENEWED] = g_signal_new ("renewed", ANSER_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
free_lines (gpointer lines)
{
  g_string_free (lines, TRUE);
}

static void
anser_store_init (AnserStore *self)
{
  self->presence = -1;
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->tags = g_list_store_new (ANSER_TYPE_TAG);
  self->tag_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_lines);
  g_mutex_init (&self->write_lock);
  g_mutex_init (&self->read_lock);
  g_mutex_init (&self->folder_lock);
}

char *
anser_store_dup_folder_path (AnserStore *self,
                             const char *account,
                             const char *name)
{
  return g_build_filename (self->root, "mail", account, name, NULL);
}

char *
anser_store_dup_place_path (AnserStore       *self,
                            const AnserPlace *place)
{
  g_autofree char *file = g_strconcat (place->name, place->info, NULL);

  return g_build_filename (self->root, "mail", place->account, place->folder_name,
                           place->in_new ? "new" : "cur", file, NULL);
}

gboolean
anser_store_describe (AnserStore      *self,
                      const char      *path,
                      const char      *name,
                      AnserLetterInfo *info)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return FALSE;
  if (!self->describe (path, info, self->describe_data))
    anser_letter_info_clear (info);
  info->size = status.st_size;
  info->inode = (gint64) status.st_ino;
  info->mtime = anser_maildir_get_mtime (&status);
  if (info->date == 0)
    {
      info->flags |= ANSER_LETTER_UNDATED;
      info->date = anser_maildir_get_time (name);
    }
  if (info->date == 0)
    info->date = status.st_mtim.tv_sec;
  return TRUE;
}

gboolean
anser_store_check_account (const char  *account,
                           GError     **error)
{
  if (account != NULL && account[0] != '\0' && account[0] != '.' && strlen (account) < 200 &&
      strchr (account, '/') == NULL && g_utf8_validate (account, -1, NULL))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
               _("“%s” cannot be the name of an account. Choose one without “/” that does not "
                 "begin with a dot."), account != NULL ? account : "");
  return FALSE;
}

static AnserStore *
open_at (const char         *root,
         const Opening      *opening,
         AnserDescribeFunc   describe,
         gpointer            user_data,
         GError            **error)
{
  g_autoptr (AnserStore) self = NULL;

  self = g_object_new (ANSER_TYPE_STORE, NULL);
  self->root = g_strdup (root);
  self->describe = describe;
  self->describe_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  if (!open_store (self, opening, error))
    return NULL;
  self->writer = anser_store_writer_new ();
  self->keeper = anser_words_keeper_new (self);
  if (self->is_behind)
    anser_catch_up_start (self);
  anser_store_watch (self);
  return g_steal_pointer (&self);
}

AnserStore *
anser_store_open (const char         *root,
                  AnserDescribeFunc   describe,
                  gpointer            user_data,
                  GError            **error)
{
  const Opening opening = { 0 };

  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (describe != NULL, NULL);

  return open_at (root, &opening, describe, user_data, error);
}

AnserStore *
anser_store_open_early (const char         *root,
                        AnserDescribeFunc   describe,
                        gpointer            user_data,
                        GError            **error)
{
  const Opening opening = { .is_early = TRUE };

  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (describe != NULL, NULL);

  return open_at (root, &opening, describe, user_data, error);
}

AnserStore *
anser_store_open_anew (const char             *root,
                       AnserDescribeFunc       describe,
                       gpointer                user_data,
                       AnserStoreRebuildFunc   progress,
                       gpointer                progress_data,
                       GError                **error)
{
  const Opening opening = { .is_anew = TRUE, .progress = progress,
                            .progress_data = progress_data };
  g_autoptr (AnserStore) self = NULL;

  g_return_val_if_fail (root != NULL, NULL);
  g_return_val_if_fail (describe != NULL, NULL);

  self = open_at (root, &opening, describe, user_data, error);
  if (self == NULL ||
      (!self->is_alone && !anser_store_rebuild (self, progress, progress_data, error)))
    return NULL;
  return g_steal_pointer (&self);
}

void
anser_store_review_files (AnserStore *self)
{
  g_return_if_fail (ANSER_IS_STORE (self));

  if (self->review == NULL)
    self->review = anser_file_review_new (self);
}

const char *
anser_store_get_root (AnserStore *self)
{
  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);

  return self->root;
}

/* A renamed file is found by its base; the index follows later. */
static char *
find_renamed (AnserStore *self,
              AnserPlace *place)
{
  g_autofree char *folder =
    anser_store_dup_folder_path (self, place->account, place->folder_name);
  gboolean in_new = FALSE;
  g_autofree char *file = anser_maildir_find (folder, place->name, &in_new);

  anser_store_mark_stale (self);
  return file != NULL ? g_build_filename (folder, in_new ? "new" : "cur", file, NULL) : NULL;
}

char *
anser_store_dup_path (AnserStore  *self,
                      gint64       letter,
                      GError     **error)
{
  g_autoptr (AnserPlace) place = NULL;
  g_autoptr (GError) fault = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), NULL);

  g_mutex_lock (&self->read_lock);
  place = anser_index_get_place (self->reader, letter, &fault);
  g_mutex_unlock (&self->read_lock);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return NULL;
    }
  path = place != NULL ? anser_store_dup_place_path (self, place) : NULL;
  if (path != NULL && access (path, F_OK) != 0)
    {
      g_free (path);
      path = find_renamed (self, place);
    }
  if (path == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _("This message is no longer on this computer. Another program may have moved or "
                   "deleted it."));
  return g_steal_pointer (&path);
}

/* The sums that triggers keep, from the letters themselves. */
static gboolean
count_again (AnserStore  *self,
             GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->write_lock);

  if (!anser_index_begin (self->index, error))
    return FALSE;
  if (anser_database_run (self->index, error, "UPDATE folder SET version = (SELECT version FROM"
                          " clock), total = (SELECT count(*) FROM letter WHERE folder = folder.id),"
                          " unread = (SELECT count(*) FROM letter WHERE folder = folder.id AND"
                          " (flags & 16) = 0)", ""))
    return anser_database_commit (self->index, error);
  anser_database_roll_back (self->index);
  return FALSE;
}

gboolean
anser_store_rebuild (AnserStore             *self,
                     AnserStoreRebuildFunc   progress,
                     gpointer                user_data,
                     GError                **error)
{
  gboolean cleared;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  g_mutex_lock (&self->write_lock);
  cleared = change_words (self, anser_words_clear, error);
  g_mutex_unlock (&self->write_lock);
  if (!cleared ||
      !anser_reconcile (self, ANSER_RECONCILE_DESCRIBE, progress, user_data, error) ||
      !count_again (self, error))
    return FALSE;
  anser_store_queue_refresh (self);
  return TRUE;
}
