/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ANSER_TYPE_AUTOSTART (anser_autostart_get_type ())
G_DECLARE_FINAL_TYPE (AnserAutostart, anser_autostart, ANSER, AUTOSTART, GObject)

/**
 * AnserAutostart:
 *
 * Makes the desktop do as the settings "run-in-background" and "start-at-login" say, whenever they
 * change: inside a sandbox the Background portal is asked, outside a desktop file is put among those
 * that are started. What the desktop does not allow is turned off again.
 *
 * Signal "problem" (const char *sentence): what could not be done.
 */
AnserAutostart *anser_autostart_new (GSettings *settings);

G_END_DECLS
