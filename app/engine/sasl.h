/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capabilities.h"
#include "sasl-binding.h"
#include "server.h"

G_BEGIN_DECLS

typedef struct _AnserSasl AnserSasl;

/**
 * AnserSaslMechanism:
 * @name: registered name, such as "PLAIN"
 * @secure: does not show the password to who can read the connection
 * @binding: (nullable): the type of channel binding that ties it to the TLS connection
 * @by_choice: tried only when the user chose it, not whenever it is offered
 * @step: answers @challenge (decoded, may be empty or garbage); @turn counts from 0, which is the
 *   initial response. Pure: no I/O.
 * @is_complete: (nullable): has the server proved who it is? Until then its word that the login
 *   succeeded counts for nothing. %NULL for mechanisms in which it proves nothing
 *
 * A SASL mechanism (RFC 4422), a file for each kind. More are added by adding a file and a line in
 * the ordered table of sasl.c.
 */
typedef struct
{
  const char *name;
  const char *binding;
  gboolean    secure;
  gboolean    by_choice;
  gboolean    initial_response;
  GBytes   *(*step) (AnserSasl   *self,
                     unsigned     turn,
                     GBytes      *challenge,
                     GError     **error);
  gboolean  (*is_complete) (AnserSasl *self);
} AnserSaslMechanism;

/**
 * AnserSasl:
 * @mechanism: the mechanism of this exchange
 * @server: whom to convince, and the user's name and password
 * @stale_token: whether a refusal means the token's age rather than the user's
 * @gs2_header: what the client says of channel bindings (RFC 5801 section 5), "n,," without any
 * @binding: (nullable): the bytes that tie the exchange to its connection
 * @state: (nullable): what the mechanism remembers between steps
 */
struct _AnserSasl
{
  const AnserSaslMechanism *mechanism;
  const AnserServer        *server;
  unsigned                  turn;
  gboolean                  stale_token;
  char                     *gs2_header;
  GBytes                   *binding;
  gpointer                  state;
  GDestroyNotify            free_state;
};

extern const AnserSaslMechanism anser_sasl_scram_sha_256_plus_exporter;
extern const AnserSaslMechanism anser_sasl_scram_sha_256_plus_end_point;
extern const AnserSaslMechanism anser_sasl_scram_sha_1_plus_exporter;
extern const AnserSaslMechanism anser_sasl_scram_sha_1_plus_end_point;
extern const AnserSaslMechanism anser_sasl_scram_sha_256;   /* RFC 7677 */
extern const AnserSaslMechanism anser_sasl_scram_sha_1;     /* RFC 5802 */
extern const AnserSaslMechanism anser_sasl_cram_md5;        /* RFC 2195 */
extern const AnserSaslMechanism anser_sasl_plain;           /* RFC 4616 */
extern const AnserSaslMechanism anser_sasl_login;           /* draft-murchison-sasl-login */
extern const AnserSaslMechanism anser_sasl_oauthbearer;     /* RFC 7628 */
extern const AnserSaslMechanism anser_sasl_xoauth2;         /* Google's and Microsoft's */

/* The mechanisms to try, best first: those in @offered (the parameters of SASL or AUTH) that this
 * connection allows, or only server->mechanism if the user chose one, offered or not (P25). Those
 * with channel binding are there once for each type that @binding has. A NULL terminated array. Error: ANSER_ERROR_NO_MECHANISM. */
const AnserSaslMechanism **anser_sasl_choose   (const AnserServer         *server,
                                                const char                *offered,
                                                gboolean                   encrypted,
                                                const AnserSaslBinding    *binding,
                                                GError                   **error);

AnserSasl                 *anser_sasl_new      (const AnserSaslMechanism  *mechanism,
                                                const AnserServer         *server);

/* Before the first step: what the connection has to offer (NULL for nothing), and what the server
 * offered. A mechanism without channel binding tells the server so, which finds out whether somebody
 * in between took the others off its list. */
void                       anser_sasl_bind     (AnserSasl                 *self,
                                                const AnserSaslBinding    *binding,
                                                const char                *offered);
void                       anser_sasl_free     (AnserSasl                 *self);

/* The next response in base64 for the server's @challenge in base64 (NULL at the start). */
char                      *anser_sasl_step     (AnserSasl                 *self,
                                                const char                *challenge,
                                                GError                   **error);

/* May the server's word that the login succeeded be believed? */
gboolean                   anser_sasl_is_complete (AnserSasl             *self);

/* Adds to the @error of a refusal what the mechanism knows of it. */
void                       anser_sasl_explain  (AnserSasl                 *self,
                                                GError                    *error);

/* Is @next (nullable) the same mechanism with another type of channel binding? Servers that know one
 * type only refuse the other as they refuse a wrong password. */
gboolean                   anser_sasl_is_variant (const AnserSaslMechanism *mechanism,
                                                  const AnserSaslMechanism *next);

/* The error for a server that claims success without the proof that its mechanism demands. */
GError                    *anser_sasl_unproven_error (const AnserServer  *server);

/* For mechanisms: bytes that are wiped when they are freed; and, with ANSER_ERROR_INVALID_INPUT,
 * whether user name and password can be sent at all (P34). */
GBytes                    *anser_sasl_secret   (const char                *data,
                                                gsize                      length);
/* The password, or "" where there is none. */
const char                *anser_sasl_get_password (AnserSasl            *self);

/* @name as a saslname, "=" and "," escaped: RFC 5801 section 4. (transfer full) */
char                      *anser_sasl_escape_name (const char             *name);

gboolean                   anser_sasl_check    (AnserSasl                 *self,
                                                GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserSasl, anser_sasl_free)

G_END_DECLS
