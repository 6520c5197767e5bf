/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-clerk.h"

#include "rule-book.h"
#include "rule-plan.h"
#include "store/newcomers.h"

#include <glib/gstdio.h>

/* Letters that are looked at before what is to be done to them is done. */
#define BATCH 200

struct _AnserRuleClerk
{
  AnserStore    *store;
  char          *account;
  GStrv          addresses;
  AnserRulePlan *plan;          /* (nullable): once prepared */
  gint64         judged_since;
};

AnserRuleClerk *
anser_rule_clerk_new (AnserStore         *store,
                      const char         *account,
                      const char * const *addresses)
{
  AnserRuleClerk *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);

  self = g_new0 (AnserRuleClerk, 1);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->addresses = g_strdupv ((char **) addresses);
  return self;
}

void
anser_rule_clerk_free (AnserRuleClerk *self)
{
  g_clear_object (&self->plan);
  g_clear_object (&self->store);
  g_strfreev (self->addresses);
  g_free (self->account);
  g_free (self);
}

/* When the rules were written, to the second; 0 if there is no telling. */
static gint64
get_written_at (AnserRuleBook *book)
{
  GStatBuf status;

  return g_stat (anser_rule_book_get_path (book), &status) == 0 ? status.st_mtime : 0;
}

/* Rules that cannot be read do nothing; the letters wait in the inbox for the next time. */
gboolean
anser_rule_clerk_prepare (AnserRuleClerk *self)
{
  g_autoptr (AnserRuleBook) book = NULL;
  g_autoptr (GError) error = NULL;
  AnserRuleMatcher *matcher;

  g_return_val_if_fail (self != NULL, FALSE);

  g_clear_object (&self->plan);
  book = anser_rule_book_new (anser_store_get_root (self->store));
  self->judged_since = get_written_at (book);
  if (!anser_rule_book_load (book, &error))
    {
      g_message ("%s", error->message);
      return TRUE;
    }
  matcher = anser_rule_matcher_new (anser_rule_book_get_rules (book), self->account,
                                    (const char * const *) self->addresses, FALSE);
  self->plan = anser_rule_plan_new (self->store, self->account, matcher, NULL);
  if (!anser_rule_matcher_comes_first (matcher))
    self->judged_since = G_MAXINT64;
  return !anser_rule_matcher_is_empty (matcher);
}

static AnserVerdict
get_verdict (const AnserRule *rule)
{
  if (rule == NULL)
    return ANSER_VERDICT_FETCH;
  switch (anser_rule_find_first (rule)->deed)
    {
    case ANSER_RULE_HEADERS_ONLY:
      return ANSER_VERDICT_HEADER;
    case ANSER_RULE_SKIP:
      return ANSER_VERDICT_LEAVE;
    case ANSER_RULE_DELETE_THERE:
      return ANSER_VERDICT_DELETE;
    default:
      return ANSER_VERDICT_FETCH;
    }
}

gboolean
anser_rule_clerk_judge (AnserRuleClerk *self,
                        GBytes         *header,
                        gint64          size,
                        AnserVerdict   *verdict)
{
  g_autoptr (AnserLetter) letter = NULL;
  g_autoptr (AnserRuleLetter) rule_letter = NULL;
  const AnserRule *rule = NULL;
  gboolean known;

  g_return_val_if_fail (self != NULL, FALSE);

  *verdict = ANSER_VERDICT_FETCH;
  if (self->plan == NULL)
    return TRUE;
  letter = header != NULL ? anser_letter_new_for_bytes (header) : NULL;
  rule_letter = anser_rule_letter_new (letter, size, FALSE);
  known = anser_rule_plan_judge (self->plan, rule_letter, &rule);
  *verdict = get_verdict (rule);
  return known;
}

gint64
anser_rule_clerk_get_judged_since (AnserRuleClerk *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->judged_since;
}

/* Takes @n of @newcomers. */
static gboolean
work_on (AnserRuleClerk  *self,
         GPtrArray       *newcomers,
         guint            n,
         GError         **error)
{
  g_autoptr (GPtrArray) some =
    g_ptr_array_new_with_free_func ((GDestroyNotify) anser_newcomer_free);

  anser_rule_plan_clear (self->plan);
  for (guint i = 0; i < n; i++)
    {
      AnserNewcomer *newcomer = g_ptr_array_steal_index (newcomers, 0);

      g_ptr_array_add (some, newcomer);
      anser_rule_plan_look_at (self->plan, newcomer->letter);
    }
  return anser_rule_plan_apply (self->plan, NULL, NULL, NULL, error) &&
         anser_newcomers_settle (self->store, self->account, some, error);
}

void
anser_rule_clerk_work (AnserRuleClerk *self)
{
  g_autoptr (GPtrArray) newcomers = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->plan != NULL)
    newcomers = anser_newcomers_load (self->store, self->account, &error);
  while (error == NULL && newcomers != NULL && newcomers->len > 0)
    work_on (self, newcomers, MIN (newcomers->len, BATCH), &error);
  if (error != NULL)
    g_message ("The rules wait: %s", error->message);
}
