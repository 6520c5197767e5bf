/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/reader-private.h"

/* Of the letter; NULL if there is none, or none yet. */
static AnserLetterCard *
find_card (AnserReader *self,
           gint64       letter)
{
  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    if (anser_conversation_list_get_id (self->list, i) == letter)
      {
        GtkWidget *card = anser_card_view_get_card (self->view, i);

        return card != NULL ? ANSER_LETTER_CARD (card) : NULL;
      }

  return NULL;
}

/* The card of the letter that is answered. */
AnserLetterCard *
anser_reader_get_current (AnserReader *self)
{
  if (self->acting != NULL)
    return self->acting;

  return self->row != NULL && self->cancellable == NULL
           ? find_card (self, anser_letter_row_get_id (self->row)) : NULL;
}

/* Acting: the one letter that actions are about. */

static void
set_acting (AnserReader     *self,
            AnserLetterCard *card)
{
  if (!g_set_weak_pointer (&self->acting, card))
    return;

  g_object_notify (G_OBJECT (self), "acting");
  g_object_notify (G_OBJECT (self), "letter");
}

/* One that stands alone is what was chosen in the list. */
void
anser_reader_follow_focus (AnserReader *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card = NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)) &&
      anser_reader_get_n_letters (self) > 1)
    card = gtk_widget_get_ancestor (focus, ANSER_TYPE_LETTER_CARD);
  set_acting (self, self->pressed != NULL ? self->pressed : (AnserLetterCard *) card);
}

static void
on_act (AnserLetterCard *card,
        const char      *action,
        AnserReader     *self)
{
  self->pressed = anser_reader_get_n_letters (self) > 1 ? card : NULL;
  anser_reader_follow_focus (self);
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  self->pressed = NULL;
  anser_reader_follow_focus (self);
}

static void
on_row_flags (AnserReader *self)
{
  if (self->acting != NULL)
    g_object_notify (G_OBJECT (self), "acting");
}

static void
on_card_read (AnserLetterCard *card,
              GParamSpec      *pspec,
              AnserReader     *self)
{
  anser_reader_queue_seen (self);
  if (card == anser_reader_get_current (self))
    g_object_notify (G_OBJECT (self), "letter");
}

/* Cards */

static gboolean
is_to_be_open (AnserReader    *self,
               AnserLetterRow *row)
{
  guint last = anser_reader_get_n_letters (self) - 1;
  gint64 newest = anser_conversation_list_get_id (self->list, last);

  return self->all_open || anser_letter_row_get_id (row) == newest ||
         !(anser_letter_row_get_flags (row) & ANSER_LETTER_SEEN);
}

void
anser_reader_update_tags (AnserReader *self)
{
  g_autofree char *tags = self->list != NULL ? anser_conversation_list_dup_tags (self->list) : NULL;

  anser_tag_pills_set_names (self->tags, tags);
}

static GtkWidget *
make_card (gpointer item,
           gpointer user_data)
{
  AnserReader *self = user_data;
  AnserLetterRow *row = item;
  gboolean folds = anser_reader_get_n_letters (self) > 1;
  GtkWidget *card = anser_letter_card_new (self->office, row, folds, self->opened);

  g_signal_connect_object (card, "act", G_CALLBACK (on_act), self, 0);
  g_signal_connect_object (card, "notify::letter", G_CALLBACK (on_card_read), self, 0);
  g_signal_connect_object (card, "notify::open", G_CALLBACK (anser_reader_queue_seen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::flags", G_CALLBACK (on_row_flags), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::tags", G_CALLBACK (anser_reader_update_tags), self,
                           G_CONNECT_SWAPPED);
  anser_letter_card_highlight (ANSER_LETTER_CARD (card), self->query, self->variants);
  anser_letter_card_set_open (ANSER_LETTER_CARD (card), is_to_be_open (self, row));

  return card;
}

static guint
first_unread (AnserReader *self)
{
  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    if (!(anser_conversation_list_get_flags (self->list, i) & ANSER_LETTER_SEEN))
      return i;

  return G_MAXUINT;
}

/* At the first letter that is unread, or the one that was chosen. */
void
anser_reader_show_cards (AnserReader *self,
                         AnserLetter *letter)
{
  guint chosen = anser_conversation_list_find (self->list, anser_letter_row_get_id (self->row));
  guint unread = first_unread (self);
  GtkWidget *card;

  anser_card_view_set_model (self->view, G_LIST_MODEL (self->list), make_card, self);
  if (chosen == G_MAXUINT)
    return;

  card = anser_card_view_scroll_to (self->view, chosen);
  anser_letter_card_open (ANSER_LETTER_CARD (card), letter);
  if (unread < chosen)
    anser_card_view_scroll_to (self->view, unread);
}

void
anser_reader_toggle_all (AnserReader *self)
{
  g_return_if_fail (ANSER_IS_READER (self));

  if (anser_reader_get_n_letters (self) < 2)
    return;

  self->all_open = !self->all_open;
  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    {
      GtkWidget *card = anser_card_view_get_card (self->view, i);

      if (card != NULL)
        anser_letter_card_set_open (ANSER_LETTER_CARD (card), self->all_open);
    }
}

/* Of the letter that is acted on or was gone to, or the first one in view. */
static guint
get_place (AnserReader *self)
{
  gint64 letter = self->acting != NULL
    ? anser_letter_row_get_id (anser_letter_card_get_row (self->acting)) : self->visited;

  for (guint i = 0; i < anser_reader_get_n_letters (self); i++)
    {
      GtkWidget *card = anser_card_view_get_card (self->view, i);

      if (letter != 0 ? anser_conversation_list_get_id (self->list, i) == letter
                      : card != NULL && anser_card_view_is_in_view (self->view, card))
        return i;
    }

  return 0;
}

/* The focus stays in the list if it is there: what is acted on is chosen there then. */
static void
visit (AnserReader *self,
       guint        position)
{
  GtkWidget *card = anser_card_view_scroll_to (self->view, position);

  anser_letter_card_set_open (ANSER_LETTER_CARD (card), TRUE);
  if (self->acting != NULL)
    gtk_widget_grab_focus (card);
  self->visited = anser_conversation_list_get_id (self->list, position);
}

gboolean
anser_reader_step_unread (AnserReader *self,
                          int          step)
{
  gint64 n;

  g_return_val_if_fail (ANSER_IS_READER (self), FALSE);
  g_return_val_if_fail (step == 1 || step == -1, FALSE);

  n = self->cancellable == NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
        ? anser_reader_get_n_letters (self) : 0;
  for (gint64 i = n > 0 ? (gint64) get_place (self) + step : -1; i >= 0 && i < n; i += step)
    if (!(anser_conversation_list_get_flags (self->list, i) & ANSER_LETTER_SEEN))
      {
        visit (self, i);
        return TRUE;
      }

  return FALSE;
}

void
anser_reader_step (AnserReader *self,
                   int          step)
{
  AnserLetterCard *current = anser_reader_get_current (self);
  guint position = current != NULL
    ? anser_conversation_list_find (self->list, anser_letter_row_get_id (
                                                  anser_letter_card_get_row (current)))
    : G_MAXUINT;

  g_return_if_fail (ANSER_IS_READER (self));
  g_return_if_fail (step == 1 || step == -1);

  if (position == G_MAXUINT || (step < 0 && position == 0) ||
      (step > 0 && position + 1 == anser_reader_get_n_letters (self)))
    return;

  gtk_widget_grab_focus (anser_card_view_scroll_to (self->view, position + step));
}
