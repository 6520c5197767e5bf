/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "file-review.h"

#include "maildir.h"
#include "store-private.h"

#include <glib/gstdio.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <utime.h>

/* A hundred thousand files take a tenth of a second of the processor; from a disk that turns, longer. */
#define FILES_AT_ONCE 500
#define REST_US (5 * 1000)

/* Clocks are set. */
#define SLACK_SECONDS 3600

struct _AnserFileReview
{
  AnserStore *store;
  GThread    *thread;
  int         is_ending;
  gint64      since;          /* seconds since 1970 */
  char       *folder;         /* that is looked at */
  GHashTable *suspects;       /* paths */
  unsigned    n_files;
};

/* What the index sees otherwise makes the store compare it soon. */
static void
check (AnserFileReview *self)
{
  if (!anser_store_check_files (self->store, self->suspects))
    anser_store_mark_stale (self->store);
  g_hash_table_remove_all (self->suspects);
}

/* The time of a file's last change cannot be set by a program, unlike that of the last writing. */
static gboolean
look_at (const char *file_name,
         gboolean    in_new,
         guint64     inode,
         gpointer    user_data)
{
  AnserFileReview *self = user_data;
  g_autofree char *path = g_build_filename (self->folder, in_new ? "new" : "cur", file_name, NULL);
  struct stat status;

  if (stat (path, &status) == 0 && status.st_ctim.tv_sec >= self->since)
    g_hash_table_add (self->suspects, g_steal_pointer (&path));
  if (++self->n_files % FILES_AT_ONCE != 0)
    return TRUE;

  check (self);
  g_usleep (REST_US);
  return !g_atomic_int_get (&self->is_ending);
}

static gboolean
review_folder (AnserFileReview *self,
               AnserFolder     *folder)
{
  g_autoptr (GError) error = NULL;

  self->folder = anser_store_dup_folder_path (self->store, anser_folder_get_account (folder),
                                              anser_folder_get_name (folder));
  if (!anser_maildir_scan (self->folder, look_at, self, &error))
    g_debug ("A folder is not reviewed: %s", error->message);
  check (self);
  g_clear_pointer (&self->folder, g_free);

  return !g_atomic_int_get (&self->is_ending);
}

static gboolean
review_all (AnserFileReview *self)
{
  g_autoptr (GPtrArray) folders = anser_store_dup_folders (self->store);
  gboolean goes_on = TRUE;

  for (guint i = 0; i < folders->len && goes_on; i++)
    goes_on = review_folder (self, folders->pdata[i]);

  return goes_on;
}

static gpointer
run (gpointer data)
{
  AnserFileReview *self = data;
  g_autofree char *mark = g_build_filename (self->store->root, "reviewed", NULL);
  time_t now = time (NULL);
  struct utimbuf begun = { now, now };
  struct stat status;

  /* Of this thread alone. */
  setpriority (PRIO_PROCESS, 0, 10);
  if (stat (mark, &status) == 0)
    self->since = status.st_mtim.tv_sec - SLACK_SECONDS;
  if (review_all (self) && g_file_set_contents (mark, "", 0, NULL))
    g_utime (mark, &begun);

  return NULL;
}

AnserFileReview *
anser_file_review_new (AnserStore *store)
{
  AnserFileReview *self = g_new0 (AnserFileReview, 1);

  self->store = store;
  self->suspects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->thread = g_thread_new ("anser-review", run, self);

  return self;
}

void
anser_file_review_free (AnserFileReview *self)
{
  g_atomic_int_set (&self->is_ending, TRUE);
  g_thread_join (self->thread);
  g_hash_table_unref (self->suspects);
  g_free (self);
}
