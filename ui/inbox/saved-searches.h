/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_SAVED_SEARCHES (anser_saved_searches_get_type ())
G_DECLARE_FINAL_TYPE (AnserSavedSearches, anser_saved_searches, ANSER, SAVED_SEARCHES, GtkWidget)

/**
 * AnserSavedSearches:
 *
 * The searches of the setting "saved-searches", one a line, under their heading; nothing while
 * there are none. A line activates the window's action "inbox.show-search" (name, what is looked
 * for, place), and has a menu to rename and delete it.
 */

/* @place: "account/folder", or "" for everywhere. One with this name is replaced. */
void       anser_saved_searches_add      (GSettings  *settings,
                                          const char *name,
                                          const char *text,
                                          const char *place);

/* A dialog with an entry, which is its data "anser-entry", and the response "save". */
GtkWidget *anser_saved_searches_ask_name (GtkWindow  *parent,
                                          const char *heading,
                                          const char *button,
                                          const char *name);

G_END_DECLS
