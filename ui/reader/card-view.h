/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_CARD_VIEW (anser_card_view_get_type ())
G_DECLARE_FINAL_TYPE (AnserCardView, anser_card_view, ANSER, CARD_VIEW, GtkWidget)

/**
 * AnserCardView:
 *
 * A column of cards of any height, as wide as text is read well, that scrolls; property "header" is
 * a widget above the first of them. A card is made when its place comes near, so that it does not
 * matter how many there are. What is in view stays where it is while cards above it grow.
 */

/* Makes the card of an item. (transfer full) */
typedef GtkWidget *(*AnserCardFunc)         (gpointer       item,
                                             gpointer       user_data);

/* @model: (nullable). Shows the header and the first cards. */
void       anser_card_view_set_model        (AnserCardView *self,
                                             GListModel    *model,
                                             AnserCardFunc  make,
                                             gpointer       user_data);

/* (transfer none) (nullable): NULL if it has not been made. */
GtkWidget *anser_card_view_get_card         (AnserCardView *self,
                                             guint          position);

/* The same, made if need be. (transfer none) */
GtkWidget *anser_card_view_make_card        (AnserCardView *self,
                                             guint          position);

/* Whether its beginning, or enough of it, is in view. */
gboolean   anser_card_view_is_in_view       (AnserCardView *self,
                                             GtkWidget     *card);

/* Makes the card if need be, and scrolls to its beginning. (transfer none) */
GtkWidget *anser_card_view_scroll_to        (AnserCardView *self,
                                             guint          position);

G_END_DECLS
