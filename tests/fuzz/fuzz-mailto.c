/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any link a browser may hand over; the draft it makes can be written. */
#include "fuzz.h"

#include "message/draft.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *rest = g_strndup ((const char *) data, size);
  g_autofree char *url = g_strconcat ("mailto:", rest, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserDraft) draft = anser_draft_new_for_mailto (url, &error);

  FUZZ_CHECK ((draft == NULL) == (error != NULL));
  if (draft == NULL)
    return 0;

  FUZZ_CHECK (g_utf8_validate (anser_draft_get_subject (draft), -1, NULL));
  FUZZ_CHECK (g_utf8_validate (anser_draft_get_text (draft), -1, NULL));
  FUZZ_CHECK (anser_draft_get_n_attachments (draft) == 0);
  return 0;
}
