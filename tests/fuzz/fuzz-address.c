/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses as people type them and as letters hold them. */
#include "fuzz.h"

#include "message/address-list.h"
#include "message/address.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *typed = g_utf8_make_valid (raw, -1);
  g_autoptr(GPtrArray) read = anser_address_list_read (raw);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) parsed = anser_addresses_parse (typed, &error);

  FUZZ_CHECK ((parsed == NULL) == (error != NULL));
  for (unsigned i = 0; i < read->len; i++)
    {
      g_autofree char *text = anser_address_to_string (g_ptr_array_index (read, i));

      FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
    }
  if (parsed != NULL)
    {
      g_autofree char *text = anser_addresses_to_string (parsed);

      FUZZ_CHECK (g_utf8_validate (text, -1, NULL));
    }
  return 0;
}
