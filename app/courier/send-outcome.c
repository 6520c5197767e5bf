/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "send-outcome.h"

#include "engine/errors.h"

#include <glib/gi18n-lib.h>

/* Minutes to wait after each attempt; together they are the two days after which a letter is given
 * back (B16). */
static const unsigned waits[] = { 1, 5, 15, 60, 120, 240, 480, 480, 480, 480, 540 };

#define NAMED_RECIPIENTS 5

static void
set_problem (AnserOutboxItem *item,
             char            *problem)
{
  g_free (item->problem);
  item->problem = problem;
}

static void
append_recipient (GString                    *text,
                  const AnserRecipientResult *result)
{
  if (text->len > 0)
    g_string_append (text, "; ");
  if (result->text != NULL && *result->text != '\0')
    /* Translators: a recipient’s address, and the server’s words. */
    g_string_append_printf (text, _("%s (“%s”)"), result->recipient, result->text);
  else
    g_string_append (text, result->recipient);
}

/* "a@example.org (“no such user”); b@example.org" */
static char *
name_recipients (GPtrArray    *results,
                 AnserOutcome  outcome,
                 unsigned     *n_recipients)
{
  GString *text = g_string_new (NULL);
  unsigned n = 0;

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const AnserRecipientResult *result = g_ptr_array_index (results, i);

      if (result->outcome == outcome && ++n <= NAMED_RECIPIENTS)
        append_recipient (text, result);
    }

  if (n > NAMED_RECIPIENTS)
    g_string_append_printf (text, "; … (%u)", n - NAMED_RECIPIENTS);
  *n_recipients = n;

  return g_string_free (text, FALSE);
}

/* Keeps those recipients that the server wants to hear of later. */
static void
keep_later (AnserOutboxItem *item,
            GPtrArray       *results)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < results->len; i++)
    {
      const AnserRecipientResult *result = g_ptr_array_index (results, i);

      if (result->outcome == ANSER_OUTCOME_TRY_LATER)
        g_ptr_array_add (left, g_strdup (result->recipient));
    }

  g_ptr_array_unref (item->recipients);
  item->recipients = left;
}

/* @reason: (transfer full): what the server said, a whole sentence. */
static void
wait_for_its_time (AnserOutboxItem *item,
                   char            *reason,
                   gint64           now)
{
  g_autofree char *said = reason;

  if (item->attempts >= G_N_ELEMENTS (waits))
    {
      item->state = ANSER_OUTBOX_HELD;
      set_problem (item, g_strdup_printf (_("%s Anser tried for two days and has stopped. Send the "
                                            "message again, or take it back."), said));
      return;
    }

  item->state = ANSER_OUTBOX_QUEUED;
  item->not_before = now + 60 * (gint64) waits[item->attempts];
  item->attempts++;
  set_problem (item, g_steal_pointer (&said));
}

static void
hold_for_refused (AnserOutboxItem *item,
                  GPtrArray       *results,
                  const GError    *error)
{
  unsigned n;
  g_autofree char *refused = name_recipients (results, ANSER_OUTCOME_REFUSED, &n);

  if (n == 0)
    {
      anser_send_hold (item, error);
      return;
    }

  item->state = ANSER_OUTBOX_HELD;
  set_problem (item, g_strdup_printf (
    ngettext ("The message was not sent, because the server refused %s. "
              "Correct the address, or send to the others only.",
              "The message was not sent, because the server refused %s. "
              "Correct the addresses, or send to the others only.", n),
    refused));
}

static AnserSendVerdict
read_results (AnserOutboxItem *item,
              GPtrArray       *results,
              gint64           now)
{
  unsigned n_later = 0;
  g_autofree char *later = name_recipients (results, ANSER_OUTCOME_TRY_LATER, &n_later);

  if (n_later == 0)
    return ANSER_SEND_DONE;

  keep_later (item, results);
  wait_for_its_time (item,
                     g_strdup_printf (_("The server asks to try again later for %s. The other "
                                        "recipients have the message."), later),
                     now);

  return ANSER_SEND_WAITS;
}

static void
hold_not_sure (AnserOutboxItem *item)
{
  item->state = ANSER_OUTBOX_NOT_SURE;
  set_problem (item, g_strdup (_("The connection broke when the message had been handed over, so "
                                 "nobody knows whether it was sent. Ask the recipient, or send it "
                                 "again.")));
}

/**
 * anser_send_hold:
 * @error: why
 */
void
anser_send_hold (AnserOutboxItem *item,
                 const GError    *error)
{
  g_return_if_fail (item != NULL);
  g_return_if_fail (error != NULL);

  item->state = ANSER_OUTBOX_HELD;
  set_problem (item, g_strdup (error->message));
}

/**
 * anser_send_error_is_refusal:
 * @error: (nullable): of anser_smtp_client_send_finish()
 *
 * Returns: whether the error is the letter's own and left the connection whole
 */
gboolean
anser_send_error_is_refusal (const GError *error)
{
  if (error == NULL || error->domain != ANSER_ERROR || anser_error_get_reply_code (error) == 421)
    return FALSE;

  switch (error->code)
    {
    case ANSER_ERROR_TRY_LATER:
    case ANSER_ERROR_REFUSED:
    case ANSER_ERROR_TOO_LARGE:
    case ANSER_ERROR_UNSUPPORTED:
    case ANSER_ERROR_RECIPIENTS_REFUSED:
    case ANSER_ERROR_INVALID_INPUT:
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * anser_send_outcome:
 * @item: what was sent; its state is as before the sending
 * @results: (nullable) (element-type AnserRecipientResult): per recipient
 * @error: (nullable): of the sending
 * @now: seconds since 1970
 *
 * Returns: what to do with it
 */
AnserSendVerdict
anser_send_outcome (AnserOutboxItem *item,
                    GPtrArray       *results,
                    const GError    *error,
                    gint64           now)
{
  g_return_val_if_fail (item != NULL, ANSER_SEND_BROKEN);

  if (error == NULL)
    return results != NULL ? read_results (item, results, now) : ANSER_SEND_DONE;

  if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_NOT_SURE_IF_SENT))
    hold_not_sure (item);
  else if (!anser_send_error_is_refusal (error))
    return ANSER_SEND_BROKEN;
  else if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER))
    wait_for_its_time (item, g_strdup (error->message), now);
  else
    hold_for_refused (item, results, error);

  return ANSER_SEND_WAITS;
}
