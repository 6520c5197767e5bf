/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logins whose words are never the same twice, and so are in no dialogue: SCRAM with both machines,
 * with a server that proves that it knows the password and with others. */

#include "engine/errors.h"
#include "engine/pop3-machine.h"
#include "engine/smtp-machine.h"
#include "scram-server.h"

#include <string.h>

static const ScramServer sha256 = {
  &anser_sasl_scram_sha_256, G_CHECKSUM_SHA256, 32, "pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096,
};

/* A conversation in which the server is played by hand. */
typedef struct
{
  AnserMachine *machine;
  gboolean      smtp;
  gboolean      done;
  GError       *error;
} Talk;

static void
on_pop3_done (AnserPop3Machine      *machine,
              const AnserPop3Answer *answer,
              const GError          *error,
              gpointer               data)
{
  Talk *self = data;

  self->done = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
on_smtp_done (AnserSmtpMachine      *machine,
              const AnserSmtpAnswer *answer,
              const GError          *error,
              gpointer               data)
{
  on_pop3_done (NULL, NULL, error, data);
}

static void G_GNUC_PRINTF (2, 3)
say (Talk       *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = g_strconcat (text, "\r\n", NULL);

  for (gsize n = 0; n < strlen (line);)
    {
      gssize n_read = anser_machine_consume (self->machine, line + n, strlen (line) - n, NULL);

      if (n_read < 0)
        return;
      n += (gsize) n_read;
    }
}

/* The client's next line. */
static char *
hear (Talk *self)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  char *line;

  g_assert_true (anser_machine_produce (self->machine, out, 65536, NULL));
  line = g_strndup ((const char *) out->data, out->len);
  g_assert_true (g_str_has_suffix (line, "\r\n"));
  line[strlen (line) - 2] = '\0';
  return line;
}

static void
expect (Talk       *self,
        const char *words)
{
  g_autofree char *line = hear (self);

  g_assert_cmpstr (line, ==, words);
}

static char *
decode (const char *base64)
{
  gsize length;
  g_autofree guchar *data = g_base64_decode (base64, &length);

  return g_strndup ((const char *) data, length);
}

static void
challenge (Talk       *self,
           const char *message)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) message, strlen (message));

  say (self, "%s %s", self->smtp ? "334" : "+", base64);
}

static void
talk_begin_by (Talk       *self,
               gboolean    smtp,
               const char *mechanism,
               const char *password)
{
  g_autoptr (AnserServer) server = anser_server_new ("mail.example", 0, ANSER_SECURITY_NONE);

  *self = (Talk) { .smtp = smtp };
  server->user = g_strdup ("tim");
  server->password = g_strdup (password);
  server->mechanism = g_strdup (mechanism);

  if (smtp)
    {
      self->machine = ANSER_MACHINE (anser_smtp_machine_new (server));
      anser_smtp_machine_authenticate (ANSER_SMTP_MACHINE (self->machine), on_smtp_done, self);
      say (self, "220 mail.example ESMTP");
      expect (self, "EHLO [127.0.0.1]");
      say (self, "250-mail.example");
      say (self, "250 AUTH PLAIN SCRAM-SHA-256");
      return;
    }

  self->machine = ANSER_MACHINE (anser_pop3_machine_new (server));
  anser_pop3_machine_login (ANSER_POP3_MACHINE (self->machine), on_pop3_done, self);
  say (self, "+OK ready");
  expect (self, "CAPA");
  say (self, "+OK");
  say (self, "SASL PLAIN SCRAM-SHA-256");
  say (self, ".");
}

static void
talk_begin (Talk     *self,
            gboolean  smtp)
{
  talk_begin_by (self, smtp, NULL, "pencil");
}

static void
talk_end (Talk *self)
{
  g_clear_error (&self->error);
  g_object_unref (self->machine);
}

/* Up to the client's proof, which is checked; returns the server's. */
static char *
exchange (Talk *self)
{
  g_autofree char *line = hear (self);
  g_autofree char *client_first = NULL;
  g_autofree char *server_first = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *second = NULL;
  g_autofree char *client_final = NULL;
  char *signature;

  g_assert_true (g_str_has_prefix (line, "AUTH SCRAM-SHA-256 "));
  client_first = decode (line + strlen ("AUTH SCRAM-SHA-256 "));
  server_first = scram_server_first (&sha256, client_first, NULL, &auth_message);
  scram_server_expect (&sha256, auth_message, &proof, &signature);

  challenge (self, server_first);
  second = hear (self);
  client_final = decode (second);
  g_assert_true (g_str_has_suffix (client_final, proof));
  return signature;
}

static void
assert_unproven (Talk *self)
{
  g_assert_true (self->done);
  g_assert_error (self->error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (self->error->message, "prove"));
  g_assert_cmpint (anser_machine_get_want (self->machine), ==, ANSER_MACHINE_WANT_CLOSE);
}

static void
test_scram (gconstpointer data)
{
  Talk talk;
  g_autofree char *signature = NULL;
  g_autofree char *verdict = NULL;

  talk_begin (&talk, GPOINTER_TO_INT (data));
  signature = exchange (&talk);
  verdict = g_strconcat ("v=", signature, NULL);
  challenge (&talk, verdict);
  expect (&talk, "");
  say (&talk, talk.smtp ? "235 welcome" : "+OK welcome");
  if (!talk.smtp)
    {
      expect (&talk, "CAPA");
      say (&talk, "-ERR");
    }

  g_assert_true (talk.done);
  g_assert_no_error (talk.error);
  talk_end (&talk);
}

/* The server says that all is well, but has not shown that it knows the password. */
static void
test_scram_without_proof (gconstpointer data)
{
  Talk talk;
  g_autofree char *signature = NULL;

  talk_begin (&talk, GPOINTER_TO_INT (data));
  signature = exchange (&talk);
  say (&talk, talk.smtp ? "235 welcome" : "+OK welcome");

  assert_unproven (&talk);
  talk_end (&talk);
}

static void
test_scram_at_once (gconstpointer data)
{
  Talk talk;
  g_autofree char *line = NULL;

  talk_begin (&talk, GPOINTER_TO_INT (data));
  line = hear (&talk);
  say (&talk, talk.smtp ? "235 welcome" : "+OK welcome");

  assert_unproven (&talk);
  talk_end (&talk);
}

/* A false proof is answered with the end of the exchange, and with no weaker mechanism. */
static void
test_scram_false_proof (gconstpointer data)
{
  Talk talk;
  g_autofree char *signature = NULL;

  talk_begin (&talk, GPOINTER_TO_INT (data));
  signature = exchange (&talk);
  challenge (&talk, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
  expect (&talk, "*");
  say (&talk, talk.smtp ? "501 cancelled" : "-ERR cancelled");

  g_assert_true (talk.done);
  g_assert_error (talk.error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
  talk_end (&talk);
}

/* Quirk P1: +OK where + is meant. */
static void
test_scram_challenge_with_ok (void)
{
  Talk talk;
  g_autofree char *signature = NULL;
  g_autofree char *verdict = NULL;
  g_autofree char *base64 = NULL;

  talk_begin (&talk, FALSE);
  signature = exchange (&talk);
  verdict = g_strconcat ("v=", signature, NULL);
  base64 = g_base64_encode ((const guchar *) verdict, strlen (verdict));
  say (&talk, "+OK %s", base64);
  expect (&talk, "");
  say (&talk, "+OK welcome");
  expect (&talk, "CAPA");
  say (&talk, "-ERR");

  g_assert_true (talk.done);
  g_assert_no_error (talk.error);
  talk_end (&talk);
}

/* Quirks P22, S7: the response goes along as long as the command line holds it, 255 octets with POP3
 * and 512 with SMTP, not one more; what does not fit waits to be asked for. */
static void
test_line_limit (gconstpointer smtp)
{
  /* Tokens that make the line just as long as it may be, or as near as base64 comes, and one that
   * makes it longer; and one as they are nowadays. */
  const gsize fits = smtp != NULL ? 349 : 157;
  const gsize lengths[] = { fits, fits + 1, 12288 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *token = g_strnfill (lengths[i], 'x');
      g_autofree char *message = g_strconcat ("user=tim\001auth=Bearer ", token, "\001\001", NULL);
      g_autofree char *base64 = g_base64_encode ((const guchar *) message, strlen (message));
      g_autofree char *line = g_strconcat ("AUTH XOAUTH2 ", base64, NULL);
      Talk talk;

      talk_begin_by (&talk, smtp != NULL, "XOAUTH2", token);
      if (lengths[i] == fits)
        {
          g_assert_cmpuint (strlen (line) + 2, ==, smtp != NULL ? 511 : 255);
          expect (&talk, line);
        }
      else
        {
          expect (&talk, "AUTH XOAUTH2");
          challenge (&talk, "");
          expect (&talk, base64);
        }
      talk_end (&talk);
    }
}

/* A token that is only too old is worth another one; the program is told. */
static void
test_stale_token (gconstpointer smtp)
{
  const char *const statuses[] = { "400", "401" };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *reason = g_strdup_printf ("{\"status\":\"%s\"}", statuses[i]);
      g_autofree char *line = NULL;
      Talk talk;

      talk_begin_by (&talk, smtp != NULL, "XOAUTH2", "token");
      line = hear (&talk);
      challenge (&talk, reason);
      expect (&talk, "");
      say (&talk, talk.smtp ? "535 5.7.8 no" : "-ERR no");
      g_assert_true (talk.done);
      g_assert_error (talk.error, ANSER_ERROR, ANSER_ERROR_PASSWORD_REFUSED);
      g_assert_cmpint (anser_error_get_wants_new_token (talk.error), ==, i == 0);
      talk_end (&talk);
    }
}

static void
add (const char    *name,
     GTestDataFunc  func)
{
  g_autofree char *pop3 = g_strconcat ("/login/pop3/", name, NULL);
  g_autofree char *smtp = g_strconcat ("/login/smtp/", name, NULL);

  g_test_add_data_func (pop3, GINT_TO_POINTER (FALSE), func);
  g_test_add_data_func (smtp, GINT_TO_POINTER (TRUE), func);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("scram", test_scram);
  add ("scram-without-proof", test_scram_without_proof);
  add ("scram-at-once", test_scram_at_once);
  add ("scram-false-proof", test_scram_false_proof);
  add ("line-limit", test_line_limit);
  add ("stale-token", test_stale_token);
  g_test_add_func ("/login/pop3/scram-challenge-with-ok", test_scram_challenge_with_ok);
  return g_test_run ();
}
