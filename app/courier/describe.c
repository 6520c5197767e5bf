/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "describe.h"

#include "message/letter-words.h"

#include <glib/gstdio.h>
#include <string.h>

/* A row shows a few names of many; the whole list is in the letter. */
#define NAMED_RECIPIENTS 20

/* What is made findable of a letter: its beginning, if it is longer than a book. */
#define TEXT_MAX      (1024 * 1024)
#define ADDRESSES_MAX (64 * 1024)

static const AnserAddress *
first_of (GPtrArray *addresses)
{
  return addresses->len > 0 ? g_ptr_array_index (addresses, 0) : NULL;
}

static void
describe_sender (AnserLetter     *letter,
                 AnserLetterInfo *info)
{
  const AnserAddress *sender = first_of (anser_letter_get_from (letter));

  if (sender == NULL)
    sender = first_of (anser_letter_get_sender (letter));
  if (sender == NULL)
    return;

  info->sender = g_strdup (anser_address_get_label (sender));
  info->sender_address = g_strdup (sender->address);
}

static void
append_names (GString   *text,
              GPtrArray *addresses,
              unsigned  *n)
{
  for (guint i = 0; i < addresses->len && *n < NAMED_RECIPIENTS; i++, (*n)++)
    {
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, anser_address_get_label (g_ptr_array_index (addresses, i)));
    }
}

/* To; a letter that has none is shown by its Cc or Bcc. */
static char *
describe_recipients (AnserLetter *letter)
{
  GString *text = g_string_new (NULL);
  unsigned n = 0;

  append_names (text, anser_letter_get_to (letter), &n);
  if (n == 0)
    append_names (text, anser_letter_get_cc (letter), &n);
  if (n == 0)
    append_names (text, anser_letter_get_bcc (letter), &n);

  return g_string_free (text, FALSE);
}

static char *
describe_references (AnserLetter *letter)
{
  const char **references = anser_letter_get_references (letter);

  return references != NULL && *references != NULL ? g_strjoinv (" ", (char **) references) : NULL;
}

static void
append_addresses (GString   *text,
                  GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len && text->len < ADDRESSES_MAX; i++)
    {
      const AnserAddress *address = g_ptr_array_index (addresses, i);

      if (address->name != NULL)
        g_string_append_printf (text, "%s ", address->name);
      g_string_append_printf (text, "%s\n", address->address);
    }
}

static char *
describe_people (GPtrArray *first,
                 GPtrArray *second)
{
  GString *text = g_string_new (NULL);

  append_addresses (text, first);
  if (second != NULL)
    append_addresses (text, second);
  return g_string_free (text, FALSE);
}

static char *
describe_attachments (AnserLetter *letter)
{
  GPtrArray *parts = anser_letter_get_attachments (letter);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < parts->len && text->len < ADDRESSES_MAX; i++)
    g_string_append_printf (text, "%s\n", anser_part_get_name (g_ptr_array_index (parts, i)));
  return g_string_free (text, FALSE);
}

/* Cut between two characters. */
static char *
cut (const char *text,
     gsize       limit)
{
  gsize length = strlen (text);

  if (length > limit)
    for (length = limit; length > 0 && (text[length] & 0xc0) == 0x80; length--)
      ;
  return g_strndup (text, length);
}

/* What the letter is found by. */
static void
describe_words (AnserLetter     *letter,
                AnserLetterInfo *info)
{
  info->writers = describe_people (anser_letter_get_from (letter),
                                   anser_letter_get_sender (letter));
  info->to = describe_people (anser_letter_get_to (letter), anser_letter_get_bcc (letter));
  info->cc = describe_people (anser_letter_get_cc (letter), NULL);
  info->text = cut (anser_letter_get_text (letter), TEXT_MAX);
  info->attachment_names = describe_attachments (letter);
  info->attached_text = anser_letter_dup_attached_text (letter, TEXT_MAX);
}

gboolean
anser_describe_letter (const char      *path,
                       AnserLetterInfo *info,
                       gpointer         user_data)
{
  g_autoptr (AnserLetter) letter = NULL;
  GStatBuf status;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  letter = anser_letter_new_for_path (path, NULL);
  if (letter == NULL || g_stat (path, &status) != 0)
    return FALSE;

  describe_sender (letter, info);
  info->recipients = describe_recipients (letter);
  info->subject = g_strdup (anser_letter_get_subject (letter));
  info->snippet = g_strdup (anser_letter_get_snippet (letter));
  info->message_id = g_strdup (anser_letter_get_message_id (letter));
  info->in_reply_to = g_strdup (anser_letter_get_in_reply_to (letter));
  info->references = describe_references (letter);
  info->date = anser_letter_get_date (letter);
  info->size = status.st_size;
  if (anser_letter_get_attachments (letter)->len > 0)
    info->flags |= ANSER_LETTER_HAS_ATTACHMENTS;
  if (anser_letter_get_from (letter)->len > 1)
    info->flags |= ANSER_LETTER_MANY_WRITERS;
  describe_words (letter, info);

  return TRUE;
}
