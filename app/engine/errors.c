/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

#include "errors.h"

#include <string.h>

typedef struct
{
  unsigned  reply_code;
  char     *status;
  char     *server_text;
  gsize     message_length;     /* as it was made; what is longer was put before it */
  AnserShownCertificate *shown; /* of ANSER_ERROR_CERTIFICATE, or NULL */
  gboolean  wants_new_token;
} AnserErrorPrivate;

static AnserShownCertificate *
shown_certificate_copy (const AnserShownCertificate *self)
{
  AnserShownCertificate *copy;

  if (self == NULL)
    return NULL;

  copy = g_new0 (AnserShownCertificate, 1);
  copy->certificate = g_object_ref (self->certificate);
  copy->fault = self->fault;
  copy->host = g_strdup (self->host);
  copy->port = self->port;

  return copy;
}

static void
shown_certificate_free (AnserShownCertificate *self)
{
  g_object_unref (self->certificate);
  g_free (self->host);
  g_free (self);
}

static void
anser_error_private_init (AnserErrorPrivate *self)
{
}

static void
anser_error_private_copy (const AnserErrorPrivate *source,
                          AnserErrorPrivate       *target)
{
  target->reply_code = source->reply_code;
  target->status = g_strdup (source->status);
  target->server_text = g_strdup (source->server_text);
  target->message_length = source->message_length;
  target->shown = shown_certificate_copy (source->shown);
  target->wants_new_token = source->wants_new_token;
}

static void
anser_error_private_clear (AnserErrorPrivate *self)
{
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->server_text, g_free);
  g_clear_pointer (&self->shown, shown_certificate_free);
}

G_DEFINE_EXTENDED_ERROR (AnserError, anser_error)

static char *
copy_if_any (const char *value)
{
  return value != NULL && value[0] != '\0' ? g_strdup (value) : NULL;
}

/**
 * anser_error_new_reply:
 * @code: what the user can do about it
 * @reply_code: the server's three digits, or 0
 * @status: (nullable): enhanced status code or POP3 response code
 * @server_text: (nullable): the server's words, valid UTF-8
 * @format: the sentence for the user, as of printf()
 *
 * Returns: (transfer full): an error that carries what the server said
 */
GError *
anser_error_new_reply (AnserError  code,
                       unsigned    reply_code,
                       const char *status,
                       const char *server_text,
                       const char *format,
                       ...)
{
  GError *error;
  AnserErrorPrivate *self;
  va_list arguments;

  va_start (arguments, format);
  error = g_error_new_valist (ANSER_ERROR, (int) code, format, arguments);
  va_end (arguments);

  self = anser_error_get_private (error);
  self->reply_code = reply_code;
  self->status = copy_if_any (status);
  self->server_text = copy_if_any (server_text);
  self->message_length = strlen (error->message);

  return error;
}

/**
 * anser_error_get_reply_code:
 * @error: an error of any domain
 *
 * Returns: the server's reply code, 0 if there is none
 */
unsigned
anser_error_get_reply_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  if (error->domain != ANSER_ERROR)
    return 0;

  return anser_error_get_private (error)->reply_code;
}

/**
 * anser_error_get_status:
 * @error: an error of any domain
 *
 * Returns: (nullable) (transfer none): enhanced status code or POP3 response code
 */
const char *
anser_error_get_status (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != ANSER_ERROR)
    return NULL;

  return anser_error_get_private (error)->status;
}

/**
 * anser_error_get_server_text:
 * @error: an error of any domain
 *
 * Returns: (nullable) (transfer none): the server's words
 */
const char *
anser_error_get_server_text (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != ANSER_ERROR)
    return NULL;

  return anser_error_get_private (error)->server_text;
}

/**
 * anser_error_get_prefix_length:
 * @error: an error of any domain
 *
 * Returns: the length in bytes of what g_prefix_error() put before the message of an error that
 *   carries a reply; 0 for other errors
 */
gsize
anser_error_get_prefix_length (const GError *error)
{
  gsize length, own;

  g_return_val_if_fail (error != NULL, 0);

  if (error->domain != ANSER_ERROR)
    return 0;

  length = strlen (error->message);
  own = anser_error_get_private (error)->message_length;

  return own > 0 && own < length ? length - own : 0;
}

/**
 * anser_error_set_wants_new_token:
 * @error: an error of this domain
 *
 * Notes that the access token was refused for its age.
 */
void
anser_error_set_wants_new_token (GError *error)
{
  g_return_if_fail (error != NULL && error->domain == ANSER_ERROR);

  anser_error_get_private (error)->wants_new_token = TRUE;
}

/**
 * anser_error_get_wants_new_token:
 * @error: an error of any domain
 *
 * Returns: whether the login is worth trying once more with a new access token
 */
gboolean
anser_error_get_wants_new_token (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == ANSER_ERROR && anser_error_get_private (error)->wants_new_token;
}

/**
 * anser_error_new_certificate:
 * @shown: what the server showed; copied
 * @sentence: for the user
 *
 * Returns: (transfer full): an %ANSER_ERROR_CERTIFICATE
 */
GError *
anser_error_new_certificate (const AnserShownCertificate *shown,
                             const char                  *sentence)
{
  GError *error;

  g_return_val_if_fail (shown != NULL, NULL);
  g_return_val_if_fail (sentence != NULL, NULL);

  error = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CERTIFICATE, sentence);
  anser_error_get_private (error)->shown = shown_certificate_copy (shown);

  return error;
}

/**
 * anser_error_get_certificate:
 * @error: an error of any domain
 *
 * Returns: (nullable) (transfer none): the certificate that it is about
 */
const AnserShownCertificate *
anser_error_get_certificate (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == ANSER_ERROR ? anser_error_get_private (error)->shown : NULL;
}
