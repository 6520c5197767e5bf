/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "advice.h"

#include "engine/errors.h"
#include "known-replies.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define EMPTY_LINE "\n\n"

/* What a button can do about an error that no reply explains. */
static AnserAdviceAction
action_of_anser_error (AnserError code)
{
  switch (code)
    {
    case ANSER_ERROR_PASSWORD_REFUSED:
      return ANSER_ADVICE_PASSWORD;

    case ANSER_ERROR_CERTIFICATE:
    case ANSER_ERROR_TLS_MISSING:
    case ANSER_ERROR_NO_MECHANISM:
    case ANSER_ERROR_UNSUPPORTED:
      return ANSER_ADVICE_ACCOUNT;

    case ANSER_ERROR_TOO_LARGE:
    case ANSER_ERROR_RECIPIENTS_REFUSED:
    case ANSER_ERROR_INVALID_INPUT:
      return ANSER_ADVICE_MESSAGE;

    case ANSER_ERROR_PROTOCOL:
    case ANSER_ERROR_CLOSED:
    case ANSER_ERROR_TIMED_OUT:
    case ANSER_ERROR_TRY_LATER:
    case ANSER_ERROR_REFUSED:
    case ANSER_ERROR_MAILBOX_IN_USE:
    case ANSER_ERROR_NOT_SURE_IF_SENT:
    default:
      return ANSER_ADVICE_RETRY;
    }
}

static AnserAdviceAction
action_of_error (const GError *error)
{
  if (error->domain == ANSER_ERROR)
    return action_of_anser_error ((AnserError) error->code);
  if (error->domain == G_TLS_ERROR ||
      g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return ANSER_ADVICE_ACCOUNT;

  return ANSER_ADVICE_RETRY;
}

/* Errors whose own sentence knows more than any reply: several replies, or none, stand behind
 * them. */
static gboolean
speaks_for_itself (const GError *error)
{
  if (error->domain != ANSER_ERROR)
    return TRUE;

  switch (error->code)
    {
    case ANSER_ERROR_PROTOCOL:
    case ANSER_ERROR_CLOSED:
    case ANSER_ERROR_TIMED_OUT:
    case ANSER_ERROR_CERTIFICATE:
    case ANSER_ERROR_RECIPIENTS_REFUSED:
    case ANSER_ERROR_NOT_SURE_IF_SENT:
    case ANSER_ERROR_INVALID_INPUT:
      return TRUE;

    default:
      return FALSE;
    }
}

char *
anser_advice_quote (unsigned    code,
                    const char *status,
                    const char *text)
{
  GString *quote = g_string_new (NULL);

  if (code > 0)
    g_string_append_printf (quote, "%u ", code);
  if (status != NULL && *status != '\0')
    g_string_append_printf (quote, code > 0 ? "%s " : "[%s] ", status);
  if (text != NULL)
    g_string_append (quote, text);

  return g_strchomp (g_string_free (quote, FALSE));
}

static char *
attribute (const char *quote)
{
  if (*quote == '\0')
    return NULL;

  /* Translators: what follows are a mail server’s own words, in whatever language. */
  return g_strdup_printf (_("The server said: %s"), quote);
}

/* Where the engine's sentence ends and its quotation of the server begins; NULL if it has none. */
static const char *
find_quotation (const GError *error)
{
  const char *text = anser_error_get_server_text (error);
  unsigned code = anser_error_get_reply_code (error);
  g_autofree char *with_code = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *only_code = g_strdup_printf (_("Its answer was %u."), code);
  const char *found;

  if (text == NULL)
    return code > 0 ? strstr (error->message, only_code) : NULL;

  with_code = g_strdup_printf (_("It said: “%s” (%u)"), text, code);
  alone = g_strdup_printf (_("It said: “%s”"), text);
  found = strstr (error->message, with_code);

  return found != NULL ? found : strstr (error->message, alone);
}

static AnserAdvice *
new_from_known (const AnserKnownReply *known,
                const char            *quote)
{
  const AnserReplyMeaning *meaning = anser_reply_meaning_find (known->meaning);
  AnserAdvice *self = g_new0 (AnserAdvice, 1);

  self->event = g_strdup (_(meaning->sentence));
  self->sentence = anser_advice_add (self->event, _(meaning->advice));
  self->words = attribute (quote);
  self->url = known->url;
  self->action = meaning->action;

  return self;
}

/* "letter.eml: ", and whatever else was put before the error. */
static void
take_prefix (AnserAdvice  *self,
             const GError *error)
{
  g_autofree char *sentence = self->sentence;

  self->sentence = g_strdup_printf ("%.*s%s", (int) anser_error_get_prefix_length (error),
                                    error->message, sentence);
}

static AnserAdvice *
new_from_message (const GError *error)
{
  AnserAdvice *self = g_new0 (AnserAdvice, 1);
  const char *quotation = find_quotation (error);

  if (quotation != NULL && quotation > error->message)
    {
      g_autofree char *quote = anser_advice_quote (anser_error_get_reply_code (error),
                                                   anser_error_get_status (error),
                                                   anser_error_get_server_text (error));

      self->sentence = g_strchomp (g_strndup (error->message,
                                              (gsize) (quotation - error->message)));
      self->words = attribute (quote);
    }
  else
    self->sentence = anser_advice_split (error->message, &self->words);

  self->event = g_strdup (self->sentence);
  self->action = action_of_error (error);

  return self;
}

AnserAdvice *
anser_advice_new (const GError *error,
                  const char   *host)
{
  AnserAdvice *self = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (!speaks_for_itself (error))
    self = anser_advice_new_for_reply (host, anser_error_get_reply_code (error),
                                       anser_error_get_status (error),
                                       anser_error_get_server_text (error));

  if (self == NULL)
    return new_from_message (error);

  take_prefix (self, error);

  return self;
}

AnserAdvice *
anser_advice_new_for_reply (const char *host,
                            unsigned    code,
                            const char *status,
                            const char *text)
{
  const AnserKnownReply *known = anser_known_reply_find (host, code, status, text);
  g_autofree char *quote = NULL;

  if (known == NULL)
    return NULL;

  quote = anser_advice_quote (code, status, text);

  return new_from_known (known, quote);
}

void
anser_advice_free (AnserAdvice *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->sentence);
  g_free (self->event);
  g_free (self->words);
  g_free (self);
}

char *
anser_advice_add (const char *sentence,
                  const char *next)
{
  g_return_val_if_fail (sentence != NULL, NULL);
  g_return_val_if_fail (next != NULL, NULL);

  /* Translators: two whole sentences. In languages that write no space between sentences, leave it
   * out. */
  return g_strdup_printf (_("%s %s"), sentence, next);
}

char *
anser_advice_join (const char *sentence,
                   const char *words)
{
  g_return_val_if_fail (sentence != NULL, NULL);

  return words != NULL ? g_strconcat (sentence, EMPTY_LINE, words, NULL) : g_strdup (sentence);
}

char *
anser_advice_split (const char  *text,
                    char       **words)
{
  const char *gap;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (words != NULL, NULL);

  gap = strstr (text, EMPTY_LINE);
  *words = gap != NULL ? g_strdup (gap + strlen (EMPTY_LINE)) : NULL;

  return gap != NULL ? g_strndup (text, (gsize) (gap - text)) : g_strdup (text);
}
