/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * When one connection is not enough:
 *
 *     a letter over a connection that has served before is put off, or the connection is over: once
 *     more over a new one, as long as no content has gone out (S11)
 *     the server hangs up while nobody asks anything: a new one when there is something to ask (S11)
 *     the server hangs up over AUTH: the next mechanism over a new one (S9)
 *     the server wants no more letters over one connection (smtp-machine-limits.c)
 *
 * What was learnt and begun over the old connection is forgotten; the step under way waits in front
 * of all others, and behind the login if there was one.
 */

#include "smtp-machine-private.h"

#include "errors.h"

/* Each login that fails may lock the account (S9). */
#define MAX_LOGIN_CONNECTIONS 3

/* The step under way goes back in line; nothing of it is on its way any more. */
static void
want_connection (AnserSmtpMachine *self)
{
  if (self->step != NULL)
    g_queue_push_head (&self->steps, g_steal_pointer (&self->step));

  g_queue_clear_full (&self->queued, (GDestroyNotify) anser_smtp_command_free);
  g_queue_clear_full (&self->in_flight, (GDestroyNotify) anser_smtp_command_free);
  self->open = FALSE;
  self->tls_wanted = FALSE;
  self->asleep = FALSE;
  self->connection_wanted = TRUE;
}

/* A new connection: as at the beginning, but for what is to be done. */
void
anser_smtp_machine_start_over (AnserSmtpMachine *self)
{
  self->connection_wanted = FALSE;
  self->encrypted = FALSE;
  self->tls_wanted = self->server->security == ANSER_SECURITY_TLS;
  self->outstanding = 0;
  self->n_letters = 0;
  self->n_mails = 0;
  self->n_logins = 0;
  self->line_ends_known = FALSE;
  self->lf_only = FALSE;
  g_clear_pointer (&self->parser, anser_smtp_reply_parser_free);
  g_clear_pointer (&self->capabilities, anser_capabilities_unref);
  g_clear_pointer (&self->binding, anser_sasl_binding_free);
  self->parser = anser_smtp_reply_parser_new ();

  if (self->mechanism != NULL)
    anser_smtp_machine_login_again (self);
  anser_smtp_machine_expect (self, anser_smtp_machine_on_greeting);
}

static gboolean
is_loss (const GError *error)
{
  return g_error_matches (error, ANSER_ERROR, ANSER_ERROR_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF);
}

/* Could a letter be put off only because of those before it? */
gboolean
anser_smtp_machine_may_repeat_letter (AnserSmtpMachine *self)
{
  return self->step != NULL && self->step->envelope != NULL && !self->step->is_repeated &&
         (self->n_letters > 0 || self->step->n_served > 0) && !self->sending &&
         !self->step->dot_sent;
}

void
anser_smtp_machine_repeat_letter (AnserSmtpMachine *self)
{
  AnserSmtpStep *step = self->step;

  step->is_repeated = TRUE;
  step->is_refused = FALSE;
  g_array_prepend_vals (step->left, step->group->data, step->group->len);
  step->begin = anser_smtp_machine_resume_letter;
  want_connection (self);
}

void
anser_smtp_machine_change_connection (AnserSmtpMachine *self)
{
  self->step->begin = anser_smtp_machine_resume_letter;
  want_connection (self);
}

static gboolean
may_login_again (AnserSmtpMachine *self)
{
  return self->sasl != NULL && self->step != NULL && self->step->is_login &&
         self->n_login_connections < MAX_LOGIN_CONNECTIONS &&
         (self->n_logins > 1 || self->mechanisms[self->next_mechanism] != NULL);
}

/* A mechanism that the server heard of only after it had made up its mind is asked for once more. */
static void
repeat_login (AnserSmtpMachine *self)
{
  self->n_login_connections++;
  if (self->n_logins > 1)
    self->next_mechanism--;
  self->step->begin = anser_smtp_machine_resume_login;
  want_connection (self);
}

static gboolean
is_resting (AnserSmtpMachine *self)
{
  return self->open && self->step == NULL && self->in_flight.length == 0 &&
         self->queued.length == 0;
}

/* The connection is of no use any more: is there a way to go on? */
gboolean
anser_smtp_machine_survives (AnserSmtpMachine *self,
                             const GError     *error)
{
  if (!is_loss (error))
    return FALSE;

  if (anser_smtp_machine_may_repeat_letter (self))
    anser_smtp_machine_repeat_letter (self);
  else if (may_login_again (self))
    repeat_login (self);
  else if (is_resting (self))
    self->asleep = TRUE;
  else
    return FALSE;
  return TRUE;
}

/* 421 to nothing: whoever has nothing to ask need not know. */
gboolean
anser_smtp_machine_sleeps_over (AnserSmtpMachine     *self,
                                const AnserSmtpReply *reply)
{
  self->asleep = reply->code == 421 && is_resting (self);
  return self->asleep;
}

/* Something is to be done after all; farewell needs nobody to hear it. */
void
anser_smtp_machine_wake (AnserSmtpMachine *self)
{
  AnserSmtpStep *next = g_queue_peek_head (&self->steps);

  if (!next->is_quit)
    {
      want_connection (self);
      return;
    }

  self->closed = TRUE;
  self->step = g_queue_pop_head (&self->steps);
  anser_smtp_machine_end_step (self);
}
