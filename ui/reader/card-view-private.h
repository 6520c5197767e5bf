/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "card-view.h"

G_BEGIN_DECLS

/* Around the column. */
#define ANSER_CARD_VIEW_MARGIN 12

#define ANSER_CARD_VIEW_NOWHERE G_MAXUINT

typedef struct
{
  GtkWidget *card;   /* NULL until its place comes near */
  int top;           /* in the column, when it was laid out last */
  int height;
} AnserCardSlot;

struct _AnserCardView
{
  GtkWidget parent_instance;

  GtkAdjustment *adjustments[2];
  GtkScrollablePolicy policies[2];
  GtkWidget *header;
  GListModel *model;
  AnserCardFunc make;
  gpointer make_data;
  GArray *slots;             /* (element-type AnserCardSlot) */
  guint anchor;              /* the card that keeps its place in view, or ANSER_CARD_VIEW_NOWHERE */
  int anchor_offset;         /* from the top of the view to that of the card */
  int column_width;          /* at most */
  int line_height;           /* of a card that has not been made, as far as one can tell */
  int total_height;
  gboolean in_layout;
  guint make_source;
};

/* card-view-layout.c: which cards there are to be, and where. */
void       anser_card_view_measure           (GtkWidget      *widget,
                                              GtkOrientation  orientation,
                                              int             for_size,
                                              int            *minimum,
                                              int            *natural,
                                              int            *minimum_baseline,
                                              int            *natural_baseline);
void       anser_card_view_size_allocate     (GtkWidget      *widget,
                                              int             width,
                                              int             height,
                                              int             baseline);
/* The user scrolled. */
void       anser_card_view_follow_adjustment (AnserCardView  *self);
int        anser_card_view_get_value         (AnserCardView  *self);
/* Makes the cards that are in view or near it. */
void       anser_card_view_make_needed       (AnserCardView  *self);

static inline AnserCardSlot *
anser_card_view_get_slot (AnserCardView *self,
                          guint          position)
{
  return &g_array_index (self->slots, AnserCardSlot, position);
}

G_END_DECLS
