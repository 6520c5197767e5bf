/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_ATTACHMENT_CHIP (anser_attachment_chip_get_type ())
G_DECLARE_FINAL_TYPE (AnserAttachmentChip, anser_attachment_chip, ANSER, ATTACHMENT_CHIP, GtkWidget)

/**
 * AnserAttachmentChip:
 *
 * A file that goes with a letter: icon, name and size in one flat button, and a second, smaller
 * button beside it. In the reader that is a menu (see anser_attachment_chip_set_menu()), in the
 * compose window it removes the file (see anser_attachment_chip_set_removable()).
 *
 * Signals: "activated" when the file is to be opened; "removed" when its cross was pressed.
 */
GtkWidget  *anser_attachment_chip_new           (const char          *name,
                                                 const char          *content_type,
                                                 gint64               size);
const char *anser_attachment_chip_get_name      (AnserAttachmentChip *self);

/* Shows a cross that emits "removed". */
void        anser_attachment_chip_set_removable (AnserAttachmentChip *self,
                                                 gboolean             removable);

/* Shows an arrow that opens @menu (nullable). */
void        anser_attachment_chip_set_menu      (AnserAttachmentChip *self,
                                                 GMenuModel          *menu);

G_END_DECLS
