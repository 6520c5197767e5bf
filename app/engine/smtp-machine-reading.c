/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * What a server answers. The oldest command in flight gets it:
 *
 *     S: 250-mail.example                lines of one reply
 *     S: 250 SIZE 1000
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"

static gssize
protocol_error (GError    **error,
                const char *sentence)
{
  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL, sentence);
  return -1;
}

/* A letter that the server turns down before it has heard all of it leaves no way back; a reply to
 * nothing is a protocol error (wire rule 11). */
static gboolean
on_unasked (AnserSmtpMachine     *self,
            const AnserSmtpReply *reply,
            GError              **error)
{
  if (reply->code >= 400)
    g_propagate_error (error, anser_smtp_reply_to_error (reply, _("Talking to the mail server")));
  else
    protocol_error (error, _("The mail server answered although nothing was asked, so Anser ended "
                             "the connection. Try again."));
  return FALSE;
}

/* 421: the server is going, whatever it was asked. A letter of which nothing has gone out yet goes
 * over another connection if this one has served before (S11). */
static gboolean
on_going (AnserSmtpMachine     *self,
          const AnserSmtpReply *reply,
          GError              **error)
{
  if (self->closed || self->connection_wanted)
    return TRUE;
  if (!anser_smtp_machine_may_repeat_letter (self) || self->step->error != NULL)
    return on_unasked (self, reply, error);

  anser_smtp_machine_repeat_letter (self);
  return TRUE;
}

static gboolean
take_reply (AnserSmtpMachine     *self,
            const AnserSmtpReply *reply,
            GError              **error)
{
  AnserSmtpCommand *command = g_queue_pop_head (&self->in_flight);
  gboolean alive;

  if (command == NULL && anser_smtp_machine_sleeps_over (self, reply))
    return TRUE;
  if (command == NULL)
    return on_unasked (self, reply, error);
  if (command->text != NULL)
    self->outstanding -= strlen (command->text) + 2;

  alive = command->on_reply (self, command, reply, error);
  anser_smtp_command_free (command);

  return alive && reply->code == 421 ? on_going (self, reply, error) : alive;
}

gssize
anser_smtp_machine_read (AnserSmtpMachine *self,
                         const char       *data,
                         gsize             length,
                         GError          **error)
{
  const AnserSmtpCommand *command = g_queue_peek_head (&self->in_flight);
  g_autoptr (AnserSmtpReply) reply = NULL;
  g_autofree char *line = NULL;
  gsize line_length = 0;
  gssize n_read;

  if (self->tls_wanted)
    return protocol_error (error, _("Somebody put words into the connection before encryption "
                                    "began, so Anser ended it and sent no password. Do not use "
                                    "this network for mail, or ask your mail provider."));
  if (!self->line_ends_known)
    self->line_ends_known = anser_machine_learn_line_ends (data, length, &self->lf_only);

  n_read = anser_machine_find_line (data, length, self->lf_only, &line_length, error);
  if (n_read <= 0)
    return n_read;

  line = g_memdup2 (data, line_length + 1);   /* with its end, for it may be empty */
  if (command != NULL && command->shown != NULL)
    anser_machine_mask_secret (line, line_length, command->text);
  anser_machine_trace (self->trace, self->trace_data, "S: ", line, line_length);
  if (!anser_smtp_reply_parser_feed (self->parser, line, line_length, &reply, error))
    return -1;
  if (reply != NULL && !take_reply (self, reply, error))
    return -1;
  return n_read;
}
