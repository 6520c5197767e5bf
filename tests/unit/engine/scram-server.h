/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sasl.h"

/* The server's side of SCRAM, with GLib's HMAC and PBKDF2 spelled out. */
typedef struct
{
  const AnserSaslMechanism *mechanism;
  GChecksumType             checksum;
  gsize                     length;
  const char               *password;
  const char               *salt;      /* base64 */
  unsigned                  iterations;
} ScramServer;

/* The client's proof to expect and the server's own, both in base64, for the AuthMessage of
 * RFC 5802 section 3. */
void scram_server_expect (const ScramServer  *scram,
                          const char         *auth_message,
                          char              **proof,
                          char              **signature);

/* The server's first message in answer to the client's, and what AuthMessage makes of both when the
 * channel binding is @binding (NULL for none). */
char *scram_server_first (const ScramServer  *scram,
                          const char         *client_first,
                          GBytes             *binding,
                          char              **auth_message);
