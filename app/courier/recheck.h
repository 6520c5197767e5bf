/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnserRecheck:
 * @again_at: when to check again by itself, because the server was busy; 0 for no such time
 * @not_before: no check by the clock before this, because the server limits logins; 0 for any time
 * @n_delays: how often in a row a check was put off
 *
 * When an account is checked out of turn, and when it is not (B6). Seconds since 1970. A person who
 * asks for a check gets it.
 */
typedef struct
{
  gint64   again_at;
  gint64   not_before;
  unsigned n_delays;
} AnserRecheck;

/* @error (nullable): how a check ended; @let_in: the server took the password; @login_delay: seconds
 * the server wants between two logins, 0 if it does not say. */
void anser_recheck_learn   (AnserRecheck *self,
                            const GError *error,
                            gboolean      let_in,
                            gint64        login_delay,
                            gint64        now);

/* When such a server allows the next login, 0 for at any time. */
gint64 anser_recheck_get_not_before (const GError *error,
                                     gboolean      let_in,
                                     gint64        login_delay,
                                     gint64        now);

/* Adds to the sentence of @problem (nullable) when it is tried again. */
void anser_recheck_explain (AnserRecheck *self,
                            GError       *problem);

G_END_DECLS
