/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-page.h"

#include "reader/letter-text.h"

G_BEGIN_DECLS

struct _AnserLetterPage
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  AnserLetterRow *row;
  AnserLetter *letter;
  GPtrArray *opened;           /* folders with the copies of files that were opened */
  GCancellable *cancellable;
  guint outbox_serial;         /* of the last look at the outbox */
  GtkWidget *outbox_bar;       /* weak */
  gconstpointer lookup;        /* the latest of letter-page-partial.c; others come too late */

  GtkWidget *box;
  AnserReaderHeader *header;
  GtkBox *notices;
  AnserLetterText *text;
  GtkWidget *attachments_box;
  GtkFlowBox *attachments;
  GtkWidget *save_all;
};

/* letter-page-attachments.c */
void anser_letter_page_install_attachment_actions (GtkWidgetClass  *widget_class);
void anser_letter_page_show_attachments           (AnserLetterPage *self);

/* letter-page-outbox.c: a bar with what is the matter with a letter in the outbox, in the place of
 * the one before. */
void anser_letter_page_show_outbox_state          (AnserLetterPage *self);

/* letter-page-partial.c: a bar where only the header of the letter is here. */
void anser_letter_page_install_partial_actions    (GtkWidgetClass  *widget_class);
void anser_letter_page_show_partial               (AnserLetterPage *self);

/* letter-page.c: bars about what is damaged. */
void anser_letter_page_show_damage                (AnserLetterPage *self);
void anser_letter_page_add_notice                 (AnserLetterPage *self,
                                                   GtkWidget       *notice);

G_END_DECLS
