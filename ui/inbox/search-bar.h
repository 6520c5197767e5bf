/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_SEARCH_BAR (anser_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnserSearchBar, anser_search_bar, ANSER, SEARCH_BAR, GtkWidget)

/**
 * AnserSearchBar:
 *
 * The entry in which one types what to look for. An operator such as "from:anna" becomes a chip as
 * soon as a blank follows it; Backspace at the beginning of the entry makes it text again.
 *
 * Properties: "search-mode" (boolean: it is shown), "everywhere" (boolean: not only in this
 * folder), "by-relevance" (boolean). Signal "changed" when something else may be meant; the buttons
 * activate the actions "search.save" and "setting.search-variants".
 */

/* All that is typed, chips and text. (transfer full) */
char     *anser_search_bar_dup_text    (AnserSearchBar *self);
void      anser_search_bar_set_text    (AnserSearchBar *self,
                                        const char     *text);

/* A sentence below the entry; NULL for none. */
void      anser_search_bar_set_problem (AnserSearchBar *self,
                                        const char     *sentence);
void      anser_search_bar_focus       (AnserSearchBar *self);

G_END_DECLS
