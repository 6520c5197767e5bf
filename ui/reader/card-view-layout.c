/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/card-view-private.h"

#define BOTTOM 24
#define SPACING 12

int
anser_card_view_get_value (AnserCardView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? (int) gtk_adjustment_get_value (adjustment) : 0;
}

static int
get_card_width (AnserCardView *self,
                int            width)
{
  return MAX (MIN (width - 2 * ANSER_CARD_VIEW_MARGIN, self->column_width), 0);
}

static int
measure_height (GtkWidget *widget,
                int        width)
{
  int minimum, natural, least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, MAX (width, least), &minimum, &natural,
                      NULL, NULL);

  return MAX (minimum, natural);
}

/* Places all cards one below the other; those that are not made yet are taken to be as high as the
 * lowest that is. */
static void
lay_out (AnserCardView *self,
         int            width)
{
  int card_width = get_card_width (self, width);
  int lowest = G_MAXINT;
  int y = ANSER_CARD_VIEW_MARGIN;

  if (self->header != NULL && gtk_widget_should_layout (self->header))
    y += measure_height (self->header, card_width) + SPACING;

  for (guint i = 0; i < self->slots->len; i++)
    {
      AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      slot->top = y;
      slot->height = slot->card != NULL ? measure_height (slot->card, card_width)
                                        : self->line_height;
      if (slot->card != NULL)
        lowest = MIN (lowest, slot->height);
      y += slot->height + SPACING;
    }

  if (lowest < G_MAXINT)
    self->line_height = lowest;
  self->total_height = y - SPACING + BOTTOM;
}

/* Where the view is to stand now that everything has its place. */
static int
choose_value (AnserCardView *self,
              int            height)
{
  int value = anser_card_view_get_value (self);

  if (self->anchor < self->slots->len)
    value = anser_card_view_get_slot (self, self->anchor)->top - self->anchor_offset;

  return CLAMP (value, 0, MAX (self->total_height - height, 0));
}

/* The first card that is seen, in whole or in part, keeps its place. At the very top the header
 * does. */
static void
set_anchor (AnserCardView *self)
{
  int value = anser_card_view_get_value (self);

  self->anchor = ANSER_CARD_VIEW_NOWHERE;
  for (guint i = 0; i < self->slots->len && value > 0; i++)
    {
      const AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      if (slot->top + slot->height <= value)
        continue;
      self->anchor = i;
      self->anchor_offset = slot->top - value;
      return;
    }
}

GtkWidget *
anser_card_view_make_card (AnserCardView *self,
                           guint          position)
{
  AnserCardSlot *slot = anser_card_view_get_slot (self, position);
  g_autoptr(GObject) item = NULL;
  GtkWidget *next = NULL;

  if (slot->card != NULL)
    return slot->card;

  for (guint i = position + 1; i < self->slots->len && next == NULL; i++)
    next = anser_card_view_get_slot (self, i)->card;
  item = g_list_model_get_item (self->model, position);
  slot->card = self->make (item, self->make_data);
  gtk_widget_insert_before (slot->card, GTK_WIDGET (self), next);

  return slot->card;
}

/* Makes the cards that are in view or half a page away from it. TRUE if there was one to make. */
static gboolean
make_near (AnserCardView *self,
           int            height)
{
  int value = choose_value (self, height);
  gboolean made = FALSE;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      if (slot->card != NULL || slot->top + slot->height < value - height / 2 ||
          slot->top > value + height + height / 2)
        continue;
      anser_card_view_make_card (self, i);
      made = TRUE;
    }

  return made;
}

static gboolean
lacks_cards (AnserCardView *self,
             int            height)
{
  int value = anser_card_view_get_value (self);

  for (guint i = 0; i < self->slots->len; i++)
    {
      const AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      if (slot->card == NULL && slot->top + slot->height > value - height / 4 &&
          slot->top < value + height + height / 4)
        return TRUE;
    }

  return FALSE;
}

/* Until it has been shown it is as large as what it is in: the first frame is to be right. */
static GtkWidget *
find_sized (AnserCardView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  while (widget != NULL && gtk_widget_get_width (widget) <= 0)
    widget = gtk_widget_get_parent (widget);

  return widget;
}

/* Where cards turn out to be higher than they were taken to be, there is room for fewer; where they
 * are lower, for more. */
void
anser_card_view_make_needed (AnserCardView *self)
{
  GtkWidget *sized = find_sized (self);

  if (sized == NULL)
    return;

  do
    lay_out (self, gtk_widget_get_width (sized));
  while (make_near (self, gtk_widget_get_height (sized)));
}

static gboolean
on_make (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);

  self->make_source = 0;
  anser_card_view_make_needed (self);
  gtk_widget_queue_resize (widget);

  return G_SOURCE_REMOVE;
}

/* Not while places are given out: a new child would ask for another round of that. */
static void
queue_make (AnserCardView *self)
{
  if (self->make_source == 0)
    self->make_source = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_make, NULL, NULL);
}

void
anser_card_view_follow_adjustment (AnserCardView *self)
{
  if (self->in_layout)
    return;

  set_anchor (self);
  if (lacks_cards (self, gtk_widget_get_height (GTK_WIDGET (self))))
    queue_make (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
place (AnserCardView *self,
       GtkWidget     *widget,
       int            top,
       int            height)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int card_width = get_card_width (self, width);
  int value = anser_card_view_get_value (self);
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (widget,
                            &(GtkAllocation) { (width - card_width) / 2, top - value,
                                               MAX (card_width, least), height }, -1);
}

void
anser_card_view_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);
  GtkAdjustment *across = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  GtkAdjustment *along = self->adjustments[GTK_ORIENTATION_VERTICAL];

  lay_out (self, width);

  self->in_layout = TRUE;
  if (across != NULL)
    gtk_adjustment_configure (across, 0, 0, width, width * 0.1, width * 0.9, width);
  if (along != NULL)
    gtk_adjustment_configure (along, choose_value (self, height), 0,
                              MAX (self->total_height, height), height * 0.1, height * 0.9, height);
  self->in_layout = FALSE;

  if (self->header != NULL && gtk_widget_should_layout (self->header))
    place (self, self->header, ANSER_CARD_VIEW_MARGIN,
           measure_height (self->header, get_card_width (self, width)));
  for (guint i = 0; i < self->slots->len; i++)
    {
      const AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      if (slot->card != NULL)
        place (self, slot->card, slot->top, slot->height);
    }

  if (lacks_cards (self, height))
    queue_make (self);
}

void
anser_card_view_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);

  *minimum = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *natural = self->total_height;
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;

      gtk_widget_measure (child, orientation, -1, &least, NULL, NULL, NULL);
      *minimum = MAX (*minimum, least);
    }
  *minimum += 2 * ANSER_CARD_VIEW_MARGIN;
  *natural = MAX (*minimum, self->column_width + 2 * ANSER_CARD_VIEW_MARGIN);
}
