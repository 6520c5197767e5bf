/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-matcher.h"

#include <string.h>

/* A pattern is tried on one line after the other, and on no more than this much of a long one: what
 * it costs at worst grows with the square of the line. */
#define PIECE_MAX 2048
#define PATTERN_TEXT_MAX (256 * 1024)

#define DAY (24 * 60 * 60)

/* What cannot be told moves nothing, whichever way round the condition is. */
typedef enum
{
  NO,
  YES,
  UNKNOWN,
} Verdict;

typedef struct
{
  const AnserRuleCondition *condition;
  char                     *folded;     /* (nullable) */
  GRegex                   *regex;      /* (nullable) */
} Check;

typedef struct
{
  AnserRule *rule;
  GArray    *checks;        /* of Check */
} Entry;

struct _AnserRuleMatcher
{
  GPtrArray          *entries;          /* of Entry */
  GStrv               addresses;        /* folded */
  AnserRuleKnownFunc  known;
  gpointer            known_data;
};

typedef struct
{
  AnserRuleMatcher *matcher;
  AnserRuleLetter  *letter;
  gint64            now;
} Look;

void
anser_rule_outcome_free (AnserRuleOutcome *self)
{
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->tags);
  g_free (self);
}

gboolean
anser_rule_outcome_is_empty (const AnserRuleOutcome *self)
{
  return self->move == NULL && self->tags->len == 0 && self->set == 0;
}

/* Making ready */

static void
check_clear (gpointer data)
{
  Check *check = data;

  g_free (check->folded);
  g_clear_pointer (&check->regex, g_regex_unref);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_array_unref (entry->checks);
  anser_rule_free (entry->rule);
  g_free (entry);
}

static Entry *
entry_new (const AnserRule *rule)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->rule = anser_rule_copy (rule);
  entry->checks = g_array_new (FALSE, FALSE, sizeof (Check));
  g_array_set_clear_func (entry->checks, check_clear);
  for (guint i = 0; i < entry->rule->conditions->len; i++)
    {
      const AnserRuleCondition *condition = entry->rule->conditions->pdata[i];
      Check check = { condition, NULL, NULL };

      if (condition->test == ANSER_RULE_REGEX)
        check.regex = anser_rule_regex_new (condition->value, NULL);
      else if (anser_rule_test_wants_value (condition->test))
        check.folded = anser_rule_fold (condition->value);
      g_array_append_val (entry->checks, check);
    }
  return entry;
}

static gboolean
is_usable (const AnserRule *rule,
           const char      *account,
           gboolean         always)
{
  return (rule->enabled || always) && rule->problem == NULL && anser_rule_is_for (rule, account) &&
         anser_rule_check (rule, NULL);
}

static GStrv
fold_addresses (const char * const *addresses)
{
  g_autoptr (GStrvBuilder) folded = g_strv_builder_new ();

  for (; addresses != NULL && *addresses != NULL; addresses++)
    {
      g_autofree char *address = anser_rule_fold (*addresses);

      g_strv_builder_add (folded, address);
    }
  return g_strv_builder_end (folded);
}

AnserRuleMatcher *
anser_rule_matcher_new (GPtrArray          *rules,
                        const char         *account,
                        const char * const *addresses,
                        gboolean            always)
{
  AnserRuleMatcher *self = g_new0 (AnserRuleMatcher, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->addresses = fold_addresses (addresses);
  for (guint i = 0; i < rules->len; i++)
    if (is_usable (rules->pdata[i], account, always))
      g_ptr_array_add (self->entries, entry_new (rules->pdata[i]));
  return self;
}

void
anser_rule_matcher_free (AnserRuleMatcher *self)
{
  g_ptr_array_unref (self->entries);
  g_strfreev (self->addresses);
  g_free (self);
}

gboolean
anser_rule_matcher_is_empty (AnserRuleMatcher *self)
{
  return self->entries->len == 0;
}

gboolean
anser_rule_matcher_wants_known (AnserRuleMatcher *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const GArray *checks = ((const Entry *) self->entries->pdata[i])->checks;

      for (guint j = 0; j < checks->len; j++)
        if (g_array_index (checks, Check, j).condition->test == ANSER_RULE_KNOWN)
          return TRUE;
    }
  return FALSE;
}

void
anser_rule_matcher_set_known (AnserRuleMatcher   *self,
                              AnserRuleKnownFunc  known,
                              gpointer            user_data)
{
  self->known = known;
  self->known_data = user_data;
}

/* Texts */

/* A pattern is tried on one piece after the other. Takes @text on to the next piece, and returns the
 * length of this one. */
static gsize
next_piece (const char **text,
            const char  *end)
{
  const char *begin = *text;
  const char *newline = memchr (begin, '\n', (gsize) (end - begin));
  const char *stop = newline != NULL ? newline : end;

  *text = newline != NULL ? newline + 1 : end;
  if (stop - begin > PIECE_MAX)
    *text = stop = g_utf8_find_prev_char (begin, begin + PIECE_MAX + 1);
  return (gsize) (stop - begin);
}

static Verdict
try_pattern (const Check     *check,
             AnserRuleLetter *letter,
             const char      *text)
{
  const char *end = text + strlen (text);

  if (end - text > PATTERN_TEXT_MAX)
    end = g_utf8_find_prev_char (text, text + PATTERN_TEXT_MAX + 1);
  do
    {
      const char *piece = text;
      gsize length = next_piece (&text, end);
      g_autoptr (GError) error = NULL;

      if (g_regex_match_full (check->regex, piece, (gssize) length, 0, 0, NULL, &error))
        return YES;
      if (error != NULL || g_get_monotonic_time () > anser_rule_letter_get_patience (letter))
        return UNKNOWN;
    }
  while (text < end);
  return NO;
}

static Verdict
compare (const Check     *check,
         AnserRuleLetter *letter,
         const char      *text)
{
  switch (check->condition->test)
    {
    case ANSER_RULE_CONTAINS:
      return strstr (text, check->folded) != NULL ? YES : NO;
    case ANSER_RULE_IS:
      return g_str_equal (text, check->folded) ? YES : NO;
    case ANSER_RULE_BEGINS:
      return g_str_has_prefix (text, check->folded) ? YES : NO;
    case ANSER_RULE_ENDS:
      return g_str_has_suffix (text, check->folded) ? YES : NO;
    default:
      return try_pattern (check, letter, text);
    }
}

/* One text that fits is enough. */
static Verdict
look_at_texts (const Look  *look,
               const Check *check)
{
  GPtrArray *texts = anser_rule_letter_get_texts (look->letter, check->condition,
                                                  check->regex == NULL);
  Verdict verdict = NO;

  if (check->condition->test == ANSER_RULE_EXISTS)
    return texts->len > 0 ? YES : NO;
  for (guint i = 0; i < texts->len; i++)
    {
      Verdict one = compare (check, look->letter, texts->pdata[i]);

      if (one == YES)
        return YES;
      if (one == UNKNOWN)
        verdict = UNKNOWN;
    }
  return verdict;
}

/* Everything else */

static Verdict
look_at_number (const AnserRuleCondition *condition,
                gint64                    number)
{
  return (condition->test == ANSER_RULE_OVER ? number > condition->number
                                             : number < condition->number) ? YES : NO;
}

static Verdict
look_at_age (const Look               *look,
             const AnserRuleCondition *condition)
{
  gint64 date = anser_rule_letter_get_date (look->letter);
  AnserRuleCondition in_seconds = *condition;

  if (date == 0)
    return UNKNOWN;
  in_seconds.number *= DAY;
  return look_at_number (&in_seconds, look->now - date);
}

static Verdict
look_for_me (const Look *look)
{
  g_autoptr (GPtrArray) addresses =
    anser_rule_letter_get_addresses (look->letter, ANSER_RULE_TO_ME);

  if (*look->matcher->addresses == NULL)
    return UNKNOWN;
  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = addresses->pdata[i];
      g_autofree char *folded = anser_rule_fold (address->address);

      if (g_strv_contains ((const char * const *) look->matcher->addresses, folded))
        return YES;
    }
  return NO;
}

static Verdict
look_for_known (const Look               *look,
                const AnserRuleCondition *condition)
{
  g_autoptr (GPtrArray) addresses =
    anser_rule_letter_get_addresses (look->letter, condition->field);

  if (look->matcher->known == NULL)
    return UNKNOWN;
  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = addresses->pdata[i];

      if (look->matcher->known (address->address, look->matcher->known_data))
        return YES;
    }
  return NO;
}

/* A server need not tell how large a message is. */
static Verdict
look_at_size (const Look               *look,
              const AnserRuleCondition *condition)
{
  gint64 size = anser_rule_letter_get_size (look->letter);

  return size > 0 ? look_at_number (condition, size) : UNKNOWN;
}

static Verdict
look_inside (const Look  *look,
             const Check *check)
{
  if (check->condition->test == ANSER_RULE_EXISTS)
    return anser_rule_letter_has_attachments (look->letter) ? YES : NO;
  return look_at_texts (look, check);
}

static Verdict
look_plainly (const Look  *look,
              const Check *check)
{
  const AnserRuleCondition *condition = check->condition;

  if (condition->field == ANSER_RULE_SIZE)
    return look_at_size (look, condition);
  if (!anser_rule_letter_has_header (look->letter))
    return UNKNOWN;
  if (condition->test == ANSER_RULE_KNOWN)
    return look_for_known (look, condition);
  switch (condition->field)
    {
    case ANSER_RULE_AGE:
      return look_at_age (look, condition);
    case ANSER_RULE_TO_ME:
      return look_for_me (look);
    case ANSER_RULE_BODY:
    case ANSER_RULE_ATTACHMENT:
      return anser_rule_letter_is_whole (look->letter) ? look_inside (look, check) : UNKNOWN;
    default:
      return look_at_texts (look, check);
    }
}

static Verdict
look_at_condition (const Look  *look,
                   const Check *check)
{
  Verdict verdict = look_plainly (look, check);

  if (anser_rule_letter_is_unreadable (look->letter))
    return UNKNOWN;
  if (!check->condition->negated || verdict == UNKNOWN)
    return verdict;
  return verdict == YES ? NO : YES;
}

/* The first condition that decides does. */
static Verdict
look_at_rule (const Entry *entry,
              const Look  *look)
{
  Verdict decisive = entry->rule->any ? YES : NO;
  gboolean unknown = FALSE;

  for (guint i = 0; i < entry->checks->len; i++)
    {
      Verdict verdict = look_at_condition (look, &g_array_index (entry->checks, Check, i));

      if (verdict == decisive)
        return decisive;
      unknown = unknown || verdict == UNKNOWN;
    }
  if (unknown)
    return UNKNOWN;
  return decisive == YES ? NO : YES;
}

static void
add_action (AnserRuleOutcome      *outcome,
            const AnserRuleAction *action)
{
  if (anser_rule_deed_comes_first (action->deed))
    return;
  if (anser_rule_deed_moves (action->deed))
    outcome->move = outcome->move != NULL ? outcome->move : action;
  else if (action->deed == ANSER_RULE_STAR)
    outcome->set |= ANSER_LETTER_FLAGGED;
  else if (action->deed == ANSER_RULE_MARK_READ)
    outcome->set |= ANSER_LETTER_SEEN;
  else if (!g_ptr_array_find_with_equal_func (outcome->tags, action->value, g_str_equal, NULL))
    g_ptr_array_add (outcome->tags, g_strdup (action->value));
}

AnserRuleOutcome *
anser_rule_matcher_look (AnserRuleMatcher *self,
                         AnserRuleLetter  *letter,
                         gint64            now)
{
  AnserRuleOutcome *outcome = g_new0 (AnserRuleOutcome, 1);
  const Look look = { self, letter, now };

  outcome->rules = g_ptr_array_new ();
  outcome->tags = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];

      if (look_at_rule (entry, &look) != YES)
        continue;
      g_ptr_array_add (outcome->rules, entry->rule);
      for (guint j = 0; j < entry->rule->actions->len; j++)
        add_action (outcome, entry->rule->actions->pdata[j]);
      if (entry->rule->stop)
        break;
    }
  return outcome;
}

gboolean
anser_rule_matcher_comes_first (AnserRuleMatcher *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (anser_rule_find_first (((const Entry *) self->entries->pdata[i])->rule) != NULL)
      return TRUE;
  return FALSE;
}

/* A rule that may take the letter and would decide leaves it undecided. */
gboolean
anser_rule_matcher_judge (AnserRuleMatcher  *self,
                          AnserRuleLetter   *letter,
                          gint64             now,
                          const AnserRule  **rule)
{
  const Look look = { self, letter, now };

  *rule = NULL;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = self->entries->pdata[i];
      gboolean decides = anser_rule_find_first (entry->rule) != NULL;
      Verdict verdict = decides || entry->rule->stop ? look_at_rule (entry, &look) : NO;

      if (verdict == NO)
        continue;
      *rule = verdict == YES && decides ? entry->rule : NULL;
      return verdict == YES;
    }
  return TRUE;
}
