/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/capabilities.h"
#include "engine/envelope.h"
#include "engine/errors.h"
#include "engine/sasl.h"
#include "engine/server.h"
#include "engine/sink.h"
#include "engine/text.h"

#include <string.h>

static void
test_errors (void)
{
  g_autoptr(GError) error = anser_error_new_reply (ANSER_ERROR_REFUSED, 550, "5.1.1", "who?",
                                                   "No %s.", "user");
  g_autoptr(GError) copy = g_error_copy (error);
  g_autoptr(GError) bare = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_CLOSED, "gone");
  g_autoptr(GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "other");
  g_autoptr(GError) empty = anser_error_new_reply (ANSER_ERROR_REFUSED, 0, "", "", "x");

  g_prefix_error (&copy, "Sending: ");
  g_assert_error (copy, ANSER_ERROR, ANSER_ERROR_REFUSED);
  g_assert_cmpstr (copy->message, ==, "Sending: No user.");
  g_assert_cmpuint (anser_error_get_reply_code (copy), ==, 550);
  g_assert_cmpstr (anser_error_get_status (copy), ==, "5.1.1");
  g_assert_cmpstr (anser_error_get_server_text (copy), ==, "who?");

  g_assert_cmpuint (anser_error_get_reply_code (bare), ==, 0);
  g_assert_null (anser_error_get_status (bare));
  g_assert_cmpuint (anser_error_get_reply_code (other), ==, 0);
  g_assert_null (anser_error_get_server_text (other));
  g_assert_null (anser_error_get_status (empty));
}

static void
assert_text (const char *bytes,
             gsize       length,
             const char *expected)
{
  g_autofree char *text = anser_text_from_server (bytes, length);

  g_assert_cmpstr (text, ==, expected);
}

#define ASSERT_TEXT(literal, expected) assert_text (literal, sizeof literal - 1, expected)

static void
test_text (void)
{
  g_autoptr(GError) error = NULL;

  ASSERT_TEXT ("", "");
  ASSERT_TEXT ("plain", "plain");
  ASSERT_TEXT ("鸿雁", "鸿雁");
  ASSERT_TEXT ("\xba\xe8\xd1\xe3", "鸿雁");
  ASSERT_TEXT ("\x81\x30\x84\x36", "¥");
  ASSERT_TEXT ("caf\xe9", "café");
  ASSERT_TEXT ("a\0b\x1b[1m\tc\x7f\r\n", "ab[1m c");
  ASSERT_TEXT ("鸿\0雁", "鸿雁");
  ASSERT_TEXT ("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xc2\x9b" "d\xe2\x80\xa8" "e", "abcde");

  g_assert_true (anser_text_check ("fine", "user name", &error));
  g_assert_false (anser_text_check ("a\r\nDELE 1", "user name", &error));
  g_assert_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "user name"));
  g_assert_null (strstr (error->message, "DELE"));
}

/* P35: Shift-JIS is not told from GB18030, so its words are lost. What is shown is text all the same,
 * and what is ASCII in it, such as a response code, can be read. */
static void
test_shift_jis (void)
{
  static const char * const replies[] = {
    /* パスワードが違います */
    "-ERR [AUTH] \x83p\x83X\x83\x8f\x81[\x83h\x82\xaa\x88\xe1\x82\xa2\x82\xdc\x82\xb7 (42)",
    /* 表示 and ソ, whose second bytes are backslashes */
    "-ERR [AUTH] \x95\\\x8e\xa6\x83\\ (42)",
    /* katakana of half width, alone and cut */
    "-ERR [AUTH] \xca\xdf\xbd\xdc\xb0\xc4\xde (42)",
    "-ERR [AUTH] (42) \x83",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *text = anser_text_from_server (replies[i], strlen (replies[i]));

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (g_str_has_prefix (text, "-ERR [AUTH] "));
      g_assert_nonnull (strstr (text, "(42)"));
      for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
        g_assert_false (g_unichar_iscntrl (g_utf8_get_char (c)));
    }
}

static AnserCapabilities *
capabilities_new (const char *lines)
{
  AnserCapabilities *self = anser_capabilities_new ();
  g_auto(GStrv) all = g_strsplit (lines, "\n", -1);

  for (char **line = all; *line != NULL; line++)
    g_assert_true (anser_capabilities_add_line (self, *line));

  return self;
}

static void
test_capabilities (void)
{
  g_autoptr(AnserCapabilities) caps = capabilities_new (
    "Size 1000\npipelining  \n\nAUTH=LOGIN PLAIN\nauth  plain \t CRAM-MD5\nAuth X\nAUTH=Y\nsize 7");
  g_auto(GStrv) lines = anser_capabilities_to_strv (caps);
  g_autofree char *joined = g_strjoinv ("|", lines);

  g_assert_true (anser_capabilities_has (caps, "PIPELINING"));
  g_assert_false (anser_capabilities_has (caps, "PIPELINE"));
  g_assert_cmpstr (anser_capabilities_get (caps, "PIPELINING"), ==, "");
  g_assert_null (anser_capabilities_get (caps, "STARTTLS"));
  g_assert_cmpstr (anser_capabilities_get (caps, "AUTH"), ==, "plain CRAM-MD5 X LOGIN Y");
  g_assert_true (anser_capabilities_has_parameter (caps, "auth", "login"));
  g_assert_true (anser_capabilities_has_parameter (caps, "auth", "Plain"));
  g_assert_false (anser_capabilities_has_parameter (caps, "auth", "LOG"));
  g_assert_false (anser_capabilities_has_parameter (caps, "nothing", "LOG"));
  g_assert_cmpstr (joined, ==, "Size 1000 7|pipelining|AUTH plain CRAM-MD5 X LOGIN Y");
}

static void
test_capabilities_bounded (void)
{
  g_autoptr(AnserCapabilities) caps = anser_capabilities_new ();
  g_autoptr(GString) line = g_string_new ("AUTH");
  g_auto(GStrv) lines = NULL;
  int n = 0;

  for (int i = 0; i < 5000; i++)
    g_string_append_printf (line, " W%d", i);

  while (anser_capabilities_add_line (caps, line->str))
    g_assert_cmpint (++n, <=, 1024);

  lines = anser_capabilities_to_strv (caps);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_cmpuint (strlen (lines[0]), <, 1024);
}

static void
test_server_urls (void)
{
  static const struct
  {
    const char   *url, *scheme, *user, *host;
    guint16       port;
    AnserSecurity security;
  } good[] = {
    { "pop3://me@mail.example", "pop3", "me", "mail.example", 0, ANSER_SECURITY_STARTTLS },
    { "POP3S://me@mail.example:1995/", "pop3", "me", "mail.example", 1995, ANSER_SECURITY_TLS },
    { "smtp://mail.example", "smtp", NULL, "mail.example", 0, ANSER_SECURITY_STARTTLS },
    { "smtps://a%40b@[::1]:465", "smtp", "a@b", "::1", 465, ANSER_SECURITY_TLS },
    { "smtps://me@my.example@mail.example", "smtp", "me@my.example", "mail.example", 0,
      ANSER_SECURITY_TLS },
    { "smtp://a%3Ab@h", "smtp", "a:b", "h", 0, ANSER_SECURITY_STARTTLS },
  };
  static const char *const bad[] = {
    "", "mail.example", "imap://h", "pop3://", "pop3:h", "pop3://u:password@h", "pop3://h/INBOX",
    "pop3://h?x", "pop3://h#x", "pop3://h:70000", "pop3://h:0", "pop3://h:x",
    "pop3://u%0d%0aDELE@h", "smtp://h%0d%0a", "smtp://u%00@h",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      const char *scheme = NULL;
      g_autoptr(AnserServer) server = anser_server_new_for_url (good[i].url, &scheme, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (scheme, ==, good[i].scheme);
      g_assert_cmpstr (server->user, ==, good[i].user);
      g_assert_cmpstr (server->host, ==, good[i].host);
      g_assert_cmpuint (server->port, ==, good[i].port);
      g_assert_cmpint (server->security, ==, good[i].security);
      g_assert_null (server->password);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AnserServer) server = anser_server_new_for_url (bad[i], NULL, &error);

      g_assert_null (server);
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
    }
}

static void
test_server_copy (void)
{
  g_autoptr(AnserServer) server = anser_server_new ("h", 1, ANSER_SECURITY_TLS);
  g_autoptr(AnserServer) copy = NULL;

  server->user = g_strdup ("u");
  server->password = g_strdup ("p");
  server->mechanism = g_strdup ("LOGIN");
  server->ca_file = g_strdup ("/ca");
  server->pin = g_strdup ("sha256:00");
  copy = anser_server_copy (server);

  g_assert_cmpstr (copy->password, ==, "p");
  g_assert_cmpstr (copy->mechanism, ==, "LOGIN");
  g_assert_cmpstr (copy->ca_file, ==, "/ca");
  g_assert_cmpstr (copy->pin, ==, "sha256:00");
  g_assert_true (copy->password != server->password);
}

static AnserServer *
server_new (AnserSecurity  security,
            const char    *mechanism)
{
  AnserServer *server = anser_server_new ("h", 0, security);

  server->user = g_strdup ("tim");
  server->password = g_strdup ("tanstaaftanstaaf");
  server->mechanism = g_strdup (mechanism);

  return server;
}

static void
test_sasl_choose (void)
{
  static const struct
  {
    AnserSecurity security;
    const char   *mechanism, *offered;
    gboolean      encrypted;
    const char   *chosen;
  } cases[] = {
    { ANSER_SECURITY_TLS, NULL, "LOGIN PLAIN", TRUE, "PLAIN LOGIN" },
    { ANSER_SECURITY_TLS, NULL, "X  login", TRUE, "LOGIN" },
    { ANSER_SECURITY_TLS, NULL, "CRAM-MD5", TRUE, "CRAM-MD5" },
    { ANSER_SECURITY_TLS, NULL, "GSSAPI XOAUTH2", TRUE, NULL },
    { ANSER_SECURITY_TLS, NULL, NULL, TRUE, NULL },
    { ANSER_SECURITY_TLS, "login", "PLAIN", TRUE, "LOGIN" },
    { ANSER_SECURITY_TLS, "plain", NULL, TRUE, "PLAIN" },
    { ANSER_SECURITY_TLS, "ROT13", "ROT13", TRUE, NULL },
    { ANSER_SECURITY_STARTTLS, NULL, "PLAIN", FALSE, NULL },
    { ANSER_SECURITY_STARTTLS, "PLAIN", "PLAIN", FALSE, NULL },
    { ANSER_SECURITY_STARTTLS, NULL, "PLAIN", TRUE, "PLAIN" },
    { ANSER_SECURITY_NONE, NULL, "PLAIN", FALSE, "PLAIN" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(AnserServer) server = server_new (cases[i].security, cases[i].mechanism);
      g_autoptr(GError) error = NULL;
      g_autoptr(GString) names = g_string_new (NULL);
      g_autofree const AnserSaslMechanism **chosen =
        anser_sasl_choose (server, cases[i].offered, cases[i].encrypted, NULL, &error);

      if (cases[i].chosen == NULL)
        {
          g_assert_null (chosen);
          g_assert_error (error, ANSER_ERROR, ANSER_ERROR_NO_MECHANISM);
          continue;
        }

      g_assert_no_error (error);
      for (int j = 0; chosen[j] != NULL; j++)
        g_string_append_printf (names, "%s%s", j > 0 ? " " : "", chosen[j]->name);
      g_assert_cmpstr (names->str, ==, cases[i].chosen);
    }
}

static void
assert_step (AnserSasl  *sasl,
             const char *challenge,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *response = anser_sasl_step (sasl, challenge, &error);

  if (expected == NULL)
    {
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
      g_assert_null (response);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (response, ==, expected);
}

static void
test_sasl_steps (void)
{
  g_autoptr(AnserServer) server = server_new (ANSER_SECURITY_TLS, NULL);
  g_autoptr(AnserSasl) plain = anser_sasl_new (&anser_sasl_plain, server);
  g_autoptr(AnserSasl) late = anser_sasl_new (&anser_sasl_plain, server);
  g_autoptr(AnserSasl) login = anser_sasl_new (&anser_sasl_login, server);

  assert_step (plain, NULL, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  assert_step (plain, "", NULL);
  assert_step (late, "%%garbage", "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  assert_step (login, "VXNlcm5hbWU6", "dGlt");
  assert_step (login, "", "dGFuc3RhYWZ0YW5zdGFhZg==");
  assert_step (login, "UGFzc3dvcmQ6", NULL);
}

static void
test_sasl_line_break (void)
{
  const AnserSaslMechanism *all[] = { &anser_sasl_plain, &anser_sasl_login };

  for (gsize i = 0; i < 4; i++)
    {
      g_autoptr(AnserServer) server = server_new (ANSER_SECURITY_TLS, NULL);
      g_autoptr(AnserSasl) sasl = anser_sasl_new (all[i / 2], server);
      g_autoptr(GError) error = NULL;
      char **value = i % 2 == 0 ? &server->user : &server->password;

      g_free (*value);
      *value = g_strdup ("a\r\nQUIT");
      g_assert_null (anser_sasl_step (sasl, NULL, &error));
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
    }
}

static void
test_envelope (void)
{
  static const char *const good[] = {
    "a@b.example", "\"a b\"@b.example", "\"a\\\"<>\"@b.example", "postmaster", "姓名@例子.测试",
  };
  static const char *const bad[] = {
    "", "@b", "a b@c", "<a@b>", "a@b>", "a@b\r\nDATA", "a@b\n", "\"a\r\n\"@b", "\"a@b", "a\t@b",
    "\"a\\", "\"a\\\n\"@b",
  };
  g_autoptr(AnserEnvelope) envelope = anser_envelope_new ("me@b.example");

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (anser_envelope_add_recipient (envelope, good[i], &error));
      g_assert_no_error (error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (anser_envelope_add_recipient (envelope, bad[i], &error));
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_INVALID_INPUT);
    }

  g_assert_cmpuint (envelope->recipients->len, ==, G_N_ELEMENTS (good));
}

/* S31: servers refuse a recipient who was named already. */
static void
test_envelope_doubles (void)
{
  g_autoptr(AnserEnvelope) envelope = anser_envelope_new (NULL);
  g_autoptr(AnserEnvelope) copy = NULL;

  envelope->partial = TRUE;
  g_assert_true (anser_envelope_add_recipient (envelope, "a@b.example", NULL));
  g_assert_true (anser_envelope_add_recipient (envelope, "a@B.Example", NULL));
  g_assert_true (anser_envelope_add_recipient (envelope, "A@b.example", NULL));
  g_assert_true (anser_envelope_add_recipient (envelope, "a@b.example2", NULL));
  copy = anser_envelope_copy (envelope);

  g_assert_cmpstr (copy->sender, ==, "");
  g_assert_true (copy->partial);
  g_assert_cmpuint (copy->recipients->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (copy->recipients, 1), ==, "A@b.example");
}

static void
test_sinks (void)
{
  g_autoptr(AnserSink) bytes = anser_bytes_sink_new ();
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(AnserSink) writer = anser_stream_sink_new (stream);
  g_autoptr(GBytes) kept = NULL;
  g_autoptr(GBytes) empty = NULL;
  g_autoptr(GBytes) written = NULL;
  AnserSink *sinks[] = { bytes, writer };

  for (gsize i = 0; i < G_N_ELEMENTS (sinks); i++)
    {
      g_assert_true (anser_sink_begin (sinks[i], 1, NULL));
      g_assert_true (anser_sink_write (sinks[i], "a\0b", 3, NULL));
      g_assert_true (anser_sink_write (sinks[i], NULL, 0, NULL));
      g_assert_true (anser_sink_write (sinks[i], "\r\n", 2, NULL));
      g_assert_true (anser_sink_end (sinks[i], NULL));
    }

  kept = anser_bytes_sink_steal (ANSER_BYTES_SINK (bytes));
  empty = anser_bytes_sink_steal (ANSER_BYTES_SINK (bytes));
  g_assert_false (g_output_stream_is_closed (stream));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  written = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));

  g_assert_cmpmem (g_bytes_get_data (kept, NULL), g_bytes_get_size (kept), "a\0b\r\n", 5);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_true (g_bytes_equal (kept, written));
}

/* What is remembered of a server, is remembered as words. */
static void
test_quirks (void)
{
  g_autofree char *none = anser_server_quirks_to_string (ANSER_QUIRKS_NONE);
  g_autofree char *two = anser_server_quirks_to_string (ANSER_QUIRK_NO_8BITMIME |
                                                        ANSER_QUIRK_NO_CAPA);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (two, ==, "no-capa no-8bitmime");
  g_assert_cmpint (anser_server_quirks_from_string (two), ==,
                   ANSER_QUIRK_NO_CAPA | ANSER_QUIRK_NO_8BITMIME);
  g_assert_cmpint (anser_server_quirks_from_string ("no-utf8 of-tomorrow"), ==,
                   ANSER_QUIRK_NO_UTF8);
  g_assert_cmpint (anser_server_quirks_from_string (NULL), ==, ANSER_QUIRKS_NONE);
}

/* P22: Microsoft's servers. */
static void
test_quirks_of_hosts (void)
{
  g_assert_cmpint (anser_server_quirks_for_host ("Outlook.Office365.com"), ==,
                   ANSER_QUIRK_NO_INITIAL_RESPONSE);
  g_assert_cmpint (anser_server_quirks_for_host ("live.com"), ==, ANSER_QUIRK_NO_INITIAL_RESPONSE);
  g_assert_cmpint (anser_server_quirks_for_host ("notlive.com"), ==, ANSER_QUIRKS_NONE);
  g_assert_cmpint (anser_server_quirks_for_host ("m"), ==, ANSER_QUIRKS_NONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/errors/reply", test_errors);
  g_test_add_func ("/text/from-server", test_text);
  g_test_add_func ("/text/p35-shift-jis", test_shift_jis);
  g_test_add_func ("/capabilities/lines", test_capabilities);
  g_test_add_func ("/capabilities/bounded", test_capabilities_bounded);
  g_test_add_func ("/server/urls", test_server_urls);
  g_test_add_func ("/server/copy", test_server_copy);
  g_test_add_func ("/server/quirks", test_quirks);
  g_test_add_func ("/server/p22-quirks-of-hosts", test_quirks_of_hosts);
  g_test_add_func ("/sasl/choose", test_sasl_choose);
  g_test_add_func ("/sasl/steps", test_sasl_steps);
  g_test_add_func ("/sasl/line-break", test_sasl_line_break);
  g_test_add_func ("/envelope/addresses", test_envelope);
  g_test_add_func ("/envelope/doubles", test_envelope_doubles);
  g_test_add_func ("/sinks", test_sinks);

  return g_test_run ();
}
