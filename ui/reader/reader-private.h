/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"

#include "reader/letter-text.h"
#include "reader/reader-header.h"

#include "widgets/tag-pills.h"

G_BEGIN_DECLS

struct _AnserReader
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  AnserLetterRow *row;
  AnserLetter *letter;
  GCancellable *cancellable;   /* of what belongs to this letter */
  guint seen_source;
  guint outbox_serial;         /* of the last look at the outbox */
  GtkWidget *outbox_bar;       /* weak */
  GPtrArray *opened_folders;   /* with the copies of files that were opened: removed at the end */

  GtkWidget *stack;
  GtkScrolledWindow *scrolled_window;
  GtkWidget *clamp;
  GtkLabel *subject;
  AnserTagPills *tags;
  AnserReaderHeader *header;
  GtkBox *notices;
  AnserLetterText *text;
  GtkWidget *attachments_box;
  GtkFlowBox *attachments;
  GtkWidget *save_all;
  GtkWidget *problem_page;
  gconstpointer lookup;           /* the latest of reader-partial.c; others come too late */
};

/* reader-attachments.c */
void anser_reader_install_attachment_actions (GtkWidgetClass *widget_class);
void anser_reader_show_attachments           (AnserReader    *self);
void anser_reader_remove_opened              (AnserReader    *self);

/* reader-outbox.c: a bar with what is the matter with a letter in the outbox, in the place of the
 * one before. */
void anser_reader_show_outbox_state          (AnserReader    *self);

/* reader.c: bars about what is damaged. */
void anser_reader_show_damage                (AnserReader    *self);

/* reader-partial.c: a bar where only the header of the letter is here. */
void anser_reader_install_partial_actions    (GtkWidgetClass *widget_class);
void anser_reader_show_partial               (AnserReader    *self);

/* reader.c */
void anser_reader_add_notice                 (AnserReader    *self,
                                              GtkWidget      *notice);

G_END_DECLS
