/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/accounts.h"
#include "circumstances.h"
#include "courier.h"

G_BEGIN_DECLS

#define ANSER_TYPE_POST_OFFICE (anser_post_office_get_type ())
G_DECLARE_FINAL_TYPE (AnserPostOffice, anser_post_office, ANSER, POST_OFFICE, GObject)

/**
 * AnserPostOffice:
 *
 * The whole mail program without a screen, and the one door the windows go through: store,
 * accounts, secrets, and a courier for each account; it checks on schedule. Properties "pause"
 * (AnserPause) and "sending" (boolean: some courier is) notify; signals "received" (AnserCourier *courier, unsigned n_new, GArray *letters)
 * and "password-needed" (AnserCourier *courier) are those of each courier.
 */

/* Opens the store below @root (NULL for the user's data folder). Errors are sentences: a folder
 * that cannot be written names the folder. */
AnserPostOffice *anser_post_office_new          (const char       *root,
                                                 AnserAccounts    *accounts,
                                                 AnserSecrets     *secrets,
                                                 GError          **error);
AnserStore      *anser_post_office_get_store    (AnserPostOffice  *self);
AnserAccounts   *anser_post_office_get_accounts (AnserPostOffice  *self);
AnserSecrets    *anser_post_office_get_secrets  (AnserPostOffice  *self);

/* (transfer none) (nullable) */
AnserCourier    *anser_post_office_get_courier  (AnserPostOffice  *self,
                                                 const char       *account);

/* All accounts; each courier reports for itself. */
void             anser_post_office_check        (AnserPostOffice  *self);
void             anser_post_office_stop         (AnserPostOffice  *self);

/* Begins to check on schedule (interval of each account), when the network returns, and when the
 * machine wakes up; not while there is a pause. */
void             anser_post_office_start        (AnserPostOffice  *self);

/* Why nothing is checked by itself. */
AnserPause       anser_post_office_get_pause    (AnserPostOffice  *self);
gboolean         anser_post_office_is_sending   (AnserPostOffice  *self);

/* (transfer full) (element-type AnserAddress): whom the accounts belong to. */
GPtrArray       *anser_post_office_dup_own_addresses (AnserPostOffice *self);

/* Ends an account: courier, secrets, folders moved aside, settings. */
void             anser_post_office_remove_account (AnserPostOffice *self,
                                                 AnserAccount     *account);

/* Opens a letter for reading. The file is parsed in a thread. (transfer full) */
void             anser_post_office_open_letter_async  (AnserPostOffice      *self,
                                                       gint64                letter,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
AnserLetter     *anser_post_office_open_letter_finish (AnserPostOffice      *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
