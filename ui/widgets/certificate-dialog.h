/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "accounts/account.h"

G_BEGIN_DECLS

/**
 * AnserTrustedFunc:
 *
 * The user trusts the certificate from now on; the account remembers it.
 */
typedef void (*AnserTrustedFunc) (gpointer user_data);

/* Shows the certificate that @error, an ANSER_ERROR_CERTIFICATE, is about: the server, what is
 * wrong, whom it names, its fingerprint. Trusting it pins it for that server of @account (M43); in
 * the place of a pinned one it is trusted only after the fingerprint was compared. @user_data is a
 * GObject (nullable) that is kept until @trusted (nullable) was called or not. */
void anser_certificate_dialog_present (GtkWindow        *parent,
                                       AnserAccount     *account,
                                       const GError     *error,
                                       AnserTrustedFunc  trusted,
                                       gpointer          user_data);

G_END_DECLS
