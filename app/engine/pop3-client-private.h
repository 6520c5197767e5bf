/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pop3-client.h"
#include "pop3-machine.h"
#include "wire.h"

G_BEGIN_DECLS

struct _AnserPop3Client
{
  GObject           parent_instance;

  AnserPop3Machine *machine;
  AnserWire        *wire;

  /* QUIT comes after the fetches that were begun before it. */
  unsigned          n_fetches;
  GTask            *quit;
};

GTask *anser_pop3_client_task_new  (AnserPop3Client     *self,
                                    gpointer             tag,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);

/* Says QUIT if it was asked for and no fetch is under way. */
void   anser_pop3_client_give_quit (AnserPop3Client     *self);

G_END_DECLS
