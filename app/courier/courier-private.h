/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier-thread.h"
#include "courier.h"
#include "lane.h"
#include "recheck.h"

G_BEGIN_DECLS

/* For the courier's own files. */
struct _AnserCourier
{
  GObject             parent_instance;

  AnserStore         *store;
  AnserAccount       *account;
  AnserSecrets       *secrets;

  AnserCourierThread *sessions;         /* made when first needed */
  AnserCourierThread *desk;
  AnserSessionLock   *lock;             /* used in the session thread only */

  AnserLane           sending;
  AnserLane           receiving;
  GPtrArray          *checks;           /* of GTask, answered together */
  gboolean            check_receives;   /* the check that runs has come to its second half */
  gint64              last_attempt;     /* monotonic microseconds; 0 for never */

  guint               due_timer;        /* for the letter that is due next */

  AnserRecheck        recheck;
  guint               recheck_timer;    /* for the check that a busy server put off */

  gboolean            keep_unfinished;  /* the user wants such messages as they are, this time */
  unsigned            timeout;          /* see AnserReceivePolicy; for tests */

  gboolean            quiet;            /* nobody waits for the check: do not ask again */

  gboolean            ended;            /* nothing is begun any more */
  AnserMessageFunc    on_end;
  gpointer            on_end_data;

  AnserCourierState   state;
  gboolean            was_sending;
  char               *status;
  double              fraction;
};

/* What the courier's files tell each other: in courier.c, the properties and signals ... */
void          anser_courier_update_shown   (AnserCourier       *self);
/* Takes @problem (nullable). Stopping is no problem, and leaves the last one standing. */
void          anser_courier_set_problem    (AnserCourier       *self,
                                            AnserLane          *lane,
                                            GError             *problem);
void          anser_courier_emit_received  (AnserCourier       *self,
                                            unsigned            n_new,
                                            GArray             *letters);
void          anser_courier_emit_sent      (AnserCourier       *self,
                                            gint64              letter);
void          anser_courier_ask_password   (AnserCourier       *self,
                                            AnserProtocol       protocol);
/* ... in courier-schedule.c ... */
void          anser_courier_recall_schedule   (AnserCourier    *self);
void          anser_courier_set_recheck_timer (AnserCourier    *self);

/* ... and for them and the post office. Main context. */

AnserStore   *anser_courier_get_store      (AnserCourier       *self);

/* The thread in which letters are built and put away, so that a slow file or disk holds up no
 * session. */
GMainContext *anser_courier_get_desk       (AnserCourier       *self);

/* Sends what is due, after what is being sent now. */
void          anser_courier_send           (AnserCourier       *self);

/* A check that the clock asks for: it does not ask for a password that the user did not give when
 * last asked. */
void          anser_courier_check_on_schedule (AnserCourier    *self);

/* The check when the program starts: as soon as the server allows another login. */
void          anser_courier_check_at_start   (AnserCourier     *self);

/* The check when the network is back, or the machine has woken up. */
void          anser_courier_check_on_return  (AnserCourier     *self);

/* Whether the account's interval is over, counted from the last check or, if it failed, the last
 * attempt; and the server does not want to be left alone. */
gboolean      anser_courier_is_due           (AnserCourier     *self);

/* Calls @func when nothing is being done, at once or later; the courier does nothing after. */
void          anser_courier_end            (AnserCourier       *self,
                                            AnserMessageFunc    func,
                                            gpointer            data);

G_END_DECLS
