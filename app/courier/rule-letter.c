/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "config.h"

#include "rule-letter.h"

#include "letter-header.h"
#include "rule-words.h"
#include "store/partial.h"

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

/**
 * AnserRuleLetter:
 * @store, @facts: of one that is stored
 * @letter: (nullable): its header, or all that is here of it
 * @has_body: @letter is not the header alone
 * @writer: who is behind @facts
 * @size: -1 as long as nobody asked, and so for @is_whole
 */
struct _AnserRuleLetter
{
  AnserStore       *store;
  gint64            id;
  AnserLetterFacts *facts;
  AnserLetter      *letter;
  gboolean          has_body;
  gboolean          is_unreadable;
  AnserAddress     *writer;
  gint64            size;
  gboolean          is_whole;
  GHashTable       *texts;      /* word of a field, or name of a header behind a ':', to Texts */
  gint64            patience;
};

static void
texts_free (gpointer data)
{
  Texts *self = data;

  g_ptr_array_unref (self->plain);
  g_clear_pointer (&self->folded, g_ptr_array_unref);
  g_free (self);
}

/* What was not read yet */

/* NULL only if the letter is unreadable. */
static AnserLetter *
read_file (AnserRuleLetter *self,
           gboolean         with_body)
{
  g_autofree char *path = anser_store_dup_path (self->store, self->id, NULL);

  g_clear_object (&self->letter);
  if (path != NULL)
    self->letter = with_body ? anser_letter_new_for_path (path, NULL)
                             : anser_letter_header_read (path);
  self->has_body = with_body;
  self->is_unreadable = self->letter == NULL;
  return self->letter;
}

static AnserLetter *
get_header (AnserRuleLetter *self)
{
  if (self->letter != NULL || self->store == NULL || self->is_unreadable)
    return self->letter;
  return read_file (self, FALSE);
}

static AnserLetter *
get_body (AnserRuleLetter *self)
{
  if (self->has_body || self->store == NULL || self->is_unreadable)
    return self->letter;
  return read_file (self, TRUE);
}

/* A file may be a header alone, whose message is larger. */
static void
find_size (AnserRuleLetter *self)
{
  gint64 whole;

  if (self->size >= 0)
    return;
  whole = anser_partial_get_size (self->store, self->id, NULL, NULL);
  self->is_unreadable = self->is_unreadable || whole < 0;
  self->is_whole = whole == 0;
  self->size = whole > 0 ? whole : self->facts->size;
}

/* Texts */

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
  AnserLetter *letter = get_header (self);
  const char **headers = letter != NULL ? anser_letter_get_headers (letter) : NULL;
  gsize length = strlen (name);

  for (gsize i = 0; headers != NULL && headers[i] != NULL; i++)
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
  AnserLetter *letter = get_body (self);
  GPtrArray *parts = letter != NULL ? anser_letter_get_attachments (letter) : NULL;

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    add (texts, anser_part_get_name (parts->pdata[i]), TEXT_MAX);
}

/* (nullable) */
static const char *
get_subject (AnserRuleLetter *self)
{
  if (self->facts != NULL && *self->facts->subject != '\0')
    return self->facts->subject;
  return get_header (self) != NULL ? anser_letter_get_subject (self->letter) : NULL;
}

static void
fill (AnserRuleLetter          *self,
      const AnserRuleCondition *condition,
      GPtrArray                *texts)
{
  switch (condition->field)
    {
    case ANSER_RULE_SUBJECT:
      add (texts, get_subject (self), TEXT_MAX);
      break;
    case ANSER_RULE_HEADER:
      add_headers (self, condition->header, texts);
      break;
    case ANSER_RULE_LIST_ID:
      add_list_ids (self, texts);
      break;
    case ANSER_RULE_BODY:
      if (get_body (self) != NULL)
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

static AnserRuleLetter *
new_letter (gint64 size)
{
  AnserRuleLetter *self = g_new0 (AnserRuleLetter, 1);

  self->size = size;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, texts_free);
  return self;
}

AnserRuleLetter *
anser_rule_letter_new (AnserLetter *letter,
                       gint64       size,
                       gboolean     is_whole)
{
  AnserRuleLetter *self = new_letter (MAX (size, 0));

  g_set_object (&self->letter, letter);
  self->has_body = TRUE;
  self->is_whole = is_whole;
  return self;
}

AnserRuleLetter *
anser_rule_letter_new_stored (AnserStore *store,
                              gint64      letter)
{
  g_autoptr (AnserLetterFacts) facts = anser_letter_facts_load (store, letter, NULL);
  AnserRuleLetter *self;

  if (facts == NULL)
    return NULL;
  self = new_letter (-1);
  self->store = g_object_ref (store);
  self->id = letter;
  if (*facts->sender_address != '\0' && (facts->flags & ANSER_LETTER_MANY_WRITERS) == 0)
    self->writer = anser_address_new (g_strcmp0 (facts->sender, facts->sender_address) != 0
                                        ? facts->sender : NULL, facts->sender_address);
  self->facts = g_steal_pointer (&facts);
  return self;
}

void
anser_rule_letter_free (AnserRuleLetter *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->facts, anser_letter_facts_free);
  g_clear_pointer (&self->writer, anser_address_free);
  g_clear_object (&self->letter);
  g_hash_table_unref (self->texts);
  g_free (self);
}

gboolean
anser_rule_letter_has_header (AnserRuleLetter *self)
{
  return self->store != NULL || self->letter != NULL;
}

gboolean
anser_rule_letter_is_unreadable (AnserRuleLetter *self)
{
  return self->is_unreadable;
}

gint64
anser_rule_letter_get_size (AnserRuleLetter *self)
{
  find_size (self);
  return self->size;
}

gboolean
anser_rule_letter_is_whole (AnserRuleLetter *self)
{
  find_size (self);
  return self->is_whole;
}

gint64
anser_rule_letter_get_date (AnserRuleLetter *self)
{
  if (self->facts != NULL)
    return self->facts->flags & ANSER_LETTER_UNDATED ? 0 : self->facts->date;
  return self->letter != NULL ? anser_letter_get_date (self->letter) : 0;
}

gboolean
anser_rule_letter_has_attachments (AnserRuleLetter *self)
{
  if (self->facts != NULL)
    return (self->facts->flags & ANSER_LETTER_HAS_ATTACHMENTS) != 0;
  return self->letter != NULL && anser_letter_get_attachments (self->letter)->len > 0;
}

char *
anser_rule_letter_dup_sender (AnserRuleLetter *self)
{
  g_autoptr (GPtrArray) from = anser_rule_letter_get_addresses (self, ANSER_RULE_FROM);

  return from->len > 0 ? anser_address_to_string (from->pdata[0]) : g_strdup ("");
}

char *
anser_rule_letter_dup_subject (AnserRuleLetter *self)
{
  return g_strdup (get_subject (self));
}

const AnserLetterFacts *
anser_rule_letter_get_facts (AnserRuleLetter *self)
{
  return self->facts;
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

static void
append_header_addresses (AnserLetter    *letter,
                         AnserRuleField  field,
                         GPtrArray      *all)
{
  if (field == ANSER_RULE_FROM)
    append_addresses (all, anser_letter_get_from (letter));
  if (field == ANSER_RULE_FROM && all->len == 0)
    append_addresses (all, anser_letter_get_sender (letter));
  if (field == ANSER_RULE_TO || field == ANSER_RULE_RECIPIENT || field == ANSER_RULE_TO_ME)
    append_addresses (all, anser_letter_get_to (letter));
  if (field == ANSER_RULE_CC || field == ANSER_RULE_RECIPIENT || field == ANSER_RULE_TO_ME)
    append_addresses (all, anser_letter_get_cc (letter));
  if (field == ANSER_RULE_RECIPIENT)
    append_addresses (all, anser_letter_get_bcc (letter));
}

GPtrArray *
anser_rule_letter_get_addresses (AnserRuleLetter *self,
                                 AnserRuleField   field)
{
  GPtrArray *all = g_ptr_array_new ();

  if (field == ANSER_RULE_FROM && self->writer != NULL)
    g_ptr_array_add (all, self->writer);
  else if (get_header (self) != NULL)
    append_header_addresses (self->letter, field, all);
  return all;
}

gint64
anser_rule_letter_get_patience (AnserRuleLetter *self)
{
  if (self->patience == 0)
    self->patience = g_get_monotonic_time () + PATIENCE;
  return self->patience;
}
