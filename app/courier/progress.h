/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "courier.h"

G_BEGIN_DECLS

/**
 * AnserCourierProgress:
 * @number: the message on its way, from 1; 0 before the first
 * @total: how many there are
 * @bytes: transferred so far, of all messages
 * @total_bytes: as the server says, so a hint; 0 if it is not known
 * @started: when the first byte came, monotonic microseconds; 0 before
 *
 * How far a session has come.
 */
typedef struct
{
  AnserCourierState state;
  unsigned          number;
  unsigned          total;
  gint64            bytes;
  gint64            total_bytes;
  gint64            started;
} AnserCourierProgress;

/* Called in the session's thread. */
typedef void (*AnserCourierReportFunc) (const AnserCourierProgress *progress,
                                        gpointer                    user_data);

/**
 * AnserCourierReporter:
 *
 * Whom a session tells its progress, at most every 100 ms. Zeroed, it tells nobody.
 */
typedef struct
{
  AnserCourierReportFunc func;
  gpointer               user_data;
  gint64                 reported_at;
} AnserCourierReporter;

/* @at_once: a step that the user should not miss. */
void   anser_courier_reporter_tell         (AnserCourierReporter       *self,
                                            const AnserCourierProgress *progress,
                                            gboolean                    at_once);

/* A sentence for the user, "" while there is nothing to say. @host (nullable) is the server's. */
char  *anser_courier_progress_to_string    (const AnserCourierProgress *self,
                                            const char                 *host,
                                            gint64                      now);
/* 0 to 1; -1 while it is not known. */
double anser_courier_progress_get_fraction (const AnserCourierProgress *self);

/* Seconds by the speed so far; -1 while that says nothing yet. */
int    anser_courier_progress_get_seconds_left (const AnserCourierProgress *self,
                                                gint64                      now);

G_END_DECLS
