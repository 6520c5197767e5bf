/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "tls.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"

static G_DEFINE_QUARK (anser-tls-rejected, rejected)

/* The certificate that was turned down, for the sentence about it. */
typedef struct
{
  GTlsCertificate      *certificate;
  GTlsCertificateFlags  flags;
} Rejected;

static void
rejected_free (Rejected *self)
{
  g_object_unref (self->certificate);
  g_free (self);
}

char *
anser_tls_get_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  g_object_get (certificate, "certificate", &der, NULL);
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);

  return g_strconcat ("sha256:", digest, NULL);
}

/* "sha256:HEX" in either case, with or without colons between the bytes. */
static gboolean
matches_pin (const AnserServer *server,
             GTlsCertificate   *certificate)
{
  g_autofree char *fingerprint = anser_tls_get_fingerprint (certificate);
  const char *have = fingerprint + strlen ("sha256:");
  const char *want = server->pin;

  if (g_ascii_strncasecmp (want, "sha256:", strlen ("sha256:")) != 0)
    return FALSE;

  for (want += strlen ("sha256:"); *want != '\0'; want++)
    if (*want != ':' && g_ascii_tolower (*want) != *have++)
      return FALSE;

  return *have == '\0';
}

/* Asked only about certificates that GIO would turn down. */
static gboolean
on_accept_certificate (GTlsConnection       *tls,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       const AnserServer    *server)
{
  Rejected *rejected;

  if (server->pin != NULL && matches_pin (server, certificate))
    return TRUE;

  rejected = g_new0 (Rejected, 1);
  rejected->certificate = g_object_ref (certificate);
  rejected->flags = flags;
  g_object_set_qdata_full (G_OBJECT (tls), rejected_quark (), rejected,
                           (GDestroyNotify) rejected_free);
  return FALSE;
}

static void
forget_server (gpointer  data,
               GClosure *closure)
{
  anser_server_free (data);
}

static gboolean
set_authorities (GTlsConnection    *tls,
                 const AnserServer *server,
                 GError           **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *path = NULL;

  if (server->ca_file == NULL)
    return TRUE;

  path = g_canonicalize_filename (server->ca_file, NULL);
  database = g_tls_file_database_new (path, error);
  if (database == NULL)
    {
      g_prefix_error (error, _("The file of certificate authorities %s could not be read: "), path);
      return FALSE;
    }

  g_tls_connection_set_database (tls, database);
  return TRUE;
}

GTlsConnection *
anser_tls_new (GIOStream         *base,
               const AnserServer *server,
               guint16            port,
               GError           **error)
{
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GIOStream) tls = NULL;

  g_return_val_if_fail (G_IS_IO_STREAM (base), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_TLS_MISSING,
                           _("This computer lacks what Anser needs to encrypt connections, so "
                             "nothing was sent. Install the package glib-networking, then start "
                             "Anser again."));
      return NULL;
    }

  identity = g_network_address_new (server->host, port);
  tls = g_tls_client_connection_new (base, identity, error);
  if (tls == NULL || !set_authorities (G_TLS_CONNECTION (tls), server, error))
    return NULL;

  /* A mail server that closes without a farewell is no attack: replies say where they end. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_signal_connect_data (tls, "accept-certificate", G_CALLBACK (on_accept_certificate),
                         anser_server_copy (server), forget_server, 0);

  return G_TLS_CONNECTION (g_steal_pointer (&tls));
}

static void
set_pin_error (const AnserServer *server,
               GTlsCertificate   *certificate,
               GError           **error)
{
  g_autofree char *fingerprint = anser_tls_get_fingerprint (certificate);

  g_set_error (error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE,
               _("The certificate of %s is not the one that you pinned, so no password was sent. "
                 "If its owner has renewed it, pin the new one: %s"),
               server->host, fingerprint);
}

gboolean
anser_tls_check (GTlsConnection    *self,
                 const AnserServer *server,
                 GError           **error)
{
  GTlsCertificate *certificate;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  if (g_tls_connection_get_protocol_version (self) < G_TLS_PROTOCOL_VERSION_TLS_1_2)
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_TLS_MISSING,
                   _("The mail server %s only knows ways of encryption that are no longer safe, so "
                     "no password was sent. Ask your mail provider for a server with TLS 1.2 "
                     "or newer."), server->host);
      return FALSE;
    }

  certificate = g_tls_connection_get_peer_certificate (self);
  if (server->pin == NULL || (certificate != NULL && matches_pin (server, certificate)))
    return TRUE;

  set_pin_error (server, certificate, error);
  return FALSE;
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  return g_strcmp0 (subject, issuer) == 0;
}

/* The worst first: a wrong name or an unknown signer may be somebody else's server. */
static char *
describe (const Rejected *rejected,
          const char     *host)
{
  g_autofree char *fingerprint = anser_tls_get_fingerprint (rejected->certificate);

  if (rejected->flags & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup_printf (_("The certificate of %s was withdrawn by its issuer, so no password "
                              "was sent. Ask your mail provider. Its fingerprint is %s"),
                            host, fingerprint);
  if (rejected->flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_strdup_printf (_("The certificate of %s is made out to another name, so no password "
                              "was sent. Check the server's name in the account's settings. Its "
                              "fingerprint is %s"), host, fingerprint);
  if (rejected->flags & G_TLS_CERTIFICATE_UNKNOWN_CA && is_self_signed (rejected->certificate))
    return g_strdup_printf (_("The certificate of %s is signed by nobody but itself, so no "
                              "password was sent. If the server is your own, pin its certificate. "
                              "Its fingerprint is %s"), host, fingerprint);
  if (rejected->flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup_printf (_("The certificate of %s comes from an authority that this computer "
                              "does not know, so no password was sent. If you trust the "
                              "authority, give its certificate as a file. The fingerprint of the "
                              "server's certificate is %s"), host, fingerprint);
  if (rejected->flags & G_TLS_CERTIFICATE_EXPIRED)
    return g_strdup_printf (_("The certificate of %s has expired, so no password was sent. Check "
                              "this computer's clock, or ask your mail provider. Its fingerprint "
                              "is %s"), host, fingerprint);
  if (rejected->flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_strdup_printf (_("The certificate of %s is not valid yet, so no password was sent. "
                              "Check this computer's clock. Its fingerprint is %s"),
                            host, fingerprint);
  return g_strdup_printf (_("The certificate of %s is not safe enough, so no password was sent. "
                            "Ask your mail provider. Its fingerprint is %s"), host, fingerprint);
}

GError *
anser_tls_explain (GTlsConnection    *self,
                   const AnserServer *server,
                   const GError      *cause)
{
  const Rejected *rejected;
  g_autofree char *sentence = NULL;
  GError *error = NULL;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (cause != NULL, NULL);

  rejected = g_object_get_qdata (G_OBJECT (self), rejected_quark ());
  if (rejected == NULL)
    {
      error = g_error_copy (cause);
      g_prefix_error (&error, _("The encrypted connection to %s could not be set up: "),
                      server->host);
      return error;
    }
  if (server->pin != NULL)
    {
      set_pin_error (server, rejected->certificate, &error);
      return error;
    }

  sentence = describe (rejected, server->host);
  return g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CERTIFICATE, sentence);
}
