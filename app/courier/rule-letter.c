/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-letter.h"

#include "rule-words.h"

#include <string.h>

/* Bounds: bytes of the body and of any other text that are looked at, addresses of a list, and for
 * how long patterns may be tried on one letter. */
#define BODY_MAX (1024 * 1024)
#define TEXT_MAX (16 * 1024)
#define ADDRESSES_MAX 1000
#define PATIENCE (G_USEC_PER_SEC / 4)

typedef struct
{
  GPtrArray *plain;
  GPtrArray *folded;        /* (nullable): when it was asked for */
} Texts;

struct _AnserRuleLetter
{
  AnserLetter *letter;      /* (nullable) */
  gint64       size;
  gboolean     is_whole;
  GHashTable  *texts;       /* word of a field, or name of a header behind a ':', to Texts */
  gint64       patience;
};

static void
texts_free (gpointer data)
{
  Texts *self = data;

  g_ptr_array_unref (self->plain);
  g_clear_pointer (&self->folded, g_ptr_array_unref);
  g_free (self);
}

/* Up to @max bytes of @text, whole characters. */
static char *
cut (const char *text,
     gsize       max)
{
  gsize length = strlen (text);

  if (length > max)
    length = (gsize) (g_utf8_find_prev_char (text, text + max + 1) - text);
  return g_strndup (text, length);
}

static void
add (GPtrArray  *texts,
     const char *text,
     gsize       max)
{
  if (text != NULL)
    g_ptr_array_add (texts, cut (text, max));
}

/* An address is its name, its address, or both as people write it. */
static void
add_addresses (AnserRuleLetter *self,
               AnserRuleField   field,
               GPtrArray       *texts)
{
  g_autoptr (GPtrArray) addresses = anser_rule_letter_get_addresses (self, field);

  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = addresses->pdata[i];
      g_autofree char *both = anser_address_to_string (address);

      add (texts, address->name, TEXT_MAX);
      add (texts, address->address, TEXT_MAX);
      add (texts, both, TEXT_MAX);
    }
}

/* The values of all fields of this name. */
static void
add_headers (AnserRuleLetter *self,
             const char      *name,
             GPtrArray       *texts)
{
  const char **headers = anser_letter_get_headers (self->letter);
  gsize length = strlen (name);

  for (gsize i = 0; headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, length) == 0 && headers[i][length] == ':')
      {
        const char *value = headers[i] + length + 1;

        add (texts, value + strspn (value, " "), TEXT_MAX);
      }
}

/* "The list <list.example.org>" is also its id alone (RFC 2919). */
static void
add_list_ids (AnserRuleLetter *self,
              GPtrArray       *texts)
{
  guint n;

  add_headers (self, "List-Id", texts);
  n = texts->len;
  for (guint i = 0; i < n; i++)
    {
      const char *begin = strrchr (texts->pdata[i], '<');
      const char *end = begin != NULL ? strchr (begin, '>') : NULL;

      if (end != NULL)
        g_ptr_array_add (texts, g_strndup (begin + 1, (gsize) (end - begin - 1)));
    }
}

static void
add_attachments (AnserRuleLetter *self,
                 GPtrArray       *texts)
{
  GPtrArray *parts = anser_letter_get_attachments (self->letter);

  for (guint i = 0; i < parts->len; i++)
    add (texts, anser_part_get_name (parts->pdata[i]), TEXT_MAX);
}

static void
fill (AnserRuleLetter          *self,
      const AnserRuleCondition *condition,
      GPtrArray                *texts)
{
  switch (condition->field)
    {
    case ANSER_RULE_SUBJECT:
      add (texts, anser_letter_get_subject (self->letter), TEXT_MAX);
      break;
    case ANSER_RULE_HEADER:
      add_headers (self, condition->header, texts);
      break;
    case ANSER_RULE_LIST_ID:
      add_list_ids (self, texts);
      break;
    case ANSER_RULE_BODY:
      add (texts, anser_letter_get_text (self->letter), BODY_MAX);
      break;
    case ANSER_RULE_ATTACHMENT:
      add_attachments (self, texts);
      break;
    default:
      add_addresses (self, condition->field, texts);
    }
}

static GPtrArray *
fold_all (GPtrArray *texts)
{
  GPtrArray *folded = g_ptr_array_new_full (texts->len, g_free);

  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (folded, anser_rule_fold (texts->pdata[i]));
  return folded;
}

AnserRuleLetter *
anser_rule_letter_new (AnserLetter *letter,
                       gint64       size,
                       gboolean     is_whole)
{
  AnserRuleLetter *self = g_new0 (AnserRuleLetter, 1);

  g_set_object (&self->letter, letter);
  self->size = size;
  self->is_whole = is_whole;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, texts_free);
  return self;
}

void
anser_rule_letter_free (AnserRuleLetter *self)
{
  g_clear_object (&self->letter);
  g_hash_table_unref (self->texts);
  g_free (self);
}

AnserLetter *
anser_rule_letter_get_letter (AnserRuleLetter *self)
{
  return self->letter;
}

gint64
anser_rule_letter_get_size (AnserRuleLetter *self)
{
  return self->size;
}

gboolean
anser_rule_letter_is_whole (AnserRuleLetter *self)
{
  return self->is_whole;
}

GPtrArray *
anser_rule_letter_get_texts (AnserRuleLetter          *self,
                             const AnserRuleCondition *condition,
                             gboolean                  folded)
{
  g_autofree char *key = condition->field == ANSER_RULE_HEADER
                           ? g_strconcat (":", condition->header, NULL)
                           : g_strdup (anser_rule_field_get_word (condition->field));
  Texts *texts = g_hash_table_lookup (self->texts, key);

  if (texts == NULL)
    {
      texts = g_new0 (Texts, 1);
      texts->plain = g_ptr_array_new_with_free_func (g_free);
      fill (self, condition, texts->plain);
      g_hash_table_insert (self->texts, g_steal_pointer (&key), texts);
    }
  if (folded && texts->folded == NULL)
    texts->folded = fold_all (texts->plain);
  return folded ? texts->folded : texts->plain;
}

static void
append_addresses (GPtrArray *to,
                  GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len && to->len < ADDRESSES_MAX; i++)
    g_ptr_array_add (to, addresses->pdata[i]);
}

GPtrArray *
anser_rule_letter_get_addresses (AnserRuleLetter *self,
                                 AnserRuleField   field)
{
  GPtrArray *all = g_ptr_array_new ();

  if (field == ANSER_RULE_FROM)
    append_addresses (all, anser_letter_get_from (self->letter));
  if (field == ANSER_RULE_FROM && all->len == 0)
    append_addresses (all, anser_letter_get_sender (self->letter));
  if (field == ANSER_RULE_TO || field == ANSER_RULE_RECIPIENT || field == ANSER_RULE_TO_ME)
    append_addresses (all, anser_letter_get_to (self->letter));
  if (field == ANSER_RULE_CC || field == ANSER_RULE_RECIPIENT || field == ANSER_RULE_TO_ME)
    append_addresses (all, anser_letter_get_cc (self->letter));
  if (field == ANSER_RULE_RECIPIENT)
    append_addresses (all, anser_letter_get_bcc (self->letter));
  return all;
}

gint64
anser_rule_letter_get_patience (AnserRuleLetter *self)
{
  if (self->patience == 0)
    self->patience = g_get_monotonic_time () + PATIENCE;
  return self->patience;
}

/* A blank where there was white space, unless wide characters stand at both sides. */
static char *
squeeze (const char *text)
{
  GString *result = g_string_sized_new (strlen (text));
  gunichar before = 0;
  gboolean gap = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (g_unichar_isspace (c))
        {
          gap = TRUE;
          continue;
        }
      if (gap && before != 0 && !(g_unichar_iswide (before) && g_unichar_iswide (c)))
        g_string_append_c (result, ' ');
      g_string_append_unichar (result, c);
      before = c;
      gap = FALSE;
    }
  return g_string_free (result, FALSE);
}

char *
anser_rule_fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *composed = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);

  return squeeze (composed != NULL ? composed : folded);
}
