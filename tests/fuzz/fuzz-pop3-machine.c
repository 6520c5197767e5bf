/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every POP3 command against a server that says anything. */
#include "fuzz.h"

#include "engine/pop3-machine.h"
#include "engine/sink.h"

static FuzzSteps steps;

static void
on_done (AnserPop3Machine      *machine,
         const AnserPop3Answer *answer,
         const GError          *error,
         gpointer               step)
{
  FUZZ_CHECK (error != NULL || !answer->refused);
  fuzz_steps_end (&steps, step);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  FuzzInput input;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserPop3Machine) machine = NULL;
  g_autoptr(AnserSink) sink = anser_bytes_sink_new ();

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  machine = anser_pop3_machine_new (server);
  anser_pop3_machine_set_window (machine, 1 + input.head[1] / 16);
  steps = (FuzzSteps) { 0 };

  anser_pop3_machine_login (machine, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_stat (machine, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_list (machine, 0, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_uidl (machine, 0, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_retr (machine, 1, sink, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_top (machine, 2, 5, sink, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_list (machine, 1, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_uidl (machine, 1, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_dele (machine, 1, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_noop (machine, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_capa (machine, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_rset (machine, on_done, fuzz_steps_add (&steps));
  anser_pop3_machine_quit (machine, on_done, fuzz_steps_add (&steps));
  fuzz_drive (&input, ANSER_MACHINE (machine), &steps);
  return 0;
}
