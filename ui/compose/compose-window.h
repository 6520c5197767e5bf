/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"

G_BEGIN_DECLS

#define ANSER_TYPE_COMPOSE_WINDOW (anser_compose_window_get_type ())
G_DECLARE_FINAL_TYPE (AnserComposeWindow, anser_compose_window, ANSER, COMPOSE_WINDOW,
                      AdwApplicationWindow)

/**
 * AnserComposeWindow:
 *
 * A letter being written. It saves itself to Drafts while one writes, and closes when the letter
 * is safe in the outbox or in Drafts.
 */

/* @account (nullable) writes; without it the one that @draft is from, else the first. @draft
 * (nullable) is what is written already, copied. @saved is its letter in Drafts, or 0; @answers
 * the letter that is answered, or 0, which gets @answer_flag when this one is sent. */
GtkWidget *anser_compose_window_new (AnserApplication *application,
                                     AnserAccount     *account,
                                     AnserDraft       *draft,
                                     gint64            saved,
                                     gint64            answers,
                                     AnserLetterFlags  answer_flag);

/* Attaches @files (element-type GFile), and says which of them cannot be and why. */
void       anser_compose_window_attach (AnserComposeWindow *self,
                                        GSList             *files);

G_END_DECLS
