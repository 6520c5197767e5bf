/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "send-outcome.h"

#include "advice.h"
#include "engine/errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static gboolean
is_told (const AnserRecipientResult *result,
         AnserOutcome                outcome,
         unsigned                   *n)
{
  return result->outcome == outcome && ++*n <= NAMED_RECIPIENTS;
}

/* "a@example.org; b@example.org" */
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

      if (is_told (result, outcome, &n))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", result->recipient);
    }

  if (n > NAMED_RECIPIENTS)
    g_string_append_printf (text, "; … (%u)", n - NAMED_RECIPIENTS);
  *n_recipients = n;

  return g_string_free (text, FALSE);
}

/* What the server said to each of them, a line each. */
static char *
quote_recipients (GPtrArray    *results,
                  AnserOutcome  outcome)
{
  GString *lines = g_string_new (NULL);
  unsigned n = 0;

  for (guint i = 0; i < results->len; i++)
    {
      const AnserRecipientResult *result = g_ptr_array_index (results, i);
      g_autofree char *quote = anser_advice_quote (result->code, result->status, result->text);

      if (!is_told (result, outcome, &n) || *quote == '\0')
        continue;
      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      /* Translators: a recipient’s address, and the server’s words. */
      g_string_append_printf (lines, _("%s: the server said: %s"), result->recipient, quote);
    }

  return g_string_free (lines, lines->len == 0);
}

/* What happened to all of them, if it is the same and known. */
static char *
find_common_event (GPtrArray    *results,
                   AnserOutcome  outcome)
{
  g_autofree char *common = NULL;

  for (guint i = 0; i < results->len; i++)
    {
      const AnserRecipientResult *result = g_ptr_array_index (results, i);
      g_autoptr (AnserAdvice) advice = NULL;

      if (result->outcome != outcome)
        continue;
      advice = anser_advice_new_for_reply (NULL, result->code, result->status, result->text);
      if (advice == NULL || (common != NULL && strcmp (common, advice->event) != 0))
        return NULL;
      if (common == NULL)
        common = g_strdup (advice->event);
    }

  return g_steal_pointer (&common);
}

/* @sentence, and what happened to all of these recipients. */
static char *
explain (const char   *sentence,
         GPtrArray    *results,
         AnserOutcome  outcome)
{
  g_autofree char *event = find_common_event (results, outcome);

  return event != NULL ? anser_advice_add (sentence, event) : g_strdup (sentence);
}

static AnserRecipientResult *
find_result (GPtrArray  *results,
             const char *recipient)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      AnserRecipientResult *result = g_ptr_array_index (results, i);

      if (strcmp (result->recipient, recipient) == 0)
        return result;
    }

  return NULL;
}

/* A recipient has had its turn when the server took the letter for it, or refused it and the user
 * wants the others to have it all the same. */
static gboolean
is_settled (const AnserOutboxItem      *item,
            const AnserRecipientResult *result,
            gboolean                    sent)
{
  /* Of a recipient named twice the engine knows once (S31). */
  if (result == NULL)
    return sent;
  return result->served || (sent && item->partial && result->outcome == ANSER_OUTCOME_REFUSED);
}

/* Keeps the recipients that have yet to be served. */
static void
keep_unsettled (AnserOutboxItem *item,
                GPtrArray       *results,
                gboolean         sent)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < item->recipients->len; i++)
    {
      const char *recipient = g_ptr_array_index (item->recipients, i);

      if (!is_settled (item, find_result (results, recipient), sent))
        g_ptr_array_add (left, g_strdup (recipient));
    }

  g_ptr_array_unref (item->recipients);
  item->recipients = left;
}

/* @sentence: what the server wants; @words: (nullable): in its own words. */
static void
wait_for_its_time (AnserOutboxItem *item,
                   const char      *sentence,
                   const char      *words,
                   gint64           now)
{
  gboolean give_up = item->attempts >= G_N_ELEMENTS (waits);
  g_autofree char *whole =
    anser_advice_add (sentence, give_up
                                  ? _("Anser tried for two days and has stopped. Send the message "
                                      "again, or take it back.")
                                  : _("Anser tries again by itself."));

  set_problem (item, anser_advice_join (whole, words));
  if (give_up)
    {
      item->state = ANSER_OUTBOX_HELD;
      return;
    }

  item->state = ANSER_OUTBOX_QUEUED;
  item->not_before = now + 60 * (gint64) waits[item->attempts];
  item->attempts++;
}

static void
hold_for_refused (AnserOutboxItem *item,
                  GPtrArray       *results,
                  const GError    *error)
{
  unsigned n;
  g_autofree char *refused = name_recipients (results, ANSER_OUTCOME_REFUSED, &n);
  g_autofree char *sentence = NULL;
  g_autofree char *reason = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *words = NULL;

  if (n == 0)
    {
      anser_send_hold (item, error);
      return;
    }

  sentence = g_strdup_printf (_("The message was not sent, because the server refused %s."),
                              refused);
  reason = explain (sentence, results, ANSER_OUTCOME_REFUSED);
  whole = anser_advice_add (reason,
                            ngettext ("Correct the address, or send to the others only.",
                                      "Correct the addresses, or send to the others only.", n));
  words = quote_recipients (results, ANSER_OUTCOME_REFUSED);
  item->state = ANSER_OUTBOX_HELD;
  set_problem (item, anser_advice_join (whole, words));
}

/* The letter went out in several transactions, and some were refused only when others had it. */
static void
hold_the_rest (AnserOutboxItem *item,
               GPtrArray       *results)
{
  unsigned n;
  g_autofree char *refused = name_recipients (results, ANSER_OUTCOME_REFUSED, &n);
  g_autofree char *sentence =
    g_strdup_printf (_("The server refused %s. The other recipients have the message."), refused);
  g_autofree char *reason = explain (sentence, results, ANSER_OUTCOME_REFUSED);
  g_autofree char *whole =
    anser_advice_add (reason, _("Take the message back to correct it, or delete it."));
  g_autofree char *words = quote_recipients (results, ANSER_OUTCOME_REFUSED);

  item->state = ANSER_OUTBOX_HELD;
  set_problem (item, anser_advice_join (whole, words));
}

/* The server took the letter, but perhaps not for all of them. */
static AnserSendVerdict
read_results (AnserOutboxItem *item,
              GPtrArray       *results,
              gint64           now)
{
  unsigned n_later = 0;
  g_autofree char *later = name_recipients (results, ANSER_OUTCOME_TRY_LATER, &n_later);
  g_autofree char *sentence = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *words = NULL;

  keep_unsettled (item, results, TRUE);
  if (item->recipients->len == 0)
    return ANSER_SEND_DONE;
  if (n_later == 0)
    {
      hold_the_rest (item, results);
      return ANSER_SEND_WAITS;
    }

  sentence = g_strdup_printf (_("The server asks to try again later for %s. The other recipients "
                                "have the message."), later);
  whole = explain (sentence, results, ANSER_OUTCOME_TRY_LATER);
  words = quote_recipients (results, ANSER_OUTCOME_TRY_LATER);
  wait_for_its_time (item, whole, words, now);

  return ANSER_SEND_WAITS;
}

static void
wait_for_error (AnserOutboxItem *item,
                const GError    *error,
                gint64           now)
{
  g_autoptr (AnserAdvice) advice = anser_advice_new (error, NULL);

  wait_for_its_time (item, advice->event, advice->words, now);
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
  g_autoptr (AnserAdvice) advice = NULL;

  g_return_if_fail (item != NULL);
  g_return_if_fail (error != NULL);

  advice = anser_advice_new (error, NULL);
  item->state = ANSER_OUTBOX_HELD;
  set_problem (item, anser_advice_join (advice->sentence, advice->words));
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

  keep_unsettled (item, results, FALSE);
  if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_NOT_SURE_IF_SENT))
    hold_not_sure (item);
  else if (!anser_send_error_is_refusal (error))
    return ANSER_SEND_BROKEN;
  else if (g_error_matches (error, ANSER_ERROR, ANSER_ERROR_TRY_LATER))
    wait_for_error (item, error, now);
  else
    hold_for_refused (item, results, error);

  return ANSER_SEND_WAITS;
}
