/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * How steps travel, and how all of them end when the conversation does:
 *
 *     given ──► under way ──► finished ──► told to the program
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

void
anser_smtp_step_free (AnserSmtpStep *self)
{
  g_clear_pointer (&self->envelope, anser_envelope_free);
  g_clear_object (&self->content);
  g_clear_pointer (&self->left, g_array_unref);
  g_clear_pointer (&self->group, g_array_unref);
  g_clear_pointer (&self->overflow, g_array_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_free (self->receipt);
  g_clear_error (&self->error);
  g_free (self);
}

static void
finish (AnserSmtpMachine *self,
        AnserSmtpStep    *step)
{
  if (step->done != NULL)
    g_queue_push_tail (&self->finished, step);
  else
    anser_smtp_step_free (step);
}

static void
finish_with (AnserSmtpMachine *self,
             AnserSmtpStep    *step,
             const GError     *error)
{
  /* A letter that was refused stays refused, even if the clearing up after it failed (S30). */
  if (step->error == NULL)
    step->error = g_error_copy (error);
  finish (self, step);
}

/* Tells the program about finished steps. It may give further ones, or drop the machine. */
void
anser_smtp_machine_tell (AnserSmtpMachine *self)
{
  AnserSmtpStep *step;

  if (self->telling)
    return;

  self->telling = TRUE;
  while ((step = g_queue_pop_head (&self->finished)) != NULL)
    {
      const AnserSmtpAnswer answer = { step->results, step->receipt };

      step->done (self, &answer, step->error, step->user_data);
      anser_smtp_step_free (step);
    }
  self->telling = FALSE;
}

/* Quirk S23: after the final dot only its reply can tell whether the letter was sent. */
static GError *
explain_loss (AnserSmtpStep *step,
              const GError  *error)
{
  if (!step->dot_sent)
    return g_error_copy (error);

  return g_error_new (ANSER_ERROR, ANSER_ERROR_NOT_SURE_IF_SENT,
                      _("The message went out, but the connection ended before the server said "
                        "whether it took it. It may or may not arrive; ask the recipient before "
                        "you send it again. (%s)"), error->message);
}

/* The conversation is over; the first error stays (wire rule 12). */
void
anser_smtp_machine_die (AnserSmtpMachine *self,
                        const GError     *error)
{
  AnserSmtpStep *step;

  if (self->error == NULL)
    self->error = g_error_copy (error);
  self->closed = TRUE;
  self->tls_wanted = FALSE;
  self->sending = FALSE;
  g_queue_clear_full (&self->queued, (GDestroyNotify) anser_smtp_command_free);
  g_queue_clear_full (&self->in_flight, (GDestroyNotify) anser_smtp_command_free);

  if (self->step != NULL)
    {
      g_autoptr (GError) loss = explain_loss (self->step, self->error);

      finish_with (self, g_steal_pointer (&self->step), loss);
    }
  while ((step = g_queue_pop_head (&self->steps)) != NULL)
    finish_with (self, step, self->error);
}

/* Begins the next step when nothing is under way. */
void
anser_smtp_machine_begin_steps (AnserSmtpMachine *self)
{
  if (self->asleep && self->steps.length > 0)
    anser_smtp_machine_wake (self);

  while (self->open && !self->closed && self->step == NULL && self->in_flight.length == 0 &&
         (self->step = g_queue_pop_head (&self->steps)) != NULL)
    if (!self->step->begin (self, self->step))
      anser_smtp_machine_end_step (self);
}

void
anser_smtp_machine_end_step (AnserSmtpMachine *self)
{
  g_autoptr (GError) error = NULL;

  if (self->step == NULL)
    return;

  /* Nobody asked for this one: what it was good for fails in its place. */
  if (self->step->is_own && self->step->error != NULL)
    error = g_error_copy (self->step->error);
  self->n_letters += self->step->envelope != NULL ? 1 : 0;
  finish (self, g_steal_pointer (&self->step));
  if (error != NULL)
    anser_smtp_machine_die (self, error);
}

void
anser_smtp_machine_give (AnserSmtpMachine  *self,
                         AnserSmtpStep     *step,
                         AnserSmtpDoneFunc  done,
                         gpointer           user_data)
{
  G_GNUC_UNUSED g_autoptr (AnserSmtpMachine) alive = g_object_ref (self);

  step->done = done;
  step->user_data = user_data;

  if (!self->closed && !self->quitting)
    {
      self->quitting = step->is_quit;
      g_queue_push_tail (&self->steps, step);
      anser_smtp_machine_begin_steps (self);
    }
  else
    {
      step->error = self->error != NULL
                      ? g_error_copy (self->error)
                      : g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED,
                                             _("The connection to the mail server is closed. "
                                               "Connect again."));
      finish (self, step);
    }

  anser_smtp_machine_tell (self);
}
