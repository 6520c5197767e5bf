/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include "engine/pop3-machine.h"
#include "engine/smtp-machine.h"

#include <string.h>

/* Actions on the bare machines. */

static gboolean
is_verb (const Call *call,
         const char *verb)
{
  return strcmp (call->action->verb, verb) == 0;
}

static void
on_pop3_done (AnserPop3Machine      *machine,
              const AnserPop3Answer *answer,
              const GError          *error,
              gpointer               user_data)
{
  Call *call = user_data;
  const char *mechanism = anser_pop3_machine_get_mechanism (machine);

  if (error != NULL)
    {
      call_add_sink (call);
      call_fail (call, error);
      return;
    }

  call_add_items (call, answer->items, is_verb (call, "uidl"));
  if (is_verb (call, "capa"))
    call_add_capabilities (call, answer->capabilities);
  call_add_sink (call);

  if (is_verb (call, "connect"))
    call_succeed (call, "%s", mechanism != NULL ? mechanism : "");
  else if (is_verb (call, "stat"))
    call_succeed (call, "%u %" G_GINT64_FORMAT, answer->count, answer->octets);
  else
    call_succeed (call, "%s", "");
}

/* One message of a fetch. */
static void
on_fetched (AnserPop3Machine      *machine,
            const AnserPop3Answer *answer,
            const GError          *error,
            gpointer               user_data)
{
  Call *call = user_data;
  gboolean refused = g_error_matches (error, ANSER_ERROR, ANSER_ERROR_REFUSED);

  if (call->done)
    return;

  call_add_sink (call);
  if (refused)
    g_array_append_val (call->refused, answer->number);
  else if (error != NULL)
    call_fail (call, error);

  if (!call->done && --call->pending == 0)
    {
      call_add_refused (call, call->refused);
      call_succeed (call, "%s", "");
    }
}

static void
fetch (AnserPop3Machine *machine,
       Call             *call)
{
  const Action *action = call->action;

  call->pending = action->n_numbers;
  for (unsigned i = 0; i < action->n_numbers; i++)
    anser_pop3_machine_retr (machine, action->numbers[i], call->sink, on_fetched, call);
}

static void
start_pop3 (AnserPop3Machine *machine,
            Call             *call)
{
  const unsigned *n = call->action->numbers;

  if (is_verb (call, "rest"))
    call->session->resting = call;
  else if (is_verb (call, "connect"))
    anser_pop3_machine_login (machine, on_pop3_done, call);
  else if (is_verb (call, "capa"))
    anser_pop3_machine_capa (machine, on_pop3_done, call);
  else if (is_verb (call, "stat"))
    anser_pop3_machine_stat (machine, on_pop3_done, call);
  else if (is_verb (call, "list"))
    anser_pop3_machine_list (machine, n[0], on_pop3_done, call);
  else if (is_verb (call, "uidl"))
    anser_pop3_machine_uidl (machine, n[0], on_pop3_done, call);
  else if (is_verb (call, "top"))
    anser_pop3_machine_top (machine, n[0], n[1], call->sink, on_pop3_done, call);
  else if (is_verb (call, "retr"))
    anser_pop3_machine_retr (machine, n[0], call->sink, on_pop3_done, call);
  else if (is_verb (call, "fetch"))
    fetch (machine, call);
  else if (is_verb (call, "dele"))
    anser_pop3_machine_dele (machine, n[0], on_pop3_done, call);
  else if (is_verb (call, "noop"))
    anser_pop3_machine_noop (machine, on_pop3_done, call);
  else if (is_verb (call, "rset"))
    anser_pop3_machine_rset (machine, on_pop3_done, call);
  else if (is_verb (call, "quit"))
    anser_pop3_machine_quit (machine, on_pop3_done, call);
  else
    g_error ("%s: no such action: %s", call->session->dialogue->name, call->action->verb);
}

static void
on_smtp_done (AnserSmtpMachine      *machine,
              const AnserSmtpAnswer *answer,
              const GError          *error,
              gpointer               user_data)
{
  Call *call = user_data;
  const char *mechanism = anser_smtp_machine_get_mechanism (machine);

  if (is_verb (call, "send"))
    call_add_results (call, answer->results);

  if (error != NULL)
    call_fail (call, error);
  else if (is_verb (call, "send"))
    call_succeed (call, "%s", answer->receipt != NULL ? answer->receipt : "");
  else if (is_verb (call, "authenticate") && mechanism != NULL)
    call_succeed (call, "%s", mechanism);
  else
    call_succeed (call, "%s", "");
}

static void
start_smtp (AnserSmtpMachine *machine,
            Call             *call)
{
  if (is_verb (call, "connect"))
    {
      anser_smtp_machine_open (machine, on_smtp_done, call);
    }
  else if (is_verb (call, "authenticate"))
    {
      anser_smtp_machine_authenticate (machine, on_smtp_done, call);
    }
  else if (is_verb (call, "send"))
    {
      g_autoptr(GInputStream) letter = call_open_letter (call);

      anser_smtp_machine_send (machine, call->action->envelope, letter, on_smtp_done, call);
    }
  else if (is_verb (call, "quit"))
    {
      anser_smtp_machine_quit (machine, on_smtp_done, call);
    }
  else
    {
      g_error ("%s: no such action: %s", call->session->dialogue->name, call->action->verb);
    }
}

void
session_start_machine (Session *self,
                       Call    *call)
{
  if (ANSER_IS_POP3_MACHINE (self->peer))
    start_pop3 (ANSER_POP3_MACHINE (self->peer), call);
  else
    start_smtp (ANSER_SMTP_MACHINE (self->peer), call);
}
