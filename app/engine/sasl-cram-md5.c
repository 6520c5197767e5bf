/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/* CRAM-MD5 (RFC 2195):
 *
 *   S: <1896.697170952@postoffice.reston.mci.net>
 *   C: tim b913a602c7eda7a495b4e6e7334d3890
 */

#include "sasl.h"

#include "errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static GBytes *
step (AnserSasl  *self,
      unsigned    turn,
      GBytes     *challenge,
      GError    **error)
{
  const char *password = anser_sasl_get_password (self);
  g_autofree char *digest = NULL;
  char *answer;

  if (!anser_sasl_check (self, error))
    return NULL;

  if (turn == 0 && g_bytes_get_size (challenge) > 0)
    {
      gsize length;
      const guchar *data = g_bytes_get_data (challenge, &length);

      digest = g_compute_hmac_for_data (G_CHECKSUM_MD5, (const guchar *) password,
                                        strlen (password), data, length);
      answer = g_strconcat (self->server->user, " ", digest, NULL);
      return g_bytes_new_take (answer, strlen (answer));
    }
  g_set_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL,
               _("The server began CRAM-MD5 without a challenge. Choose another way of logging in."));
  return NULL;
}

const AnserSaslMechanism anser_sasl_cram_md5 = {
  .name = "CRAM-MD5",
  .secure = TRUE,
  .initial_response = FALSE,
  .step = step,
};
