/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnserArrival:
 * @letters: (element-type gint64): those that nobody has read yet, in the order in which they came
 * @senders: names of the first few, each once, ended by NULL
 * @n_senders: how many different ones there are
 * @subject: of the last letter
 *
 * What came for an account at one time and is worth telling of.
 */
typedef struct
{
  char     *account;
  GArray   *letters;
  GStrv     senders;
  unsigned  n_senders;
  char     *subject;
} AnserArrival;

/* Of @letters (element-type gint64) those that are unread and lie in the inbox or in a folder of the
 * user's own. NULL if there are none. Blocking: one indexed read for each. */
AnserArrival  *anser_arrival_new       (AnserStore         *store,
                                        const char         *account,
                                        GArray             *letters);
void           anser_arrival_free      (AnserArrival       *self);

/* Forgets what was read or put away meanwhile. FALSE when nothing is left. Quick. */
gboolean       anser_arrival_refresh   (AnserArrival       *self,
                                        AnserStore         *store);

/* (transfer full): with @details whom it is from and what about, and with @label (nullable) whose it
 * is. */
GNotification *anser_arrival_describe  (const AnserArrival *self,
                                        gboolean            details,
                                        const char         *label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserArrival, anser_arrival_free)

G_END_DECLS
