/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-words.h"

#include "store/folder-name.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *word;
  const char *label;
} Words;

static const Words fields[ANSER_RULE_N_FIELDS] = {
  [ANSER_RULE_FROM] = { "from", NC_("rule", "Sender") },
  [ANSER_RULE_TO] = { "to", NC_("rule", "To") },
  [ANSER_RULE_CC] = { "cc", NC_("rule", "Cc") },
  [ANSER_RULE_RECIPIENT] = { "recipient", NC_("rule", "Any recipient") },
  [ANSER_RULE_SUBJECT] = { "subject", NC_("rule", "Subject") },
  [ANSER_RULE_HEADER] = { "header", NC_("rule", "Header") },
  [ANSER_RULE_LIST_ID] = { "list-id", NC_("rule", "Mailing list") },
  [ANSER_RULE_BODY] = { "body", NC_("rule", "Text") },
  [ANSER_RULE_ATTACHMENT] = { "attachment", NC_("rule", "Attachment") },
  [ANSER_RULE_SIZE] = { "size", NC_("rule", "Size") },
  [ANSER_RULE_AGE] = { "age", NC_("rule", "Age") },
  [ANSER_RULE_TO_ME] = { "to-me", NC_("rule", "My address") },
};

/* What a test says, and what it says when it is negated. */
static const struct
{
  const char *word;
  const char *label;
  const char *negation;
} tests[ANSER_RULE_N_TESTS] = {
  [ANSER_RULE_CONTAINS] = { "contains", NC_("rule", "contains"), NC_("rule", "does not contain") },
  [ANSER_RULE_IS] = { "is", NC_("rule", "is"), NC_("rule", "is not") },
  [ANSER_RULE_BEGINS] = { "begins", NC_("rule", "begins with"),
                          NC_("rule", "does not begin with") },
  [ANSER_RULE_ENDS] = { "ends", NC_("rule", "ends with"), NC_("rule", "does not end with") },
  [ANSER_RULE_REGEX] = { "regex", NC_("rule", "matches the pattern"),
                         NC_("rule", "does not match the pattern") },
  [ANSER_RULE_KNOWN] = { "known", NC_("rule", "is somebody you wrote to"),
                         NC_("rule", "is nobody you wrote to") },
  [ANSER_RULE_EXISTS] = { "exists", NC_("rule", "is there"), NC_("rule", "is missing") },
  [ANSER_RULE_OVER] = { "over", NC_("rule", "is over"), NC_("rule", "is not over") },
  [ANSER_RULE_UNDER] = { "under", NC_("rule", "is under"), NC_("rule", "is not under") },
};

static const Words deeds[ANSER_RULE_N_DEEDS] = {
  [ANSER_RULE_FILEINTO] = { "fileinto", NC_("rule", "Move to") },
  [ANSER_RULE_ADDTAG] = { "addtag", NC_("rule", "Add the tag") },
  [ANSER_RULE_STAR] = { "addflag flagged", NC_("rule", "Add a star") },
  [ANSER_RULE_MARK_READ] = { "addflag seen", NC_("rule", "Mark as read") },
  [ANSER_RULE_JUNK] = { "junk", NC_("rule", "Move to Junk") },
  [ANSER_RULE_TRASH] = { "trash", NC_("rule", "Move to Trash") },
  [ANSER_RULE_SKIP] = { "skip", NC_("rule", "Leave on the server") },
  [ANSER_RULE_HEADERS_ONLY] = { "headers-only", NC_("rule", "Receive only the header") },
  [ANSER_RULE_DELETE_THERE] = { "delete-on-server", NC_("rule", "Delete on the server for good") },
};

static const char *
translate (const char *label)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "rule", label);
}

const char *
anser_rule_field_get_word (AnserRuleField field)
{
  return fields[field].word;
}

const char *
anser_rule_test_get_word (AnserRuleTest test)
{
  return tests[test].word;
}

const char *
anser_rule_deed_get_word (AnserRuleDeed deed)
{
  return deeds[deed].word;
}

gboolean
anser_rule_field_from_word (const char     *word,
                            AnserRuleField *field)
{
  for (*field = 0; *field < ANSER_RULE_N_FIELDS; (*field)++)
    if (g_ascii_strcasecmp (word, fields[*field].word) == 0)
      return TRUE;
  return FALSE;
}

gboolean
anser_rule_test_from_word (const char    *word,
                           AnserRuleTest *test)
{
  for (*test = 0; *test < ANSER_RULE_N_TESTS; (*test)++)
    if (g_ascii_strcasecmp (word, tests[*test].word) == 0)
      return TRUE;
  return FALSE;
}

const char *
anser_rule_field_get_label (AnserRuleField field)
{
  return translate (fields[field].label);
}

const char *
anser_rule_test_get_label (AnserRuleField field,
                           AnserRuleTest  test,
                           gboolean       negated)
{
  if (field == ANSER_RULE_TO_ME)
    return negated ? C_("rule", "is not among the recipients")
                   : C_("rule", "is among the recipients");
  return translate (negated ? tests[test].negation : tests[test].label);
}

const char *
anser_rule_deed_get_label (AnserRuleDeed deed)
{
  return translate (deeds[deed].label);
}

static char *
describe_number (const AnserRuleCondition *self)
{
  if (self->field == ANSER_RULE_SIZE)
    return g_format_size_full ((guint64) self->number, G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day", "%u days", self->number),
                          (unsigned) self->number);
}

char *
anser_rule_condition_describe (const AnserRuleCondition *self)
{
  const char *field = self->field == ANSER_RULE_HEADER && self->header != NULL
                        ? self->header : anser_rule_field_get_label (self->field);
  const char *test = anser_rule_test_get_label (self->field, self->test, self->negated);
  g_autofree char *number = NULL;

  if (anser_rule_test_wants_value (self->test))
    /* Translators: what of a message, how, and a text: "Subject contains “invoice”". */
    return g_strdup_printf (C_("rule", "%s %s “%s”"), field, test,
                            self->value != NULL ? self->value : "");
  if (!anser_rule_test_wants_number (self->test))
    /* Translators: "Attachment is missing". */
    return g_strdup_printf (C_("rule", "%s %s"), field, test);
  number = describe_number (self);
  /* Translators: "Size is over 10 MB". */
  return g_strdup_printf (C_("rule", "%s %s %s"), field, test, number);
}

char *
anser_rule_action_describe (const AnserRuleAction *self)
{
  const char *label = anser_rule_deed_get_label (self->deed);
  const char *value = self->value != NULL ? self->value : "";
  g_autofree char *folder = NULL;

  if (!anser_rule_deed_wants_value (self->deed))
    return g_strdup (label);

  if (self->deed == ANSER_RULE_FILEINTO)
    folder = anser_folder_name_to_label (value);
  /* Translators: "Move to “Lists”". */
  return g_strdup_printf (C_("rule", "%s “%s”"), label, folder != NULL ? folder : value);
}

char *
anser_rule_describe_actions (const AnserRule *self)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < self->actions->len; i++)
    {
      g_autofree char *part = anser_rule_action_describe (self->actions->pdata[i]);

      g_strv_builder_add (parts, part);
    }
  if (self->stop)
    g_strv_builder_add (parts, C_("rule", "Stop here"));
  all = g_strv_builder_end (parts);
  /* Translators: between the actions of a rule. */
  return g_strjoinv (C_("rule", ", "), all);
}

char *
anser_rule_describe_conditions (const AnserRule *self)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint i = 0; i < self->conditions->len; i++)
    {
      g_autofree char *part = anser_rule_condition_describe (self->conditions->pdata[i]);

      g_strv_builder_add (parts, part);
    }
  all = g_strv_builder_end (parts);
  /* Translators: between the conditions of a rule. */
  return g_strjoinv (self->any ? C_("rule", " or ") : C_("rule", " and "), all);
}
