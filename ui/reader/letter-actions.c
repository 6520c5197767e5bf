/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/letter-actions.h"

const char * const anser_letter_action_names[] = {
  "letter.reply",
  "letter.reply-all",
  "letter.forward",
  "letter.mark-read",
  "letter.mark-unread",
  "letter.toggle-unread",
  "letter.star",
  "letter.unstar",
  "letter.toggle-star",
  "letter.edit",
  "letter.resend",
  "letter.resend-partial",
  "letter.source",
  "letter.make-rule",
  "letter.archive",
  "letter.junk",
  "letter.delete",
  "letter.restore",
  "letter.move",
  "letter.tag",
  NULL
};

static void
update_moves (GtkWidget       *widget,
              gboolean         chosen,
              AnserFolderRole  role)
{
  gboolean unsent = role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX;
  gboolean received = chosen && !unsent;

  gtk_widget_action_set_enabled (widget, "letter.archive",
                                 received && role != ANSER_FOLDER_ARCHIVE);
  gtk_widget_action_set_enabled (widget, "letter.junk", received && role != ANSER_FOLDER_JUNK);
  gtk_widget_action_set_enabled (widget, "letter.delete",
                                 chosen && role != ANSER_FOLDER_OUTBOX);
  gtk_widget_action_set_enabled (widget, "letter.restore",
                                 role == ANSER_FOLDER_TRASH || role == ANSER_FOLDER_JUNK ||
                                 role == ANSER_FOLDER_ARCHIVE);
  gtk_widget_action_set_enabled (widget, "letter.move", received);
  gtk_widget_action_set_enabled (widget, "letter.tag", chosen && role != ANSER_FOLDER_OUTBOX);
}

void
anser_letter_actions_update (GtkWidget      *widget,
                             AnserLetterRow *row,
                             gboolean        open)
{
  gboolean chosen = row != NULL;
  AnserFolderRole role = chosen ? anser_letter_row_get_role (row) : ANSER_FOLDER_OTHER;
  AnserLetterFlags flags = chosen ? anser_letter_row_get_flags (row) : 0;
  gboolean unsent = role == ANSER_FOLDER_DRAFTS || role == ANSER_FOLDER_OUTBOX;
  gboolean answerable = open && chosen && !unsent;
  gboolean seen = (flags & ANSER_LETTER_SEEN) != 0;
  gboolean starred = (flags & ANSER_LETTER_FLAGGED) != 0;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_widget_action_set_enabled (widget, "letter.reply", answerable);
  gtk_widget_action_set_enabled (widget, "letter.reply-all", answerable);
  gtk_widget_action_set_enabled (widget, "letter.forward", answerable);
  gtk_widget_action_set_enabled (widget, "letter.make-rule", answerable);
  gtk_widget_action_set_enabled (widget, "letter.mark-read", chosen && !unsent && !seen);
  gtk_widget_action_set_enabled (widget, "letter.mark-unread", chosen && !unsent && seen);
  gtk_widget_action_set_enabled (widget, "letter.toggle-unread", chosen && !unsent);
  gtk_widget_action_set_enabled (widget, "letter.star", chosen && !starred);
  gtk_widget_action_set_enabled (widget, "letter.unstar", chosen && starred);
  gtk_widget_action_set_enabled (widget, "letter.toggle-star", chosen);
  gtk_widget_action_set_enabled (widget, "letter.edit", chosen && unsent);
  gtk_widget_action_set_enabled (widget, "letter.source", chosen);
  update_moves (widget, chosen, role);
}
