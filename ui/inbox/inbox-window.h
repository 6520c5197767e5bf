/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

#define ANSER_TYPE_INBOX_WINDOW (anser_inbox_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserInboxWindow, anser_inbox_window, ANSER, INBOX_WINDOW,
                      AdwApplicationWindow)

/**
 * AnserInboxWindow:
 *
 * The main window: folders, letters and reader side by side, or one after the other where there is
 * no room.
 */
GtkWidget    *anser_inbox_window_new         (AnserApplication *application);

/* The account of the folder in view, which a new letter is written from; NULL for all inboxes. */
AnserAccount *anser_inbox_window_get_account (AnserInboxWindow *self);

/* Shows the folder in which a letter lies, and the letter, or says that it is gone. */
void          anser_inbox_window_open_letter (AnserInboxWindow *self,
                                              gint64            letter);

/* (transfer full) @toast */
void          anser_inbox_window_add_toast   (AnserInboxWindow *self,
                                              AdwToast         *toast);

G_END_DECLS
