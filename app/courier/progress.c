/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "progress.h"

#include <glib/gi18n-lib.h>

#define REPORT_INTERVAL (G_USEC_PER_SEC / 10)
/* A speed measured over less than this says nothing. */
#define MEASURE_SECONDS 2
/* A time shorter than this is not worth a word. */
#define WORTH_SECONDS 5

static gint64
bytes_left (const AnserCourierProgress *self)
{
  return MAX (self->total_bytes - self->bytes, 0);
}

/* " · 40 MB left · 2 minutes" */
static char *
what_is_left (const AnserCourierProgress *self,
              gint64                      now)
{
  int seconds = anser_courier_progress_get_seconds_left (self, now);
  g_autofree char *size = g_format_size ((guint64) bytes_left (self));

  if (bytes_left (self) == 0)
    return g_strdup ("");
  if (seconds < WORTH_SECONDS)
    /* Translators: follows “Getting message 3 of 10”. */
    return g_strdup_printf (_(" · %s left"), size);
  if (seconds < 60)
    return g_strdup_printf (ngettext (" · %s left, %d second", " · %s left, %d seconds", seconds),
                            size, seconds);

  seconds = (seconds + 59) / 60;
  return g_strdup_printf (ngettext (" · %s left, %d minute", " · %s left, %d minutes", seconds),
                          size, seconds);
}

/**
 * anser_courier_progress_to_string:
 * @host: (nullable): the server's name
 * @now: monotonic microseconds
 *
 * Returns: (transfer full): a sentence
 */
char *
anser_courier_progress_to_string (const AnserCourierProgress *self,
                                  const char                 *host,
                                  gint64                      now)
{
  g_autofree char *left = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->state == ANSER_COURIER_IDLE)
    return g_strdup ("");
  if (self->state == ANSER_COURIER_CONNECTING)
    return host != NULL && *host != '\0' ? g_strdup_printf (_("Connecting to %s"), host)
                                         : g_strdup (_("Connecting"));
  if (self->total == 0)
    return g_strdup (self->state == ANSER_COURIER_SENDING
                       ? C_("progress", "Sending") : _("Looking for new messages"));

  left = what_is_left (self, now);
  /* Translators: the last %s is empty or “ · 40 MB left”. */
  return g_strdup_printf (self->state == ANSER_COURIER_SENDING
                            ? _("Sending message %u of %u%s")
                            : _("Getting message %u of %u%s"),
                          MAX (self->number, 1), self->total, left);
}

/**
 * anser_courier_progress_get_fraction:
 *
 * Returns: 0 to 1, or -1 while it is not known
 */
double
anser_courier_progress_get_fraction (const AnserCourierProgress *self)
{
  g_return_val_if_fail (self != NULL, -1);

  if (self->state == ANSER_COURIER_IDLE || self->state == ANSER_COURIER_CONNECTING)
    return -1;
  if (self->total_bytes > 0)
    return CLAMP ((double) self->bytes / (double) self->total_bytes, 0, 1);
  if (self->total > 0 && self->number > 0)
    return (double) (self->number - 1) / self->total;

  return -1;
}

/**
 * anser_courier_progress_get_seconds_left:
 * @now: monotonic microseconds
 *
 * Returns: seconds, or -1 while they are not known
 */
int
anser_courier_progress_get_seconds_left (const AnserCourierProgress *self,
                                         gint64                      now)
{
  double elapsed;

  g_return_val_if_fail (self != NULL, -1);

  elapsed = (double) (now - self->started) / G_USEC_PER_SEC;
  if (self->started == 0 || elapsed < MEASURE_SECONDS || self->bytes <= 0)
    return -1;

  return (int) MIN (elapsed * (double) bytes_left (self) / (double) self->bytes, 1e6);
}

void
anser_courier_reporter_tell (AnserCourierReporter       *self,
                             const AnserCourierProgress *progress,
                             gboolean                    at_once)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (self != NULL && progress != NULL);

  if (self->func == NULL || (!at_once && now - self->reported_at < REPORT_INTERVAL))
    return;

  self->reported_at = now;
  self->func (progress, self->user_data);
}
