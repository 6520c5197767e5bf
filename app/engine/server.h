/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "server-quirks.h"

G_BEGIN_DECLS

/**
 * AnserSecurity:
 * @ANSER_SECURITY_NONE: clear text, only after the user's explicit consent
 * @ANSER_SECURITY_STARTTLS: clear text upgraded by STLS (RFC 2595) or STARTTLS (RFC 3207);
 *   a server that refuses the upgrade gets nothing more
 * @ANSER_SECURITY_TLS: TLS from the first byte (RFC 8314)
 */
typedef enum
{
  ANSER_SECURITY_NONE,
  ANSER_SECURITY_STARTTLS,
  ANSER_SECURITY_TLS,
} AnserSecurity;

/**
 * AnserServer:
 * @host: name or address
 * @port: TCP port; 0 for the usual one of protocol and @security
 * @security: how the connection is protected
 * @user: (nullable): user name; %NULL for no authentication
 * @password: (nullable): its password, never logged
 * @mechanism: (nullable): SASL mechanism, "USER", "APOP" or "none"; %NULL chooses
 * @ca_file: (nullable): PEM file of authorities trusted instead of the system's
 * @pin: (nullable): "sha256:HEX", the only certificate accepted
 * @quirks: what earlier sessions with it have taught
 *
 * A mail server and how to enter it.
 */
typedef struct
{
  char         *host;
  guint16       port;
  AnserSecurity security;
  char         *user;
  char         *password;
  char         *mechanism;
  char         *ca_file;
  char         *pin;
  AnserServerQuirks quirks;
} AnserServer;

#define ANSER_TYPE_SERVER (anser_server_get_type ())

GType        anser_server_get_type (void) G_GNUC_CONST;

AnserServer *anser_server_new      (const char        *host,
                                    guint16            port,
                                    AnserSecurity      security);

/* Reads pop3://, pop3s://, smtp:// and smtps:// URLs: [user@]host[:port]. The plain schemes give
 * STARTTLS. @scheme receives "pop3" or "smtp". Error: ANSER_ERROR_INVALID_INPUT. */
AnserServer *anser_server_new_for_url (const char     *url,
                                       const char    **scheme,
                                       GError        **error);
AnserServer *anser_server_copy     (const AnserServer *self);
void         anser_server_free     (AnserServer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserServer, anser_server_free)

G_END_DECLS
