/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters to a server that says anything. */
#include "fuzz.h"

#include "engine/envelope.h"
#include "engine/smtp-machine.h"

/* What an action is made of; in run.py the same. */
enum
{
  SEND,
  AUTHENTICATE,
  QUIT,
  VERB = 3,
  SIZE = 4,
  UTF8 = 8,
  PARTIAL = 16,
  EIGHT_BIT = 32,
  REPORTS = 64,
  MANY = 128,
};

#define MANY_RECIPIENTS 102

/* What has many recipients takes long: more of it finds nothing more. */
#define MAX_ACTIONS     8

static FuzzSteps steps;

static void
on_done (AnserSmtpMachine      *machine,
         const AnserSmtpAnswer *answer,
         const GError          *error,
         gpointer               step)
{
  if (answer != NULL && answer->results != NULL)
    FUZZ_CHECK (answer->results->len <= MANY_RECIPIENTS);
  fuzz_steps_end (&steps, step);
}

static AnserEnvelope *
make_recipients (const char *second,
                 unsigned    n_more)
{
  AnserEnvelope *envelope = anser_envelope_new ("tim@example.org");

  FUZZ_CHECK (anser_envelope_add_recipient (envelope, "ann@example.org", NULL));
  FUZZ_CHECK (anser_envelope_add_recipient (envelope, second, NULL));
  for (unsigned i = 0; i < n_more; i++)
    {
      g_autofree char *address = g_strdup_printf ("x%u@example.org", i);

      FUZZ_CHECK (anser_envelope_add_recipient (envelope, address, NULL));
    }
  return envelope;
}

static AnserEnvelope *
make_envelope (unsigned char action)
{
  static AnserEnvelope *many;
  AnserEnvelope *envelope;

  /* Looking for doubles among so many takes longer than all the rest: once is enough. */
  if (many == NULL)
    many = make_recipients ("bob@example.org", MANY_RECIPIENTS - 2);
  envelope = action & MANY ? anser_envelope_copy (many)
                           : make_recipients (action & UTF8 ? "bö@exämple.org" : "bob@example.org",
                                              0);

  envelope->size = action & SIZE ? 1000 : 0;
  envelope->partial = (action & PARTIAL) != 0;
  envelope->eight_bit = (action & EIGHT_BIT) != 0;
  envelope->orcpt = (action & REPORTS) != 0;
  if (action & REPORTS)
    {
      envelope->notify = ANSER_NOTIFY_SUCCESS | ANSER_NOTIFY_FAILURE;
      envelope->envid = g_strdup ("a+b=c");
    }
  return envelope;
}

static void
act (AnserSmtpMachine *machine,
     unsigned char     action)
{
  g_autoptr(AnserEnvelope) envelope = make_envelope (action);
  gpointer step = fuzz_steps_add (&steps);

  if ((action & VERB) == AUTHENTICATE)
    anser_smtp_machine_authenticate (machine, on_done, step);
  else if ((action & VERB) == QUIT)
    anser_smtp_machine_quit (machine, on_done, step);
  else
    anser_smtp_machine_send (machine, envelope, NULL, on_done, step);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const unsigned char everything[] = {
    AUTHENTICATE, SEND | SIZE | PARTIAL, SEND | EIGHT_BIT | REPORTS, SEND | UTF8, QUIT,
  };
  FuzzInput input;
  const unsigned char *actions;
  gsize n_actions;
  gboolean quitting = FALSE;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserSmtpMachine) machine = NULL;

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  n_actions = fuzz_input_take_actions (&input, &actions);
  machine = anser_smtp_machine_new (server);
  steps = (FuzzSteps) { 0 };

  anser_smtp_machine_open (machine, on_done, fuzz_steps_add (&steps));
  /* QUIT is the last that one can ask for. */
  for (gsize i = 0; i < MIN (n_actions, MAX_ACTIONS) && !quitting; i++)
    {
      act (machine, i > 0 ? actions[i] & ~MANY : actions[i]);
      quitting = (actions[i] & VERB) == QUIT;
    }
  for (gsize i = 0; n_actions == 0 && i < G_N_ELEMENTS (everything); i++)
    act (machine, everything[i]);
  fuzz_drive (&input, ANSER_MACHINE (machine), &steps);
  return 0;
}
