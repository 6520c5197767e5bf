/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "words-keeper.h"

#include "store-private.h"
#include "words.h"

/* Letters per transaction; their text is read before it begins. */
#define BATCH 200

struct _AnserWordsKeeper
{
  AnserStore   *store;
  GThread      *thread;
  GCancellable *cancellable;
};

static AnserLetterInfo *
describe (AnserStore *store,
          gint64      letter)
{
  g_autoptr (AnserLetterInfo) info = anser_letter_info_new ();
  g_autofree char *path = anser_store_dup_path (store, letter, NULL);

  if (path == NULL || !store->describe (path, info, store->describe_data))
    return NULL;
  return g_steal_pointer (&info);
}

static gboolean
put_words (AnserStore       *store,
           gint64            letter,
           AnserLetterInfo  *info,
           GError          **error)
{
  return info != NULL ? anser_words_put (store->index, letter, info, error)
                      : anser_words_give_up (store->index, letter, error);
}

/* The clock does not move on, for no list shows words. */
static gboolean
put_batch (AnserStore  *store,
           GArray      *letters,
           GPtrArray   *infos,
           GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  if (!anser_database_begin (store->index, TRUE, error))
    return FALSE;
  for (unsigned i = 0; i < letters->len; i++)
    if (!put_words (store, g_array_index (letters, gint64, i), infos->pdata[i], error))
      {
        anser_database_roll_back (store->index);
        return FALSE;
      }
  return anser_database_commit (store->index, error);
}

static GArray *
get_missing (AnserStore  *store,
             GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->write_lock);

  return anser_words_get_missing (store->index, BATCH, error);
}

static gboolean
do_batch (AnserStore    *store,
          unsigned      *n,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autoptr (GArray) letters = get_missing (store, error);
  g_autoptr (GPtrArray) infos =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_letter_info_free);

  if (letters == NULL)
    return FALSE;
  *n = letters->len;
  for (unsigned i = 0; i < letters->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_ptr_array_add (infos, describe (store, g_array_index (letters, gint64, i)));
    }
  return letters->len == 0 || put_batch (store, letters, infos, error);
}

gboolean
anser_store_index_words (AnserStore            *self,
                         AnserStoreWordsFunc    progress,
                         gpointer               user_data,
                         GCancellable          *cancellable,
                         GError               **error)
{
  unsigned n = 1;

  g_return_val_if_fail (ANSER_IS_STORE (self), FALSE);

  while (n > 0)
    {
      if (!do_batch (self, &n, cancellable, error))
        return FALSE;
      if (n > 0 && progress != NULL)
        progress (anser_store_count_unindexed (self), user_data);
    }
  return TRUE;
}

gint64
anser_store_count_unindexed (AnserStore *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (self), 0);

  locker = g_mutex_locker_new (&self->read_lock);
  return anser_words_count_missing (self->reader);
}

static gpointer
run (gpointer data)
{
  AnserWordsKeeper *self = data;
  g_autoptr (GError) error = NULL;

  if (!anser_store_index_words (self->store, NULL, NULL, self->cancellable, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Not all messages can be found yet: %s", error->message);
  return NULL;
}

AnserWordsKeeper *
anser_words_keeper_new (AnserStore *store)
{
  AnserWordsKeeper *self;

  if (anser_store_count_unindexed (store) == 0)
    return NULL;
  self = g_new0 (AnserWordsKeeper, 1);
  self->store = store;
  self->cancellable = g_cancellable_new ();
  self->thread = g_thread_new ("anser-words", run, self);
  return self;
}

void
anser_words_keeper_free (AnserWordsKeeper *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_object_unref (self->cancellable);
  g_free (self);
}
