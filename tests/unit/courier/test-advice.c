/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/advice.h"
#include "courier/known-replies.h"
#include "engine/errors.h"
#include "engine/pop3-reply.h"
#include "engine/smtp-reply.h"

#include <gio/gio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

/* What a line of tests/data/replies/known.txt says. */
typedef struct
{
  char *host;
  char *reply;
  char *meaning;
} Example;

static void
example_free (gpointer data)
{
  Example *example = data;

  g_free (example->host);
  g_free (example->reply);
  g_free (example->meaning);
  g_free (example);
}

/* The last bar is the one before the meaning: replies have bars too. */
static Example *
parse_example (const char *line)
{
  const char *first = strchr (line, '|');
  const char *last = strrchr (line, '|');
  Example *example;
  g_autofree char *reply = NULL;

  g_assert_true (first != NULL && first != last);

  example = g_new0 (Example, 1);
  example->host = g_strstrip (g_strndup (line, (gsize) (first - line)));
  example->meaning = g_strstrip (g_strdup (last + 1));
  reply = g_strstrip (g_strndup (first + 1, (gsize) (last - first - 1)));
  example->reply = reply[0] != '\0' ? g_strdup (reply) : NULL;

  return example;
}

static GPtrArray *
read_examples (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANSER_TEST_SOURCE"), "tests", "data",
                                            "replies", "known.txt", NULL);
  GPtrArray *examples = g_ptr_array_new_with_free_func (example_free);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (contents, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && **line != '#')
      g_ptr_array_add (examples, parse_example (*line));

  return examples;
}

/* \n and \xHH, which g_strcompress() does not know. */
static GString *
unescape (const char *text)
{
  GString *bytes = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (c[0] == '\\' && c[1] == 'n')
      {
        g_string_append_c (bytes, '\n');
        c++;
      }
    else if (c[0] == '\\' && c[1] == 'x')
      {
        g_string_append_c (bytes, (char) (16 * g_ascii_xdigit_value (c[2]) +
                                          g_ascii_xdigit_value (c[3])));
        c += 3;
      }
    else
      g_string_append_c (bytes, *c);

  return bytes;
}

static GError *
pop3_error (GString *bytes)
{
  g_auto (AnserPop3Status) status = { 0 };
  g_autoptr (GError) error = NULL;

  anser_pop3_status_parse (&status, bytes->str, bytes->len, &error);
  g_assert_no_error (error);
  g_assert_false (status.ok);

  return anser_pop3_status_to_error (&status, "Logging in");
}

static GError *
smtp_error (GString *bytes)
{
  g_autoptr (AnserSmtpReplyParser) parser = anser_smtp_reply_parser_new ();
  g_autoptr (AnserSmtpReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = g_strsplit (bytes->str, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      g_assert_null (reply);
      anser_smtp_reply_parser_feed (parser, *line, strlen (*line), &reply, &error);
      g_assert_no_error (error);
    }
  g_assert_nonnull (reply);

  return anser_smtp_reply_to_error (reply, NULL);
}

/* What the engine makes of the reply. */
static GError *
example_to_error (const Example *example)
{
  g_autoptr (GString) bytes = unescape (example->reply);

  return bytes->str[0] == '-' ? pop3_error (bytes) : smtp_error (bytes);
}

static const AnserKnownReply *
find_row (const Example *example)
{
  g_autoptr (GError) error = example_to_error (example);

  return anser_known_reply_find (example->host[0] != '\0' ? example->host : NULL,
                                 anser_error_get_reply_code (error),
                                 anser_error_get_status (error),
                                 anser_error_get_server_text (error));
}

static void
test_examples (void)
{
  g_autoptr (GPtrArray) examples = read_examples ();

  g_assert_cmpuint (examples->len, >, 60);
  for (guint i = 0; i < examples->len; i++)
    {
      const Example *example = g_ptr_array_index (examples, i);
      const AnserKnownReply *row = find_row (example);

      if (g_strcmp0 (row != NULL ? row->meaning : "", example->meaning) != 0)
        {
          g_test_message ("%s | %s: %s instead of %s", example->host, example->reply,
                          row != NULL ? row->meaning : "nothing", example->meaning);
          g_test_fail ();
        }
    }
}

/* A row that no example meets is hidden by one above it, or was never seen. */
static void
test_no_row_without_example (void)
{
  g_autoptr (GPtrArray) examples = read_examples ();
  g_autoptr (GHashTable) met = g_hash_table_new (NULL, NULL);
  const AnserKnownReply *rows;
  gsize n_rows;

  for (guint i = 0; i < examples->len; i++)
    g_hash_table_add (met, (gpointer) find_row (g_ptr_array_index (examples, i)));

  rows = anser_known_replies (&n_rows);
  for (gsize i = 0; i < n_rows; i++)
    if (!g_hash_table_contains (met, &rows[i]))
      {
        g_test_message ("No example: %s %u %s “%s”", rows[i].host, rows[i].code, rows[i].status,
                        rows[i].text);
        g_test_fail ();
      }
}

static void
test_no_row_without_meaning (void)
{
  const AnserReplyMeaning *meanings;
  const AnserKnownReply *rows;
  gsize n_meanings, n_rows;

  rows = anser_known_replies (&n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      g_assert_nonnull (anser_reply_meaning_find (rows[i].meaning));
      g_assert_true (rows[i].code != 0 || rows[i].status != NULL || rows[i].text != NULL);
      g_assert_true (rows[i].url == NULL || g_str_has_prefix (rows[i].url, "https://"));
    }

  meanings = anser_reply_meanings (&n_meanings);
  for (gsize i = 0; i < n_meanings; i++)
    {
      gboolean used = FALSE;

      for (gsize j = 0; j < n_rows; j++)
        used = used || strcmp (rows[j].meaning, meanings[i].id) == 0;
      if (!used)
        g_test_message ("No reply means “%s”", meanings[i].id);
      g_assert_true (used);
      g_assert_true (anser_reply_meaning_find (meanings[i].id) == &meanings[i]);
    }
}

/* Each meaning speaks Chinese, and with the words of the server below it. */
static void
test_chinese (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("ANSER_TEST_BUILD"), "po", NULL);
  const AnserReplyMeaning *meanings;
  gsize n_meanings;

  if (setlocale (LC_ALL, "zh_CN.UTF-8") == NULL)
    {
      g_test_skip ("the package locales is not installed");
      return;
    }
  bindtextdomain ("anser", folder);
  bind_textdomain_codeset ("anser", "UTF-8");
  g_unsetenv ("LANGUAGE");

  meanings = anser_reply_meanings (&n_meanings);
  for (gsize i = 0; i < n_meanings; i++)
    {
      g_assert_cmpstr (g_dgettext ("anser", meanings[i].sentence), !=, meanings[i].sentence);
      g_assert_cmpstr (g_dgettext ("anser", meanings[i].advice), !=, meanings[i].advice);
    }

  setlocale (LC_ALL, "C.UTF-8");
}

static AnserAdvice *
advise (const char *host,
        const char *reply)
{
  Example example = { NULL, (char *) reply, NULL };
  g_autoptr (GError) error = example_to_error (&example);

  return anser_advice_new (error, host);
}

static void
test_sentence_and_words (void)
{
  g_autoptr (AnserAdvice) advice = advise ("smtp.office365.com",
                                           "550 5.7.60 SMTP; Client does not have permissions to "
                                           "send as this sender");

  g_assert_cmpstr (advice->sentence, ==,
                   "The account may not send with this sender’s address. Send from the address "
                   "that belongs to the account, or have the other one allowed by the provider.");
  g_assert_cmpstr (advice->words, ==,
                   "The server said: 550 5.7.60 SMTP; Client does not have permissions to send as "
                   "this sender");
  g_assert_cmpint (advice->action, ==, ANSER_ADVICE_ACCOUNT);
  g_assert_null (advice->url);
}

/* A link that the server wrote is never one to press. */
static void
test_own_address (void)
{
  g_autoptr (AnserAdvice) advice = advise ("smtp.gmail.com",
                                           "534 5.7.9 Application-specific password required. "
                                           "Learn more at https://evil.example/");

  g_assert_cmpstr (advice->url, ==, "https://support.google.com/accounts/answer/185833");
  g_assert_cmpint (advice->action, ==, ANSER_ADVICE_PASSWORD);
}

static void
test_chinese_words (void)
{
  g_autoptr (AnserAdvice) advice = advise ("smtp.qq.com",
                                           "535 Error: \\xc7\\xeb\\xca\\xb9\\xd3\\xc3\\xca\\xda"
                                           "\\xc8\\xa8\\xc2\\xeb\\xb5\\xc7\\xc2\\xbc");

  g_assert_cmpstr (advice->words, ==, "The server said: 535 Error: 请使用授权码登录");
}

/* Nothing known: the engine's sentence, without its quotation. */
static void
test_unknown (void)
{
  g_autoptr (AnserAdvice) smtp = advise (NULL, "550 5.9.9 no thank you");
  g_autoptr (AnserAdvice) pop3 = advise (NULL, "-ERR no thank you");
  g_autoptr (AnserAdvice) silent = advise (NULL, "550");

  g_assert_cmpstr (smtp->sentence, ==, "The server refused it.");
  g_assert_cmpstr (smtp->words, ==, "The server said: 550 5.9.9 no thank you");
  g_assert_cmpstr (pop3->sentence, ==, "Logging in: The server refused it.");
  g_assert_cmpstr (pop3->words, ==, "The server said: no thank you");
  g_assert_cmpstr (silent->sentence, ==, "The server refused it.");
  g_assert_cmpstr (silent->words, ==, "The server said: 550");
}

/* What the program put before the error stays before it. */
static void
test_prefix (void)
{
  Example example = { NULL, "550 5.1.1 who?", NULL };
  g_autoptr (GError) error = example_to_error (&example);
  g_autoptr (GError) copy = NULL;
  g_autoptr (AnserAdvice) advice = NULL;

  g_prefix_error (&error, "%s: ", "a.eml");
  copy = g_error_copy (error);
  advice = anser_advice_new (copy, NULL);

  g_assert_cmpstr (advice->sentence, ==, "a.eml: There is no mailbox with this address. Check how "
                                         "the address is written.");
}

static void
test_other_errors (void)
{
  g_autoptr (GError) gone = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                 "Nobody answers.");
  g_autoptr (GError) unsure = anser_error_new_reply (ANSER_ERROR_NOT_SURE_IF_SENT, 421, NULL,
                                                     "bye", "Not sure.");
  g_autoptr (GError) kept = g_error_new_literal (ANSER_ERROR, ANSER_ERROR_REFUSED,
                                                 "It was not sent.\n\nThe server said: no");
  g_autoptr (AnserAdvice) of_gone = anser_advice_new (gone, "mail.example.com");
  g_autoptr (AnserAdvice) of_unsure = anser_advice_new (unsure, NULL);
  g_autoptr (AnserAdvice) of_kept = anser_advice_new (kept, NULL);

  g_assert_cmpstr (of_gone->sentence, ==, "Nobody answers.");
  g_assert_null (of_gone->words);
  g_assert_cmpint (of_gone->action, ==, ANSER_ADVICE_RETRY);
  g_assert_cmpstr (of_unsure->sentence, ==, "Not sure.");
  g_assert_cmpstr (of_kept->sentence, ==, "It was not sent.");
  g_assert_cmpstr (of_kept->words, ==, "The server said: no");
}

static void
test_join_and_split (void)
{
  g_autofree char *both = anser_advice_join ("One.", "Two");
  g_autofree char *one = anser_advice_join ("One.", NULL);
  g_autofree char *words = NULL;
  g_autofree char *none = NULL;
  g_autofree char *first = anser_advice_split (both, &words);
  g_autofree char *alone = anser_advice_split (one, &none);

  g_assert_cmpstr (first, ==, "One.");
  g_assert_cmpstr (words, ==, "Two");
  g_assert_cmpstr (alone, ==, "One.");
  g_assert_null (none);
}

static void
test_hosts (void)
{
  g_assert_cmpstr (anser_known_reply_find ("SMTP.QQ.com", 535, NULL, "no")->meaning, ==,
                   "password-or-authorization-code");
  g_assert_cmpstr (anser_known_reply_find ("qq.com", 535, NULL, "no")->meaning, ==,
                   "password-or-authorization-code");
  g_assert_cmpstr (anser_known_reply_find ("notqq.com", 535, NULL, "no")->meaning, ==,
                   "password-wrong");
  g_assert_cmpstr (anser_known_reply_find ("qq.com.example", 535, NULL, "no")->meaning, ==,
                   "password-wrong");
  g_assert_null (anser_known_reply_find (NULL, 0, NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/advice/examples", test_examples);
  g_test_add_func ("/advice/no-row-without-example", test_no_row_without_example);
  g_test_add_func ("/advice/no-row-without-meaning", test_no_row_without_meaning);
  g_test_add_func ("/advice/sentence-and-words", test_sentence_and_words);
  g_test_add_func ("/advice/own-address", test_own_address);
  g_test_add_func ("/advice/chinese-words", test_chinese_words);
  g_test_add_func ("/advice/unknown", test_unknown);
  g_test_add_func ("/advice/prefix", test_prefix);
  g_test_add_func ("/advice/other-errors", test_other_errors);
  g_test_add_func ("/advice/join-and-split", test_join_and_split);
  g_test_add_func ("/advice/hosts", test_hosts);
  g_test_add_func ("/advice/chinese", test_chinese);

  return g_test_run ();
}
