/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-engine"

/*
 * The envelope (RFC 5321 section 3.3, RFC 1870, RFC 3461, RFC 6531). Where the server lists
 * PIPELINING, MAIL and all RCPT go out together:
 *
 *     C: MAIL FROM:<joe@example.org> SIZE=1234 BODY=8BITMIME
 *     S: 250 ok
 *     C: RCPT TO:<ann@example.org>
 *     S: 250 ok
 *     C: RCPT TO:<bob@example.org>
 *     S: 550 no such user
 *        (the content for who was accepted, or nothing to anybody)
 *
 * A server that does not take all recipients at once gets the letter in several transactions (S12):
 *
 *     C: RCPT TO:<eve@example.org>
 *     S: 452 4.5.3 too many recipients
 *        (the content for those before)
 *     C: MAIL FROM:<joe@example.org>
 *     S: 250 ok
 *     C: RCPT TO:<eve@example.org>
 *     S: 250 ok
 *        (the content)
 */

#include "smtp-machine-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "errors.h"

static gboolean on_mail (AnserSmtpMachine     *self,
                         AnserSmtpCommand     *command,
                         const AnserSmtpReply *reply,
                         GError              **error);
static gboolean on_rcpt (AnserSmtpMachine     *self,
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

void
anser_smtp_result_set (AnserRecipientResult *result,
                       const AnserSmtpReply *reply)
{
  result->outcome = get_outcome (reply);
  result->code = reply->code;
  g_strlcpy (result->status, reply->status, sizeof result->status);
  g_free (result->text);
  result->text = anser_smtp_reply_get_text (reply);
}

AnserRecipientResult *
anser_smtp_result_new (const AnserEnvelope *envelope,
                       unsigned             recipient)
{
  AnserRecipientResult *self = g_new0 (AnserRecipientResult, 1);

  self->recipient = g_strdup (g_ptr_array_index (envelope->recipients, recipient));
  return self;
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

/* Without SMTPUTF8 every address must have a form in ASCII, and the one that has none is named. */
static gboolean
check_ascii (const AnserEnvelope *envelope,
             GError             **error)
{
  g_autofree char *sender = anser_envelope_to_ascii (envelope->sender, error);

  if (sender == NULL)
    return FALSE;
  for (unsigned i = 0; i < envelope->recipients->len; i++)
    {
      g_autofree char *recipient =
        anser_envelope_to_ascii (g_ptr_array_index (envelope->recipients, i), error);

      if (recipient == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_addresses (AnserSmtpMachine *self,
                 AnserSmtpStep    *step)
{
  if (!anser_envelope_check (step->envelope, &step->error))
    return FALSE;

  step->utf8 = anser_envelope_needs_utf8 (step->envelope) &&
               anser_capabilities_has (self->capabilities, "SMTPUTF8");
  return step->utf8 || check_ascii (step->envelope, &step->error);
}

/* An address as it is said: as it is with SMTPUTF8, else in ASCII (B15, S28). */
static char *
write_address (AnserSmtpStep *step,
               const char    *address)
{
  return step->utf8 ? g_strdup (address) : anser_envelope_to_ascii (address, NULL);
}

/* Moves as many recipients from those left to the group as one transaction takes. */
static void
form_group (AnserSmtpMachine *self,
            AnserSmtpStep    *step)
{
  unsigned limit = anser_smtp_machine_can_repeat (self) ? anser_smtp_machine_get_recipient_limit (self)
                                                       : G_MAXUINT;
  unsigned n = MIN (step->left->len, limit);

  g_array_set_size (step->overflow, 0);
  g_array_set_size (step->group, 0);
  g_array_append_vals (step->group, step->left->data, n);
  g_array_remove_range (step->left, 0, n);
  step->n_answered = 0;
  step->n_accepted = 0;
  step->n_refused = 0;
  step->is_scattered = FALSE;
}

static void
say_mail (AnserSmtpMachine *self,
          AnserSmtpStep    *step)
{
  const AnserEnvelope *envelope = step->envelope;
  g_autofree char *sender = write_address (step, envelope->sender);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "MAIL FROM:<%s>", sender);
  if (envelope->size > 0 && anser_capabilities_has (self->capabilities, "SIZE"))
    g_string_append_printf (text, " SIZE=%" G_GINT64_FORMAT, envelope->size);
  if (anser_smtp_machine_uses_chunks (self))
    g_string_append (text, " BODY=BINARYMIME");
  else if (envelope->eight_bit && anser_smtp_machine_takes_eight_bit (self))
    g_string_append (text, " BODY=8BITMIME");
  if (step->utf8)
    g_string_append (text, " SMTPUTF8");
  if (anser_capabilities_has (self->capabilities, "DSN"))
    anser_dsn_append_mail (text, envelope->ret, envelope->envid);

  anser_smtp_machine_say (self, on_mail, "%s", text->str);
}

static void
say_rcpt (AnserSmtpMachine *self,
          AnserSmtpStep    *step,
          unsigned          recipient)
{
  const AnserEnvelope *envelope = step->envelope;
  g_autofree char *address =
    write_address (step, g_ptr_array_index (envelope->recipients, recipient));
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "RCPT TO:<%s>", address);
  if (anser_capabilities_has (self->capabilities, "DSN"))
    anser_dsn_append_rcpt (text, envelope->notify, envelope->orcpt ? address : NULL);

  anser_smtp_machine_say (self, on_rcpt, "%s", text->str)->recipient = recipient;
}

void
anser_smtp_machine_say_envelope (AnserSmtpMachine *self)
{
  AnserSmtpStep *step = self->step;

  g_array_set_size (step->group, 0);
  if (anser_smtp_machine_is_spent (self))
    {
      anser_smtp_machine_part (self);
      return;
    }

  form_group (self, step);
  self->n_mails++;
  say_mail (self, step);
  for (unsigned i = 0; i < step->group->len; i++)
    say_rcpt (self, step, g_array_index (step->group, unsigned, i));
}

gboolean
anser_smtp_machine_resume_letter (AnserSmtpMachine *self,
                                  AnserSmtpStep    *step)
{
  if (!check_addresses (self, step) || !check_size (self, step))
    return FALSE;

  anser_smtp_machine_say_envelope (self);
  return TRUE;
}

static gboolean
begin_letter (AnserSmtpMachine *self,
              AnserSmtpStep    *step)
{
  for (unsigned i = 0; i < step->envelope->recipients->len; i++)
    g_array_append_val (step->left, i);
  return anser_smtp_machine_resume_letter (self, step);
}

/* Is it because of the letters before, and worth another connection (S11)? */
static gboolean
repeats_for (AnserSmtpMachine     *self,
             const AnserSmtpReply *reply)
{
  if (reply->code / 100 != 4 || !anser_smtp_machine_may_repeat_letter (self))
    return FALSE;

  anser_smtp_machine_repeat_letter (self);
  return TRUE;
}

/* No reply to a refused envelope is due any more: once more without BODY=BINARYMIME, or the end. */
static void
end_refused (AnserSmtpMachine *self)
{
  AnserSmtpStep *step = self->step;

  if (step->left->len == 0)
    {
      anser_smtp_machine_end_step (self);
      return;
    }

  step->is_refused = FALSE;
  anser_smtp_machine_say_envelope (self);
}

/* MAIL: when it is refused, the replies to the RCPTs that are under way mean nothing. */
static gboolean
on_mail (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  if (reply->code / 100 == 2 || repeats_for (self, reply))
    return TRUE;

  self->step->is_refused = TRUE;
  anser_smtp_machine_unsay (self);
  if (anser_smtp_machine_gives_up_chunks (self, reply))
    g_array_prepend_vals (self->step->left, self->step->group->data, self->step->group->len);
  else
    anser_smtp_machine_settle (self, reply,
                               anser_smtp_reply_to_error (reply, _("Sending the message")));
  if (self->in_flight.length == 0)
    end_refused (self);
  return TRUE;
}

static GError *
explain_refusal (AnserSmtpStep        *step,
                 const AnserSmtpReply *reply)
{
  g_autofree char *text = anser_smtp_reply_get_text (reply);
  unsigned n_refused = step->n_refused;

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

/* All recipients of the group have their answers: send, or not. What has gone to a group before
 * cannot be taken back for the sake of one who is refused in this one. */
static void
decide (AnserSmtpMachine     *self,
        const AnserSmtpReply *reply)
{
  AnserSmtpStep *step = self->step;
  gboolean partial = step->envelope->partial || step->n_served > 0;

  if (step->n_accepted > 0 && (step->n_refused == 0 || partial))
    anser_smtp_machine_say_data (self);
  else if (step->n_refused == step->group->len && partial && step->left->len > 0)
    anser_smtp_machine_say_rset (self);
  else if (step->n_accepted > 0 || !repeats_for (self, reply))
    anser_smtp_machine_give_up (self, reply, explain_refusal (step, reply));
}

static void
note_reply (AnserSmtpStep        *step,
            unsigned              recipient,
            const AnserSmtpReply *reply)
{
  AnserRecipientResult *result;

  /* They are asked about in their order first, and then perhaps again. */
  if (recipient == step->results->len)
    g_ptr_array_add (step->results, anser_smtp_result_new (step->envelope, recipient));
  result = g_ptr_array_index (step->results, recipient);
  anser_smtp_result_set (result, reply);

  step->n_answered++;
  step->n_accepted += result->outcome == ANSER_OUTCOME_ACCEPTED;
  step->n_refused += result->outcome == ANSER_OUTCOME_REFUSED;
  step->is_scattered |= result->outcome == ANSER_OUTCOME_ACCEPTED && step->overflow->len > 0;
  if (anser_smtp_reply_is_too_many (reply) && step->n_accepted > 0)
    g_array_append_val (step->overflow, recipient);
}

static gboolean
on_rcpt (AnserSmtpMachine     *self,
         AnserSmtpCommand     *command,
         const AnserSmtpReply *reply,
         GError              **error)
{
  AnserSmtpStep *step = self->step;

  if (step->is_refused)
    {
      if (self->in_flight.length == 0)
        end_refused (self);
      return TRUE;
    }

  note_reply (step, command->recipient, reply);
  if (step->n_answered == step->group->len)
    decide (self, reply);
  return TRUE;
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
  step->content_start = G_IS_SEEKABLE (content) ? g_seekable_tell (G_SEEKABLE (content)) : 0;
  step->left = g_array_new (FALSE, FALSE, sizeof (unsigned));
  step->group = g_array_new (FALSE, FALSE, sizeof (unsigned));
  step->overflow = g_array_new (FALSE, FALSE, sizeof (unsigned));
  step->results = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_recipient_result_free);
  anser_smtp_machine_give (self, step, done, user_data);
}
