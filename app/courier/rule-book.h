/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "rule-text.h"

G_BEGIN_DECLS

#define ANSER_TYPE_RULE_BOOK (anser_rule_book_get_type ())
G_DECLARE_FINAL_TYPE (AnserRuleBook, anser_rule_book, ANSER, RULE_BOOK, GObject)

/**
 * AnserRuleBook:
 *
 * The user's rules: the file "rules" beside the letters, in the text of rule-text.h. Other programs
 * may change it; then signal "changed" comes, once it is watched. All functions block for a small
 * file. Used from one thread.
 */

/* @root: of the store. Nothing is read yet. */
AnserRuleBook *anser_rule_book_new            (const char     *root);
/* The same in this file. */
AnserRuleBook *anser_rule_book_new_for_path   (const char     *path);
const char    *anser_rule_book_get_path       (AnserRuleBook  *self);

/* No file means no rules. Error: a sentence on why the file cannot be read; then the rules stay as
 * they were. */
gboolean       anser_rule_book_load           (AnserRuleBook  *self,
                                               GError        **error);

/* (transfer none) (element-type AnserRule): may be changed, then saved; a rule that was changed must
 * lose its source. */
GPtrArray     *anser_rule_book_get_rules      (AnserRuleBook  *self);
/* (transfer none) (element-type AnserRuleComplaint) */
GPtrArray     *anser_rule_book_get_complaints (AnserRuleBook  *self);

/* Writes @rules (element-type AnserRule), whole or not at all, and reads them again. Error:
 * G_IO_ERROR_WRONG_ETAG when the file is not what was read, because another program changed it;
 * nothing is written then, and what it holds now is read. */
gboolean       anser_rule_book_save           (AnserRuleBook  *self,
                                               GPtrArray      *rules,
                                               GError        **error);

/* From now on "changed" is emitted, in this thread's context, when the rules were read anew. */
void           anser_rule_book_watch          (AnserRuleBook  *self);

G_END_DECLS
