/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

/**
 * AnserTransferKind:
 *
 * What a transfer window is for.
 */
typedef enum
{
  ANSER_TRANSFER_IMPORT,
  ANSER_TRANSFER_EXPORT,
  ANSER_TRANSFER_BACKUP,
  ANSER_TRANSFER_RESTORE,
} AnserTransferKind;

#define ANSER_TYPE_TRANSFER_WINDOW (anser_transfer_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserTransferWindow, anser_transfer_window, ANSER, TRANSFER_WINDOW, AdwWindow)

/**
 * AnserTransferWindow:
 *
 * Imports, exports, backs up or restores: what is asked first, then how far it is, then the one
 * sentence of how it ended. Closed while it works it cancels, and closes when that is done.
 */
GtkWidget *anser_transfer_window_new  (GtkWindow           *parent,
                                       AnserPostOffice     *office,
                                       AnserTransferKind    kind);
/* As if it had been chosen in the file dialog: a test cannot do that everywhere. */
void       anser_transfer_window_set_path (AnserTransferWindow *self,
                                           const char          *path);

G_END_DECLS
