/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "letter-list.h"

G_BEGIN_DECLS

#define ANSER_TYPE_CONVERSATION_LIST (anser_conversation_list_get_type ())
G_DECLARE_FINAL_TYPE (AnserConversationList, anser_conversation_list, ANSER, CONVERSATION_LIST,
                      GObject)

/**
 * AnserConversationList:
 *
 * A GListModel of AnserLetterRow: the letters of a conversation, oldest first. These are the letters
 * of the folder of that by which it is chosen, and those in Inbox, Sent, Archive and the user's own
 * folders, what one sent to oneself once: as many as the row that stands for the conversation says.
 * It follows the store; a row is read when it is asked for, and lasts as long as the list. Used in
 * the main context only.
 */

/* @whole: all letters of the conversation; otherwise only @letter. */
AnserConversationList *anser_conversation_list_new       (AnserStore            *store,
                                                          gint64                 letter,
                                                          gboolean               whole);
gint64                 anser_conversation_list_get_id    (AnserConversationList *self,
                                                          unsigned               position);
/* Without reading a row. */
AnserLetterFlags       anser_conversation_list_get_flags (AnserConversationList *self,
                                                          unsigned               position);
/* The names of the tags of all of them, one a line. (transfer full) (nullable) */
char                  *anser_conversation_list_dup_tags  (AnserConversationList *self);
/* G_MAXUINT if it is not in the list, also after a look at the index. */
unsigned               anser_conversation_list_find      (AnserConversationList *self,
                                                          gint64                 letter);

G_END_DECLS
