/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/recheck.h"
#include "engine/errors.h"

#include <string.h>

#define NOW 1000000

static void
learn (AnserRecheck *recheck,
       AnserError    code,
       const char   *status,
       gint64        login_delay)
{
  g_autoptr (GError) error = anser_error_new_reply (code, 0, status, "words", "A sentence.");

  anser_recheck_learn (recheck, error, FALSE, login_delay, NOW);
}

/* P17: after one, two and five minutes, then as usual; a success begins anew. */
static void
test_p17_in_use (void)
{
  AnserRecheck recheck = { 0 };

  learn (&recheck, ANSER_ERROR_MAILBOX_IN_USE, "IN-USE", 0);
  g_assert_cmpint (recheck.again_at, ==, NOW + 60);
  learn (&recheck, ANSER_ERROR_MAILBOX_IN_USE, NULL, 0);
  g_assert_cmpint (recheck.again_at, ==, NOW + 120);
  learn (&recheck, ANSER_ERROR_MAILBOX_IN_USE, "IN-USE", 0);
  g_assert_cmpint (recheck.again_at, ==, NOW + 300);
  learn (&recheck, ANSER_ERROR_MAILBOX_IN_USE, "IN-USE", 0);
  g_assert_cmpint (recheck.again_at, ==, 0);
  g_assert_cmpint (recheck.not_before, ==, 0);

  anser_recheck_learn (&recheck, NULL, TRUE, 0, NOW);
  g_assert_cmpint (recheck.again_at, ==, 0);
  learn (&recheck, ANSER_ERROR_TRY_LATER, "SYS/TEMP", 0);
  g_assert_cmpint (recheck.again_at, ==, NOW + 60);
}

/* P18: as long as the server says, else a quarter of an hour; also between checks that went well. */
static void
test_p18_login_delay (void)
{
  AnserRecheck recheck = { 0 };

  learn (&recheck, ANSER_ERROR_TRY_LATER, "LOGIN-DELAY", 300);
  g_assert_cmpint (recheck.not_before, ==, NOW + 300);
  g_assert_cmpint (recheck.again_at, ==, NOW + 300);
  learn (&recheck, ANSER_ERROR_TRY_LATER, NULL, 0);
  g_assert_cmpint (recheck.again_at, ==, NOW + 15 * 60);

  anser_recheck_learn (&recheck, NULL, TRUE, 600, NOW);
  g_assert_cmpint (recheck.not_before, ==, NOW + 600);
  g_assert_cmpint (recheck.again_at, ==, 0);
  learn (&recheck, ANSER_ERROR_MAILBOX_IN_USE, "IN-USE", 600);
  g_assert_cmpint (recheck.again_at, ==, NOW + 600);
}

/* P19: what will not pass by itself is not tried again by itself. */
static void
test_p19_permanent (void)
{
  AnserRecheck recheck = { 0 };

  learn (&recheck, ANSER_ERROR_REFUSED, "SYS/PERM", 0);
  g_assert_cmpint (recheck.again_at, ==, 0);
  learn (&recheck, ANSER_ERROR_PASSWORD_REFUSED, "AUTH", 0);
  g_assert_cmpint (recheck.again_at, ==, 0);
}

/* P7: a fault after the login limits no logins. */
static void
test_p7_after_login (void)
{
  AnserRecheck recheck = { 0 };
  g_autoptr (GError) error = g_error_new (ANSER_ERROR, ANSER_ERROR_TRY_LATER, "No UIDL today.");

  anser_recheck_learn (&recheck, error, TRUE, 0, NOW);
  g_assert_cmpint (recheck.again_at, ==, NOW + 60);
  g_assert_cmpint (recheck.not_before, ==, 0);
}

static void
test_explain (void)
{
  AnserRecheck recheck = { .again_at = NOW };
  g_autoptr (GError) error = g_error_new (ANSER_ERROR, ANSER_ERROR_TRY_LATER, "A sentence.");

  anser_recheck_explain (&recheck, error);
  g_assert_true (g_str_has_prefix (error->message, "A sentence. Anser checks again at "));
  anser_recheck_explain (&recheck, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/recheck/p17-in-use", test_p17_in_use);
  g_test_add_func ("/recheck/p18-login-delay", test_p18_login_delay);
  g_test_add_func ("/recheck/p19-permanent", test_p19_permanent);
  g_test_add_func ("/recheck/p7-after-login", test_p7_after_login);
  g_test_add_func ("/recheck/explain", test_explain);

  return g_test_run ();
}
