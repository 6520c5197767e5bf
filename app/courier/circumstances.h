/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnserPause:
 *
 * Why mail is not checked by itself, as the user chose.
 */
typedef enum
{
  ANSER_PAUSE_NONE,
  ANSER_PAUSE_BATTERY,          /* the battery saver is on */
  ANSER_PAUSE_METERED,          /* the network counts what is used */
} AnserPause;

#define ANSER_TYPE_CIRCUMSTANCES (anser_circumstances_get_type ())
G_DECLARE_FINAL_TYPE (AnserCircumstances, anser_circumstances, ANSER, CIRCUMSTANCES, GObject)

/**
 * AnserCircumstances:
 *
 * What around Anser speaks against checking mail by itself, and what speaks for doing it now.
 * Property "pause" (AnserPause) notifies. Signal "call": the network is there again, or the machine
 * has woken up, a moment ago.
 */

/* @network, @power: (nullable): those of this machine. */
AnserCircumstances *anser_circumstances_new       (GNetworkMonitor      *network,
                                                   GPowerProfileMonitor *power);
AnserPause          anser_circumstances_get_pause (AnserCircumstances   *self);

G_END_DECLS
