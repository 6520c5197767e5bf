/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A line of the text of rules (rule-text.h), word by word. What goes wrong has a sentence,
 * G_IO_ERROR_INVALID_ARGUMENT. */

/**
 * AnserRuleToken:
 * @text: without its quotation marks
 * @quoted: what stood between quotation marks is never a keyword
 */
typedef struct
{
  char     *text;
  gboolean  quoted;
} AnserRuleToken;

/**
 * AnserRuleLine:
 * @tokens: (element-type AnserRuleToken): up to a mistake, if there is one
 * @next: of them, that was not taken yet
 */
typedef struct
{
  GArray *tokens;
  guint   next;
} AnserRuleLine;

/* FALSE with an error if a quotation mark is not closed; the tokens before it are there. */
gboolean              anser_rule_line_init       (AnserRuleLine  *self,
                                                  const char     *text,
                                                  GError        **error);
void                  anser_rule_line_clear      (AnserRuleLine  *self);

/* (transfer none) (nullable): the next one. */
const AnserRuleToken *anser_rule_line_take       (AnserRuleLine  *self);
/* Takes the next one if it is this word. */
gboolean              anser_rule_line_take_word  (AnserRuleLine  *self,
                                                  const char     *word);
/* (transfer none): a text between quotation marks; NULL with an error. */
const char           *anser_rule_line_take_text  (AnserRuleLine  *self,
                                                  GError        **error);
gboolean              anser_rule_line_is_at_end  (AnserRuleLine  *self);
gboolean              anser_rule_line_expect_end (AnserRuleLine  *self,
                                                  GError        **error);

/* The first character behind the quotation mark that ends a text; NULL if there is none. @text stands
 * behind the one that begins it. */
const char           *anser_rule_line_skip_text  (const char     *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnserRuleLine, anser_rule_line_clear)

G_END_DECLS
