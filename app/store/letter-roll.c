/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-roll.h"

#include "folder-private.h"
#include "store-private.h"

/* Ids that are read at once. */
#define PIECE 1000

struct _AnserLetterRoll
{
  AnserStore *store;
  gint64      folder;
  gint64      last;
  GArray     *ids;
  guint       next;
};

AnserLetterRoll *
anser_letter_roll_new (AnserStore  *store,
                       AnserFolder *folder)
{
  AnserLetterRoll *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (ANSER_IS_FOLDER (folder), NULL);

  self = g_new0 (AnserLetterRoll, 1);
  self->store = g_object_ref (store);
  self->folder = anser_folder_get_id (folder);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
anser_letter_roll_free (AnserLetterRoll *self)
{
  g_object_unref (self->store);
  g_array_unref (self->ids);
  g_free (self);
}

void
anser_letter_roll_skip_to (AnserLetterRoll *self,
                           gint64           letter)
{
  self->last = letter;
  g_array_set_size (self->ids, 0);
  self->next = 0;
}

static gboolean
read_piece (AnserLetterRoll  *self,
            GError          **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->store->read_lock);
  AnserDatabase *reader = self->store->reader;
  g_autoptr (AnserStatement) rows =
    anser_database_query (reader, error, "SELECT id FROM letter WHERE folder = ? AND id > ?"
                          " ORDER BY id LIMIT ?", "iii", self->folder, self->last, (gint64) PIECE);
  AnserStep step = ANSER_STEP_FAILED;

  g_array_set_size (self->ids, 0);
  self->next = 0;
  while (rows != NULL && (step = anser_database_step (reader, rows, error)) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (self->ids, id);
    }
  return step == ANSER_STEP_DONE;
}

gint64
anser_letter_roll_next (AnserLetterRoll  *self,
                        GError          **error)
{
  if (self->next == self->ids->len && !read_piece (self, error))
    return 0;
  if (self->next == self->ids->len)
    return 0;
  self->last = g_array_index (self->ids, gint64, self->next++);
  return self->last;
}
