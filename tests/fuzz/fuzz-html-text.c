/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML of any kind gives text. */
#include "fuzz.h"

#include "message/html-text.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *html = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_autofree char *text = anser_html_text_make (html);

  FUZZ_CHECK (text != NULL && g_utf8_validate (text, -1, NULL));
  return 0;
}
