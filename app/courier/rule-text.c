/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-text.h"

#include "rule-words.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define COMPLAIN(error, ...) g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, __VA_ARGS__)

/* A word of a line; what stood between quotes is never a keyword. */
typedef struct
{
  char     *text;
  gboolean  quoted;
} Token;

typedef struct
{
  GArray *tokens;
  guint   next;
} Line;

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

/* The words of a line */

static void
token_clear (gpointer data)
{
  g_free (((Token *) data)->text);
}

/* @text stands behind the first quote. NULL if there is no second one. */
static const char *
read_quoted (const char *text,
             Token      *token)
{
  GString *value = g_string_new (NULL);

  for (; *text != '\0' && *text != '"'; text++)
    {
      if (*text == '\\' && (text[1] == '"' || text[1] == '\\'))
        text++;
      g_string_append_c (value, *text);
    }
  token->text = g_string_free (value, FALSE);
  token->quoted = TRUE;
  return *text == '"' ? text + 1 : NULL;
}

/* The tokens of @text; FALSE with an error if a quote is not closed. */
static gboolean
split_line (const char  *text,
            GArray      *tokens,
            GError     **error)
{
  for (text += strspn (text, " \t\r"); *text != '\0' && *text != '#';
       text += strspn (text, " \t\r"))
    {
      Token token = { NULL, FALSE };
      gsize length = strcspn (text, " \t\r\"#");

      if (*text == '"')
        text = read_quoted (text + 1, &token);
      else
        {
          token.text = g_strndup (text, length);
          text += length;
        }
      g_array_append_val (tokens, token);
      if (text != NULL)
        continue;
      COMPLAIN (error, _("A text begins with a quotation mark, but does not end with one."));
      return FALSE;
    }
  return TRUE;
}

static const Token *
take (Line *line)
{
  return line->next < line->tokens->len ? &g_array_index (line->tokens, Token, line->next++)
                                        : NULL;
}

/* The next word, if it is this one. */
static gboolean
take_word (Line       *line,
           const char *word)
{
  const Token *token = line->next < line->tokens->len
                         ? &g_array_index (line->tokens, Token, line->next) : NULL;

  if (token == NULL || token->quoted || g_ascii_strcasecmp (token->text, word) != 0)
    return FALSE;
  line->next++;
  return TRUE;
}

/* A text between quotes. */
static const char *
take_text (Line    *line,
           GError **error)
{
  const Token *token = take (line);

  if (token != NULL && token->quoted)
    return token->text;
  COMPLAIN (error, _("A text between quotation marks is missing here."));
  return NULL;
}

static gboolean
expect_end (Line    *line,
            GError **error)
{
  const Token *token = take (line);

  if (token == NULL)
    return TRUE;
  COMPLAIN (error, _("There is something left over at the end of this line: “%s”."), token->text);
  return FALSE;
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
read_number (Line                *line,
             AnserRuleCondition  *condition,
             GError             **error)
{
  const Token *token = take (line);

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
read_field (Line                *line,
            AnserRuleCondition  *condition,
            GError             **error)
{
  const Token *token = take (line);

  if (token == NULL || token->quoted || !anser_rule_field_from_word (token->text, &condition->field))
    {
      COMPLAIN (error, _("A rule cannot look at “%s”. It can look at from, to, cc, recipient, "
                         "subject, header, list-id, body, attachment, size, age and to-me."),
                token != NULL ? token->text : "");
      return FALSE;
    }
  if (condition->field == ANSER_RULE_HEADER)
    condition->header = g_strdup (take_text (line, error));
  return condition->field != ANSER_RULE_HEADER || condition->header != NULL;
}

static gboolean
read_test (Line                *line,
           AnserRuleCondition  *condition,
           GError             **error)
{
  const Token *token = condition->field != ANSER_RULE_TO_ME ? take (line) : NULL;

  condition->test = ANSER_RULE_EXISTS;
  if (condition->field == ANSER_RULE_TO_ME)
    return TRUE;
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
read_condition (Line                *line,
                AnserRuleCondition  *condition,
                GError             **error)
{
  condition->negated = take_word (line, "not");
  if (!read_field (line, condition, error) || !read_test (line, condition, error))
    return FALSE;
  if (anser_rule_test_wants_number (condition->test))
    return read_number (line, condition, error);
  if (!anser_rule_test_wants_value (condition->test))
    return TRUE;
  condition->value = g_strdup (take_text (line, error));
  return condition->value != NULL && anser_rule_condition_check (condition, error);
}

/* Statements */

static gboolean
on_if (AnserRule  *rule,
       Line       *line,
       GError    **error)
{
  g_autoptr (AnserRuleCondition) condition = anser_rule_condition_new (0, 0);

  if (!read_condition (line, condition, error))
    return FALSE;
  g_ptr_array_add (rule->conditions, g_steal_pointer (&condition));
  return TRUE;
}

static gboolean
on_accounts (AnserRule  *rule,
             Line       *line,
             GError    **error)
{
  do
    {
      const char *account = take_text (line, error);

      if (account == NULL)
        return FALSE;
      g_ptr_array_add (rule->accounts, g_strdup (account));
    }
  while (line->next < line->tokens->len);
  return TRUE;
}

static gboolean
on_allof (AnserRule  *rule,
          Line       *line,
          GError    **error)
{
  rule->any = FALSE;
  return TRUE;
}

static gboolean
on_anyof (AnserRule  *rule,
          Line       *line,
          GError    **error)
{
  rule->any = TRUE;
  return TRUE;
}

static gboolean
add_action (AnserRule      *rule,
            AnserRuleDeed   deed,
            Line           *line,
            GError        **error)
{
  const char *value = NULL;

  if (anser_rule_deed_wants_value (deed) && (value = take_text (line, error)) == NULL)
    return FALSE;
  g_ptr_array_add (rule->actions, anser_rule_action_new (deed, value));
  return TRUE;
}

static gboolean
on_fileinto (AnserRule  *rule,
             Line       *line,
             GError    **error)
{
  return add_action (rule, ANSER_RULE_FILEINTO, line, error);
}

static gboolean
on_addtag (AnserRule  *rule,
           Line       *line,
           GError    **error)
{
  return add_action (rule, ANSER_RULE_ADDTAG, line, error);
}

static gboolean
on_addflag (AnserRule  *rule,
            Line       *line,
            GError    **error)
{
  if (take_word (line, "flagged"))
    return add_action (rule, ANSER_RULE_STAR, line, error);
  if (take_word (line, "seen"))
    return add_action (rule, ANSER_RULE_MARK_READ, line, error);
  COMPLAIN (error, _("A rule can add the flags “flagged” and “seen” only."));
  return FALSE;
}

static gboolean
on_junk (AnserRule  *rule,
         Line       *line,
         GError    **error)
{
  return add_action (rule, ANSER_RULE_JUNK, line, error);
}

static gboolean
on_trash (AnserRule  *rule,
          Line       *line,
          GError    **error)
{
  return add_action (rule, ANSER_RULE_TRASH, line, error);
}

static gboolean
on_stop (AnserRule  *rule,
         Line       *line,
         GError    **error)
{
  rule->stop = TRUE;
  return TRUE;
}

static const struct
{
  const char *word;
  gboolean  (*read) (AnserRule *rule, Line *line, GError **error);
} statements[] = {
  { "if", on_if },
  { "accounts", on_accounts },
  { "allof", on_allof },
  { "anyof", on_anyof },
  { "fileinto", on_fileinto },
  { "addtag", on_addtag },
  { "addflag", on_addflag },
  { "junk", on_junk },
  { "trash", on_trash },
  { "stop", on_stop },
};

static gboolean
read_statement (AnserRule  *rule,
                Line       *line,
                GError    **error)
{
  const char *word = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (take_word (line, statements[i].word))
      return statements[i].read (rule, line, error) && expect_end (line, error);
  word = g_array_index (line->tokens, Token, 0).text;
  COMPLAIN (error, _("“%s” is nothing that a rule can say. A line begins with rule, accounts, "
                     "allof, anyof, if, fileinto, addtag, addflag, junk, trash or stop."), word);
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
begin_rule (Parser *self,
            Line   *line)
{
  g_autoptr (GError) error = NULL;
  const char *name;

  end_rule (self);
  name = take_text (line, &error);
  self->rule = anser_rule_new (name);
  self->rule_line = self->line;
  self->rule->enabled = !take_word (line, "disabled");
  if (self->pending->len > 0)
    self->rule->comment = g_strdup (self->pending->str);
  g_string_truncate (self->pending, 0);
  g_ptr_array_add (self->rules, self->rule);
  if (error != NULL || !expect_end (line, &error))
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
  Line line = { g_array_new (FALSE, FALSE, sizeof (Token)), 0 };
  g_autoptr (GArray) tokens = line.tokens;
  g_autoptr (GError) error = NULL;

  g_array_set_clear_func (tokens, token_clear);
  split_line (text, tokens, &error);
  if (is_rule_line (text) && take_word (&line, "rule"))
    begin_rule (self, &line);
  else if (error == NULL && tokens->len > 0 && self->rule != NULL)
    read_statement (self->rule, &line, &error);
  else if (error == NULL && tokens->len > 0)
    COMPLAIN (&error, _("This line belongs to no rule. A rule begins with the word rule and its "
                        "name between quotation marks."));
  if (error != NULL)
    complain (self, self->rule, self->line, error);

  /* What stands between two rules belongs to the second one. */
  g_string_append (self->pending, text);
  g_string_append_c (self->pending, '\n');
  if (self->rule == NULL || (tokens->len == 0 && error == NULL))
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

/* Writing */

/* What would end the line becomes a space. */
static void
append_quoted (GString    *text,
               const char *value)
{
  g_string_append (text, " \"");
  for (; value != NULL && *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, g_ascii_iscntrl (*value) ? ' ' : *value);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString                  *text,
               const AnserRuleCondition *condition)
{
  static const char * const units[] = { "", "K", "M", "G" };
  gint64 number = condition->number;
  guint unit = 0;

  if (condition->field == ANSER_RULE_AGE)
    {
      g_string_append_printf (text, " %" G_GINT64_FORMAT "d", number);
      return;
    }
  while (number > 0 && number % 1024 == 0 && unit + 1 < G_N_ELEMENTS (units))
    {
      number /= 1024;
      unit++;
    }
  g_string_append_printf (text, " %" G_GINT64_FORMAT "%s", number, units[unit]);
}

char *
anser_rule_text_of_condition (const AnserRuleCondition *condition)
{
  GString *text = g_string_new ("if ");

  if (condition->negated)
    g_string_append (text, "not ");
  g_string_append (text, anser_rule_field_get_word (condition->field));
  if (condition->field == ANSER_RULE_HEADER)
    append_quoted (text, condition->header);
  if (condition->field != ANSER_RULE_TO_ME)
    g_string_append_printf (text, " %s", anser_rule_test_get_word (condition->test));
  if (anser_rule_test_wants_value (condition->test))
    append_quoted (text, condition->value);
  else if (anser_rule_test_wants_number (condition->test))
    append_number (text, condition);
  return g_string_free (text, FALSE);
}

char *
anser_rule_text_of_action (const AnserRuleAction *action)
{
  GString *text = g_string_new (anser_rule_deed_get_word (action->deed));

  if (anser_rule_deed_wants_value (action->deed))
    append_quoted (text, action->value);
  return g_string_free (text, FALSE);
}

static void
append_line (GString *text,
             char    *line)
{
  g_string_append_printf (text, "  %s\n", line);
  g_free (line);
}

static void
append_rule (GString         *text,
             const AnserRule *rule)
{
  g_string_append (text, "rule");
  append_quoted (text, rule->name);
  g_string_append (text, rule->enabled ? "\n" : " disabled\n");
  for (guint i = 0; i < rule->accounts->len; i++)
    {
      g_string_append (text, i == 0 ? "  accounts" : "");
      append_quoted (text, rule->accounts->pdata[i]);
      g_string_append (text, i + 1 == rule->accounts->len ? "\n" : "");
    }
  if (rule->any)
    g_string_append (text, "  anyof\n");
  for (guint i = 0; i < rule->conditions->len; i++)
    append_line (text, anser_rule_text_of_condition (rule->conditions->pdata[i]));
  for (guint i = 0; i < rule->actions->len; i++)
    append_line (text, anser_rule_text_of_action (rule->actions->pdata[i]));
  if (rule->stop)
    g_string_append (text, "  stop\n");
}

/* The end of the name in the first line, behind its quotation mark; NULL if it has none. */
static const char *
find_name_end (const char *source)
{
  gsize line = strcspn (source, "\n");
  const char *quote = memchr (source, '"', line);
  Token token = { NULL, FALSE };
  const char *end = NULL;

  if (quote != NULL)
    end = read_quoted (quote + 1, &token);
  token_clear (&token);
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

char *
anser_rule_text_write (GPtrArray  *rules,
                       const char *rest)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const AnserRule *rule = rules->pdata[i];

      if (rule->comment != NULL)
        g_string_append (text, rule->comment);
      else if (i > 0 && rule->source == NULL)
        g_string_append_c (text, '\n');
      if (rule->source != NULL)
        g_string_append (text, rule->source);
      else
        append_rule (text, rule);
    }
  if (rest != NULL)
    g_string_append (text, rest);
  return g_string_free (text, FALSE);
}
