/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "account.h"

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* Whose password is wanted, copied from the account, which belongs to the main context. */
typedef struct
{
  char       *account;              /* NULL for an unsaved account */
  const char *protocol;
  char       *label;                /* what the desktop's password program shows */
  char       *password;             /* to store; NULL forgets */
  gboolean    is_lookup;
} AnserSecretRequest;

extern const SecretSchema anser_secret_schema;

AnserSecretRequest *anser_secret_request_new        (AnserAccount             *account,
                                                     AnserProtocol             protocol,
                                                     gboolean                  is_lookup,
                                                     const char               *password);
void                anser_secret_request_free       (AnserSecretRequest       *self);

/* "id/protocol" */
char               *anser_secret_request_key        (const AnserSecretRequest *self);
/* By which the service finds it. (transfer full) */
GHashTable         *anser_secret_request_attributes (const AnserSecretRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSecretRequest, anser_secret_request_free)

G_END_DECLS
