/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * What a server takes of one session (RFC 9422). It is asked for no more: when it has heard as many
 * MAILs as it wants, the rest goes over another connection:
 *
 *     S: 250 LIMITS MAILMAX=2 RCPTMAX=50
 *        (two letters)
 *     C: QUIT
 *     S: 221 bye
 *        (a new connection, and a third letter)
 */

#include "smtp-machine-private.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.8: every server takes as many. */
#define USUAL_RECIPIENTS 100

static gboolean on_parted (AnserSmtpMachine     *self,
                           AnserSmtpCommand     *command,
                           const AnserSmtpReply *reply,
                           GError              **error);

/* @name: as in "RCPTMAX="; 0 if the server does not say. */
static unsigned
find_limit (AnserSmtpMachine *self,
            const char       *name)
{
  const char *limits = anser_capabilities_get (self->capabilities, "LIMITS");
  g_auto (GStrv) words = g_strsplit (limits != NULL ? limits : "", " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      guint64 limit;

      if (g_ascii_strncasecmp (*word, name, strlen (name)) == 0 &&
          g_ascii_string_to_unsigned (*word + strlen (name), 10, 1, G_MAXUINT, &limit, NULL))
        return (unsigned) limit;
    }
  return 0;
}

unsigned
anser_smtp_machine_get_recipient_limit (AnserSmtpMachine *self)
{
  unsigned said = find_limit (self, "RCPTMAX=");

  if (self->recipient_limit > 0)
    return self->recipient_limit;
  if (said > 0)
    return said;
  return anser_capabilities_has (self->capabilities, "PIPELINING") ? G_MAXUINT : USUAL_RECIPIENTS;
}

gboolean
anser_smtp_machine_is_spent (AnserSmtpMachine *self)
{
  unsigned limit = find_limit (self, "MAILMAX=");

  return limit > 0 && self->n_mails >= limit;
}

void
anser_smtp_machine_part (AnserSmtpMachine *self)
{
  anser_smtp_machine_say (self, on_parted, "QUIT")->timeout = ANSER_SMTP_QUIT_TIMEOUT;
}

/* QUIT: whatever it says, the letter goes on over another connection. */
static gboolean
on_parted (AnserSmtpMachine     *self,
           AnserSmtpCommand     *command,
           const AnserSmtpReply *reply,
           GError              **error)
{
  anser_smtp_machine_change_connection (self);
  return TRUE;
}
