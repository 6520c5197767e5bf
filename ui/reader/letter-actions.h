/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/letter-list.h"

G_BEGIN_DECLS

/* The actions "letter.…" that are about one letter, or about those that are chosen in a list: the
 * window has them, and a card has them for its letter. */
extern const char * const anser_letter_action_names[];

/* Lets those of @widget be possible that make sense for @row (nullable); @open: it can be answered,
 * because it has been read. */
void anser_letter_actions_update (GtkWidget      *widget,
                                  AnserLetterRow *row,
                                  gboolean        open);

G_END_DECLS
