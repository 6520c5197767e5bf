/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "tls.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

static G_DEFINE_QUARK (anser-tls-judgement, judgement)

/* The certificate that was looked at, and what is wrong with it. */
typedef struct
{
  GTlsCertificate       *certificate;
  AnserCertificateFault  fault;
} Judgement;

static void
judgement_free (Judgement *self)
{
  g_object_unref (self->certificate);
  g_free (self);
}

static void
note_judgement (GTlsConnection        *tls,
                GTlsCertificate       *certificate,
                AnserCertificateFault  fault)
{
  Judgement *judgement = g_new0 (Judgement, 1);

  judgement->certificate = g_object_ref (certificate);
  judgement->fault = fault;
  g_object_set_qdata_full (G_OBJECT (tls), judgement_quark (), judgement,
                           (GDestroyNotify) judgement_free);
}

static const Judgement *
get_judgement (GTlsConnection *tls)
{
  return g_object_get_qdata (G_OBJECT (tls), judgement_quark ());
}

/* Asked only about certificates that GIO would turn down. */
static gboolean
on_accept_certificate (GTlsConnection       *tls,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       const AnserServer    *server)
{
  gboolean fits = server->pin != NULL && anser_certificate_fits_pin (certificate, server->pin);
  AnserCertificateFault fault = anser_certificate_get_fault (certificate, flags);

  if (server->pin != NULL && !fits)
    fault = ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED;
  note_judgement (tls, certificate, fault);

  return fits;
}

static void
forget_server (gpointer  data,
               GClosure *closure)
{
  anser_server_free (data);
}

/* NULL without an error where the system's authorities decide. */
static GTlsDatabase *
open_authorities (const AnserServer  *server,
                  GError            **error)
{
  GTlsDatabase *database;
  g_autofree char *path = NULL;

  if (server->ca_file == NULL)
    return NULL;

  path = g_canonicalize_filename (server->ca_file, NULL);
  database = g_tls_file_database_new (path, error);
  if (database == NULL)
    g_prefix_error (error, _("The file of certificate authorities %s could not be read: "), path);
  return database;
}

/* A connection that is given its authorities later has read all of the system's by then. */
static GTlsConnection *
create (GIOStream          *base,
        GSocketConnectable *identity,
        GTlsDatabase       *database,
        GError            **error)
{
  GType type = g_tls_backend_get_client_connection_type (g_tls_backend_get_default ());

  if (database == NULL)
    return g_initable_new (type, NULL, error, "base-io-stream", base, "server-identity", identity,
                           NULL);
  return g_initable_new (type, NULL, error, "base-io-stream", base, "server-identity", identity,
                         "database", database, NULL);
}

GTlsConnection *
anser_tls_new (GIOStream         *base,
               const AnserServer *server,
               guint16            port,
               GError           **error)
{
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) unreadable = NULL;
  GTlsConnection *tls;

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
  database = open_authorities (server, &unreadable);
  if (unreadable != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unreadable));
      return NULL;
    }
  tls = create (base, identity, database, error);
  if (tls == NULL)
    return NULL;

  /* A mail server that closes without a farewell is no attack: replies say where they end. */
  g_tls_connection_set_require_close_notify (tls, FALSE);
  g_signal_connect_data (tls, "accept-certificate", G_CALLBACK (on_accept_certificate),
                         anser_server_copy (server), forget_server, 0);

  return tls;
}

/* What it is made out to, in a few words; names that do not fit are left out. */
static char *
get_names (const AnserCertificate *details)
{
  const char *shown[] = { NULL, NULL, NULL, NULL };

  if (details->names[0] == NULL)
    return g_strdup (details->subject);

  for (gsize i = 0; i < G_N_ELEMENTS (shown) - 1 && details->names[i] != NULL; i++)
    shown[i] = details->names[i];
  return g_strjoinv (", ", (char **) shown);
}

static char *
describe_wrong_name (const AnserCertificate *details,
                     const char             *host)
{
  g_autofree char *names = get_names (details);

  return g_strdup_printf (_("The certificate of %s is made out to another name (%s), so no "
                            "password was sent. Check the server's name in the account's "
                            "settings. Its fingerprint is %s"),
                          host, names, details->fingerprint);
}

static char *
describe_wrong_time (const AnserCertificate *details,
                     gboolean                expired,
                     const char             *host)
{
  g_autofree char *day = g_date_time_format (expired ? details->not_after : details->not_before,
                                             "%F");

  if (expired)
    return g_strdup_printf (_("The certificate of %s expired on %s, so no password was sent. "
                              "Check this computer's clock, or ask your mail provider. Its "
                              "fingerprint is %s"), host, day, details->fingerprint);
  return g_strdup_printf (_("The certificate of %s is only valid from %s on, so no password was "
                            "sent. Check this computer's clock. Its fingerprint is %s"),
                          host, day, details->fingerprint);
}

static char *
describe (const AnserCertificate *details,
          AnserCertificateFault   fault,
          const char             *host)
{
  switch (fault)
    {
    case ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED:
      return g_strdup_printf (_("The certificate of %s is not the one that you pinned, so no "
                                "password was sent. If its owner has renewed it, pin the new one: "
                                "%s"), host, details->fingerprint);
    case ANSER_CERTIFICATE_FAULT_REVOKED:
      return g_strdup_printf (_("The certificate of %s was withdrawn by its issuer, so no password "
                                "was sent. Ask your mail provider. Its fingerprint is %s"),
                              host, details->fingerprint);
    case ANSER_CERTIFICATE_FAULT_WRONG_NAME:
      return describe_wrong_name (details, host);
    case ANSER_CERTIFICATE_FAULT_SELF_SIGNED:
      return g_strdup_printf (_("The certificate of %s is signed by nobody but itself, so no "
                                "password was sent. If the server is your own, pin its "
                                "certificate. Its fingerprint is %s"), host, details->fingerprint);
    case ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY:
      return g_strdup_printf (_("The certificate of %s comes from an authority that this computer "
                                "does not know, so no password was sent. If you trust the "
                                "authority, give its certificate as a file. The fingerprint of the "
                                "server's certificate is %s"), host, details->fingerprint);
    case ANSER_CERTIFICATE_FAULT_EXPIRED:
    case ANSER_CERTIFICATE_FAULT_NOT_YET_VALID:
      return describe_wrong_time (details, fault == ANSER_CERTIFICATE_FAULT_EXPIRED, host);
    case ANSER_CERTIFICATE_FAULT_NONE:
    case ANSER_CERTIFICATE_FAULT_WEAK:
    default:
      return g_strdup_printf (_("The certificate of %s is not safe enough, so no password was "
                                "sent. Ask your mail provider. Its fingerprint is %s"),
                              host, details->fingerprint);
    }
}

static GError *
judgement_to_error (GTlsConnection *tls,
                    const char     *host)
{
  const Judgement *judgement = get_judgement (tls);
  GSocketConnectable *identity =
    g_tls_client_connection_get_server_identity (G_TLS_CLIENT_CONNECTION (tls));
  const AnserShownCertificate shown = {
    judgement->certificate, judgement->fault, (char *) host,
    g_network_address_get_port (G_NETWORK_ADDRESS (identity))
  };
  GError *error = NULL;
  g_autoptr (AnserCertificate) details = anser_certificate_new (judgement->certificate, &error);
  g_autofree char *sentence = NULL;

  if (details == NULL)
    return error;

  sentence = describe (details, judgement->fault, host);
  return anser_error_new_certificate (&shown, sentence);
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
  if (certificate == NULL)
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_CERTIFICATE,
                   _("The mail server %s did not show a certificate, so no password was sent. "
                     "Ask your mail provider."), server->host);
      return FALSE;
    }
  if (server->pin == NULL || anser_certificate_fits_pin (certificate, server->pin))
    return TRUE;

  note_judgement (self, certificate, ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED);
  g_propagate_error (error, judgement_to_error (self, server->host));
  return FALSE;
}

GError *
anser_tls_explain (GTlsConnection    *self,
                   const AnserServer *server,
                   const GError      *cause)
{
  const Judgement *judgement;
  GError *error;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (cause != NULL, NULL);

  judgement = get_judgement (self);
  if (judgement != NULL && g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return judgement_to_error (self, server->host);

  error = g_error_copy (cause);
  g_prefix_error (&error, _("The encrypted connection to %s could not be set up: "), server->host);
  return error;
}

GTlsCertificate *
anser_tls_get_certificate (GTlsConnection *self)
{
  const Judgement *judgement;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), NULL);

  judgement = get_judgement (self);
  return judgement != NULL ? judgement->certificate : g_tls_connection_get_peer_certificate (self);
}

AnserCertificateFault
anser_tls_get_fault (GTlsConnection *self)
{
  const Judgement *judgement;

  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), ANSER_CERTIFICATE_FAULT_NONE);

  judgement = get_judgement (self);
  return judgement != NULL ? judgement->fault : ANSER_CERTIFICATE_FAULT_NONE;
}

const char *
anser_tls_get_version_name (GTlsConnection *self)
{
  g_return_val_if_fail (G_IS_TLS_CONNECTION (self), NULL);

  switch (g_tls_connection_get_protocol_version (self))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return "TLS 1.1";
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      return "TLS 1.0";
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
      return "SSL 3.0";
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    default:
      return NULL;
    }
}
