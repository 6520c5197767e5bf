/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ANSER_TYPE_NOTICE_BAR (anser_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnserNoticeBar, anser_notice_bar, ANSER, NOTICE_BAR, GtkWidget)

/**
 * AnserNoticeBar:
 *
 * A slim bar with an icon, a sentence and the buttons that answer it: one beside the sentence, more
 * of them below it.
 */
GtkWidget *anser_notice_bar_new        (const char     *icon_name,
                                        const char     *text);

/* What a server said, small below the sentence; %NULL for nothing. */
void       anser_notice_bar_set_words  (AnserNoticeBar *self,
                                        const char     *words);

/* A button that activates @action (nullable @target) when pressed. (transfer none) */
GtkWidget *anser_notice_bar_add_button (AnserNoticeBar *self,
                                        const char     *label,
                                        const char     *action,
                                        GVariant       *target);

G_END_DECLS
