/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "accounts/account.h"

G_BEGIN_DECLS

#define ANSER_TYPE_DEMONSTRATION (anser_demonstration_get_type ())
G_DECLARE_FINAL_TYPE (AnserDemonstration, anser_demonstration, ANSER, DEMONSTRATION, GObject)

/**
 * AnserDemonstration:
 *
 * What `anser --demo` runs on: a temporary folder for the letters and the demonstration server, a
 * program of its own that ends with Anser. Both are gone when the object is.
 */

/* Makes the temporary folder. */
AnserDemonstration *anser_demonstration_new          (GError             **error);
const char         *anser_demonstration_get_folder   (AnserDemonstration  *self);

/* Starts the server. Errors: whole sentences, also when the program is not there. */
void                anser_demonstration_start_async  (AnserDemonstration  *self,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
gboolean            anser_demonstration_start_finish (AnserDemonstration  *self,
                                                      GAsyncResult        *result,
                                                      GError             **error);

/* The account of the demonstration, for anser_accounts_add(), once the server has started.
 * (transfer full) */
AnserAccount       *anser_demonstration_new_account  (AnserDemonstration  *self);
const char         *anser_demonstration_get_password (AnserDemonstration  *self);

G_END_DECLS
