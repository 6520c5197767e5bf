/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line is a challenge of the server. */
#include "fuzz.h"

#include <string.h>

#include "engine/sasl.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const AnserSaslMechanism *const mechanisms[] = {
    &anser_sasl_plain, &anser_sasl_login, &anser_sasl_cram_md5, &anser_sasl_scram_sha_1,
    &anser_sasl_scram_sha_256, &anser_sasl_oauthbearer, &anser_sasl_xoauth2,
  };
  FuzzInput input;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserSasl) sasl = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) challenges = NULL;

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  if (server->user == NULL)
    return 0;
  text = fuzz_input_dup_text (&input, FALSE);
  challenges = g_strsplit (text, "\n", 8);
  sasl = anser_sasl_new (mechanisms[input.head[1] % G_N_ELEMENTS (mechanisms)], server);
  g_free (anser_sasl_step (sasl, NULL, NULL));

  for (unsigned i = 0; challenges[i] != NULL; i++)
    {
      g_autofree char *encoded = g_base64_encode ((guchar *) challenges[i], strlen (challenges[i]));
      g_autoptr(GError) error = NULL;
      g_autofree char *answer = anser_sasl_step (sasl, input.head[2] & 1 ? challenges[i] : encoded,
                                                 &error);

      FUZZ_CHECK ((answer == NULL) == (error != NULL));
      if (answer == NULL)
        return 0;
      FUZZ_CHECK (strpbrk (answer, "\r\n") == NULL);
    }
  /* Nobody here can sign as the server would. */
  if (sasl->mechanism->is_complete != NULL)
    FUZZ_CHECK (!anser_sasl_is_complete (sasl));
  return 0;
}
