/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "server.h"

#include "errors.h"
#include "text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (AnserServer, anser_server, anser_server_copy, anser_server_free)

static const struct
{
  const char   *url_scheme;
  const char   *protocol;
  AnserSecurity security;
} schemes[] = {
  { "pop3", "pop3", ANSER_SECURITY_STARTTLS },
  { "pop3s", "pop3", ANSER_SECURITY_TLS },
  { "smtp", "smtp", ANSER_SECURITY_STARTTLS },
  { "smtps", "smtp", ANSER_SECURITY_TLS },
};

/**
 * anser_server_new:
 * @host: name or address
 * @port: TCP port, or 0 for the usual one
 * @security: how the connection is protected
 *
 * Returns: (transfer full): a server without user and password
 */
AnserServer *
anser_server_new (const char    *host,
                  guint16        port,
                  AnserSecurity  security)
{
  AnserServer *self;

  g_return_val_if_fail (host != NULL, NULL);

  self = g_new0 (AnserServer, 1);
  self->host = g_strdup (host);
  self->port = port;
  self->security = security;

  return self;
}

static gboolean
find_scheme (const char     *url_scheme,
             const char    **protocol,
             AnserSecurity  *security)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (schemes[i].url_scheme, url_scheme) == 0)
      {
        *protocol = schemes[i].protocol;
        *security = schemes[i].security;
        return TRUE;
      }

  return FALSE;
}

static gboolean
is_empty (const char *value)
{
  return value == NULL || value[0] == '\0';
}

/* Nothing but [user@]host[:port] may be there: what would be ignored is better refused. */
static gboolean
check_parts (GUri        *uri,
             const char  *url,
             GError     **error)
{
  const char *path = g_uri_get_path (uri);

  if (g_uri_get_password (uri) != NULL)
    {
      g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                           _("A password in a server address can be read by others on this "
                             "machine. Leave it out and give it in another way."));
      return FALSE;
    }

  if (is_empty (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0 ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      (!is_empty (path) && strcmp (path, "/") != 0))
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                   _("“%s” is not a server address. It looks like pop3s://user@host or "
                     "smtp://user@host:port."), url);
      return FALSE;
    }

  return anser_text_check (g_uri_get_host (uri), _("server name"), error) &&
         (g_uri_get_user (uri) == NULL ||
          anser_text_check (g_uri_get_user (uri), _("user name"), error));
}

/**
 * anser_server_new_for_url:
 * @url: such as "pop3s://user@host:port"; an @ in the user's name may be written as it is
 * @scheme: (out) (optional) (transfer none): "pop3" or "smtp"
 *
 * Returns: (transfer full): the server, or %NULL with %ANSER_ERROR_INVALID_INPUT
 */
AnserServer *
anser_server_new_for_url (const char  *url,
                          const char **scheme,
                          GError     **error)
{
  g_autoptr(GUri) uri = NULL;
  const char *protocol = NULL;
  AnserSecurity security;
  AnserServer *self;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || !find_scheme (g_uri_get_scheme (uri), &protocol, &security))
    {
      g_set_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                   _("“%s” is not the address of a mail server. It begins with pop3://, "
                     "pop3s://, smtp:// or smtps://."), url);
      return NULL;
    }

  if (!check_parts (uri, url, error))
    return NULL;

  self = anser_server_new (g_uri_get_host (uri),
                           (guint16) MAX (g_uri_get_port (uri), 0), security);
  if (!is_empty (g_uri_get_user (uri)))
    self->user = g_strdup (g_uri_get_user (uri));
  if (scheme != NULL)
    *scheme = protocol;

  return self;
}

/**
 * anser_server_copy:
 *
 * Returns: (transfer full): a copy, its password too
 */
AnserServer *
anser_server_copy (const AnserServer *self)
{
  AnserServer *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = anser_server_new (self->host, self->port, self->security);
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->mechanism = g_strdup (self->mechanism);
  copy->ca_file = g_strdup (self->ca_file);
  copy->pin = g_strdup (self->pin);
  copy->quirks = self->quirks;

  return copy;
}

/**
 * anser_server_free:
 *
 * Its password is wiped from memory.
 */
void
anser_server_free (AnserServer *self)
{
  g_return_if_fail (self != NULL);

  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));

  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->mechanism);
  g_free (self->ca_file);
  g_free (self->pin);
  g_free (self);
}
