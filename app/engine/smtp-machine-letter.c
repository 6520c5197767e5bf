/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * A letter (RFC 5321 section 3.3). Where the server lists PIPELINING, MAIL and all RCPT go out
 * together; DATA always waits for their replies (S19), and nothing follows the final dot before its
 * reply (S20):
 *
 *     C: MAIL FROM:<joe@example.org> SIZE=1234 BODY=8BITMIME
 *     S: 250 ok
 *     C: RCPT TO:<ann@example.org>
 *     S: 250 ok
 *     C: RCPT TO:<bob@example.org>
 *     S: 550 no such user
 *     C: DATA                            or, when it is not to be sent:  C: RSET
 *     S: 354 go ahead                                                    S: 250 ok
 *     C: (the letter, dot-stuffed)
 *     C: .
 *     S: 250 queued as 4711
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "errors.h"

static gboolean on_mail     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_rcpt     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_data     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_accepted (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);
static gboolean on_rset     (AnserSmtpMachine     *self,
                             AnserSmtpCommand     *command,
                             const AnserSmtpReply *reply,
                             GError              **error);

static AnserOutcome
get_outcome (const AnserSmtpReply *reply)
{
  if (reply->code / 100 == 2)
    return ANSER_OUTCOME_ACCEPTED;

  /* Quirk S12: 552 to RCPT means "too many at once". */
  return reply->code / 100 == 4 || reply->code == 552 ? ANSER_OUTCOME_TRY_LATER
                                                      : ANSER_OUTCOME_REFUSED;
}

static void
set_result (AnserRecipientResult *result,
            const AnserSmtpReply *reply)
{
  result->outcome = get_outcome (reply);
  result->code = reply->code;
  g_strlcpy (result->status, reply->status, sizeof result->status);
  g_free (result->text);
  result->text = anser_smtp_reply_get_text (reply);
}

static unsigned
count (AnserSmtpStep *step,
       AnserOutcome   outcome)
{
  unsigned n = 0;

  for (unsigned i = 0; i < step->results->len; i++)
    n += ((AnserRecipientResult *) g_ptr_array_index (step->results, i))->outcome == outcome;
  return n;
}

/* Those who were accepted do not get the letter after all. */
static void
take_back (AnserSmtpStep        *step,
           const AnserSmtpReply *reply)
{
  for (unsigned i = 0; i < step->results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (step->results, i);

      if (result->outcome == ANSER_OUTCOME_ACCEPTED)
        set_result (result, reply);
    }
}

/* Ends the transaction on the server, then the step: its first error stays (S30). */
static void
give_up (AnserSmtpMachine *self,
         GError           *reason)
{
  self->step->error = reason;
  anser_smtp_machine_say (self, on_rset, "RSET");
}

static gboolean
check_size (AnserSmtpMachine *self,
            AnserSmtpStep    *step)
{
  const char *size = anser_capabilities_get (self->capabilities, "SIZE");
  guint64 limit;

  /* A limit of 0 is none (RFC 1870 section 4); one that is no number is no limit either (S14). */
  if (size == NULL || !g_ascii_string_to_unsigned (size, 10, 1, G_MAXINT64, &limit, NULL) ||
      step->envelope->size <= (gint64) limit)
    return TRUE;

  g_set_error (&step->error, ANSER_ERROR, ANSER_ERROR_TOO_LARGE,
               _("The message is larger than the mail server takes, so it was not sent. Send fewer "
                 "or smaller attachments: it has %" PRId64 " bytes, and the server takes %" PRIu64
                 "."), step->envelope->size, limit);
  return FALSE;
}

static gboolean
check_addresses (const AnserEnvelope *envelope,
                 GError             **error)
{
  if (envelope->sender[0] != '\0' && !anser_envelope_check_address (envelope->sender, error))
    return FALSE;

  for (unsigned i = 0; i < envelope->recipients->len; i++)
    if (!anser_envelope_check_address (g_ptr_array_index (envelope->recipients, i), error))
      return FALSE;

  if (envelope->recipients->len > 0)
    return TRUE;
  g_set_error_literal (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT,
                       _("The letter has no recipients. Add one, then send it again."));
  return FALSE;
}

static void
say_mail (AnserSmtpMachine    *self,
          const AnserEnvelope *envelope)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "MAIL FROM:<%s>", envelope->sender);
  if (envelope->size > 0 && anser_capabilities_has (self->capabilities, "SIZE"))
    g_string_append_printf (text, " SIZE=%" G_GINT64_FORMAT, envelope->size);
  if (envelope->eight_bit && anser_capabilities_has (self->capabilities, "8BITMIME"))
    g_string_append (text, " BODY=8BITMIME");

  anser_smtp_machine_say (self, on_mail, "%s", text->str);
}

static gboolean
begin_letter (AnserSmtpMachine *self,
              AnserSmtpStep    *step)
{
  const AnserEnvelope *envelope = step->envelope;

  if (!check_addresses (envelope, &step->error) || !check_size (self, step))
    return FALSE;

  say_mail (self, envelope);
  for (unsigned i = 0; i < envelope->recipients->len; i++)
    anser_smtp_machine_say (self, on_rcpt, "RCPT TO:<%s>",
                            (const char *) g_ptr_array_index (envelope->recipients, i))
      ->recipient = i;
  return TRUE;
}

/* MAIL: when it is refused, the replies to the RCPTs that are under way mean nothing. */
static gboolean
on_mail (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (reply->code / 100 == 2)
    return TRUE;

  self->step->error = anser_smtp_reply_to_error (reply, _("Sending the letter"));
  anser_smtp_machine_unsay (self);
  if (self->in_flight.length == 0)
    anser_smtp_machine_end_step (self);
  return TRUE;
}

static GError *
explain_refusal (AnserSmtpStep        *step,
                 const AnserSmtpReply *reply)
{
  g_autofree char *text = anser_smtp_reply_get_text (reply);
  unsigned n_refused = count (step, ANSER_OUTCOME_REFUSED);

  if (n_refused == 0)
    return anser_error_new_reply (ANSER_ERROR_TRY_LATER, reply->code, reply->status, text,
                                  _("The mail server asks to try again later, so nothing was sent. "
                                    "It said: “%s”"), text);

  return anser_error_new_reply (ANSER_ERROR_RECIPIENTS_REFUSED, reply->code, reply->status, text,
                                ngettext ("The mail server refused a recipient, so nothing was "
                                          "sent. Correct the address or remove it, then send again.",
                                          "The mail server refused %u recipients, so nothing was "
                                          "sent. Correct their addresses or remove them, then send "
                                          "again.", n_refused), n_refused);
}

/* All recipients have their answers: send, or not. */
static void
decide (AnserSmtpMachine     *self,
        const AnserSmtpReply *reply)
{
  AnserSmtpStep *step = self->step;

  if (count (step, ANSER_OUTCOME_ACCEPTED) == 0 ||
      (count (step, ANSER_OUTCOME_REFUSED) > 0 && !step->envelope->partial))
    give_up (self, explain_refusal (step, reply));
  else
    anser_smtp_machine_say (self, on_data, "DATA")->timeout = ANSER_SMTP_DATA_TIMEOUT;
}

static gboolean
on_rcpt (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  AnserSmtpStep *step = self->step;
  AnserRecipientResult *result;

  if (step->error != NULL)
    {
      if (self->in_flight.length == 0)
        anser_smtp_machine_end_step (self);
      return TRUE;
    }

  result = g_new0 (AnserRecipientResult, 1);
  result->recipient = g_strdup (g_ptr_array_index (step->envelope->recipients,
                                                   command->recipient));
  set_result (result, reply);
  g_ptr_array_add (step->results, result);

  if (step->results->len == step->envelope->recipients->len)
    decide (self, reply);
  return TRUE;
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
      give_up (self, anser_smtp_reply_to_error (reply, _("Sending the letter")));
      return TRUE;
    }

  self->sending = TRUE;
  self->content_ended = FALSE;
  self->stuffer = (AnserDotStuffer) { 0 };
  return TRUE;
}

/* The final dot was answered: the server took the letter, or did not. */
static gboolean
on_accepted (AnserSmtpMachine     *self,
             AnserSmtpCommand     *command,
             const AnserSmtpReply *reply,
             GError              **error)
{
  AnserSmtpStep *step = self->step;

  step->dot_sent = FALSE;
  if (reply->code / 100 == 2)
    {
      step->receipt = anser_smtp_reply_get_text (reply);
      anser_smtp_machine_end_step (self);
      return TRUE;
    }

  take_back (step, reply);
  give_up (self, anser_smtp_reply_to_error (reply, _("Sending the letter")));
  return TRUE;
}

static gboolean
on_rset (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
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
  anser_smtp_machine_expect (self, on_accepted)->timeout = ANSER_SMTP_DOT_TIMEOUT;
}

void
anser_smtp_machine_send (AnserSmtpMachine    *self,
                         const AnserEnvelope *envelope,
                         GInputStream        *content,
                         AnserSmtpDoneFunc    done,
                         gpointer             user_data)
{
  AnserSmtpStep *step;

  g_return_if_fail (ANSER_IS_SMTP_MACHINE (self));
  g_return_if_fail (envelope != NULL);
  g_return_if_fail (content == NULL || G_IS_INPUT_STREAM (content));

  step = g_new0 (AnserSmtpStep, 1);
  step->begin = begin_letter;
  step->envelope = anser_envelope_copy (envelope);
  step->content = content != NULL ? g_object_ref (content) : NULL;
  step->results = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_recipient_result_free);
  anser_smtp_machine_give (self, step, done, user_data);
}
