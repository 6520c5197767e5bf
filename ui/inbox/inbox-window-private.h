/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inbox-window.h"

#include "inbox/folder-chooser.h"
#include "inbox/folder-sidebar.h"
#include "inbox/letter-list-view.h"
#include "inbox/status-foot.h"
#include "inbox/undo-history.h"
#include "reader/reader.h"

G_BEGIN_DECLS

struct _AnserInboxWindow
{
  AdwApplicationWindow parent_instance;

  AnserApplication *application;
  AnserPostOffice *office;
  GSettings *settings;
  AnserLetterRow *row;          /* the letter that actions are about */
  GtkEventController *delete_keys;
  GtkEventController *letter_keys;
  AnserUndoHistory *history;

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwLeaflet *outer;
  AdwLeaflet *inner;
  AdwHeaderBar *letters_header;
  AdwHeaderBar *reader_header;
  GtkWidget *folders_pane;
  GtkWidget *letters_pane;
  GtkWidget *reader_pane;
  AnserFolderSidebar *sidebar;
  AnserStatusFoot *foot;
  AdwWindowTitle *letters_title;
  AnserLetterListView *letters;
  GtkMenuButton *order_button;
  AnserReader *reader;
};

/* inbox-window-actions.c: actions "letter.…", and which of them can be done now. */
void anser_inbox_window_install_letter_actions (GtkWidgetClass   *widget_class);
void anser_inbox_window_update_letter_actions  (AnserInboxWindow *self);

/* inbox-window-moves.c: actions that move letters, and the way back. */
void anser_inbox_window_install_move_actions   (GtkWidgetClass   *widget_class);
void anser_inbox_window_update_move_actions    (AnserInboxWindow *self);

/* Moves @letters (element-type gint64) into the folder of @item, with a toast. */
void anser_inbox_window_move_to                (AnserInboxWindow *self,
                                                GArray           *letters,
                                                AnserFolderItem  *item);

/* inbox-window-order.c: the menu of the list. */
void anser_inbox_window_install_order_actions  (GtkWidgetClass   *widget_class);
void anser_inbox_window_add_order_actions      (AnserInboxWindow *self);

/* Shows @note below the folder's name; NULL for what stands there otherwise. */
void anser_inbox_window_set_note               (AnserInboxWindow *self,
                                                const char       *note);

/* Opens the letter in a compose window if it is the user's own and unsent. */
void anser_inbox_window_edit                   (AnserInboxWindow *self);

/* inbox-window-keys.c: keys without a modifier, and the way from pane to pane. */
void anser_inbox_window_install_pane_actions   (GtkWidgetClass   *widget_class);
void anser_inbox_window_add_keys               (AnserInboxWindow *self);

G_END_DECLS
