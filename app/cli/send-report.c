/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anserctl"

#include "config.h"

#include "send-report.h"

#include "command.h"
#include "courier/advice.h"
#include "engine/dot-codec.h"
#include "output-sink.h"

#include <glib/gi18n-lib.h>

#define CHUNK 65536

void
cli_send_report_clear (CliSendReport *self)
{
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->receipt, g_free);
}

static const char *
describe (AnserOutcome outcome)
{
  switch (outcome)
    {
    case ANSER_OUTCOME_ACCEPTED:
      return _("accepted");
    case ANSER_OUTCOME_TRY_LATER:
      return _("not now");
    case ANSER_OUTCOME_REFUSED:
    default:
      return _("refused");
    }
}

static void
add_result (CliJson                    *json,
            const AnserRecipientResult *result)
{
  static const char * const outcomes[] = { "accepted", "try-later", "refused" };

  cli_json_open (json, NULL, '{');
  cli_json_string (json, "recipient", result->recipient);
  cli_json_string (json, "outcome", outcomes[result->outcome]);
  cli_json_number (json, "code", result->code);
  cli_json_string (json, "status", result->status);
  cli_json_string (json, "text", result->text ? result->text : "");
  cli_json_close (json, '{');
}

void
cli_send_report_json (const CliSendReport *self,
                      const CliParcel     *parcel,
                      const GError        *error)
{
  g_auto(CliJson) json = { NULL };

  cli_json_init (&json);
  cli_json_open (&json, NULL, '{');
  cli_json_string (&json, "file", parcel->name);
  cli_json_boolean (&json, "sent", self->sent);
  cli_json_string (&json, "receipt", self->receipt ? self->receipt : "");
  cli_json_open (&json, "recipients", '[');
  for (unsigned i = 0; self->results && i < self->results->len; i++)
    add_result (&json, self->results->pdata[i]);
  cli_json_close (&json, '[');
  if (error)
    cli_json_error (&json, error);
  cli_json_close (&json, '{');
  cli_json_print (&json);
}

/* Why a recipient gets nothing, what to do about it, and below it what the server said. */
static void
print_failed (const AnserRecipientResult *result)
{
  g_autoptr(AnserAdvice) advice =
    anser_advice_new_for_reply (cli_server_in_use (), result->code, result->status, result->text);
  g_autofree char *quote = anser_advice_quote (result->code, result->status, result->text);

  g_printerr ("%s: %s", result->recipient, describe (result->outcome));
  if (!advice)
    g_printerr (*quote != '\0' ? ": %s\n" : "%s\n", quote);
  else
    g_printerr (": %s\n  %s\n", advice->sentence, advice->words ? advice->words : "");
}

/* Returns how many the server accepted. */
static unsigned
append_accepted (const CliSendReport *self,
                 GString             *out)
{
  unsigned n_accepted = 0;

  for (unsigned i = 0; self->results && i < self->results->len; i++)
    {
      AnserRecipientResult *result = self->results->pdata[i];

      if (result->outcome != ANSER_OUTCOME_ACCEPTED)
        continue;
      n_accepted++;
      g_string_append_printf (out, "%s: %s\n", result->recipient, describe (result->outcome));
    }
  return n_accepted;
}

/* All at once: each g_print() is a write. */
static void
print_accepted (const CliSendReport *self)
{
  g_autoptr(GString) out = g_string_new (NULL);
  unsigned n_accepted = append_accepted (self, out);

  g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "Sent to %u recipient",
                                            "Sent to %u recipients", n_accepted), n_accepted);
  if (self->receipt && *self->receipt)
    g_string_append_printf (out, ": %s", self->receipt);
  g_print ("%s\n", out->str);
}

void
cli_send_report_print (const CliSendReport *self,
                       gboolean             quiet)
{
  for (unsigned i = 0; self->results && i < self->results->len; i++)
    {
      AnserRecipientResult *result = self->results->pdata[i];

      if (result->outcome != ANSER_OUTCOME_ACCEPTED)
        print_failed (result);
    }
  if (self->sent && !quiet)
    print_accepted (self);
}

int
cli_send_report_to_status (const CliSendReport *self)
{
  int status = 0;

  for (unsigned i = 0; self->results && i < self->results->len; i++)
    {
      AnserOutcome outcome = ((AnserRecipientResult *) self->results->pdata[i])->outcome;

      if (outcome == ANSER_OUTCOME_REFUSED)
        return EX_UNAVAILABLE;
      if (outcome == ANSER_OUTCOME_TRY_LATER)
        status = EX_TEMPFAIL;
    }
  return status;
}

static void
show_envelope (const AnserEnvelope *envelope)
{
  g_printerr ("MAIL FROM:<%s>\n", envelope->sender);
  for (unsigned i = 0; i < envelope->recipients->len; i++)
    g_printerr ("RCPT TO:<%s>\n", (char *) envelope->recipients->pdata[i]);
}

static void
open_object (CliJson             *json,
             const AnserEnvelope *envelope)
{
  cli_json_open (json, NULL, '{');
  cli_json_string (json, "sender", envelope->sender);
  cli_json_open (json, "recipients", '[');
  for (unsigned i = 0; i < envelope->recipients->len; i++)
    cli_json_string (json, NULL, envelope->recipients->pdata[i]);
  cli_json_close (json, '[');
}

static gboolean
show_stuffed (AnserDotUnstuffer  *unstuffer,
              GByteArray         *stuffed,
              AnserSink          *sink,
              gboolean           *complete,
              GError            **error)
{
  const char *data = (const char *) stuffed->data;
  gsize left = stuffed->len;

  while (left > 0 && !*complete)
    {
      const char *run;
      gsize n_run;
      gsize n = anser_dot_unstuffer_next (unstuffer, data, left, &run, &n_run, complete);

      if (n_run > 0 && !anser_sink_write (sink, run, n_run, error))
        return FALSE;
      data += n;
      left -= n;
    }
  g_byte_array_set_size (stuffed, 0);
  return TRUE;
}

/* Through the wire's own converter, there and back: what is shown is what it makes of the letter. */
static gboolean
show_content (GInputStream  *content,
              AnserSink     *sink,
              GError       **error)
{
  AnserDotStuffer stuffer = { 0 };
  AnserDotUnstuffer unstuffer = { 0 };
  g_autofree char *chunk = g_malloc (CHUNK);
  g_autoptr(GByteArray) stuffed = g_byte_array_new ();
  gboolean complete = FALSE;

  while (!complete)
    {
      gssize n = g_input_stream_read (content, chunk, CHUNK, NULL, error);

      if (n < 0)
        return FALSE;
      if (n > 0)
        anser_dot_stuffer_feed (&stuffer, chunk, (gsize) n, stuffed);
      else
        anser_dot_stuffer_finish (&stuffer, stuffed);
      if (!show_stuffed (&unstuffer, stuffed, sink, &complete, error))
        return FALSE;
    }
  return anser_sink_end (sink, error);
}

gboolean
cli_send_report_show (CliParcel      *parcel,
                      AnserEnvelope  *envelope,
                      gboolean        json,
                      GError        **error)
{
  g_autoptr(GInputStream) content = cli_parcel_open (parcel);
  g_autoptr(AnserSink) sink = NULL;
  g_auto(CliJson) object = { NULL };

  cli_json_init (&object);
  if (json)
    open_object (&object, envelope);
  else
    show_envelope (envelope);
  sink = cli_output_sink_new (json ? &object : NULL);
  return show_content (content, sink, error);
}
