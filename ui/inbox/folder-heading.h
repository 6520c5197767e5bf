/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkListBoxUpdateHeaderFunc for rows that are AnserFolderRow: an account's name above its first
 * folder. */
void anser_folder_heading_update (GtkListBoxRow *row,
                                  GtkListBoxRow *before,
                                  gpointer       user_data);

G_END_DECLS
