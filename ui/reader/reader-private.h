/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reader.h"

#include "reader/card-view.h"
#include "reader/letter-card.h"
#include "store/conversation-list.h"

#include "widgets/tag-pills.h"

G_BEGIN_DECLS

struct _AnserReader
{
  GtkWidget parent_instance;

  AnserPostOffice *office;
  AnserLetterRow *row;           /* what was chosen */
  GCancellable *cancellable;     /* while it is read */
  AnserConversationList *list;   /* what is shown, which may still be what was chosen before */
  GHashTable *kept;              /* (element-type gint64): ids that are to stay unread */
  GPtrArray *opened;
  AnserQuery *query;             /* what is marked, or NULL */
  gboolean variants;
  gboolean conversations;
  gboolean all_open;
  AnserLetterCard *acting;       /* weak */
  AnserLetterCard *pressed;      /* the card one of whose actions is going on */
  gint64 visited;                /* the letter that was gone to last in this conversation; 0: none */
  guint seen_source;

  GtkWidget *stack;
  GtkScrolledWindow *scrolled_window;
  AnserCardView *view;
  GtkLabel *subject;
  AnserTagPills *tags;
  GtkWidget *problem_page;
};

guint            anser_reader_get_n_letters (AnserReader *self);

/* reader-seen.c: what is in view is to be marked seen, if it stays there for a moment. */
void             anser_reader_queue_seen    (AnserReader *self);

/* reader-cards.c: the card of the letter that is answered. (nullable) */
AnserLetterCard *anser_reader_get_current   (AnserReader *self);
/* Where the focus is says which letter actions are about. */
void             anser_reader_follow_focus  (AnserReader *self);
void             anser_reader_update_tags   (AnserReader *self);
/* Shows the cards of the list, and @letter in that which was chosen. */
void             anser_reader_show_cards    (AnserReader *self,
                                             AnserLetter *letter);

G_END_DECLS
