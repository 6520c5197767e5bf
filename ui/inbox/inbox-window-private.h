/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inbox-window.h"

#include "inbox/folder-chooser.h"
#include "inbox/folder-sidebar.h"
#include "inbox/letter-list-view.h"
#include "inbox/saved-searches.h"
#include "inbox/search-bar.h"
#include "inbox/status-foot.h"
#include "inbox/tag-chooser.h"
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
  AnserSearchBar *search_bar;
  GtkStack *letters_stack;
  AnserLetterListView *folder_letters;
  AnserLetterListView *result_letters;
  AnserLetterListView *letters;  /* the one of these two that is seen */
  AnserSearchList *results;
  char *search_name;             /* of a saved search */
  GtkMenuButton *order_button;
  AnserReader *reader;
};

/* inbox-window-actions.c: actions "letter.…", and which of them can be done now. */
void anser_inbox_window_install_letter_actions (GtkWidgetClass   *widget_class);
void anser_inbox_window_update_letter_actions  (AnserInboxWindow *self);

/* What actions are about: the letter whose card has the focus, or those that are chosen in the list,
 * and the first of them. */
AnserLetterRow *anser_inbox_window_get_row     (AnserInboxWindow *self);   /* (nullable) */
GArray         *anser_inbox_window_dup_letters (AnserInboxWindow *self);

/* inbox-window-moves.c: actions that move letters, and the way back. */
void anser_inbox_window_install_move_actions   (GtkWidgetClass   *widget_class);

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

/* inbox-window-search.c: the search entry and what it finds. */
void anser_inbox_window_install_search_actions (GtkWidgetClass   *widget_class);
void anser_inbox_window_set_up_search          (AnserInboxWindow *self);
/* Something else may be looked for. */
void anser_inbox_window_search                 (AnserInboxWindow *self);
/* Back to the folder. */
void anser_inbox_window_end_search             (AnserInboxWindow *self);
/* What is looked for; NULL while a folder is shown. */
const AnserQuery *anser_inbox_window_get_query (AnserInboxWindow *self);
/* inbox-window.c: another letter is selected, or another list is seen; the title above it. */
void anser_inbox_window_follow_selection       (AnserInboxWindow *self);
void anser_inbox_window_update_title           (AnserInboxWindow *self);

/* inbox-window-actions.c: the store of all accounts; a toast with what went wrong. */
AnserStore *anser_inbox_window_get_store       (AnserInboxWindow *self);
void anser_inbox_window_tell                   (AnserInboxWindow *self,
                                                const GError     *error);

/* inbox-window-keys.c: keys without a modifier, and the way from pane to pane. */
void anser_inbox_window_install_pane_actions   (GtkWidgetClass   *widget_class);
void anser_inbox_window_add_keys               (AnserInboxWindow *self);

G_END_DECLS
