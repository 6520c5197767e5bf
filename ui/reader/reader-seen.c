/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/reader-private.h"

/* Who walks through the list with the arrow keys, or scrolls by, has not read what passes. */
#define SEEN_AFTER_MS 600

static void
on_seen_flagged (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* It stays unread then, which loses nothing. */
  if (!anser_store_flag_finish (ANSER_STORE (source), result, &error))
    g_info ("A message could not be marked as read: %s", error->message);
}

/* Whether the letter of this position is before somebody's eyes. */
static gboolean
is_seen (AnserReader *self,
         guint        position)
{
  GtkWidget *card = anser_card_view_get_card (self->view, position);
  gboolean open;

  if (card == NULL || anser_letter_card_get_letter (ANSER_LETTER_CARD (card)) == NULL)
    return FALSE;
  g_object_get (card, "open", &open, NULL);

  return open && anser_card_view_is_in_view (self->view, card);
}

static gboolean
on_seen (gpointer user_data)
{
  AnserReader *self = user_data;
  g_autoptr(GArray) letters = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->seen_source = 0;
  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    {
      gint64 id = anser_conversation_list_get_id (self->list, i);

      if (!(anser_conversation_list_get_flags (self->list, i) & ANSER_LETTER_SEEN) &&
          !g_hash_table_contains (self->kept, &id) && is_seen (self, i))
        g_array_append_val (letters, id);
    }

  if (letters->len > 0)
    anser_store_flag_async (anser_post_office_get_store (self->office),
                            (const gint64 *) letters->data, letters->len, ANSER_LETTER_SEEN, 0,
                            NULL, on_seen_flagged, NULL);

  return G_SOURCE_REMOVE;
}

void
anser_reader_queue_seen (AnserReader *self)
{
  g_clear_handle_id (&self->seen_source, g_source_remove);
  self->seen_source = g_timeout_add (SEEN_AFTER_MS, on_seen, self);
}

static void
keep (AnserReader *self,
      gint64       letter)
{
  g_hash_table_add (self->kept, g_memdup2 (&letter, sizeof letter));
}

void
anser_reader_keep_unread (AnserReader *self)
{
  AnserLetterRow *acting = anser_reader_get_acting (self);

  g_return_if_fail (ANSER_IS_READER (self));

  if (acting != NULL)
    keep (self, anser_letter_row_get_id (acting));
  for (guint i = 0; i < anser_reader_get_n_letters (self) && acting == NULL; i++)
    keep (self, anser_conversation_list_get_id (self->list, i));
}
