/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line is what the server offers, and each further one a challenge. */
#include "fuzz.h"

#include <string.h>

#include "engine/sasl.h"

static GBytes *
bytes_new (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static AnserSaslBinding *
binding_new (unsigned char byte)
{
  AnserSaslBinding *binding = NULL;

  if (byte & 6)
    binding = g_new0 (AnserSaslBinding, 1);
  if (byte & 2)
    binding->exporter = bytes_new ("exporter");
  if (byte & 4)
    binding->end_point = bytes_new ("end point");
  return binding;
}

/* Whatever is offered: nothing is chosen twice, and nothing that shows the password in the clear. */
static void
check_choice (const AnserServer      *server,
              const AnserSaslBinding *binding,
              const char             *offered)
{
  g_autoptr(GError) error = NULL;
  g_autofree const AnserSaslMechanism **chosen =
    anser_sasl_choose (server, offered, FALSE, binding, &error);

  FUZZ_CHECK ((chosen == NULL) == (error != NULL));
  for (gsize i = 0; chosen != NULL && chosen[i] != NULL; i++)
    {
      FUZZ_CHECK (chosen[i]->secure || server->security == ANSER_SECURITY_NONE);
      FUZZ_CHECK (chosen[i]->binding == NULL ||
                  anser_sasl_binding_get (binding, chosen[i]->binding) != NULL);
      for (gsize n = 0; n < i; n++)
        FUZZ_CHECK (chosen[n] != chosen[i]);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const AnserSaslMechanism *const mechanisms[] = {
    &anser_sasl_plain, &anser_sasl_login, &anser_sasl_cram_md5, &anser_sasl_scram_sha_1,
    &anser_sasl_scram_sha_256, &anser_sasl_oauthbearer, &anser_sasl_xoauth2,
    &anser_sasl_scram_sha_1_plus_exporter, &anser_sasl_scram_sha_1_plus_end_point,
    &anser_sasl_scram_sha_256_plus_exporter, &anser_sasl_scram_sha_256_plus_end_point,
  };
  FuzzInput input;
  g_autoptr(AnserServer) server = NULL;
  g_autoptr(AnserSaslBinding) binding = NULL;
  g_autoptr(AnserSasl) sasl = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) challenges = NULL;

  fuzz_input_init (&input, data, size);
  server = fuzz_input_make_server (&input);
  if (server->user == NULL)
    return 0;
  text = fuzz_input_dup_text (&input, FALSE);
  challenges = g_strsplit (text, "\n", 8);
  binding = binding_new (input.head[2]);
  check_choice (server, binding, challenges[0]);
  sasl = anser_sasl_new (mechanisms[input.head[1] % G_N_ELEMENTS (mechanisms)], server);
  anser_sasl_bind (sasl, binding, challenges[0]);
  g_free (anser_sasl_step (sasl, NULL, NULL));

  for (unsigned i = 1; challenges[0] != NULL && challenges[i] != NULL; i++)
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
