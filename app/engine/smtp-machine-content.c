/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The content (RFC 5321 section 4.1.1.4). DATA waits for the replies to the envelope (S19), and
 * nothing follows the final dot before its reply (S20):
 *
 *     C: DATA                            or, when it is not to be sent:  C: RSET
 *     S: 354 go ahead                                                    S: 250 ok
 *     C: (the letter, dot-stuffed)
 *     C: .
 *     S: 250 queued as 4711
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

static gboolean on_data     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_rset     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);

/* Those who were accepted do not get the letter after all. */
static void
take_back (AnserSmtpStep        *step,
           const AnserSmtpReply *reply)
{
  for (unsigned i = 0; i < step->results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (step->results, i);

      if (result->outcome != ANSER_OUTCOME_ACCEPTED || result->served)
        continue;
      anser_smtp_result_set (result, reply);
      if (reply->code / 100 == 5)
        result->outcome = ANSER_OUTCOME_REFUSED;
    }
}

/* What was meant for a later transaction will not be sent either. */
static void
drop_left (AnserSmtpStep        *step,
           const AnserSmtpReply *reply)
{
  for (unsigned i = step->results->len; i < step->envelope->recipients->len; i++)
    {
      g_ptr_array_add (step->results, anser_smtp_result_new (step->envelope, i));
      anser_smtp_result_set (g_ptr_array_index (step->results, i), reply);
    }
}

void
anser_smtp_machine_settle (AnserSmtpMachine     *self,
                           const AnserSmtpReply *reply,
                           GError               *reason)
{
  AnserSmtpStep *step = self->step;

  g_array_set_size (step->left, 0);
  if (step->n_served == 0)
    {
      step->error = reason;
      return;
    }

  g_error_free (reason);
  take_back (step, reply);
  drop_left (step, reply);
}

void
anser_smtp_machine_say_rset (AnserSmtpMachine *self)
{
  anser_smtp_machine_say (self, on_rset, "RSET");
}

/* Ends the transaction on the server, then the step: its first error stays (S30). */
void
anser_smtp_machine_give_up (AnserSmtpMachine     *self,
                            const AnserSmtpReply *reply,
                            GError               *reason)
{
  anser_smtp_machine_settle (self, reply, reason);
  anser_smtp_machine_say_rset (self);
}

gboolean
anser_smtp_machine_can_repeat (AnserSmtpMachine *self)
{
  GInputStream *content = self->step->content;

  return G_IS_SEEKABLE (content) && g_seekable_can_seek (G_SEEKABLE (content));
}

gboolean
anser_smtp_machine_rewind (AnserSmtpMachine *self)
{
  return anser_smtp_machine_can_repeat (self) &&
         g_seekable_seek (G_SEEKABLE (self->step->content), self->step->content_start, G_SEEK_SET,
                          NULL, NULL);
}

void
anser_smtp_machine_say_data (AnserSmtpMachine *self)
{
  if (anser_smtp_machine_uses_chunks (self))
    anser_smtp_machine_begin_chunks (self);
  else
    anser_smtp_machine_say (self, on_data, "DATA")->timeout = ANSER_SMTP_DATA_TIMEOUT;
}

/* DATA: 354; some servers say 250 and mean it (S18). */
static gboolean
on_data (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (reply->code / 100 != 3 && reply->code != 250)
    {
      take_back (self->step, reply);
      anser_smtp_machine_give_up (self, reply,
                                  anser_smtp_reply_to_error (reply, _("Sending the message")));
      return TRUE;
    }

  g_clear_pointer (&self->chunk, g_byte_array_unref);
  self->sending = TRUE;
  self->content_ended = FALSE;
  self->stuffer = (AnserDotStuffer) { 0 };
  return TRUE;
}

static void
note_success (AnserSmtpStep        *step,
              const AnserSmtpReply *reply)
{
  g_autofree char *before = g_steal_pointer (&step->receipt);
  g_autofree char *words = anser_smtp_reply_get_text (reply);

  step->receipt = g_strconcat (before != NULL ? before : "", before != NULL ? " " : "", words, NULL);
  for (unsigned i = 0; i < step->group->len; i++)
    {
      unsigned recipient = g_array_index (step->group, unsigned, i);
      AnserRecipientResult *result = g_ptr_array_index (step->results, recipient);

      result->served = result->outcome == ANSER_OUTCOME_ACCEPTED;
      step->n_served += result->served ? 1 : 0;
    }
}

/* Those who were too many go first in the next transaction. */
static gboolean
prepare_next_group (AnserSmtpMachine *self,
                    AnserSmtpStep    *step)
{
  if (step->overflow->len > 0 && !step->is_scattered)
    self->recipient_limit = step->n_accepted;
  g_array_prepend_vals (step->left, step->overflow->data, step->overflow->len);

  return step->left->len > 0 && anser_smtp_machine_rewind (self);
}

/* The final dot was answered: the server took the letter, or did not. */
gboolean
anser_smtp_machine_on_accepted (AnserSmtpMachine     *self,
                                AnserSmtpCommand     *command,
                                const AnserSmtpReply *reply,
                                GError              **error)
{
  AnserSmtpStep *step = self->step;

  step->dot_sent = FALSE;
  if (reply->code / 100 != 2)
    {
      take_back (step, reply);
      anser_smtp_machine_give_up (self, reply,
                                  anser_smtp_reply_to_error (reply, _("Sending the message")));
      return TRUE;
    }

  note_success (step, reply);
  step->is_repeated = FALSE;
  if (prepare_next_group (self, step))
    anser_smtp_machine_say_envelope (self);
  else
    anser_smtp_machine_end_step (self);
  return TRUE;
}

/* RSET: whatever it says, the first error stays (S30). */
static gboolean
on_rset (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (self->step->left->len > 0)
    anser_smtp_machine_say_envelope (self);
  else
    anser_smtp_machine_end_step (self);
  return TRUE;
}

/* A piece of the letter, dot-stuffed, and at its end the final dot. A line end can double a byte. */
void
anser_smtp_machine_produce_content (AnserSmtpMachine *self,
                                    GByteArray       *out,
                                    gsize             limit)
{
  while (self->content != NULL && out->len + 2 < limit)
    {
      gsize size;
      const char *data = g_bytes_get_data (self->content, &size);
      gsize n = MIN (size - self->content_offset, (limit - out->len) / 2);

      anser_dot_stuffer_feed (&self->stuffer, data + self->content_offset, n, out);
      self->content_offset += n;
      self->progress += n;
      if (self->content_offset == size)
        g_clear_pointer (&self->content, g_bytes_unref);
    }

  if (self->content != NULL || !self->content_ended)
    return;

  anser_dot_stuffer_finish (&self->stuffer, out);
  self->sending = FALSE;
  self->step->dot_sent = TRUE;
  anser_smtp_machine_expect (self, anser_smtp_machine_on_accepted)->timeout = ANSER_SMTP_DOT_TIMEOUT;
}
