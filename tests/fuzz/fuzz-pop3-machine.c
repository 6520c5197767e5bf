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

/* Letters that one may ask for; in run.py the same order. */
enum
{
  STAT, LIST, UIDL, RETR, TOP, DELE, NOOP, CAPA, RSET, QUIT, N_ACTIONS,
};

static void
act (AnserPop3Machine *machine,
     unsigned char     action,
     AnserSink        *sink)
{
  const unsigned number = action / 16;
  gpointer step = fuzz_steps_add (&steps);

  switch (action % 16 % N_ACTIONS)
    {
    case STAT:
      anser_pop3_machine_stat (machine, on_done, step);
      break;
    case LIST:
      anser_pop3_machine_list (machine, number, on_done, step);
      break;
    case UIDL:
      anser_pop3_machine_uidl (machine, number, on_done, step);
      break;
    case RETR:
      anser_pop3_machine_retr (machine, MAX (number, 1), sink, on_done, step);
      break;
    case TOP:
      anser_pop3_machine_top (machine, MAX (number, 1), 5, sink, on_done, step);
      break;
    case DELE:
      anser_pop3_machine_dele (machine, MAX (number, 1), on_done, step);
      break;
    case NOOP:
      anser_pop3_machine_noop (machine, on_done, step);
      break;
    case CAPA:
      anser_pop3_machine_capa (machine, on_done, step);
      break;
    case RSET:
      anser_pop3_machine_rset (machine, on_done, step);
      break;
    default:
      anser_pop3_machine_quit (machine, on_done, step);
      break;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const unsigned char everything[] = {
    STAT, LIST, UIDL, 16 + RETR, 32 + TOP, 16 + LIST, 16 + UIDL, 16 + DELE, NOOP, CAPA, RSET, QUIT,
  };
  FuzzInput input;
  const unsigned char *actions;
  gsize n_actions;
  gboolean quitting = FALSE;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserPop3Machine) machine = NULL;
  g_autoptr(AnserSink) sink = anser_bytes_sink_new ();

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  n_actions = fuzz_input_take_actions (&input, &actions);
  machine = anser_pop3_machine_new (server);
  anser_pop3_machine_set_window (machine, 1 + input.head[1] / 16);
  steps = (FuzzSteps) { 0 };

  anser_pop3_machine_login (machine, on_done, fuzz_steps_add (&steps));
  /* QUIT is the last that one can ask for. */
  for (gsize i = 0; i < n_actions && !quitting; i++)
    {
      act (machine, actions[i], sink);
      quitting = actions[i] % 16 % N_ACTIONS == QUIT;
    }
  for (gsize i = 0; n_actions == 0 && i < G_N_ELEMENTS (everything); i++)
    act (machine, everything[i], sink);
  fuzz_drive (&input, ANSER_MACHINE (machine), &steps);
  return 0;
}
