/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What dialogues cannot show of the SMTP machine: how long it waits, and what it does when a letter
 * cannot be read to its end, or not twice. */

#include "engine/errors.h"
#include "engine/smtp-machine.h"

#include <string.h>

typedef struct
{
  AnserSmtpMachine *smtp;
  AnserMachine     *machine;
  unsigned          n_done;
  GError           *error;
  GPtrArray        *results;
} Talk;

static void
on_done (AnserSmtpMachine      *machine,
         const AnserSmtpAnswer *answer,
         const GError          *error,
         gpointer               data)
{
  Talk *self = data;

  self->n_done++;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_clear_pointer (&self->results, g_ptr_array_unref);
  self->results = answer->results != NULL ? g_ptr_array_ref (answer->results) : NULL;
}

static void
say (Talk       *self,
     const char *line)
{
  g_autofree char *text = g_strconcat (line, "\r\n", NULL);
  gsize length = strlen (text);

  for (gsize n = 0; n < length;)
    {
      gssize n_read = anser_machine_consume (self->machine, text + n, length - n, NULL);

      g_assert_cmpint (n_read, >, 0);
      n += (gsize) n_read;
    }
}

static char *
hear (Talk *self)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_true (anser_machine_produce (self->machine, out, 1024 * 1024, NULL));
  return out->len > 0 ? g_strndup ((const char *) out->data, out->len) : g_strdup ("");
}

static void
assert_heard (Talk       *self,
              const char *expected)
{
  g_autofree char *heard = hear (self);

  g_assert_cmpstr (heard, ==, expected);
}

static void
begin (Talk       *self,
       const char *abilities)
{
  AnserServer *server = anser_server_new ("mail.example", 25, ANSER_SECURITY_NONE);

  *self = (Talk) { 0 };
  self->smtp = anser_smtp_machine_new (server);
  self->machine = ANSER_MACHINE (self->smtp);
  anser_server_free (server);

  say (self, "220 mail.example");
  assert_heard (self, "EHLO [127.0.0.1]\r\n");
  say (self, "250-mail.example");
  say (self, abilities);
}

static void
end (Talk *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_object_unref (self->smtp);
}

static AnserEnvelope *
new_envelope (unsigned n_recipients)
{
  AnserEnvelope *envelope = anser_envelope_new ("tim@mail.example");

  for (unsigned i = 0; i < n_recipients; i++)
    {
      g_autofree char *recipient = g_strdup_printf ("r%u@mail.example", i);

      g_assert_true (anser_envelope_add_recipient (envelope, recipient, NULL));
    }
  return envelope;
}

static void
send (Talk         *self,
      unsigned      n_recipients,
      GInputStream *content)
{
  g_autoptr (AnserEnvelope) envelope = new_envelope (n_recipients);

  anser_smtp_machine_send (self->smtp, envelope, content, on_done, self);
}

static void
push (Talk       *self,
      const char *text)
{
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  g_assert_cmpint (anser_machine_get_want (self->machine), ==, ANSER_MACHINE_WANT_CONTENT);
  g_assert_true (anser_machine_push_content (self->machine, bytes, NULL));
}

#define assert_patience(self, seconds) \
  g_assert_cmpuint (anser_machine_get_stage_timeout ((self)->machine), ==, seconds)

/* RFC 5321 section 4.5.3.2, stage by stage (B17). */
static void
test_patience (void)
{
  AnserServer *server = anser_server_new ("mail.example", 25, ANSER_SECURITY_NONE);
  g_autoptr (AnserSmtpMachine) smtp = anser_smtp_machine_new (server);
  Talk self = { .smtp = smtp, .machine = ANSER_MACHINE (smtp) };

  anser_server_free (server);
  assert_patience (&self, 5 * 60);                 /* greeting */
  say (&self, "220 mail.example");
  assert_heard (&self, "EHLO [127.0.0.1]\r\n");
  assert_patience (&self, 5 * 60);
  say (&self, "250 mail.example");

  send (&self, 1, NULL);
  assert_heard (&self, "MAIL FROM:<tim@mail.example>\r\n");
  assert_patience (&self, 5 * 60);
  say (&self, "250 ok");
  assert_heard (&self, "RCPT TO:<r0@mail.example>\r\n");
  assert_patience (&self, 5 * 60);
  say (&self, "250 ok");
  assert_heard (&self, "DATA\r\n");
  assert_patience (&self, 2 * 60);
  say (&self, "354 go ahead");
  assert_patience (&self, 3 * 60);                 /* a block of the letter */
  push (&self, "x\r\n");
  assert_heard (&self, "x\r\n");
  assert_patience (&self, 3 * 60);
  push (&self, NULL);
  assert_heard (&self, ".\r\n");
  assert_patience (&self, 10 * 60);                /* the final dot */
  say (&self, "250 queued");
  g_assert_cmpuint (self.n_done, ==, 1);
  g_assert_no_error (self.error);

  anser_smtp_machine_quit (smtp, on_done, &self);
  assert_heard (&self, "QUIT\r\n");
  assert_patience (&self, 3);                      /* every letter was answered before */
  g_clear_pointer (&self.results, g_ptr_array_unref);
}

/* A letter that cannot be read to its end: no final dot, so the server has no letter. */
static void
test_unreadable (void)
{
  g_autoptr (GError) fault = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, "changed");
  Talk self;

  begin (&self, "250 PIPELINING");
  send (&self, 1, NULL);
  assert_heard (&self, "MAIL FROM:<tim@mail.example>\r\nRCPT TO:<r0@mail.example>\r\n");
  say (&self, "250 ok");
  say (&self, "250 ok");
  assert_heard (&self, "DATA\r\n");
  say (&self, "354 go ahead");
  push (&self, "half a letter\r\n");
  assert_heard (&self, "half a letter\r\n");
  anser_machine_fail (self.machine, fault);

  assert_heard (&self, "");
  g_assert_cmpint (anser_machine_get_want (self.machine), ==, ANSER_MACHINE_WANT_CLOSE);
  g_assert_cmpuint (self.n_done, ==, 1);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  end (&self);
}

/* A letter that cannot be read twice goes out once: the rest is for later (S12). */
static void
test_s12_not_twice (void)
{
  Talk self;

  begin (&self, "250 PIPELINING");
  send (&self, 2, NULL);
  g_free (hear (&self));
  say (&self, "250 ok");
  say (&self, "250 ok");
  say (&self, "452 4.5.3 too many recipients");
  assert_heard (&self, "DATA\r\n");
  say (&self, "354 go ahead");
  push (&self, NULL);
  assert_heard (&self, ".\r\n");
  say (&self, "250 queued");

  assert_heard (&self, "");
  g_assert_cmpuint (self.n_done, ==, 1);
  g_assert_no_error (self.error);
  g_assert_true (((AnserRecipientResult *) self.results->pdata[0])->served);
  g_assert_false (((AnserRecipientResult *) self.results->pdata[1])->served);
  g_assert_cmpint (((AnserRecipientResult *) self.results->pdata[1])->outcome, ==,
                   ANSER_OUTCOME_TRY_LATER);
  end (&self);
}

/* However many recipients there are, what is out and unanswered has a bound (S20). */
static void
test_outstanding (void)
{
  g_autofree char *first = NULL;
  Talk self;

  begin (&self, "250 PIPELINING");
  send (&self, 5000, NULL);
  first = hear (&self);
  g_assert_cmpuint (strlen (first), <=, 65536);
  g_assert_cmpuint (strlen (first), >, 60000);
  assert_heard (&self, "");
  say (&self, "250 ok");
  say (&self, "250 ok");
  {
    g_autofree char *more = hear (&self);

    g_assert_true (g_str_has_prefix (more, "RCPT TO:<"));
    g_assert_cmpuint (strlen (more), <, 100);
  }
  end (&self);
}

/* 500 recipients are one write, and three round trips with the letter. */
static void
test_500_recipients (void)
{
  g_autofree char *envelope = NULL;
  Talk self;

  begin (&self, "250 PIPELINING");
  send (&self, 500, NULL);
  envelope = hear (&self);
  g_assert_nonnull (strstr (envelope, "RCPT TO:<r499@mail.example>\r\n"));
  for (unsigned i = 0; i < 501; i++)
    say (&self, "250 ok");
  assert_heard (&self, "DATA\r\n");
  end (&self);
}

/* Addresses that are none, and those that only look so (S27). */
static void
test_s27_addresses (void)
{
  static const struct
  {
    const char *address;
    gboolean    good;
  } cases[] = {
    { "\"tim> <\"@mail.example", TRUE }, { "\"a\\\"b\"@mail.example", TRUE },
    { "postmaster", TRUE }, { "tim@[192.0.2.1]", TRUE }, { "李雷@邮件.example", TRUE },
    { "tim@mail.example\r\nDATA", FALSE }, { "tim@mail.example\n", FALSE },
    { "\"tim\r\"@mail.example", FALSE }, { "\"tim\\\n\"@mail.example", FALSE },
    { "tim@mail.example>", FALSE }, { "<tim@mail.example", FALSE }, { "\"tim@mail.example", FALSE },
    { "tim @mail.example", FALSE }, { "@mail.example", FALSE }, { "", FALSE },
    { "tim\x7f@mail.example", FALSE }, { "t\xff\xfe@mail.example", FALSE },
    { "tim@mail.example SIZE=1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnserEnvelope) envelope = new_envelope (1);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (anser_envelope_add_recipient (envelope, cases[i].address, &error), ==,
                       cases[i].good);
      if (!cases[i].good)
        g_assert_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smtp-machine/patience", test_patience);
  g_test_add_func ("/smtp-machine/unreadable", test_unreadable);
  g_test_add_func ("/smtp-machine/s12-not-twice", test_s12_not_twice);
  g_test_add_func ("/smtp-machine/s20-outstanding", test_outstanding);
  g_test_add_func ("/smtp-machine/500-recipients", test_500_recipients);
  g_test_add_func ("/smtp-machine/s27-addresses", test_s27_addresses);

  return g_test_run ();
}
