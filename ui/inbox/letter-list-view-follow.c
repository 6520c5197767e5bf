/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/letter-list-view-private.h"

/* What is selected, and what is in view, while the list changes below it. */

typedef struct
{
  AnserLetterListView *self;
  guint n_frames;
} AnserListTop;

guint
anser_letter_list_view_find (AnserLetterListView *self,
                             gint64               letter)
{
  AnserSearchList *results = anser_letter_list_view_get_results (self);

  return results != NULL ? anser_search_list_find (results, letter)
                         : anser_letter_list_find (anser_letter_list_view_get_list (self), letter);
}

/* The letter that is read: the first of those that are selected. */
static guint
get_lead (AnserLetterListView *self)
{
  return self->selection != NULL ? anser_letter_selection_get_first (self->selection)
                                 : GTK_INVALID_LIST_POSITION;
}

/* What is read stays in a list of unread letters. In one of conversations another may stand for
 * its own. */
static void
keep (AnserLetterListView *self)
{
  AnserLetterList *list = anser_letter_list_view_get_list (self);
  gboolean stays = anser_letter_list_view_get_show (self) != ANSER_LETTER_SHOW_CONVERSATIONS;

  if (list != NULL)
    anser_letter_list_set_kept (list, stays ? self->selected_id : 0);
}

void
anser_letter_list_view_take_selected (AnserLetterListView *self)
{
  g_autoptr(AnserLetterRow) row = NULL;
  guint position = get_lead (self);

  if (self->filtering)
    return;

  if (position != GTK_INVALID_LIST_POSITION)
    row = g_list_model_get_item (self->letters, position);
  if (row != NULL)
    {
      self->selected_id = anser_letter_row_get_id (row);
      self->selected_position = position;
      keep (self);
    }
  if (g_set_object (&self->selected, row))
    g_object_notify (G_OBJECT (self), "selected");
  g_object_notify (G_OBJECT (self), "n-selected");
}

void
anser_letter_list_view_select (AnserLetterListView *self,
                               guint                position)
{
  anser_letter_selection_select_single (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

static gboolean
on_top (GtkWidget     *widget,
        GdkFrameClock *clock,
        gpointer       user_data)
{
  AnserListTop *top = user_data;

  /* The rows get their places after the first of these, and move the adjustment with them. */
  if (top->n_frames++ == 0)
    return G_SOURCE_CONTINUE;

  top->self->top_source = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (top->self->scrolled_window), 0);

  return G_SOURCE_REMOVE;
}

/* The list keeps the rows in view where they are, which would hide a letter that comes in above
 * them from somebody who looks at the top. */
static void
keep_top (AnserLetterListView *self,
          guint                position,
          guint                added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled_window);
  AnserListTop *top;

  if (position > 0 || added == 0 || self->top_source != 0 ||
      gtk_adjustment_get_value (adjustment) >= 1)
    return;

  top = g_new0 (AnserListTop, 1);
  top->self = self;
  self->top_source = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_top, top, g_free);
}

/* The letter that stands for the conversation that is read, if another does now. It is in the list
 * already, or comes in a moment. */
static gint64
find_head (AnserLetterListView *self)
{
  AnserLetterList *list = anser_letter_list_view_get_list (self);

  return list != NULL ? anser_letter_list_get_head (list, self->selected_id) : 0;
}

/* What is read after the letter that went. */
static guint
choose_next (AnserLetterListView *self,
             guint                position,
             guint                removed,
             guint                added)
{
  guint n = anser_letter_list_view_get_n (self);

  if (!self->advance || added > 0 || removed >= 100 || n == 0 ||
      self->selected_position < position || self->selected_position >= position + removed)
    return GTK_INVALID_LIST_POSITION;

  return MIN (position, n - 1);
}

void
anser_letter_list_view_follow (AnserLetterListView *self,
                               guint                position,
                               guint                removed,
                               guint                added)
{
  guint selected = get_lead (self);
  guint found = GTK_INVALID_LIST_POSITION;
  gint64 head;

  anser_letter_list_view_show_page (self);
  keep_top (self, position, added);
  if (self->filtering || self->selected_id == 0)
    return;

  if (selected != GTK_INVALID_LIST_POSITION)
    {
      anser_letter_list_view_take_selected (self);
      return;
    }

  head = find_head (self);
  if (head != 0)
    self->selected_id = head;
  if (added > 0 || head != 0)
    found = anser_letter_list_view_find (self, self->selected_id);
  if (found == GTK_INVALID_LIST_POSITION && head == 0)
    found = choose_next (self, position, removed, added);

  if (found != GTK_INVALID_LIST_POSITION)
    anser_letter_list_view_select (self, found);
  else if (head == 0)
    anser_letter_list_view_take_selected (self);
}

/* In a long list the place of the letter that is read is known only now. */
void
anser_letter_list_view_complete (AnserLetterListView *self)
{
  guint found = GTK_INVALID_LIST_POSITION;

  if (self->selected_id != 0 && get_lead (self) == GTK_INVALID_LIST_POSITION &&
      anser_letter_selection_get_n (self->selection) == 0)
    found = anser_letter_list_view_find (self, self->selected_id);
  if (found != GTK_INVALID_LIST_POSITION)
    anser_letter_selection_select_single (self->selection, found);
}

/* In a list of conversations another letter may stand for it. */
void
anser_letter_list_view_select_letter (AnserLetterListView *self,
                                      gint64               letter)
{
  AnserLetterList *list;
  gint64 head = 0;

  g_return_if_fail (ANSER_IS_LETTER_LIST_VIEW (self));

  list = self->letters != NULL ? anser_letter_list_view_get_list (self) : NULL;
  if (list == NULL)
    return;

  if (anser_letter_list_find (list, letter) == G_MAXUINT)
    head = anser_letter_list_get_head (list, letter);
  if (head != 0)
    letter = head;
  anser_letter_list_view_select (self, anser_letter_list_find (list, letter));
  self->selected_id = letter;
}
