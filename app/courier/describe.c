/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "describe.h"

#include "message/letter.h"

#include <glib/gstdio.h>

/* A row shows a few names of many; the whole list is in the letter. */
#define NAMED_RECIPIENTS 20

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

  return TRUE;
}
