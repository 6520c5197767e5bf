/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compose/address-row.h"
#include "compose/attachment-list.h"
#include "compose/compose-window.h"
#include "widgets/pane.h"

G_BEGIN_DECLS

/**
 * AnserComposeThen:
 *
 * What is done once the save that runs has ended.
 */
typedef enum
{
  ANSER_COMPOSE_THEN_STAY,
  ANSER_COMPOSE_THEN_CLOSE,
  ANSER_COMPOSE_THEN_SEND,
  ANSER_COMPOSE_THEN_DISCARD,
} AnserComposeThen;

/**
 * AnserComposeAnswers:
 *
 * Questions that the writer answered with yes before sending; they are not asked twice.
 */
typedef enum
{
  ANSER_COMPOSE_NO_SUBJECT    = 1 << 0,
  ANSER_COMPOSE_NO_ATTACHMENT = 1 << 1,
} AnserComposeAnswers;

struct _AnserComposeWindow
{
  AdwApplicationWindow parent_instance;

  AnserApplication    *application;      /* it outlives its windows */
  AnserDraft          *draft;
  gint64               saved;            /* the draft's letter in Drafts, or 0 */
  gint64               answered_letter;
  AnserLetterFlags     answer_flag;
  char                *signature;        /* as it stands at the end of the text */

  gboolean             filled;           /* changes are the writer's from now on */
  gboolean             touched;          /* the writer changed something */
  gboolean             unsaved;          /* … since it was saved */
  gboolean             saving;
  gboolean             sending;
  AnserComposeThen     then;
  guint                save_timer;
  AnserComposeAnswers  answers;
  GtkFileChooserNative *chooser;

  GtkWidget           *content;
  AnserPane           *pane;
  AdwHeaderBar        *header;
  AdwWindowTitle      *title;
  GtkBox              *notices;
  GtkWidget           *from_row;
  GtkDropDown         *from;
  GtkWidget           *cc_row;
  GtkWidget           *bcc_row;
  AnserAddressRow     *to;
  AnserAddressRow     *cc;
  AnserAddressRow     *bcc;
  GtkEntry            *subject;
  GtkTextView         *text;
  AnserAttachmentList *attachments;
  GtkRevealer         *drop_revealer;
  GtkLabel            *drop_label;
};

/* compose-window.c */
AnserAccount *anser_compose_window_get_account  (AnserComposeWindow *self);    /* nullable */
AnserCourier *anser_compose_window_get_courier  (AnserComposeWindow *self);    /* nullable */
char         *anser_compose_window_dup_text     (AnserComposeWindow *self);
gboolean      anser_compose_window_is_empty     (AnserComposeWindow *self);
void          anser_compose_window_changed      (AnserComposeWindow *self);

/* Puts what stands in the window into the draft; addresses as far as they can be understood. */
void          anser_compose_window_fill_draft   (AnserComposeWindow *self);

/* A sentence between header bar and letter, in the place of the one before; NULL takes it away.
 * @label and @action (nullable) make a button. */
void          anser_compose_window_notice       (AnserComposeWindow *self,
                                                 const char         *text,
                                                 const char         *label,
                                                 const char         *action);

/* compose-window-actions.c */
void          anser_compose_window_install_actions (GtkWidgetClass     *klass);
void          anser_compose_window_submit          (AnserComposeWindow *self);

/* compose-window-dnd.c */
void          anser_compose_window_take_files   (AnserComposeWindow *self);

/* compose-window-saving.c: saves when it is due, now, or now and then does something else. */
void          anser_compose_window_save_later   (AnserComposeWindow *self);
void          anser_compose_window_save         (AnserComposeWindow *self,
                                                 AnserComposeThen    then);
void          anser_compose_window_discard      (AnserComposeWindow *self);

G_END_DECLS
