/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A rule (M35): what is to happen to which letters. Pure data; the words in comments are those of the
 * file, see rule-text.h. */

/**
 * AnserRuleField:
 *
 * What of a letter a condition looks at.
 */
typedef enum
{
  ANSER_RULE_FROM,          /* from */
  ANSER_RULE_TO,            /* to */
  ANSER_RULE_CC,            /* cc */
  ANSER_RULE_RECIPIENT,     /* recipient: To, Cc or Bcc */
  ANSER_RULE_SUBJECT,       /* subject */
  ANSER_RULE_HEADER,        /* header "Name" */
  ANSER_RULE_LIST_ID,       /* list-id */
  ANSER_RULE_BODY,          /* body */
  ANSER_RULE_ATTACHMENT,    /* attachment: one that is there, or its name */
  ANSER_RULE_SIZE,          /* size */
  ANSER_RULE_AGE,           /* age: days since its date */
  ANSER_RULE_TO_ME,         /* to-me: an address of the account is in To or Cc */
  ANSER_RULE_N_FIELDS,
} AnserRuleField;

/**
 * AnserRuleTest:
 *
 * How it looks at it. Letters are compared without regard to case, width and composition.
 */
typedef enum
{
  ANSER_RULE_CONTAINS,
  ANSER_RULE_IS,
  ANSER_RULE_BEGINS,
  ANSER_RULE_ENDS,
  ANSER_RULE_REGEX,
  ANSER_RULE_KNOWN,         /* an address that was written to */
  ANSER_RULE_EXISTS,
  ANSER_RULE_OVER,
  ANSER_RULE_UNDER,
  ANSER_RULE_N_TESTS,
} AnserRuleTest;

/**
 * AnserRuleCondition:
 * @negated: holds when the test does not
 * @header: (nullable): name of the field of @ANSER_RULE_HEADER
 * @value: (nullable): what is looked for
 * @number: bytes of a size, days of an age
 */
typedef struct
{
  AnserRuleField  field;
  AnserRuleTest   test;
  gboolean        negated;
  char           *header;
  char           *value;
  gint64          number;
} AnserRuleCondition;

typedef enum
{
  ANSER_RULE_FILEINTO,      /* fileinto "Folder" */
  ANSER_RULE_ADDTAG,        /* addtag "Tag" */
  ANSER_RULE_STAR,          /* addflag flagged */
  ANSER_RULE_MARK_READ,     /* addflag seen */
  ANSER_RULE_JUNK,          /* junk */
  ANSER_RULE_TRASH,         /* trash */
  ANSER_RULE_SKIP,          /* skip: it stays on the server */
  ANSER_RULE_HEADERS_ONLY,  /* headers-only: only its header is received */
  ANSER_RULE_DELETE_THERE,  /* delete-on-server: without being received */
  ANSER_RULE_N_DEEDS,
} AnserRuleDeed;

/**
 * AnserRuleAction:
 * @value: (nullable): name of a folder, with "/" between one and what is in it, or of a tag
 */
typedef struct
{
  AnserRuleDeed  deed;
  char          *value;
} AnserRuleAction;

/**
 * AnserRule:
 * @accounts: ids of the accounts for which it is; empty for all
 * @any: one of the conditions is enough
 * @stop: no later rule looks at a letter that this one took
 * @comment: (nullable): the lines before it in the file
 * @source: (nullable): its own lines there, as long as nobody changed it
 * @problem: (nullable): the first sentence about what is wrong with it; such a rule does nothing
 */
typedef struct
{
  char      *name;
  gboolean   enabled;
  GPtrArray *accounts;      /* (element-type utf8) */
  gboolean   any;
  GPtrArray *conditions;    /* (element-type AnserRuleCondition) */
  GPtrArray *actions;       /* (element-type AnserRuleAction) */
  gboolean   stop;
  char      *comment;
  char      *source;
  char      *problem;
} AnserRule;

AnserRuleCondition *anser_rule_condition_new  (AnserRuleField             field,
                                               AnserRuleTest              test);
AnserRuleCondition *anser_rule_condition_copy (const AnserRuleCondition  *self);
void                anser_rule_condition_free (AnserRuleCondition        *self);
AnserRuleAction    *anser_rule_action_new     (AnserRuleDeed              deed,
                                               const char                *value);
void                anser_rule_action_free    (AnserRuleAction           *self);

/* Enabled, for all accounts, for all of its conditions, of which there are none yet. */
AnserRule          *anser_rule_new            (const char                *name);
AnserRule          *anser_rule_copy           (const AnserRule           *self);
void                anser_rule_free           (AnserRule                 *self);

gboolean            anser_rule_is_for         (const AnserRule           *self,
                                               const char                *account);
/* FALSE with a sentence (G_IO_ERROR_INVALID_ARGUMENT) on what is missing or cannot be. */
gboolean            anser_rule_check          (const AnserRule           *self,
                                               GError                   **error);
/* The same of one condition. */
gboolean            anser_rule_condition_check (const AnserRuleCondition *self,
                                               GError                   **error);

/* Whether @field can be looked at by @test; and whether these want a value, a number. */
gboolean            anser_rule_field_takes    (AnserRuleField             field,
                                               AnserRuleTest              test);
gboolean            anser_rule_test_wants_value  (AnserRuleTest           test);
gboolean            anser_rule_test_wants_number (AnserRuleTest           test);
gboolean            anser_rule_deed_wants_value  (AnserRuleDeed           deed);
/* One of two deeds of a rule says where its letters go. */
gboolean            anser_rule_deed_moves     (AnserRuleDeed              deed);
/* It says whether a letter is received at all (B8), by its header and its size. */
gboolean            anser_rule_deed_comes_first (AnserRuleDeed            deed);
/* The one deed of @self that comes first; NULL if none does. */
const AnserRuleAction *
                    anser_rule_find_first     (const AnserRule           *self);

/* A regular expression whose cost is bounded; NULL with a sentence. */
GRegex             *anser_rule_regex_new      (const char                *pattern,
                                               GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleCondition, anser_rule_condition_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRuleAction, anser_rule_action_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserRule, anser_rule_free)

G_END_DECLS
