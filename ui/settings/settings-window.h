/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ANSER_TYPE_SETTINGS_WINDOW (anser_settings_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserSettingsWindow, anser_settings_window, ANSER, SETTINGS_WINDOW,
                      AdwPreferencesWindow)

/**
 * AnserSettingsWindow:
 *
 * The settings of the program, as opposed to those of an account. Each takes effect at once.
 */
GtkWidget *anser_settings_window_new (GtkWindow *parent);

G_END_DECLS
