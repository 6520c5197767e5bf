/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compose/compose-text.h"

#define QUOTE "On Monday, Bob wrote:\n> See the attachment.\n"

static void
test_signature (void)
{
  g_autofree char *end = anser_compose_text_signature ("Ann\nThe far shore\n\n");
  g_autofree char *none = anser_compose_text_signature (NULL);
  g_autofree char *blank = anser_compose_text_signature (" \n\n");

  g_assert_cmpstr (end, ==, "\n\n-- \nAnn\nThe far shore");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (blank, ==, "");
}

static void
test_begin (void)
{
  int caret = -1;
  g_autofree char *fresh = anser_compose_text_begin (NULL, NULL, FALSE, &caret);
  g_autofree char *signed_fresh = anser_compose_text_begin ("", "Ann", FALSE, &caret);
  g_autofree char *answer = anser_compose_text_begin ("\n\n" QUOTE, "Ann", FALSE, &caret);
  g_autofree char *plain = anser_compose_text_begin (QUOTE, "", FALSE, &caret);

  g_assert_cmpstr (fresh, ==, "");
  g_assert_cmpstr (signed_fresh, ==, "\n\n-- \nAnn");
  g_assert_cmpstr (answer, ==, "\n\nOn Monday, Bob wrote:\n> See the attachment.\n\n-- \nAnn");
  g_assert_cmpstr (plain, ==, "\n\nOn Monday, Bob wrote:\n> See the attachment.");
  g_assert_cmpint (caret, ==, 0);
}

static void
test_begin_below (void)
{
  int caret = -1;
  int fresh_caret = -1;
  g_autofree char *answer = anser_compose_text_begin ("\n\n> 雁\n", "Ann", TRUE, &caret);
  g_autofree char *fresh = anser_compose_text_begin ("", "Ann", TRUE, &fresh_caret);

  g_assert_cmpstr (answer, ==, "> 雁\n\n\n\n-- \nAnn");
  g_assert_cmpint (caret, ==, strlen ("> 1\n\n"));
  g_assert_cmpstr (fresh, ==, "\n\n-- \nAnn");
  g_assert_cmpint (fresh_caret, ==, 0);
}

static void
assert_promises (const char *subject,
                 const char *text)
{
  g_test_message ("“%s”, “%s”", subject, text);
  g_assert_true (anser_compose_text_promises_attachment (subject, text));
}

static void
assert_promises_nothing (const char *subject,
                         const char *text)
{
  g_test_message ("“%s”, “%s”", subject, text);
  g_assert_false (anser_compose_text_promises_attachment (subject, text));
}

static void
test_promises (void)
{
  assert_promises ("", "The report is attached.");
  assert_promises ("", "ATTACHED: the report");
  assert_promises (NULL, "你好，\n见附件。");
  assert_promises ("", "报告请查收附件");
  assert_promises ("", "文件attached");
  assert_promises ("", "報告隨附於後");
  assert_promises ("", "資料を添付します。");
  assert_promises ("", "Отчёт во вложении.");
  assert_promises ("", "Прилагаю отчёт.");
  assert_promises ("", "Im Anhang der Bericht.");
  assert_promises ("", "Anbei der Bericht.");
  assert_promises ("", "Veuillez trouver ci-jointe la lettre.");
  assert_promises ("", "Les Pièces jointes sont trois.");
  assert_promises ("", "Les adjuntamos el informe.");
  assert_promises ("", "Segue em anexo o relatório.");
  assert_promises ("Report attached", "Dear Bob");
}

static void
test_promises_nothing (void)
{
  assert_promises_nothing ("", "");
  assert_promises_nothing ("Spring", "Where do we go?");
  assert_promises_nothing ("", "He stays unattached.");
  assert_promises_nothing ("", "Имя прилагательное");
  assert_promises_nothing ("", "Der Zusammenhang ist klar.");
  assert_promises_nothing ("Re: Report attached", "Thank you!\n\n" QUOTE);
  assert_promises_nothing ("", "Thank you!\n\n-- \nNever open an attachment");
  assert_promises_nothing ("Fwd: Report attached", "\n\n-------- Forwarded message --------\n");
  assert_promises_nothing ("", "Look:\n\n---------- Forwarded message ----------\nattached");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/compose-text/signature", test_signature);
  g_test_add_func ("/compose-text/begin", test_begin);
  g_test_add_func ("/compose-text/begin-below", test_begin_below);
  g_test_add_func ("/compose-text/promises", test_promises);
  g_test_add_func ("/compose-text/promises-nothing", test_promises_nothing);

  return g_test_run ();
}
