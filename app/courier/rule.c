/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A pattern written by a person is shorter; one that was pasted in by accident is told so. */
#define PATTERN_MAX 1000

/* What a regular expression may cost from one starting point: its backtracking, and the memory for
 * that in KiB. PCRE takes the lower one where the pattern sets limits of its own. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=10000)(*LIMIT_DEPTH=1000)(*LIMIT_HEAP=4096)"

#define TEXT_TESTS \
  ((1 << ANSER_RULE_CONTAINS) | (1 << ANSER_RULE_IS) | (1 << ANSER_RULE_BEGINS) | \
   (1 << ANSER_RULE_ENDS) | (1 << ANSER_RULE_REGEX))
#define ADDRESS_TESTS (TEXT_TESTS | (1 << ANSER_RULE_KNOWN))
#define NUMBER_TESTS ((1 << ANSER_RULE_OVER) | (1 << ANSER_RULE_UNDER))

static const unsigned tests_of[ANSER_RULE_N_FIELDS] = {
  [ANSER_RULE_FROM] = ADDRESS_TESTS,
  [ANSER_RULE_TO] = ADDRESS_TESTS,
  [ANSER_RULE_CC] = ADDRESS_TESTS,
  [ANSER_RULE_RECIPIENT] = ADDRESS_TESTS,
  [ANSER_RULE_SUBJECT] = TEXT_TESTS,
  [ANSER_RULE_HEADER] = TEXT_TESTS | (1 << ANSER_RULE_EXISTS),
  [ANSER_RULE_LIST_ID] = TEXT_TESTS | (1 << ANSER_RULE_EXISTS),
  [ANSER_RULE_BODY] = (1 << ANSER_RULE_CONTAINS) | (1 << ANSER_RULE_REGEX),
  [ANSER_RULE_ATTACHMENT] = TEXT_TESTS | (1 << ANSER_RULE_EXISTS),
  [ANSER_RULE_SIZE] = NUMBER_TESTS,
  [ANSER_RULE_AGE] = NUMBER_TESTS,
  [ANSER_RULE_TO_ME] = 1 << ANSER_RULE_EXISTS,
};

AnserRuleCondition *
anser_rule_condition_new (AnserRuleField field,
                          AnserRuleTest  test)
{
  AnserRuleCondition *self = g_new0 (AnserRuleCondition, 1);

  self->field = field;
  self->test = test;
  return self;
}

AnserRuleCondition *
anser_rule_condition_copy (const AnserRuleCondition *self)
{
  AnserRuleCondition *copy = g_memdup2 (self, sizeof *self);

  copy->header = g_strdup (self->header);
  copy->value = g_strdup (self->value);
  return copy;
}

void
anser_rule_condition_free (AnserRuleCondition *self)
{
  g_free (self->header);
  g_free (self->value);
  g_free (self);
}

AnserRuleAction *
anser_rule_action_new (AnserRuleDeed  deed,
                       const char    *value)
{
  AnserRuleAction *self = g_new0 (AnserRuleAction, 1);

  self->deed = deed;
  self->value = g_strdup (value);
  return self;
}

void
anser_rule_action_free (AnserRuleAction *self)
{
  g_free (self->value);
  g_free (self);
}

AnserRule *
anser_rule_new (const char *name)
{
  AnserRule *self = g_new0 (AnserRule, 1);

  self->name = g_strdup (name != NULL ? name : "");
  self->enabled = TRUE;
  self->accounts = g_ptr_array_new_with_free_func (g_free);
  self->conditions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_condition_free);
  self->actions = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_action_free);
  return self;
}

AnserRule *
anser_rule_copy (const AnserRule *self)
{
  AnserRule *copy = anser_rule_new (self->name);

  copy->enabled = self->enabled;
  copy->any = self->any;
  copy->stop = self->stop;
  copy->comment = g_strdup (self->comment);
  copy->source = g_strdup (self->source);
  copy->problem = g_strdup (self->problem);
  for (guint i = 0; i < self->accounts->len; i++)
    g_ptr_array_add (copy->accounts, g_strdup (self->accounts->pdata[i]));
  for (guint i = 0; i < self->conditions->len; i++)
    g_ptr_array_add (copy->conditions, anser_rule_condition_copy (self->conditions->pdata[i]));
  for (guint i = 0; i < self->actions->len; i++)
    {
      const AnserRuleAction *action = self->actions->pdata[i];

      g_ptr_array_add (copy->actions, anser_rule_action_new (action->deed, action->value));
    }
  return copy;
}

void
anser_rule_free (AnserRule *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->conditions);
  g_ptr_array_unref (self->actions);
  g_free (self->comment);
  g_free (self->source);
  g_free (self->problem);
  g_free (self);
}

gboolean
anser_rule_is_for (const AnserRule *self,
                   const char      *account)
{
  return self->accounts->len == 0 ||
         g_ptr_array_find_with_equal_func (self->accounts, account, g_str_equal, NULL);
}

gboolean
anser_rule_field_takes (AnserRuleField field,
                        AnserRuleTest  test)
{
  return (tests_of[field] & (1u << test)) != 0;
}

gboolean
anser_rule_test_wants_value (AnserRuleTest test)
{
  return (TEXT_TESTS & (1 << test)) != 0;
}

gboolean
anser_rule_test_wants_number (AnserRuleTest test)
{
  return (NUMBER_TESTS & (1 << test)) != 0;
}

gboolean
anser_rule_deed_wants_value (AnserRuleDeed deed)
{
  return deed == ANSER_RULE_FILEINTO || deed == ANSER_RULE_ADDTAG;
}

gboolean
anser_rule_deed_moves (AnserRuleDeed deed)
{
  return deed == ANSER_RULE_FILEINTO || deed == ANSER_RULE_JUNK || deed == ANSER_RULE_TRASH;
}

gboolean
anser_rule_deed_comes_first (AnserRuleDeed deed)
{
  return deed == ANSER_RULE_SKIP || deed == ANSER_RULE_HEADERS_ONLY ||
         deed == ANSER_RULE_DELETE_THERE;
}

const AnserRuleAction *
anser_rule_find_first (const AnserRule *self)
{
  for (guint i = 0; i < self->actions->len; i++)
    {
      const AnserRuleAction *action = self->actions->pdata[i];

      if (anser_rule_deed_comes_first (action->deed))
        return action;
    }
  return NULL;
}

GRegex *
anser_rule_regex_new (const char  *pattern,
                      GError     **error)
{
  g_autofree char *limited = g_strconcat (PATTERN_LIMITS, pattern, NULL);
  g_autoptr (GError) fault = NULL;
  GRegex *regex;

  if (strlen (pattern) > PATTERN_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("A pattern of a rule may have %d characters at most."), PATTERN_MAX);
      return NULL;
    }
  regex = g_regex_new (limited, G_REGEX_CASELESS, 0, &fault);
  if (regex == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _("“%s” is no regular expression. Look for a bracket that is not closed."),
                 pattern);
  return regex;
}

static gboolean
fail (const char  *sentence,
      GError     **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t")] == '\0';
}

gboolean
anser_rule_condition_check (const AnserRuleCondition  *self,
                            GError                   **error)
{
  g_autoptr (GRegex) regex = NULL;

  if (self->field == ANSER_RULE_HEADER && is_blank (self->header))
    return fail (_("A condition of this rule looks at a header, but does not say which. Give its "
                   "name."), error);
  if (self->test == ANSER_RULE_REGEX && self->value != NULL && *self->value != '\0')
    {
      regex = anser_rule_regex_new (self->value, error);
      return regex != NULL;
    }
  if (anser_rule_test_wants_value (self->test) && is_blank (self->value))
    return fail (_("A condition of this rule does not say what to look for. Give it a text."),
                 error);
  return TRUE;
}

static gboolean
check_actions (const AnserRule  *self,
               GError          **error)
{
  unsigned n_moves = 0;

  if (self->actions->len == 0 && !self->stop)
    return fail (_("This rule does nothing yet. Give it an action."), error);
  for (guint i = 0; i < self->actions->len; i++)
    {
      const AnserRuleAction *action = self->actions->pdata[i];

      if (anser_rule_deed_wants_value (action->deed) && is_blank (action->value))
        return fail (action->deed == ANSER_RULE_FILEINTO
                       ? _("This rule moves messages, but does not say where. Choose a folder.")
                       : _("This rule adds a tag, but does not say which. Give its name."), error);
      if (anser_rule_deed_moves (action->deed) && n_moves++ > 0)
        return fail (_("A message can go to one place only. Leave one of the actions that move "
                       "it."), error);
    }
  return TRUE;
}

/* What comes first is decided before the letter is here. */
static gboolean
check_first (const AnserRule  *self,
             GError          **error)
{
  const AnserRuleAction *first = anser_rule_find_first (self);

  if (first == NULL)
    return TRUE;
  if (first->deed != ANSER_RULE_HEADERS_ONLY && self->actions->len > 1)
    return fail (_("A message that does not come here cannot be moved or marked. Leave out the "
                   "other actions."), error);
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const AnserRuleCondition *condition = self->conditions->pdata[i];

      if (condition->field == ANSER_RULE_BODY || condition->field == ANSER_RULE_ATTACHMENT)
        return fail (_("Before a message is received only its header and its size are known. Leave "
                       "out the conditions on its text and attachments."), error);
    }
  for (guint i = 0; i < self->actions->len; i++)
    if (self->actions->pdata[i] != first &&
        anser_rule_deed_comes_first (((const AnserRuleAction *) self->actions->pdata[i])->deed))
      return fail (_("Only one of the actions can say what happens on the server. Leave out the "
                     "others."), error);
  return TRUE;
}

gboolean
anser_rule_check (const AnserRule  *self,
                  GError          **error)
{
  if (is_blank (self->name))
    return fail (_("This rule has no name. Give it one."), error);
  if (self->conditions->len == 0)
    return fail (_("This rule has no condition, so it does not know which messages it is for. Give "
                   "it one."), error);
  for (guint i = 0; i < self->conditions->len; i++)
    if (!anser_rule_condition_check (self->conditions->pdata[i], error))
      return FALSE;
  return check_actions (self, error) && check_first (self, error);
}
