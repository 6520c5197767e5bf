/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/tags.h"

G_BEGIN_DECLS

#define ANSER_TYPE_TAG_CHOOSER (anser_tag_chooser_get_type ())
G_DECLARE_FINAL_TYPE (AnserTagChooser, anser_tag_chooser, ANSER, TAG_CHOOSER, GtkPopover)

/**
 * AnserTagChooser:
 *
 * A popover with all tags, of which those of a message are checked, and an entry that finds one or
 * makes a new one. Signal "chosen" (const char *name, gboolean on). It goes away by itself.
 */

/* Below @anchor. @names: (nullable): what is checked, one a line. */
GtkWidget *anser_tag_chooser_new (GtkWidget  *anchor,
                                  AnserStore *store,
                                  const char *names);

G_END_DECLS
