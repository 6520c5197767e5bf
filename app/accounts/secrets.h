/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

G_BEGIN_DECLS

#define ANSER_TYPE_SECRETS (anser_secrets_get_type ())
G_DECLARE_FINAL_TYPE (AnserSecrets, anser_secrets, ANSER, SECRETS, GObject)

/**
 * AnserSecrets:
 *
 * Passwords in the Secret Service. Where none runs, or it stays locked, they are kept in memory
 * for this session only, "persistent" is FALSE and "problem" holds the sentence that says so.
 */
AnserSecrets *anser_secrets_new            (void);
/* In memory only: for the demonstration and for tests. */
AnserSecrets *anser_secrets_new_in_memory  (void);

gboolean      anser_secrets_is_persistent  (AnserSecrets         *self);
const char   *anser_secrets_get_problem    (AnserSecrets         *self);   /* nullable */

/* (transfer full) (nullable) from finish; NULL without an error when none is known: ask. Free with
 * anser_secrets_password_free(), which wipes it. With "same-password", SMTP's is POP3's. */
void          anser_secrets_lookup_async   (AnserSecrets         *self,
                                            AnserAccount         *account,
                                            AnserProtocol         protocol,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
char         *anser_secrets_lookup_finish  (AnserSecrets         *self,
                                            GAsyncResult         *result,
                                            GError              **error);
char         *anser_secrets_lookup_sync    (AnserSecrets         *self,
                                            AnserAccount         *account,
                                            AnserProtocol         protocol,
                                            GCancellable         *cancellable,
                                            GError              **error);

/* NULL @password forgets it. TRUE also when it could be kept for this session only. */
void          anser_secrets_store_async    (AnserSecrets         *self,
                                            AnserAccount         *account,
                                            AnserProtocol         protocol,
                                            const char           *password,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean      anser_secrets_store_finish   (AnserSecrets         *self,
                                            GAsyncResult         *result,
                                            GError              **error);

void          anser_secrets_password_free  (char                 *password);

G_END_DECLS
