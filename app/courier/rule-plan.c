/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-plan.h"

#include "correspondents.h"
#include "store/import-folder.h"
#include "store/letter-change.h"
#include "store/letter-roll.h"

/* Letters that are changed before a cancel is noticed and progress is told. */
#define BATCH 200
/* Microseconds between two tellings of progress. */
#define TELL_INTERVAL (G_USEC_PER_SEC / 10)

struct _AnserRulePlan
{
  GObject              parent_instance;

  AnserStore          *store;
  char                *account;
  AnserRuleMatcher    *matcher;
  AnserCorrespondents *correspondents;      /* (nullable): when a rule asks for them */
  GPtrArray           *items;
  GPtrArray           *absent;
  unsigned             n_looked;
  AnserUndo           *undo;
  GHashTable          *made;                /* names of folders that are there */
  gint64               told_at;
};

G_DEFINE_FINAL_TYPE (AnserRulePlan, anser_rule_plan, G_TYPE_OBJECT)

/* Looking */

/* The folder as it is called on the disk; people write it as they like. */
static char *
dup_target (const AnserRuleAction *action)
{
  if (action == NULL)
    return NULL;
  if (action->deed == ANSER_RULE_FILEINTO)
    return anser_import_dup_folder (NULL, action->value);
  return g_strdup (anser_folder_role_get_name (action->deed == ANSER_RULE_JUNK
                                                 ? ANSER_FOLDER_JUNK : ANSER_FOLDER_TRASH));
}

static GStrv
dup_rule_names (const AnserRuleOutcome *outcome)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < outcome->rules->len; i++)
    g_strv_builder_add (names, ((const AnserRule *) outcome->rules->pdata[i])->name);
  return g_strv_builder_end (names);
}

static GStrv
dup_tags (const AnserRuleOutcome *outcome)
{
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();

  if (outcome->tags->len == 0)
    return NULL;
  for (guint i = 0; i < outcome->tags->len; i++)
    g_strv_builder_add (tags, outcome->tags->pdata[i]);
  return g_strv_builder_end (tags);
}

/* What is already so is nothing to be done. */
static void
add_item (AnserRulePlan          *self,
          gint64                  letter,
          AnserRuleLetter        *rule_letter,
          const AnserRuleOutcome *outcome)
{
  const AnserLetterFacts *facts = anser_rule_letter_get_facts (rule_letter);
  g_autofree char *target = dup_target (outcome->move);
  AnserLetterFlags set = outcome->set & ~facts->flags;
  AnserRulePlanItem *item;

  if (g_strcmp0 (target, facts->folder) == 0)
    g_clear_pointer (&target, g_free);
  if (target == NULL && set == 0 && outcome->tags->len == 0)
    return;
  item = anser_rule_plan_item_new (letter, rule_letter);
  item->rules = dup_rule_names (outcome);
  item->folder = g_steal_pointer (&target);
  item->tags = dup_tags (outcome);
  item->set = set;
  g_ptr_array_add (self->items, item);
}

/* What would not have come, or not whole, if the rules had been there before. */
static void
add_absent (AnserRulePlan   *self,
            gint64           letter,
            AnserRuleLetter *rule_letter)
{
  const AnserRule *rule = NULL;
  AnserRulePlanItem *item;

  if (!anser_rule_plan_judge (self, rule_letter, &rule) || rule == NULL)
    return;
  item = anser_rule_plan_item_new (letter, rule_letter);
  item->rules = g_new0 (char *, 2);
  item->rules[0] = g_strdup (rule->name);
  item->first = anser_rule_find_first (rule);
  g_ptr_array_add (self->absent, item);
}

gboolean
anser_rule_plan_judge (AnserRulePlan    *self,
                       AnserRuleLetter  *letter,
                       const AnserRule **rule)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), FALSE);

  return anser_rule_matcher_judge (self->matcher, letter, g_get_real_time () / G_USEC_PER_SEC,
                                   rule);
}

void
anser_rule_plan_look_at (AnserRulePlan *self,
                         gint64         letter)
{
  g_autoptr (AnserRuleLetter) rule_letter = NULL;
  g_autoptr (AnserRuleOutcome) outcome = NULL;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));

  self->n_looked++;
  rule_letter = anser_rule_letter_new_stored (self->store, letter);
  if (rule_letter == NULL)
    return;
  outcome = anser_rule_matcher_look (self->matcher, rule_letter,
                                     g_get_real_time () / G_USEC_PER_SEC);
  if (!anser_rule_outcome_is_empty (outcome))
    add_item (self, letter, rule_letter, outcome);
  if (anser_rule_matcher_comes_first (self->matcher))
    add_absent (self, letter, rule_letter);
}

static void
tell (AnserRulePlan     *self,
      AnserRulePlanFunc  progress,
      gpointer           user_data,
      unsigned           done,
      unsigned           total)
{
  gint64 now = g_get_monotonic_time ();

  if (progress == NULL || now - self->told_at < TELL_INTERVAL)
    return;
  self->told_at = now;
  progress (done, total, user_data);
}

gboolean
anser_rule_plan_look (AnserRulePlan      *self,
                      AnserFolder        *folder,
                      AnserRulePlanFunc   progress,
                      gpointer            user_data,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_autoptr (AnserLetterRoll) roll = NULL;
  g_autoptr (GError) fault = NULL;
  unsigned total;
  gint64 letter;

  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), FALSE);
  g_return_val_if_fail (ANSER_IS_FOLDER (folder), FALSE);

  anser_rule_plan_clear (self);
  roll = anser_letter_roll_new (self->store, folder);
  total = anser_folder_get_total (folder);
  while ((letter = anser_letter_roll_next (roll, &fault)) != 0 &&
         !g_cancellable_set_error_if_cancelled (cancellable, &fault))
    {
      anser_rule_plan_look_at (self, letter);
      tell (self, progress, user_data, self->n_looked, MAX (total, self->n_looked));
    }
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* Doing */

/* Folders that are not there yet are made, once. */
static gboolean
make_folder (AnserRulePlan  *self,
             const char     *folder,
             GError        **error)
{
  if (folder == NULL || g_hash_table_contains (self->made, folder))
    return TRUE;
  if (!anser_store_make_folder (self->store, self->account, folder, error))
    return FALSE;
  g_hash_table_add (self->made, g_strdup (folder));
  return TRUE;
}

static gboolean
apply_batch (AnserRulePlan  *self,
             guint           from,
             guint           n,
             GCancellable   *cancellable,
             GError        **error)
{
  g_autofree AnserLetterChange *changes = g_new (AnserLetterChange, n);

  for (guint i = 0; i < n; i++)
    {
      const AnserRulePlanItem *item = self->items->pdata[from + i];

      if (!make_folder (self, item->folder, error))
        return FALSE;
      changes[i] = (AnserLetterChange) {
        item->letter, item->folder, (const char * const *) item->tags, item->set
      };
    }
  return anser_store_change (self->store, changes, n, self->undo, cancellable, error);
}

gboolean
anser_rule_plan_apply (AnserRulePlan      *self,
                       AnserRulePlanFunc   progress,
                       gpointer            user_data,
                       GCancellable       *cancellable,
                       GError            **error)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), FALSE);

  for (guint i = 0; i < self->items->len; i += BATCH)
    {
      if (!apply_batch (self, i, MIN (BATCH, self->items->len - i), cancellable, error))
        return FALSE;
      tell (self, progress, user_data, MIN (i + BATCH, self->items->len), self->items->len);
    }
  return TRUE;
}

static void
anser_rule_plan_finalize (GObject *object)
{
  AnserRulePlan *self = ANSER_RULE_PLAN (object);

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->absent);
  g_clear_pointer (&self->correspondents, anser_correspondents_free);
  g_clear_pointer (&self->matcher, anser_rule_matcher_free);
  anser_undo_unref (self->undo);
  g_hash_table_unref (self->made);
  g_clear_object (&self->store);
  g_free (self->account);

  G_OBJECT_CLASS (anser_rule_plan_parent_class)->finalize (object);
}

static void
anser_rule_plan_class_init (AnserRulePlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_rule_plan_finalize;
}

static void
anser_rule_plan_init (AnserRulePlan *self)
{
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_plan_item_free);
  self->absent = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_plan_item_free);
  self->undo = anser_undo_new ();
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
is_known (const char *address,
          gpointer    user_data)
{
  return anser_correspondents_have (user_data, address);
}

AnserRulePlan *
anser_rule_plan_new (AnserStore         *store,
                     const char         *account,
                     AnserRuleMatcher   *matcher,
                     const char * const *known_accounts)
{
  const char * const own[] = { account, NULL };
  AnserRulePlan *self;

  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);
  g_return_val_if_fail (account != NULL, NULL);
  g_return_val_if_fail (matcher != NULL, NULL);

  self = g_object_new (ANSER_TYPE_RULE_PLAN, NULL);
  self->store = g_object_ref (store);
  self->account = g_strdup (account);
  self->matcher = matcher;
  if (anser_rule_matcher_wants_known (matcher))
    {
      self->correspondents =
        anser_correspondents_new (store, known_accounts != NULL ? known_accounts : own);
      anser_rule_matcher_set_known (matcher, is_known, self->correspondents);
    }
  return self;
}

GPtrArray *
anser_rule_plan_get_items (AnserRulePlan *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), NULL);

  return self->items;
}

GPtrArray *
anser_rule_plan_get_absent (AnserRulePlan *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), NULL);

  return self->absent;
}

unsigned
anser_rule_plan_get_n_looked (AnserRulePlan *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), 0);

  return self->n_looked;
}

void
anser_rule_plan_clear (AnserRulePlan *self)
{
  g_return_if_fail (ANSER_IS_RULE_PLAN (self));

  g_ptr_array_set_size (self->items, 0);
  g_ptr_array_set_size (self->absent, 0);
  g_hash_table_remove_all (self->made);
  if (self->correspondents != NULL)
    anser_correspondents_refresh (self->correspondents);
  self->n_looked = 0;
  anser_undo_unref (self->undo);
  self->undo = anser_undo_new ();
}

AnserUndo *
anser_rule_plan_dup_undo (AnserRulePlan *self)
{
  g_return_val_if_fail (ANSER_IS_RULE_PLAN (self), NULL);

  return anser_undo_is_empty (self->undo) ? NULL : anser_undo_ref (self->undo);
}
