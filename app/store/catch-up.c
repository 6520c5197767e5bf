/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "catch-up.h"

#include "maildir.h"
#include "partial.h"
#include "reconcile.h"
#include "store-private.h"

/* How often those who wait are told. */
#define TELL_US (G_USEC_PER_SEC / 5)

/* UIDs may be the same in two accounts. 8 bytes for each of a million. */
static guint64
make_key (const char *account,
          const char *digest)
{
  return (guint64) anser_maildir_get_digest_key (digest) ^
         g_str_hash (account) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  guint64 first = *(const guint64 *) a, second = *(const guint64 *) b;

  return (first > second) - (first < second);
}

typedef struct
{
  const char *account;
  GArray     *keys;
} Names;

static gboolean
note_name (const char *file_name,
           gboolean    in_new,
           guint64     inode,
           gpointer    user_data)
{
  Names *names = user_data;
  const char *info;
  g_autofree char *base = anser_maildir_split (file_name, &info);
  g_autofree char *digest = anser_maildir_dup_digest (base);
  guint64 key;

  if (digest == NULL)
    return TRUE;
  key = make_key (names->account, digest);
  g_array_append_val (names->keys, key);
  return TRUE;
}

/* Every account's letters by their names: quick, for no letter is opened. */
static void
note_names (AnserStore *self)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GPtrArray) folders = NULL;

  folders = anser_store_dup_folders (self);
  for (unsigned i = 0; i < folders->len; i++)
    {
      AnserFolder *folder = g_ptr_array_index (folders, i);
      Names names = { anser_folder_get_account (folder), keys };
      g_autofree char *path = anser_store_dup_folder_path (self, names.account,
                                                           anser_folder_get_name (folder));

      anser_maildir_scan (path, note_name, &names, NULL);
    }
  g_array_sort (keys, compare_keys);
  g_mutex_lock (&self->write_lock);
  g_clear_pointer (&self->names, g_array_unref);
  self->names = g_steal_pointer (&keys);
  g_mutex_unlock (&self->write_lock);
}

static gboolean
on_progress (unsigned done,
             unsigned total,
             gpointer user_data)
{
  AnserStore *self = user_data;
  static gint64 told_at;
  gint64 now = g_get_monotonic_time ();

  g_atomic_int_set (&self->n_caught_up, done);
  g_atomic_int_set (&self->n_to_catch_up, MAX (done, total));
  if (now - told_at >= TELL_US)
    {
      told_at = now;
      anser_store_queue_refresh (self);
    }
  return !g_atomic_int_get (&self->is_closing);
}

static gpointer
run (gpointer data)
{
  AnserStore *self = data;
  g_autoptr (GError) error = NULL;

  if ((!anser_reconcile_steadily (self, on_progress, self, &error) ||
       !anser_partial_sweep (self, &error)) && !g_atomic_int_get (&self->is_closing))
    {
      g_message ("The index is not whole yet: %s", error->message);
      anser_store_mark_stale (self);
    }
  g_mutex_lock (&self->write_lock);
  g_clear_pointer (&self->names, g_array_unref);
  g_atomic_int_set (&self->is_catching_up, FALSE);
  g_mutex_unlock (&self->write_lock);
  anser_store_queue_refresh (self);
  return NULL;
}

void
anser_catch_up_start (AnserStore *store)
{
  anser_catch_up_end (store);
  g_atomic_int_set (&store->is_closing, FALSE);
  g_atomic_int_set (&store->n_caught_up, 0);
  g_atomic_int_set (&store->n_to_catch_up, 0);
  note_names (store);
  g_atomic_int_set (&store->is_catching_up, TRUE);
  store->catch_up = g_thread_new ("anser-catch-up", run, store);
}

void
anser_catch_up_end (AnserStore *store)
{
  g_atomic_int_set (&store->is_closing, TRUE);
  g_clear_pointer (&store->catch_up, g_thread_join);
}

gboolean
anser_catch_up_has (AnserStore *store,
                    const char *account,
                    const char *digest)
{
  guint64 key = make_key (account, digest);
  unsigned position;

  return store->names != NULL && g_array_binary_search (store->names, &key, compare_keys, &position);
}

gboolean
anser_store_is_catching_up (AnserStore *self,
                            unsigned   *n_done,
                            unsigned   *n_total)
{
  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  if (n_done != NULL)
    *n_done = g_atomic_int_get (&self->n_caught_up);
  if (n_total != NULL)
    *n_total = g_atomic_int_get (&self->n_to_catch_up);
  return g_atomic_int_get (&self->is_catching_up);
}

void
anser_store_wait_until_whole (AnserStore            *self,
                              AnserStoreCatchUpFunc  progress,
                              gpointer               user_data)
{
  unsigned n_done = 0, n_total = 0;

  g_return_if_fail (ANSER_IS_STORE (self));

  while (anser_store_is_catching_up (self, &n_done, &n_total))
    {
      if (progress != NULL)
        progress (n_done, n_total, user_data);
      g_usleep (TELL_US / 10);
    }
}
