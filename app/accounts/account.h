/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_ACCOUNT (anser_account_get_type ())
G_DECLARE_FINAL_TYPE (AnserAccount, anser_account, ANSER, ACCOUNT, GObject)

/**
 * AnserProtocol:
 *
 * Which of an account's two servers.
 */
typedef enum
{
  ANSER_PROTOCOL_POP3,
  ANSER_PROTOCOL_SMTP,
} AnserProtocol;

/**
 * AnserConnectionSecurity:
 *
 * The values of the keys pop3-security and smtp-security.
 */
typedef enum
{
  ANSER_CONNECTION_NONE,
  ANSER_CONNECTION_STARTTLS,
  ANSER_CONNECTION_TLS,
} AnserConnectionSecurity;

#define ANSER_TYPE_CONNECTION_SECURITY (anser_connection_security_get_type ())

GType anser_connection_security_get_type (void) G_GNUC_CONST;

/**
 * AnserAccount:
 *
 * A mailbox and how its letters leave: an object whose properties are bound to the keys of the
 * relocatable schema io.github.ansermail.Anser.Account, by the same names. Passwords are not
 * among them: see AnserSecrets.
 *
 * Properties: "id" (read only), "name" (the person's), "address", "label" (the account's name in
 * the sidebar, address if empty), "signature", "pop3-host", "pop3-port", "pop3-security",
 * "pop3-user", "pop3-mechanism", "smtp-host", "smtp-port", "smtp-security", "smtp-user",
 * "smtp-mechanism", "same-password" (SMTP uses POP3's password), "leave-on-server" (boolean),
 * "trash-days" and "junk-days" (0 for ever), "leave-days" (0 for ever), "follow-deletion" (boolean), "follow-moves" (boolean: also out of the
 * inbox), "max-size" (bytes, 0 for any), "headers-only" (boolean), "check-interval" (minutes, 0 for
 * never), "ca-file", "pop3-pin", "smtp-pin", "last-check" (seconds since 1970, 0 for never).
 */
const char             *anser_account_get_id         (AnserAccount  *self);
const char             *anser_account_get_name       (AnserAccount  *self);
const char             *anser_account_get_address    (AnserAccount  *self);
const char             *anser_account_get_label      (AnserAccount  *self);
const char             *anser_account_get_signature  (AnserAccount  *self);
gboolean                anser_account_get_leave_on_server (AnserAccount *self);
unsigned                anser_account_get_leave_days      (AnserAccount *self);
unsigned                anser_account_get_trash_days      (AnserAccount *self);
unsigned                anser_account_get_junk_days       (AnserAccount *self);
gboolean                anser_account_get_follow_deletion (AnserAccount *self);
gboolean                anser_account_get_follow_moves    (AnserAccount *self);
gint64                  anser_account_get_max_size        (AnserAccount *self);
gboolean                anser_account_get_headers_only    (AnserAccount *self);
unsigned                anser_account_get_check_interval  (AnserAccount *self);
const char             *anser_account_get_ca_file    (AnserAccount  *self);
gboolean                anser_account_get_same_password   (AnserAccount *self);
gint64                  anser_account_get_last_check (AnserAccount  *self);

/* One side of it. Strings are "" when not set; port 0 is the usual one. */
const char             *anser_account_get_host       (AnserAccount  *self,
                                                      AnserProtocol  protocol);
unsigned                anser_account_get_port       (AnserAccount  *self,
                                                      AnserProtocol  protocol);
AnserConnectionSecurity anser_account_get_security   (AnserAccount  *self,
                                                      AnserProtocol  protocol);
const char             *anser_account_get_user       (AnserAccount  *self,
                                                      AnserProtocol  protocol);
const char             *anser_account_get_mechanism  (AnserAccount  *self,
                                                      AnserProtocol  protocol);
const char             *anser_account_get_pin        (AnserAccount  *self,
                                                      AnserProtocol  protocol);

/* An account that is in no list and no settings yet: the accounts window edits and tests it, then
 * gives it to anser_accounts_add(). All properties are writable with g_object_set(). */
AnserAccount           *anser_account_new_unsaved    (void);

G_END_DECLS
