/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-data.h"

#include "conversation-shown.h"

/* The order is that of use, the last first. */
struct _AnserLetterCache
{
  GHashTable *links;   /* id -> link of @order */
  GQueue      order;   /* (element-type AnserLetterData) */
  unsigned    limit;
};

static void
clear (gpointer data)
{
  AnserLetterData *self = data;

  g_free (self->account);
  g_free (self->sender);
  g_free (self->recipients);
  g_free (self->subject);
  g_free (self->snippet);
  g_free (self->tags);
}

static char *
dup_text (AnserStatement *statement,
          int             column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

AnserLetterData *
anser_letter_data_read (AnserDatabase  *index,
                        gint64          letter,
                        GError        **error)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (index, error, "SELECT account, role, sender, recipients, subject,"
                          " snippet, date, size, flags, (SELECT group_concat (name, char (10)) FROM"
                          " (SELECT tag.name FROM letter_tag JOIN tag ON tag.id = letter_tag.tag"
                          " WHERE letter_tag.letter = letter.id ORDER BY folded))"
                          " FROM letter JOIN folder"
                          " ON folder.id = letter.folder WHERE letter.id = ?", "i", letter);
  AnserLetterData *self;

  if (row == NULL || anser_database_step (index, row, error) != ANSER_STEP_ROW)
    return NULL;
  self = g_rc_box_new0 (AnserLetterData);
  self->id = letter;
  self->account = dup_text (row, 0);
  self->role = sqlite3_column_int (row, 1);
  self->sender = dup_text (row, 2);
  self->recipients = dup_text (row, 3);
  self->subject = dup_text (row, 4);
  self->snippet = dup_text (row, 5);
  self->date = sqlite3_column_int64 (row, 6);
  self->size = sqlite3_column_int64 (row, 7);
  self->flags = sqlite3_column_int (row, 8);
  self->count = 1;
  self->tags = dup_text (row, 9);
  return self;
}

void
anser_letter_data_gather (AnserLetterData *self,
                          AnserDatabase   *index)
{
  g_autoptr (AnserStatement) row =
    anser_database_query (index, NULL, "SELECT total (" ANSER_CONVERSATION_SHOWN ("letter.folder")
                          "), total (folder.id = letter.folder AND other.flags & 16 = 0)"
                          " FROM letter JOIN letter AS other USING (conversation)"
                          " JOIN folder ON folder.id = other.folder WHERE letter.id = ?5", "iiiii",
                          (gint64) ANSER_FOLDER_INBOX, (gint64) ANSER_FOLDER_SENT,
                          (gint64) ANSER_FOLDER_ARCHIVE, (gint64) ANSER_FOLDER_OTHER, self->id);

  if (row == NULL || anser_database_step (index, row, NULL) != ANSER_STEP_ROW)
    return;
  self->count = sqlite3_column_int64 (row, 0);
  if (sqlite3_column_int64 (row, 1) > 0)
    self->flags &= ~ANSER_LETTER_SEEN;
}

AnserLetterData *
anser_letter_data_blank (gint64 letter)
{
  AnserLetterData *self = g_rc_box_new0 (AnserLetterData);

  self->id = letter;
  self->account = g_strdup ("");
  self->sender = g_strdup ("");
  self->recipients = g_strdup ("");
  self->subject = g_strdup ("");
  self->snippet = g_strdup ("");
  return self;
}

AnserLetterData *
anser_letter_data_ref (AnserLetterData *self)
{
  return g_rc_box_acquire (self);
}

void
anser_letter_data_unref (AnserLetterData *self)
{
  g_rc_box_release_full (self, clear);
}

AnserLetterCache *
anser_letter_cache_new (unsigned limit)
{
  AnserLetterCache *self = g_new0 (AnserLetterCache, 1);

  self->links = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->limit = limit;
  return self;
}

void
anser_letter_cache_free (AnserLetterCache *self)
{
  g_hash_table_unref (self->links);
  g_queue_clear_full (&self->order, (GDestroyNotify) anser_letter_data_unref);
  g_free (self);
}

AnserLetterData *
anser_letter_cache_lookup (AnserLetterCache *self,
                           gint64            letter)
{
  GList *link = g_hash_table_lookup (self->links, &letter);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  return link->data;
}

void
anser_letter_cache_add (AnserLetterCache *self,
                        AnserLetterData  *data)
{
  anser_letter_cache_remove (self, data->id);
  g_queue_push_head (&self->order, data);
  g_hash_table_insert (self->links, &data->id, self->order.head);
  if (self->order.length > self->limit)
    anser_letter_cache_remove (self, ((AnserLetterData *) self->order.tail->data)->id);
}

void
anser_letter_cache_remove (AnserLetterCache *self,
                           gint64            letter)
{
  GList *link = g_hash_table_lookup (self->links, &letter);

  if (link == NULL)
    return;
  g_hash_table_remove (self->links, &letter);
  anser_letter_data_unref (link->data);
  g_queue_delete_link (&self->order, link);
}
