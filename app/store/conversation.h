/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "letter-info.h"

G_BEGIN_DECLS

/**
 * Which letters belong together, in index.db. The rule, which is also in app/README.md:
 *
 * Two letters of an account are of one conversation if they name the same Message-ID: as their own,
 * in In-Reply-To or in References (of very long ones the first and the last 31). A letter that
 * answers by its subject alone ("Re:" and no such header) is of one conversation with letters of
 * that subject in the 30 days before it that are from its writer, from somebody it goes to, or to
 * its writer. All that hangs together so is one conversation: the order in which letters come makes
 * no difference, and one that comes late joins what was apart.
 *
 * A conversation is named by a letter's row id. "known" has for each Message-ID, hashed, its
 * conversation; "merged" what became of conversations that were joined to others, always the
 * smaller to the larger, so that a letter changes its conversation only a few times in its life.
 * "head" is the newest letter of a conversation in a folder, which stands for it in lists.
 */

/* By what letters are found that may have the same subject; 0 if it says nothing. @is_bare: it
 * answers by its subject alone. */
gint64   anser_conversation_title  (const char             *account,
                                    const AnserLetterInfo  *info,
                                    gboolean               *is_bare);

/**
 * AnserMembership:
 * @conversation: to which the letter belongs; before it is joined, to which it did, or 0
 * @title: see anser_conversation_title()
 * @is_alone: nothing else belongs to it
 */
typedef struct
{
  gint64   conversation;
  gint64   title;
  gboolean is_bare;
  gboolean is_alone;
} AnserMembership;

/* A letter whose row is about to be written. In a transaction. */
gboolean anser_conversation_join   (AnserDatabase          *index,
                                    const char             *account,
                                    gint64                  letter,
                                    const AnserLetterInfo  *info,
                                    AnserMembership        *membership,
                                    GError                **error);
/* A letter with the largest row id of all is about to come into the folder: @is_head tells whether it
 * is to stand for the conversation there. What did so before no longer does, and the rows that stand
 * for it anywhere are told. In a transaction. */
gboolean anser_conversation_expect (AnserDatabase          *index,
                                    gint64                  conversation,
                                    gint64                  folder,
                                    gint64                  date,
                                    gboolean               *is_head,
                                    GError                **error);
/* Letters of the conversation came into the folder, left it or changed: its head is put right, and
 * the rows that stand for the conversation anywhere are told. In a transaction. */
gboolean anser_conversation_settle (AnserDatabase          *index,
                                    gint64                  conversation,
                                    gint64                  folder,
                                    GError                **error);
/* The same later, once for all letters of a transaction: conversations in folders are noted, then
 * settled and forgotten. */
GHashTable *anser_unsettled_new    (void);
void     anser_unsettled_add       (GHashTable             *unsettled,
                                    gint64                  conversation,
                                    gint64                  folder);
gboolean anser_unsettled_settle    (GHashTable             *unsettled,
                                    AnserDatabase          *index,
                                    GError                **error);
/* The letter's flags changed, which is to be seen on what stands for its conversation. */
gboolean anser_conversation_touch  (AnserDatabase          *index,
                                    gint64                  letter,
                                    GError                **error);

G_END_DECLS
