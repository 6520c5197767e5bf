/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/pop3-reply.h"
#include "engine/smtp-reply.h"

#include <string.h>

/* The lines of one reply, separated by LF; NULL with @error set if they are none. */
static AnserSmtpReply *
parse (const char  *lines,
       GError     **error)
{
  g_autoptr(AnserSmtpReplyParser) parser = anser_smtp_reply_parser_new ();
  g_auto(GStrv) all = g_strsplit (lines, "\n", -1);
  AnserSmtpReply *reply = NULL;

  for (char **line = all; *line != NULL; line++)
    {
      g_assert_null (reply);
      if (!anser_smtp_reply_parser_feed (parser, *line, strlen (*line), &reply, error))
        {
          g_assert_null (reply);
          return NULL;
        }
    }

  g_assert_nonnull (reply);
  return reply;
}

static void
test_smtp_lines (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserSmtpReply) one = parse ("250 ok", &error);
  g_autoptr(AnserSmtpReply) bare = parse ("250", &error);
  g_autoptr(AnserSmtpReply) many = parse ("250-a\n250-\n250-b c\n250 ", &error);
  g_autoptr(AnserSmtpReply) late = parse ("\n\n354 go", &error);
  g_autoptr(AnserSmtpReply) gap = parse ("250-a\n\n250 b", &error);
  g_autofree char *text = anser_smtp_reply_get_text (many);

  g_assert_no_error (error);
  g_assert_cmpuint (one->code, ==, 250);
  g_assert_cmpstr (g_ptr_array_index (one->lines, 0), ==, "ok");
  g_assert_cmpstr (one->status, ==, "");
  g_assert_cmpuint (bare->lines->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (bare->lines, 0), ==, "");
  g_assert_cmpuint (many->lines->len, ==, 4);
  g_assert_cmpstr (text, ==, "a b c");
  g_assert_cmpuint (late->code, ==, 354);
  g_assert_cmpuint (gap->lines->len, ==, 2);
}

static void
test_smtp_status (void)
{
  static const struct
  {
    const char *line, *status, *text;
  } cases[] = {
    { "550 5.1.1 No such user", "5.1.1", "No such user" },
    { "550-5.1.1 No\n550 5.1.1 such user", "5.1.1", "No such user" },
    { "250 2.1.0", "2.1.0", "" },
    { "250 2.100.200 x", "2.100.200", "x" },
    { "550 4.1.1 other class", "", "4.1.1 other class" },
    { "550 5.1.1234 long", "", "5.1.1234 long" },
    { "550 5.1 short", "", "5.1 short" },
    { "550 5.1.1: colon", "", "5.1.1: colon" },
    { "354 3.0.0 none", "", "3.0.0 none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AnserSmtpReply) reply = parse (cases[i].line, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = anser_smtp_reply_get_text (reply);
      g_assert_cmpstr (reply->status, ==, cases[i].status);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_smtp_refused (void)
{
  static const char *const cases[] = {
    "hello", "25", "25x ok", "2500 ok", "250x", "250\tok", "199 ok", "600 ok", "999 ok",
    "-250 ok", "250-a\n251 b", "250-a\nx", "HTTP/1.1 400 Bad Request", "+OK POP3 ready",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AnserSmtpReply) reply = parse (cases[i], &error);

      g_assert_null (reply);
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
    }
}

static void
test_smtp_bounded (void)
{
  g_autoptr(AnserSmtpReplyParser) parser = anser_smtp_reply_parser_new ();
  AnserSmtpReply *reply = NULL;

  for (int round = 0; round < 2; round++)
    {
      const char *line = round == 0 ? "250-x" : "";
      g_autoptr(GError) error = NULL;
      int n = 0;

      while (anser_smtp_reply_parser_feed (parser, line, strlen (line), &reply, &error))
        {
          g_assert_null (reply);
          g_assert_cmpint (++n, <=, 1024);
        }
      g_assert_cmpint (n, ==, 1024);
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
    }
}

static void
test_smtp_text_cut (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) line = g_string_new ("550 ");
  g_autoptr(AnserSmtpReply) reply = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (line, "鸿");
  reply = parse (line->str, &error);
  g_assert_no_error (error);
  text = anser_smtp_reply_get_text (reply);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), ==, 300);
  g_assert_true (g_str_has_suffix (text, "…"));
}

static void
test_smtp_errors (void)
{
  static const struct
  {
    const char *lines;
    AnserError  code;
  } cases[] = {
    { "421 bye", ANSER_ERROR_TRY_LATER },
    { "450 4.2.0 greylisted", ANSER_ERROR_TRY_LATER },
    { "454 4.7.0 temporary authentication failure", ANSER_ERROR_TRY_LATER },
    { "452 4.5.3 too many recipients", ANSER_ERROR_TRY_LATER },
    { "500 what", ANSER_ERROR_UNSUPPORTED },
    { "502 not here", ANSER_ERROR_UNSUPPORTED },
    { "530 5.7.0 Must issue a STARTTLS command first", ANSER_ERROR_TLS_MISSING },
    { "530 5.7.0 Authentication required", ANSER_ERROR_PASSWORD_REFUSED },
    { "534 5.7.9 too weak", ANSER_ERROR_NO_MECHANISM },
    { "535 5.7.8 no", ANSER_ERROR_PASSWORD_REFUSED },
    { "538 5.7.11 encrypt", ANSER_ERROR_TLS_MISSING },
    { "550 5.1.1 who", ANSER_ERROR_REFUSED },
    { "552 5.3.4 Message size exceeds fixed limit", ANSER_ERROR_TOO_LARGE },
    { "552 5.2.3 too long", ANSER_ERROR_TOO_LARGE },
    { "552 message size exceeds fixed maximum", ANSER_ERROR_TOO_LARGE },
    { "552 5.2.2 Mailbox full", ANSER_ERROR_REFUSED },
    { "552 5.5.3 Too many recipients", ANSER_ERROR_TRY_LATER },
    { "554 5.3.4 too big", ANSER_ERROR_TOO_LARGE },
    { "554 no", ANSER_ERROR_REFUSED },
    { "250 what for", ANSER_ERROR_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) none = NULL;
      g_autoptr(AnserSmtpReply) reply = parse (cases[i].lines, &none);
      g_autoptr(GError) error = anser_smtp_reply_to_error (reply, "MAIL");

      g_assert_no_error (none);
      g_assert_error (error, ANSER_ERROR, (int) cases[i].code);
      g_assert_cmpuint (anser_error_get_reply_code (error), ==, reply->code);
      g_assert_true (g_str_has_prefix (error->message, "MAIL: "));
      g_assert_nonnull (anser_error_get_server_text (error));
      g_assert_nonnull (strstr (error->message, anser_error_get_server_text (error)));
    }
}

static void
test_pop3_status (void)
{
  static const struct
  {
    const char *line;
    gboolean    ok;
    const char *code, *text;
  } cases[] = {
    { "+OK", TRUE, "", "" },
    { "+OK 2 320", TRUE, "", "2 320" },
    { "+ok ready", TRUE, "", "ready" },
    { "+", TRUE, "", "" },
    { "+ VXNlcm5hbWU6", TRUE, "", "VXNlcm5hbWU6" },
    { "+VXNlcm5hbWU6", TRUE, "", "VXNlcm5hbWU6" },
    { "+OKAY", TRUE, "", "OKAY" },
    { "-ERR", FALSE, "", "-ERR" },
    { "-ERR [IN-USE] busy", FALSE, "IN-USE", "busy" },
    { "-ERR [sys/temp]busy", FALSE, "SYS/TEMP", "busy" },
    { "-ERR [no end", FALSE, "", "[no end" },
    { "-ERR [] x", FALSE, "", "[] x" },
    { "-ERR [two words] x", FALSE, "", "[two words] x" },
    { "-ERR [ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF] x", FALSE, "",
      "[ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF] x" },
    { "-no", FALSE, "", "no" },
    { "-ERR \xb5\xc7\xc2\xbc\xc6\xb5\xb7\xb1", FALSE, "", "登录频繁" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(AnserPop3Status) status = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (anser_pop3_status_parse (&status, cases[i].line, strlen (cases[i].line),
                                              &error));
      g_assert_no_error (error);
      g_assert_cmpint (status.ok, ==, cases[i].ok);
      g_assert_cmpstr (status.code, ==, cases[i].code);
      g_assert_cmpstr (status.text, ==, cases[i].text);
    }
}

static void
test_pop3_no_status (void)
{
  static const char *const cases[] = { "", " +OK", "OK", "220 mail", "\0" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(AnserPop3Status) status = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_false (anser_pop3_status_parse (&status, cases[i], strlen (cases[i]), &error));
      g_assert_error (error, ANSER_ERROR, ANSER_ERROR_PROTOCOL);
    }
}

static void
test_pop3_errors (void)
{
  static const struct
  {
    const char *line;
    AnserError  code;
  } cases[] = {
    { "-ERR [AUTH] no", ANSER_ERROR_PASSWORD_REFUSED },
    { "-ERR [IN-USE] no", ANSER_ERROR_MAILBOX_IN_USE },
    { "-ERR maildrop already locked", ANSER_ERROR_MAILBOX_IN_USE },
    { "-ERR mailbox in use", ANSER_ERROR_MAILBOX_IN_USE },
    { "-ERR Mailbox is BUSY", ANSER_ERROR_MAILBOX_IN_USE },
    { "-ERR server busy", ANSER_ERROR_TRY_LATER },
    { "-ERR please wait", ANSER_ERROR_TRY_LATER },
    { "-ERR [LOGIN-DELAY] minimum time", ANSER_ERROR_TRY_LATER },
    { "-ERR Exceeded the login limit for a 15 minute period", ANSER_ERROR_TRY_LATER },
    { "-ERR \xb5\xc7\xc2\xbc\xc6\xb5\xb7\xb1", ANSER_ERROR_TRY_LATER },
    { "-ERR [SYS/TEMP] x", ANSER_ERROR_TRY_LATER },
    { "-ERR [SYS/PERM] locked", ANSER_ERROR_REFUSED },
    { "-ERR your address is blocked", ANSER_ERROR_REFUSED },
    { "-ERR no such message", ANSER_ERROR_REFUSED },
    { "-ERR", ANSER_ERROR_REFUSED },
    { "-ERR Unknown command: CAPA", ANSER_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(AnserPop3Status) status = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (anser_pop3_status_parse (&status, cases[i].line, strlen (cases[i].line),
                                              NULL));
      error = anser_pop3_status_to_error (&status, "PASS");
      g_assert_error (error, ANSER_ERROR, (int) cases[i].code);
      g_assert_cmpuint (anser_error_get_reply_code (error), ==, 0);
      g_assert_cmpstr (anser_error_get_status (error), ==,
                       status.code[0] != '\0' ? status.code : NULL);
    }
}

static void
test_pop3_list (void)
{
  static const struct
  {
    const char *line;
    gboolean    ok;
    guint       number;
    gint64      size;
  } cases[] = {
    { "1 120", TRUE, 1, 120 },
    { "  2 \t 99999999999  extra", TRUE, 2, G_GINT64_CONSTANT (99999999999) },
    { "+OK 3 30", TRUE, 3, 30 },
    { "4", TRUE, 4, -1 },
    { "5 many", TRUE, 5, -1 },
    { "6 -2147483648", TRUE, 6, -1 },
    { "7 99999999999999999999999999", TRUE, 7, -1 },
    { "0 12", FALSE, 0, 0 },
    { "", FALSE, 0, 0 },
    { "x 12", FALSE, 0, 0 },
    { "1x 12", FALSE, 0, 0 },
    { "-1 12", FALSE, 0, 0 },
    { "4294967296 12", FALSE, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnserPop3Item item;

      g_assert_cmpint (anser_pop3_parse_list_line (cases[i].line, &item), ==, cases[i].ok);
      if (!cases[i].ok)
        continue;
      g_assert_cmpuint (item.number, ==, cases[i].number);
      g_assert_cmpint (item.size, ==, cases[i].size);
      g_assert_null (item.uid);
    }
}

static void
test_pop3_uidl (void)
{
  g_autofree char *fitting = g_strnfill (1024, 'u');
  g_autofree char *long_uid = g_strnfill (1025, 'u');
  g_autofree char *fitting_line = g_strconcat ("1 ", fitting, NULL);
  g_autofree char *long_line = g_strconcat ("1 ", long_uid, NULL);
  const struct
  {
    const char *line, *uid;
  } cases[] = {
    { "1 abc", "abc" },
    { "+OK 1 \t abc  ", "abc" },
    { "1 with some spaces", "with some spaces" },
    { "1", NULL },
    { "1   ", NULL },
    { fitting_line, fitting },
    { long_line, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *uid = NULL;
      AnserPop3Item item;

      g_assert_true (anser_pop3_parse_uidl_line (cases[i].line, &item, &uid));
      g_assert_cmpuint (item.number, ==, 1);
      g_assert_cmpint (item.size, ==, -1);
      g_assert_cmpstr (item.uid, ==, cases[i].uid);
      g_assert_true (uid == NULL || item.uid == uid);
    }

  {
    AnserPop3Item item;
    char *uid;

    g_assert_false (anser_pop3_parse_uidl_line ("abc", &item, &uid));
    g_assert_null (item.uid);
    g_assert_null (uid);
  }
}

static void
test_pop3_stat (void)
{
  guint count = 7;
  gint64 octets = 7;

  g_assert_true (anser_pop3_parse_stat ("+OK 2 320", &count, &octets));
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpint (octets, ==, 320);
  g_assert_true (anser_pop3_parse_stat ("0 0 (no messages)", &count, &octets));
  g_assert_cmpuint (count, ==, 0);
  g_assert_true (anser_pop3_parse_stat ("3 -2147483648", &count, &octets));
  g_assert_cmpint (octets, ==, G_GINT64_CONSTANT (-2147483648));
  g_assert_true (anser_pop3_parse_stat ("3 8589934592", &count, &octets));
  g_assert_cmpint (octets, ==, G_GINT64_CONSTANT (8589934592));
  g_assert_true (anser_pop3_parse_stat ("3", &count, &octets));
  g_assert_cmpint (octets, ==, -1);
  g_assert_false (anser_pop3_parse_stat ("", &count, &octets));
  g_assert_false (anser_pop3_parse_stat ("many 3", &count, &octets));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smtp-reply/lines", test_smtp_lines);
  g_test_add_func ("/smtp-reply/status", test_smtp_status);
  g_test_add_func ("/smtp-reply/refused", test_smtp_refused);
  g_test_add_func ("/smtp-reply/bounded", test_smtp_bounded);
  g_test_add_func ("/smtp-reply/text-cut", test_smtp_text_cut);
  g_test_add_func ("/smtp-reply/errors", test_smtp_errors);
  g_test_add_func ("/pop3-reply/status", test_pop3_status);
  g_test_add_func ("/pop3-reply/no-status", test_pop3_no_status);
  g_test_add_func ("/pop3-reply/errors", test_pop3_errors);
  g_test_add_func ("/pop3-reply/list", test_pop3_list);
  g_test_add_func ("/pop3-reply/uidl", test_pop3_uidl);
  g_test_add_func ("/pop3-reply/stat", test_pop3_stat);

  return g_test_run ();
}
