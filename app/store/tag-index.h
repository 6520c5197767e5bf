/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-private.h"

G_BEGIN_DECLS

/* Tags in index.db: tables tag, letter_tag (tag, letter), and mark, which is what the sidecars say,
 * also of letters that are not in the index. All that writes wants the write lock and a transaction;
 * what is to be said in the sidecars waits in the store until anser_tags_flush(). */

/* Reads the account's sidecar if it is not the one that the index has read. Begins a transaction of
 * its own. */
gboolean  anser_tags_sync      (AnserStore        *store,
                                const char        *account,
                                GError           **error);

/* For reading them: the path of the account's sidecar, and what its file was like when it was read;
 * "" if it never was. */
char     *anser_tags_dup_path  (AnserStore        *store,
                                const char        *account);
gboolean  anser_tags_read_stamp (AnserStore       *store,
                                const char        *account,
                                char             **stamp,
                                GError           **error);
gboolean  anser_tags_write_stamp (AnserStore      *store,
                                const char        *account,
                                const char        *stamp,
                                GError           **error);
/* The row id of the tag; 0 without an error if there is none. */
gboolean  anser_tags_find      (AnserStore        *store,
                                const char        *name,
                                gint64            *tag,
                                GError           **error);
/* A row for the tag, and no word of it in the sidecars; 0 with an error. */
gint64    anser_tags_add_row   (AnserStore        *store,
                                const char        *name,
                                const char        *colour,
                                GError           **error);
/* The row id of the tag, made with @colour (nullable) if it is not there; 0 with an error. */
gint64    anser_tags_get       (AnserStore        *store,
                                const char        *name,
                                const char        *colour,
                                GError           **error);
/* Brings back a tag that was deleted. */
gboolean  anser_tags_revive    (AnserStore        *store,
                                gint64             tag,
                                const char        *name,
                                const char        *colour,
                                GError           **error);

/* @changed: whether it was otherwise before. */
gboolean  anser_tags_set       (AnserStore        *store,
                                const AnserPlace  *place,
                                gint64             tag,
                                gboolean           on,
                                gboolean          *changed,
                                GError           **error);
/* The letter's file is called otherwise, or is in another account; @to is NULL: it is erased. */
gboolean  anser_tags_follow    (AnserStore        *store,
                                const AnserPlace  *place,
                                const AnserPlace  *to,
                                GError           **error);
/* A letter came that another program may have moved: it gets the tags that a letter with the same
 * Message-ID had whose file is gone. */
gboolean  anser_tags_adopt     (AnserStore        *store,
                                const char        *account,
                                const char        *name,
                                gint64             letter,
                                const char        *message_id,
                                GError           **error);

/* For all accounts: the tag is called otherwise, has another colour, is no more. */
gboolean  anser_tags_rename    (AnserStore        *store,
                                gint64             tag,
                                const char        *name,
                                const char        *colour,
                                GError           **error);
gboolean  anser_tags_forget    (AnserStore        *store,
                                gint64             tag,
                                GError           **error);

/* Writes what waits into the sidecars, durably. Before the commit, so that the index knows nothing
 * that they do not. */
gboolean  anser_tags_flush     (AnserStore        *store,
                                GError           **error);
/* The transaction is not committed: what waits is forgotten. */
void      anser_tags_drop      (AnserStore        *store);

G_END_DECLS
