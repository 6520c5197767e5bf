/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_TAG_PILLS (anser_tag_pills_get_type ())
G_DECLARE_FINAL_TYPE (AnserTagPills, anser_tag_pills, ANSER, TAG_PILLS, GtkWidget)

/**
 * AnserTagPills:
 *
 * The tags of a message as small coloured pills beside each other; those for which there is no room
 * are counted. Property "most" says how many there is room for.
 */

/* @names: (nullable): one a line. */
void anser_tag_pills_set_names  (AnserTagPills *self,
                                 const char    *names);

/* @tags: a GListModel of AnserTag: the pills of a display have their colours. */
void anser_tag_pills_set_colours (GdkDisplay   *display,
                                  GListModel   *tags);

/* The class of style that has the colour of a tag. (transfer full) */
char *anser_tag_pills_dup_class  (const char   *name);

G_END_DECLS
