/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader/links.h"

#include <string.h>

typedef struct
{
  const char *text;
  GString *found;   /* "words → uri" of each link, one a line */
} Finding;

static void
on_link (gsize       start,
         gsize       end,
         const char *uri,
         gpointer    user_data)
{
  Finding *finding = user_data;

  g_string_append_printf (finding->found, "%.*s → %s\n", (int) (end - start),
                          finding->text + start, uri);
}

static void
assert_links (const char *text,
              const char *expected)
{
  g_autoptr(GString) found = g_string_new (NULL);
  Finding finding = { text, found };

  anser_links_find (text, on_link, &finding);
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_web (void)
{
  assert_links ("no address here: a@b, http:, https://", "");
  assert_links ("see https://anser.example/a?b=c&d=%20#e now",
                "https://anser.example/a?b=c&d=%20#e → https://anser.example/a?b=c&d=%20#e\n");
  assert_links ("www.anser.example", "www.anser.example → https://www.anser.example\n");
}

static void
test_mail (void)
{
  assert_links ("write to li.wei@mail.anser.example.",
                "li.wei@mail.anser.example → mailto:li.wei@mail.anser.example\n");
  assert_links ("a@b a@.example @anser.example li@anser..", "");
  assert_links ("mailto:li@anser.example?", "mailto:li@anser.example → mailto:li@anser.example\n");
}

static void
test_ends (void)
{
  assert_links ("(see https://anser.example/a_(b)), please.",
                "https://anser.example/a_(b) → https://anser.example/a_(b)\n");
  assert_links ("<https://anser.example/x>", "https://anser.example/x → https://anser.example/x\n");
  assert_links ("https://anser.example/?!", "https://anser.example/ → https://anser.example/\n");
}

/* Chinese sets no space around an address. */
static void
test_chinese (void)
{
  assert_links ("请看https://anser.example/雁，谢谢。",
                "https://anser.example/ → https://anser.example/\n");
  assert_links ("邮箱：li@anser.example，电话", "li@anser.example → mailto:li@anser.example\n");
}

/* As large as a letter may be, in a moment: nothing may be tried over and over. */
static void
test_hostile (void)
{
  g_autofree char *at = g_strnfill (200000, '@');
  g_autofree char *dots = g_strnfill (200000, '.');
  g_autofree char *letters = g_strnfill (100000, 'a');
  g_autofree char *brackets = g_strnfill (100000, ')');
  gint64 begin = g_get_monotonic_time ();

  assert_links (at, "");
  assert_links (dots, "");
  assert_links (letters, "");
  memcpy (brackets, "https://a", 9);
  assert_links (brackets, "https://a → https://a\n");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_TIME_SPAN_SECOND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/links/web", test_web);
  g_test_add_func ("/links/mail", test_mail);
  g_test_add_func ("/links/ends", test_ends);
  g_test_add_func ("/links/chinese", test_chinese);
  g_test_add_func ("/links/hostile", test_hostile);

  return g_test_run ();
}
