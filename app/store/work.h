/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_WORK (anser_work_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnserWork, anser_work, ANSER, WORK, GObject)

/**
 * AnserWorkClass:
 * @run: does the work, and looks at @cancellable often; in a thread of its own
 *
 * Something that takes its time: importing, exporting, a backup. It is done once, in a thread of its
 * own, and tells how far it is in the properties "fraction" (0 to 1, below 0 while nobody knows) and
 * "count" (messages so far), which change in the context where it was begun, ten times a second at
 * most.
 */
struct _AnserWorkClass
{
  GObjectClass parent_class;

  gboolean (*run) (AnserWork *self, GCancellable *cancellable, GError **error);
};

void      anser_work_run_async    (AnserWork            *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean  anser_work_run_finish   (AnserWork            *self,
                                   GAsyncResult         *result,
                                   GError              **error);
/* The same in the calling thread. */
gboolean  anser_work_run          (AnserWork            *self,
                                   GCancellable         *cancellable,
                                   GError              **error);

double    anser_work_get_fraction (AnserWork            *self);
unsigned  anser_work_get_count    (AnserWork            *self);

/* For those that do it. */
void      anser_work_report       (AnserWork            *self,
                                   double                fraction,
                                   unsigned              count);

G_END_DECLS
