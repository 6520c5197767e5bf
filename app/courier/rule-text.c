/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-text.h"

#include "rule-line.h"
#include "rule-words.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define COMPLAIN(error, ...) g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, __VA_ARGS__)

/**
 * Parser:
 * @rule: (nullable): the last of @rules
 * @source: its lines
 * @pending: lines that belong to whatever comes
 */
typedef struct
{
  GPtrArray *rules;
  GPtrArray *complaints;
  AnserRule *rule;
  unsigned   rule_line;
  GString   *source;
  GString   *pending;
  unsigned   line;
} Parser;

void
anser_rule_complaint_free (AnserRuleComplaint *self)
{
  g_free (self->sentence);
  g_free (self);
}

/* Conditions */

/* "10M", "300": bytes. */
static gboolean
read_size (const char *text,
           gint64     *size)
{
  static const char units[] = "KMG";
  gsize length = strlen (text);
  const char *unit = length > 1 ? strchr (units, g_ascii_toupper (text[length - 1])) : NULL;
  g_autofree char *digits = g_strndup (text, unit != NULL ? length - 1 : length);
  int shift = unit != NULL ? 10 * (int) (unit - units + 1) : 0;
  guint64 number;

  if (!g_ascii_string_to_unsigned (digits, 10, 0, (guint64) G_MAXINT64 >> shift, &number, NULL))
    return FALSE;
  *size = (gint64) (number << shift);
  return TRUE;
}

/* "30d", "30": days. */
static gboolean
read_age (const char *text,
          gint64     *days)
{
  g_autofree char *digits = g_strndup (text, strspn (text, "0123456789"));
  const char *unit = text + strlen (digits);
  guint64 number;

  if ((*unit != '\0' && g_ascii_strcasecmp (unit, "d") != 0) ||
      !g_ascii_string_to_unsigned (digits, 10, 0, 100000, &number, NULL))
    return FALSE;
  *days = (gint64) number;
  return TRUE;
}

static gboolean
read_number (AnserRuleLine       *line,
             AnserRuleCondition  *condition,
             GError             **error)
{
  const AnserRuleToken *token = anser_rule_line_take (line);

  if (token != NULL && condition->field == ANSER_RULE_SIZE &&
      read_size (token->text, &condition->number))
    return TRUE;
  if (token != NULL && condition->field == ANSER_RULE_AGE &&
      read_age (token->text, &condition->number))
    return TRUE;
  if (condition->field == ANSER_RULE_SIZE)
    COMPLAIN (error, _("A size is missing here, for example 300K or 10M."));
  else
    COMPLAIN (error, _("A number of days is missing here, for example 30d."));
  return FALSE;
}

static gboolean
read_field (AnserRuleLine       *line,
            AnserRuleCondition  *condition,
            GError             **error)
{
  const AnserRuleToken *token = anser_rule_line_take (line);

  if (token == NULL || token->quoted || !anser_rule_field_from_word (token->text, &condition->field))
    {
      COMPLAIN (error, _("A rule cannot look at “%s”. It can look at from, to, cc, recipient, "
                         "subject, header, list-id, body, attachment, size, age and to-me."),
                token != NULL ? token->text : "");
      return FALSE;
    }
  if (condition->field == ANSER_RULE_HEADER)
    condition->header = g_strdup (anser_rule_line_take_text (line, error));
  return condition->field != ANSER_RULE_HEADER || condition->header != NULL;
}

static gboolean
read_test (AnserRuleLine       *line,
           AnserRuleCondition  *condition,
           GError             **error)
{
  const AnserRuleToken *token;

  condition->test = ANSER_RULE_EXISTS;
  if (condition->field == ANSER_RULE_TO_ME)
    return TRUE;
  token = anser_rule_line_take (line);
  if (token == NULL || token->quoted || !anser_rule_test_from_word (token->text, &condition->test))
    {
      COMPLAIN (error, _("A rule cannot test by “%s”. It can test by contains, is, begins, ends, "
                         "regex, known, exists, over and under."), token != NULL ? token->text : "");
      return FALSE;
    }
  if (anser_rule_field_takes (condition->field, condition->test))
    return TRUE;
  COMPLAIN (error, _("“%s” cannot be tested by “%s”."),
            anser_rule_field_get_word (condition->field), token->text);
  return FALSE;
}

static gboolean
read_condition (AnserRuleLine       *line,
                AnserRuleCondition  *condition,
                GError             **error)
{
  condition->negated = anser_rule_line_take_word (line, "not");
  if (!read_field (line, condition, error) || !read_test (line, condition, error))
    return FALSE;
  if (anser_rule_test_wants_number (condition->test))
    return read_number (line, condition, error);
  if (!anser_rule_test_wants_value (condition->test))
    return TRUE;
  condition->value = g_strdup (anser_rule_line_take_text (line, error));
  return condition->value != NULL && anser_rule_condition_check (condition, error);
}

/* Statements */

static gboolean
on_if (AnserRule      *rule,
       AnserRuleLine  *line,
       GError        **error)
{
  g_autoptr (AnserRuleCondition) condition = anser_rule_condition_new (0, 0);

  if (!read_condition (line, condition, error))
    return FALSE;
  g_ptr_array_add (rule->conditions, g_steal_pointer (&condition));
  return TRUE;
}

static gboolean
on_accounts (AnserRule      *rule,
             AnserRuleLine  *line,
             GError        **error)
{
  do
    {
      const char *account = anser_rule_line_take_text (line, error);

      if (account == NULL)
        return FALSE;
      g_ptr_array_add (rule->accounts, g_strdup (account));
    }
  while (!anser_rule_line_is_at_end (line));
  return TRUE;
}

static gboolean
on_allof (AnserRule      *rule,
          AnserRuleLine  *line,
          GError        **error)
{
  rule->any = FALSE;
  return TRUE;
}

static gboolean
on_anyof (AnserRule      *rule,
          AnserRuleLine  *line,
          GError        **error)
{
  rule->any = TRUE;
  return TRUE;
}

static gboolean
add_action (AnserRule      *rule,
            AnserRuleDeed   deed,
            AnserRuleLine  *line,
            GError        **error)
{
  const char *value = NULL;

  if (anser_rule_deed_wants_value (deed) &&
      (value = anser_rule_line_take_text (line, error)) == NULL)
    return FALSE;
  g_ptr_array_add (rule->actions, anser_rule_action_new (deed, value));
  return TRUE;
}

static gboolean
on_fileinto (AnserRule      *rule,
             AnserRuleLine  *line,
             GError        **error)
{
  return add_action (rule, ANSER_RULE_FILEINTO, line, error);
}

static gboolean
on_addtag (AnserRule      *rule,
           AnserRuleLine  *line,
           GError        **error)
{
  return add_action (rule, ANSER_RULE_ADDTAG, line, error);
}

static gboolean
on_addflag (AnserRule      *rule,
            AnserRuleLine  *line,
            GError        **error)
{
  if (anser_rule_line_take_word (line, "flagged"))
    return add_action (rule, ANSER_RULE_STAR, line, error);
  if (anser_rule_line_take_word (line, "seen"))
    return add_action (rule, ANSER_RULE_MARK_READ, line, error);
  COMPLAIN (error, _("A rule can add the flags “flagged” and “seen” only."));
  return FALSE;
}

static gboolean
on_stop (AnserRule      *rule,
         AnserRuleLine  *line,
         GError        **error)
{
  rule->stop = TRUE;
  return TRUE;
}

static const struct
{
  const char *word;
  gboolean  (*read) (AnserRule *rule, AnserRuleLine *line, GError **error);
} statements[] = {
  { "if", on_if },
  { "accounts", on_accounts },
  { "allof", on_allof },
  { "anyof", on_anyof },
  { "fileinto", on_fileinto },
  { "addtag", on_addtag },
  { "addflag", on_addflag },
  { "stop", on_stop },
};

/* A deed that is a word and no more. */
static gboolean
take_deed (AnserRuleLine *line,
           AnserRuleDeed *deed)
{
  for (*deed = 0; *deed < ANSER_RULE_N_DEEDS; (*deed)++)
    if (!anser_rule_deed_wants_value (*deed) &&
        anser_rule_line_take_word (line, anser_rule_deed_get_word (*deed)))
      return TRUE;
  return FALSE;
}

static gboolean
read_statement (AnserRule      *rule,
                AnserRuleLine  *line,
                GError        **error)
{
  const char *word = NULL;
  AnserRuleDeed deed;

  if (take_deed (line, &deed))
    return add_action (rule, deed, line, error) && anser_rule_line_expect_end (line, error);
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (anser_rule_line_take_word (line, statements[i].word))
      return statements[i].read (rule, line, error) && anser_rule_line_expect_end (line, error);
  word = g_array_index (line->tokens, AnserRuleToken, 0).text;
  COMPLAIN (error, _("“%s” is nothing that a rule can say. A line begins with rule, accounts, "
                     "allof, anyof, if, fileinto, addtag, addflag, junk, trash, skip, headers-only, "
                     "delete-on-server or stop."), word);
  return FALSE;
}

/* The file */

/* @rule (nullable): out of action from now on. */
static void
complain (Parser       *self,
          AnserRule    *rule,
          unsigned      line,
          const GError *error)
{
  AnserRuleComplaint *complaint = g_new0 (AnserRuleComplaint, 1);

  complaint->line = line;
  complaint->rule = rule != NULL ? (int) self->rules->len - 1 : -1;
  /* Translators: the number of a line in the file of rules, and a sentence about it. */
  complaint->sentence = g_strdup_printf (_("Line %u: %s"), line, error->message);
  if (rule != NULL && rule->problem == NULL)
    rule->problem = g_strdup (complaint->sentence);
  g_ptr_array_add (self->complaints, complaint);
}

static void
end_rule (Parser *self)
{
  g_autoptr (GError) error = NULL;

  if (self->rule == NULL)
    return;
  if (self->rule->problem == NULL && !anser_rule_check (self->rule, &error))
    complain (self, self->rule, self->rule_line, error);
  self->rule->source = g_strdup (self->source->str);
  g_string_truncate (self->source, 0);
  self->rule = NULL;
}

/* Whatever is wrong with this line, what follows belongs to this rule. */
static void
begin_rule (Parser        *self,
            AnserRuleLine *line)
{
  g_autoptr (GError) error = NULL;
  const char *name;

  end_rule (self);
  name = anser_rule_line_take_text (line, &error);
  self->rule = anser_rule_new (name);
  self->rule_line = self->line;
  self->rule->enabled = !anser_rule_line_take_word (line, "disabled");
  if (self->pending->len > 0)
    self->rule->comment = g_strdup (self->pending->str);
  g_string_truncate (self->pending, 0);
  g_ptr_array_add (self->rules, self->rule);
  if (error != NULL || !anser_rule_line_expect_end (line, &error))
    complain (self, self->rule, self->line, error);
}

static gboolean
is_rule_line (const char *text)
{
  gsize length;

  text += strspn (text, " \t");
  length = strcspn (text, " \t\r\"#");
  return length == 4 && g_ascii_strncasecmp (text, "rule", 4) == 0;
}

static void
read_line (Parser     *self,
           const char *text)
{
  g_auto (AnserRuleLine) line = { NULL, 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_empty;

  anser_rule_line_init (&line, text, &error);
  is_empty = line.tokens->len == 0 && error == NULL;
  if (is_rule_line (text) && anser_rule_line_take_word (&line, "rule"))
    begin_rule (self, &line);
  else if (error == NULL && !is_empty && self->rule != NULL)
    read_statement (self->rule, &line, &error);
  else if (error == NULL && !is_empty)
    COMPLAIN (&error, _("This line belongs to no rule. A rule begins with the word rule and its "
                        "name between quotation marks."));
  if (error != NULL)
    complain (self, self->rule, self->line, error);

  /* What stands between two rules belongs to the second one. */
  g_string_append (self->pending, text);
  g_string_append_c (self->pending, '\n');
  if (self->rule == NULL || is_empty)
    return;
  g_string_append (self->source, self->pending->str);
  g_string_truncate (self->pending, 0);
}

GPtrArray *
anser_rule_text_parse (const char  *text,
                       GPtrArray  **complaints,
                       char       **rest)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);
  Parser self = {
    .rules = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_free),
    .complaints = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_complaint_free),
    .source = g_string_new (NULL),
    .pending = g_string_new (NULL),
  };

  for (self.line = 1; lines[self.line - 1] != NULL; self.line++)
    if (lines[self.line] != NULL || *lines[self.line - 1] != '\0')
      read_line (&self, lines[self.line - 1]);
  end_rule (&self);
  g_string_free (self.source, TRUE);
  if (rest != NULL)
    *rest = g_string_free (self.pending, FALSE);
  else
    g_string_free (self.pending, TRUE);
  if (complaints != NULL)
    *complaints = self.complaints;
  else
    g_ptr_array_unref (self.complaints);
  return self.rules;
}

/* Switching */

/* The end of the name in the first line, behind its quotation mark; NULL if it has none. */
static const char *
find_name_end (const char *source)
{
  gsize line = strcspn (source, "\n");
  const char *quote = memchr (source, '"', line);
  const char *end = quote != NULL ? anser_rule_line_skip_text (quote + 1) : NULL;

  return end != NULL && end <= source + line ? end : NULL;
}

void
anser_rule_text_set_enabled (AnserRule *rule,
                             gboolean   enabled)
{
  static const char word[] = " disabled";
  const char *end = rule->source != NULL ? find_name_end (rule->source) : NULL;
  const char *rest = end;
  GString *source;

  rule->enabled = enabled;
  if (end == NULL)
    {
      g_clear_pointer (&rule->source, g_free);
      return;
    }
  rest += strspn (rest, " \t");
  if (g_ascii_strncasecmp (rest, word + 1, strlen (word + 1)) == 0)
    rest += strlen (word + 1);
  else
    rest = end;
  source = g_string_new_len (rule->source, end - rule->source);
  g_string_append (source, enabled ? "" : word);
  g_string_append (source, rest);
  g_free (rule->source);
  rule->source = g_string_free (source, FALSE);
}
