/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "errand.h"

G_BEGIN_DECLS

/**
 * AnserLane:
 * @again: it is to run once more after this run
 * @waiting: it ended for want of a password
 * @tried: (nullable): login of this run: server, user and password
 * @refused: (nullable): login that was refused, and is not tried again as it is
 * @trusted: the server took the password in this session
 * @n_refusals: in a row
 * @obstructed: this run did not get as far as the server
 * @problem: (nullable): how the last run ended
 *
 * One of the two sessions that a courier may have at a time, and what it has learnt.
 */
typedef struct
{
  AnserProtocol         protocol;
  gboolean              busy;
  gboolean              again;
  gboolean              waiting;
  gboolean              trusted;
  gboolean              obstructed;
  unsigned              n_refusals;
  char                 *tried;
  char                 *refused;
  GCancellable         *cancellable;
  AnserCourierProgress  progress;
  GError               *problem;
} AnserLane;

/* Busy, with a new cancellable. */
void      anser_lane_begin         (AnserLane       *self);
void      anser_lane_stop          (AnserLane       *self);
void      anser_lane_clear         (AnserLane       *self);

/* Remembers the login of this run. Why the session cannot be begun: no password is known, or it was
 * refused. NULL if it can. */
GError   *anser_lane_find_obstacle (AnserLane       *self,
                                    AnserAccount    *account,
                                    const char      *password);

/* Learns from how a run ended. @error (nullable). TRUE when the user is to be asked for a
 * password. */
gboolean  anser_lane_learn         (AnserLane       *self,
                                    const GError    *error,
                                    gboolean         let_in);

/* A new password was given. */
void      anser_lane_forgive       (AnserLane       *self);

G_END_DECLS
