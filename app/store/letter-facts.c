/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-facts.h"

#include "store-private.h"

static char *
dup_text (AnserStatement *row,
          int             column)
{
  return g_strdup ((const char *) sqlite3_column_text (row, column));
}

AnserLetterFacts *
anser_letter_facts_load (AnserStore  *store,
                         gint64       letter,
                         GError     **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;
  g_autoptr (AnserStatement) row = NULL;
  AnserLetterFacts *self = NULL;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  locker = g_mutex_locker_new (&store->read_lock);
  row = anser_database_query (store->reader, error, "SELECT folder.name, sender, sender_address,"
                              " subject, date, size, flags FROM letter JOIN folder"
                              " ON folder.id = letter.folder WHERE letter.id = ?", "i", letter);
  if (row != NULL && anser_database_step (store->reader, row, error) == ANSER_STEP_ROW)
    {
      self = g_new (AnserLetterFacts, 1);
      self->folder = dup_text (row, 0);
      self->sender = dup_text (row, 1);
      self->sender_address = dup_text (row, 2);
      self->subject = dup_text (row, 3);
      self->date = sqlite3_column_int64 (row, 4);
      self->size = sqlite3_column_int64 (row, 5);
      self->flags = sqlite3_column_int (row, 6);
    }
  g_clear_pointer (&row, anser_statement_reset);
  return self;
}

void
anser_letter_facts_free (AnserLetterFacts *self)
{
  g_free (self->folder);
  g_free (self->sender);
  g_free (self->sender_address);
  g_free (self->subject);
  g_free (self);
}
