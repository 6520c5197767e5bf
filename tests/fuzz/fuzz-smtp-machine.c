/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two letters to a server that says anything. */
#include "fuzz.h"

#include "engine/envelope.h"
#include "engine/smtp-machine.h"

static FuzzSteps steps;

static void
on_done (AnserSmtpMachine      *machine,
         const AnserSmtpAnswer *answer,
         const GError          *error,
         gpointer               step)
{
  if (answer != NULL && answer->results != NULL)
    FUZZ_CHECK (answer->results->len <= 2);
  fuzz_steps_end (&steps, step);
}

static void
send_letter (AnserSmtpMachine *machine,
             gboolean          partial)
{
  g_autoptr(AnserEnvelope) envelope = anser_envelope_new ("tim@example.org");

  FUZZ_CHECK (anser_envelope_add_recipient (envelope, "ann@example.org", NULL));
  FUZZ_CHECK (anser_envelope_add_recipient (envelope, "bob@example.org", NULL));
  envelope->partial = partial;
  envelope->size = 1000;
  anser_smtp_machine_send (machine, envelope, NULL, on_done, fuzz_steps_add (&steps));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserSmtpMachine) machine = NULL;

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  machine = anser_smtp_machine_new (server);
  steps = (FuzzSteps) { 0 };

  anser_smtp_machine_open (machine, on_done, fuzz_steps_add (&steps));
  anser_smtp_machine_authenticate (machine, on_done, fuzz_steps_add (&steps));
  send_letter (machine, input.head[1] & 2);
  send_letter (machine, input.head[1] & 4);
  anser_smtp_machine_quit (machine, on_done, fuzz_steps_add (&steps));
  fuzz_drive (&input, ANSER_MACHINE (machine), &steps);
  return 0;
}
