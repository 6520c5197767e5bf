/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store.h"

G_BEGIN_DECLS

typedef enum
{
  ANSER_RECONCILE_ALL      = 0,
  ANSER_RECONCILE_CHANGED  = 1 << 0,   /* leaves out folders untouched since the last time */
  ANSER_RECONCILE_DESCRIBE = 1 << 1,   /* reads known letters again, too */
} AnserReconcileFlags;

/* Brings the index up to date with the Maildirs: what other programs added, removed, flagged or
 * moved. Row ids stay. Any thread; the write lock is not held. @progress (nullable) gets the number
 * of letters read so far. */
gboolean anser_reconcile (AnserStore           *store,
                          AnserReconcileFlags   flags,
                          void                (*progress) (unsigned done,
                                                           gpointer user_data),
                          gpointer              user_data,
                          GError              **error);

/* What has changed, for those who must not wait: of very many new letters only what is to be sent is
 * taken in, and @postponed tells that there is more. */
gboolean anser_reconcile_briefly  (AnserStore          *store,
                                   gboolean            *postponed,
                                   GError             **error);
/* What has changed. @progress is told how many letters are to be read, and returns FALSE to stop:
 * G_IO_ERROR_CANCELLED. */
typedef gboolean (*AnserReconcileFunc) (unsigned  n_done,
                                        unsigned  n_total,
                                        gpointer  user_data);
gboolean anser_reconcile_steadily (AnserStore          *store,
                                   AnserReconcileFunc   progress,
                                   gpointer             user_data,
                                   GError             **error);

G_END_DECLS
