/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-plan-item.h"

#include "rule-words.h"
#include "store/folder.h"

#include <glib/gi18n-lib.h>

void
anser_rule_plan_item_free (AnserRulePlanItem *self)
{
  g_free (self->sender);
  g_free (self->subject);
  g_strfreev (self->rules);
  g_strfreev (self->tags);
  g_free (self->folder);
  g_free (self);
}

AnserRulePlanItem *
anser_rule_plan_item_new (gint64           letter,
                          AnserRuleLetter *rule_letter)
{
  AnserRulePlanItem *self = g_new0 (AnserRulePlanItem, 1);

  self->letter = letter;
  self->sender = anser_rule_letter_dup_sender (rule_letter);
  self->subject = anser_rule_letter_dup_subject (rule_letter);
  return self;
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
  g_autofree char *rules = g_strjoinv (C_("rule", ", "), self->rules);
  g_autofree char *what = NULL;
  g_auto (GStrv) all = NULL;

  if (self->first != NULL)
    add_action (parts, self->first->deed, NULL);
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
  what = g_strjoinv (C_("rule", ", "), all);
  if (self->first != NULL)
    /* Translators: what would have happened to a message before it was received, and the rule. */
    return g_strdup_printf (C_("rule", "→ On arrival: %s (%s)"), what, rules);
  /* Translators: what would happen to a message, and the rules that want it. */
  return g_strdup_printf (C_("rule", "→ %s (%s)"), what, rules);
}
