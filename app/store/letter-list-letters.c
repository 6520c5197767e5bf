/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-list-private.h"

/* Appends the ids that @rows gives, of letters in the list's folders. The read lock is held. */
static void
add_ids (AnserLetterList *self,
         AnserStatement  *rows,
         GArray          *letters)
{
  while (rows != NULL && anser_database_step (self->store->reader, rows, NULL) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      if (anser_letter_query_has_folder (self->query, sqlite3_column_int64 (rows, 1)))
        g_array_append_val (letters, id);
    }
}

AnserLetterData *
anser_letter_list_read_data (gpointer   list,
                             gint64     letter,
                             GError   **error)
{
  AnserLetterList *self = list;
  AnserLetterData *data = anser_letter_data_read (self->store->reader, letter, error);

  if (data != NULL && self->show == ANSER_LETTER_SHOW_CONVERSATIONS)
    anser_letter_data_gather (data, self->store->reader);
  return data;
}

void
anser_letter_list_add_letters (AnserLetterList *self,
                               unsigned         position,
                               GArray          *letters)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;
  gint64 id = anser_letter_list_get_id (self, position);

  if (self->show != ANSER_LETTER_SHOW_CONVERSATIONS)
    {
      g_array_append_val (letters, id);
      return;
    }
  locker = g_mutex_locker_new (&self->store->read_lock);
  rows = anser_database_query (self->store->reader, NULL, "SELECT other.id, other.folder"
                               " FROM letter AS other JOIN letter ON letter.id = ?"
                               " WHERE other.conversation = letter.conversation"
                               " AND other.folder = letter.folder ORDER BY other.date", "i", id);
  add_ids (self, rows, letters);
  g_clear_pointer (&rows, anser_statement_reset);
}

gint64
anser_letter_list_get_head (AnserLetterList *self,
                            gint64           letter)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (AnserStatement) rows = NULL;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), 0);

  if (self->show != ANSER_LETTER_SHOW_CONVERSATIONS)
    return 0;
  locker = g_mutex_locker_new (&self->store->read_lock);
  rows = anser_database_query (self->store->reader, NULL, "SELECT head.id, head.folder"
                               " FROM letter JOIN letter AS head INDEXED BY letter_head"
                               " USING (conversation) WHERE head.head = 1 AND letter.id = ?", "i",
                               letter);
  add_ids (self, rows, heads);
  g_clear_pointer (&rows, anser_statement_reset);
  return heads->len > 0 ? g_array_index (heads, gint64, 0) : 0;
}

GArray *
anser_letter_list_dup_unread (AnserLetterList *self)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (AnserStatement) rows = NULL;

  g_return_val_if_fail (ANSER_IS_LETTER_LIST (self), letters);

  locker = g_mutex_locker_new (&self->store->read_lock);
  rows = anser_database_query (self->store->reader, NULL, "SELECT id, folder FROM letter"
                               " INDEXED BY letter_unread WHERE flags & 16 = 0", "");
  add_ids (self, rows, letters);
  g_clear_pointer (&rows, anser_statement_reset);
  return letters;
}
