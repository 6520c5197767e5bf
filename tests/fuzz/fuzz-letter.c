/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a letter: all that can be asked of it, and an answer to it. */
#include "fuzz.h"

#include "message/draft.h"
#include "message/letter.h"

static void
check_text (const char *text)
{
  FUZZ_CHECK (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_texts (const char **texts)
{
  for (unsigned i = 0; texts[i] != NULL; i++)
    check_text (texts[i]);
}

static void
check_parts (GPtrArray *parts)
{
  for (unsigned i = 0; i < parts->len; i++)
    {
      AnserPart *part = g_ptr_array_index (parts, i);
      g_autoptr(GBytes) bytes = anser_part_get_bytes (part);

      FUZZ_CHECK ((gint64) g_bytes_get_size (bytes) == anser_part_get_size (part));
      FUZZ_CHECK (*anser_part_get_name (part) != '\0');
      check_text (anser_part_get_name (part));
      check_text (anser_part_get_content_type (part));
      check_text (anser_part_get_content_id (part));
    }
}

static void
check_addresses (GPtrArray *addresses)
{
  g_autofree char *text = anser_addresses_to_string (addresses);

  check_text (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(AnserLetter) letter = anser_letter_new_for_bytes (bytes);
  g_autoptr(GPtrArray) own = g_ptr_array_new ();
  g_autoptr(AnserDraft) reply = NULL;
  g_autofree char *header = anser_letter_dup_header (letter, "Subject");

  check_text (header);
  check_text (anser_letter_get_subject (letter));
  check_text (anser_letter_get_message_id (letter));
  check_text (anser_letter_get_in_reply_to (letter));
  check_text (anser_letter_get_text (letter));
  check_text (anser_letter_get_html (letter));
  check_text (anser_letter_get_snippet (letter));
  check_texts (anser_letter_get_references (letter));
  check_texts (anser_letter_get_notices (letter));
  check_texts (anser_letter_get_headers (letter));
  check_addresses (anser_letter_get_from (letter));
  check_addresses (anser_letter_get_sender (letter));
  check_addresses (anser_letter_get_reply_to (letter));
  check_addresses (anser_letter_get_to (letter));
  check_addresses (anser_letter_get_cc (letter));
  check_addresses (anser_letter_get_bcc (letter));
  anser_letter_get_date (letter);
  check_parts (anser_letter_get_parts (letter));
  check_parts (anser_letter_get_attachments (letter));
  reply = anser_draft_new_reply (letter, ANSER_REPLY_ALL, own);
  check_text (anser_draft_get_text (reply));
  return 0;
}
