/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-plan.h"

#include "correspondents.h"
#include "courier-thread.h"
#include "rule-words.h"
#include "store/import-folder.h"
#include "store/letter-change.h"
#include "store/letter-roll.h"
#include "store/maildir.h"
#include "store/partial.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

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
  unsigned             n_looked;
  AnserUndo           *undo;
  GHashTable          *made;                /* names of folders that are there */
  gint64               told_at;
};

G_DEFINE_FINAL_TYPE (AnserRulePlan, anser_rule_plan, G_TYPE_OBJECT)

static void
item_free (gpointer data)
{
  AnserRulePlanItem *self = data;

  g_free (self->sender);
  g_free (self->subject);
  g_strfreev (self->rules);
  g_strfreev (self->tags);
  g_free (self->folder);
  g_free (self);
}

static void
add_action (GStrvBuilder *parts,
            AnserRuleDeed deed,
            const char   *value)
{
  const AnserRuleAction action = { deed, (char *) value };
  g_autofree char *part = anser_rule_action_describe (&action);

  g_strv_builder_add (parts, part);
}

char *
anser_rule_plan_item_describe (const AnserRulePlanItem *self)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (g_strcmp0 (self->folder, anser_folder_role_get_name (ANSER_FOLDER_JUNK)) == 0)
    add_action (parts, ANSER_RULE_JUNK, NULL);
  else if (g_strcmp0 (self->folder, anser_folder_role_get_name (ANSER_FOLDER_TRASH)) == 0)
    add_action (parts, ANSER_RULE_TRASH, NULL);
  else if (self->folder != NULL)
    add_action (parts, ANSER_RULE_FILEINTO, self->folder);
  for (char **tag = self->tags; tag != NULL && *tag != NULL; tag++)
    add_action (parts, ANSER_RULE_ADDTAG, *tag);
  if (self->set & ANSER_LETTER_FLAGGED)
    add_action (parts, ANSER_RULE_STAR, NULL);
  if (self->set & ANSER_LETTER_SEEN)
    add_action (parts, ANSER_RULE_MARK_READ, NULL);
  all = g_strv_builder_end (parts);
  return g_strjoinv (C_("rule", ", "), all);
}

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

/* The folder in which the file lies: the path below the account's, without cur/ or new/. */
static char *
dup_folder_of (AnserRulePlan *self,
               const char    *path)
{
  g_autofree char *top = g_build_filename (anser_store_get_root (self->store), "mail",
                                           self->account, NULL);
  g_autofree char *part = g_path_get_dirname (path);
  g_autofree char *folder = g_path_get_dirname (part);

  return g_str_has_prefix (folder, top) && folder[strlen (top)] == G_DIR_SEPARATOR
           ? g_strdup (folder + strlen (top) + 1) : g_strdup ("");
}

static AnserLetterFlags
get_flags_of (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *base = NULL;
  const char *info;

  base = anser_maildir_split (name, &info);
  return anser_maildir_get_flags (info);
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

static char *
dup_sender (AnserLetter *message)
{
  GPtrArray *from = anser_letter_get_from (message);

  return from->len > 0 ? anser_address_to_string (from->pdata[0]) : g_strdup ("");
}

/* What is already so is nothing to be done. */
static void
add_item (AnserRulePlan          *self,
          gint64                  letter,
          AnserLetter            *message,
          const char             *path,
          const AnserRuleOutcome *outcome)
{
  g_autofree char *here = dup_folder_of (self, path);
  g_autofree char *target = dup_target (outcome->move);
  AnserLetterFlags set = outcome->set & ~get_flags_of (path);
  AnserRulePlanItem *item;

  if (g_strcmp0 (target, here) == 0)
    g_clear_pointer (&target, g_free);
  if (target == NULL && set == 0 && outcome->tags->len == 0)
    return;
  item = g_new0 (AnserRulePlanItem, 1);
  item->letter = letter;
  item->sender = dup_sender (message);
  item->subject = g_strdup (anser_letter_get_subject (message));
  item->rules = dup_rule_names (outcome);
  item->folder = g_steal_pointer (&target);
  item->tags = dup_tags (outcome);
  item->set = set;
  g_ptr_array_add (self->items, item);
}

static AnserRuleLetter *
open_letter (AnserRulePlan *self,
             gint64         letter,
             const char    *path)
{
  g_autoptr (AnserLetter) message = anser_letter_new_for_path (path, NULL);
  gint64 whole = anser_partial_get_size (self->store, letter, NULL, NULL);
  GStatBuf status;

  if (message == NULL || g_stat (path, &status) != 0 || whole < 0)
    return NULL;
  return anser_rule_letter_new (message, whole > 0 ? whole : status.st_size, whole == 0);
}

void
anser_rule_plan_look_at (AnserRulePlan *self,
                         gint64         letter)
{
  g_autofree char *path = NULL;
  g_autoptr (AnserRuleLetter) rule_letter = NULL;
  g_autoptr (AnserRuleOutcome) outcome = NULL;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));

  self->n_looked++;
  path = anser_store_dup_path (self->store, letter, NULL);
  rule_letter = path != NULL ? open_letter (self, letter, path) : NULL;
  if (rule_letter == NULL)
    return;
  outcome = anser_rule_matcher_look (self->matcher, rule_letter,
                                     g_get_real_time () / G_USEC_PER_SEC);
  if (!anser_rule_outcome_is_empty (outcome))
    add_item (self, letter, anser_rule_letter_get_letter (rule_letter), path, outcome);
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

/* In a thread of its own */

typedef struct
{
  GTask             *task;
  GThread           *thread;
  GMainContext      *context;
  AnserFolder       *folder;        /* (nullable): to be looked at; else the items are to be done */
  AnserRulePlanFunc  progress;
  gpointer           progress_data;
  GError            *error;
} Job;

typedef struct
{
  Job      *job;
  unsigned  done;
  unsigned  total;
} Telling;

/* Messages arrive in order, so the job is not over yet. */
static void
on_told (gpointer data)
{
  g_autofree Telling *telling = data;
  Job *job = telling->job;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (job->task)))
    job->progress (telling->done, telling->total, job->progress_data);
}

static void
tell_context (unsigned done,
              unsigned total,
              gpointer user_data)
{
  Job *job = user_data;
  Telling *telling = g_new (Telling, 1);

  *telling = (Telling) { job, done, total };
  anser_courier_tell (job->context, on_told, telling);
}

static void
on_over (gpointer data)
{
  Job *job = data;

  g_thread_join (job->thread);
  if (job->error != NULL)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_boolean (job->task, TRUE);
  g_object_unref (job->task);
  g_clear_object (&job->folder);
  g_main_context_unref (job->context);
  g_free (job);
}

static gpointer
work (gpointer data)
{
  Job *job = data;
  AnserRulePlan *self = g_task_get_source_object (job->task);
  GCancellable *cancellable = g_task_get_cancellable (job->task);
  AnserRulePlanFunc progress = job->progress != NULL ? tell_context : NULL;

  if (job->folder != NULL)
    anser_rule_plan_look (self, job->folder, progress, job, cancellable, &job->error);
  else
    anser_rule_plan_apply (self, progress, job, cancellable, &job->error);
  anser_courier_tell (job->context, on_over, job);
  return NULL;
}

/* @task: (transfer full) */
static void
start (GTask             *task,
       AnserFolder       *folder,
       AnserRulePlanFunc  progress,
       gpointer           progress_data)
{
  Job *job = g_new0 (Job, 1);

  g_task_set_check_cancellable (task, FALSE);
  job->task = task;
  job->context = g_main_context_ref (g_task_get_context (task));
  job->folder = folder != NULL ? g_object_ref (folder) : NULL;
  job->progress = progress;
  job->progress_data = progress_data;
  job->thread = g_thread_new ("anser-rules", work, job);
}

static void
anser_rule_plan_finalize (GObject *object)
{
  AnserRulePlan *self = ANSER_RULE_PLAN (object);

  g_ptr_array_unref (self->items);
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
  self->items = g_ptr_array_new_with_free_func (item_free);
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
  g_hash_table_remove_all (self->made);
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

void
anser_rule_plan_look_async (AnserRulePlan       *self,
                            AnserFolder         *folder,
                            AnserRulePlanFunc    progress,
                            gpointer             progress_data,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));
  g_return_if_fail (ANSER_IS_FOLDER (folder));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_rule_plan_look_async);
  start (task, folder, progress, progress_data);
}

gboolean
anser_rule_plan_look_finish (AnserRulePlan  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
anser_rule_plan_apply_async (AnserRulePlan       *self,
                             AnserRulePlanFunc    progress,
                             gpointer             progress_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (ANSER_IS_RULE_PLAN (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_rule_plan_apply_async);
  start (task, NULL, progress, progress_data);
}

gboolean
anser_rule_plan_apply_finish (AnserRulePlan  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
