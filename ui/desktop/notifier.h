/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "courier/post-office.h"

G_BEGIN_DECLS

#define ANSER_TYPE_NOTIFIER (anser_notifier_get_type ())
G_DECLARE_FINAL_TYPE (AnserNotifier, anser_notifier, ANSER, NOTIFIER, GObject)

/**
 * AnserNotifier:
 *
 * Tells of messages that came, as the settings "notify" and "notify-details" say: one notification
 * for each account and arrival, which is taken back when all that it tells of was read, or put away,
 * by whatever way. Its actions are those of arrival-actions.h. And of a password without which mail
 * cannot be checked, while there is no window that could ask.
 *
 * Signal "problem" (const char *sentence): nobody shows notifications; emitted once.
 */

/* @application: not referenced; it outlives this. */
AnserNotifier *anser_notifier_new      (GApplication    *application,
                                        AnserPostOffice *office);
/* Takes back what is still shown. */
void           anser_notifier_withdraw (AnserNotifier   *self);

G_END_DECLS
