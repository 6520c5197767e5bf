/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pop3-client.h"
#include "intake.h"
#include "judge.h"
#include "listing.h"
#include "receive.h"

G_BEGIN_DECLS

typedef void (*AnserReceiveStep) (AnserReceive *self);

/* For the session's own files. */
struct _AnserReceive
{
  GObject                 parent_instance;

  AnserDepot             *depot;
  AnserServer            *server;
  AnserReceivePolicy      policy;
  AnserSessionLock       *lock;             /* (nullable) */
  AnserCourierReporter    reporter;
  AnserTraceFunc          trace;
  gpointer                trace_data;
  gboolean                lock_step;

  GTask                  *task;
  GCancellable           *cancellable;
  AnserPop3Client        *client;
  const AnserReceiveStep *step;
  gboolean                started_over;     /* this is the second session */
  unsigned                n_outstanding;    /* commands of this step without an answer */
  GError                 *error;            /* the first; the session is on its way out */

  unsigned                n_there;          /* by STAT */
  gint64                  octets_there;     /* the same; -1 if it said nothing sensible */
  AnserPop3Items         *sizes;
  AnserPop3Items         *uids;
  AnserMemory            *memory;
  AnserListing           *listing;
  AnserJudge             *judge;
  GArray                 *to_confirm;       /* of numbers, the next one last */
  gboolean                confirmed;        /* the last of them */
  AnserIntake            *intake;
  GArray                 *fetching;         /* of numbers: those that come whole */
  GArray                 *refused;          /* (nullable): of numbers: those that did not come */
  char                   *culprit;          /* (nullable): uid on which the first session broke */
  GArray                 *headers;          /* of numbers: those of which only the header comes */
  GArray                 *to_delete;        /* of numbers */
  unsigned                n_promised;       /* deletions, until the server said goodbye */
  GSource                *farewell;         /* after QUIT */
  GError                 *notice;

  AnserReceiveResult      result;
  AnserCourierProgress    progress;
};

/* receive-steps.c: what a session does, ended by NULL. */
extern const AnserReceiveStep anser_receive_steps[];

/* receive-doubt.c: the end of the step that fetches. */
void anser_receive_settle        (AnserReceive *self);

/* receive-deletion.c: three of the steps. */
void anser_receive_confirm       (AnserReceive *self);
void anser_receive_mark          (AnserReceive *self);
void anser_receive_delete        (AnserReceive *self);

/* receive.c: each step ends in one of these. */
void anser_receive_step_done     (AnserReceive *self);
/* One of several commands of a step was answered. */
void anser_receive_command_done  (AnserReceive *self);
/* Takes @error; the first one counts. */
void anser_receive_fail          (AnserReceive *self,
                                  GError       *error);
void anser_receive_tell_progress (AnserReceive *self,
                                  gboolean      at_once);
/* Seconds since 1970. */
gint64 anser_receive_get_now     (void);

G_END_DECLS
