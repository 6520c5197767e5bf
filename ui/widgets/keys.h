/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One table of all keys: what they do comes from it, and what is said about them. */

/* The keys with a modifier and the function keys, in all windows of @application. */
void       anser_keys_install    (GtkApplication        *application);

/* Keys that act in a window only while nobody types: those that always do, as Delete, or
 * @letters, which not everybody wants. */
void       anser_keys_add_plain  (GtkShortcutController *controller,
                                  gboolean               letters);

/* The key that closes windows, for one that is not of the application's. */
void       anser_keys_add_close  (GtkWindow             *window);

/* The window that tells them all; without @letters where these are switched off. (transfer none),
 * as any toplevel. */
GtkWindow *anser_keys_window_new (GtkWindow             *parent,
                                  gboolean               letters);

G_END_DECLS
