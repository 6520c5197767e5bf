/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "message/letter-words.h"

#include <string.h>

/* A letter with one attachment: its header fields and content. */
static char *
make_letter (const char *header,
             const char *content)
{
  return g_strdup_printf ("Subject: outer\nMIME-Version: 1.0\n"
                          "Content-Type: multipart/mixed; boundary=b\n\n"
                          "--b\nContent-Type: text/plain\n\nbody\n"
                          "--b\nContent-Disposition: attachment\n%s\n\n%s\n--b--\n",
                          header, content);
}

static char *
dup_text (const char *header,
          const char *content,
          gsize       limit)
{
  g_autofree char *source = make_letter (header, content);
  g_autoptr(AnserLetter) letter = test_read_text (source);

  return g_strchomp (anser_letter_dup_attached_text (letter, limit));
}

static void
test_kinds (void)
{
  static const struct { const char *header, *content, *text; } cases[] = {
    { "Content-Type: text/plain; charset=utf-8", "会议纪要", "会议纪要" },
    { "Content-Type: text/plain; charset=gbk\nContent-Transfer-Encoding: base64", "u+HS6Q==",
      "会议" },
    { "Content-Type: text/html", "<p>Tax &amp; <b>invoice</b></p><script>no</script>",
      "Tax & invoice" },
    { "Content-Type: text/csv", "a,b", "a,b" },
    { "Content-Type: application/octet-stream; name=notes.TXT", "notes", "notes" },
    { "Content-Type: application/octet-stream; name=page.html", "<i>page</i>", "page" },
    { "Content-Type: application/octet-stream; name=data.bin", "data", "" },
    { "Content-Type: application/pdf; name=a.pdf", "%PDF", "" },
    { "Content-Type: text/plain\nContent-Transfer-Encoding: base64", "AAECAwQ=", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_text (cases[i].header, cases[i].content, 10000);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* An attached letter, with what is attached to it. */
static void
test_letter (void)
{
  g_autofree char *inner = make_letter ("Content-Type: text/plain; name=list.txt", "deepest words");
  g_autofree char *with_people = g_strconcat ("From: Carla <carla@example.org>\nTo: d@example.org\n",
                                              inner, NULL);
  g_autofree char *text = NULL;

  for (char *at = with_people; (at = strstr (at, "--b")) != NULL; at += 3)
    at[2] = 'c';
  memcpy (strstr (with_people, "boundary=b"), "boundary=c", 10);
  text = dup_text ("Content-Type: message/rfc822", with_people, 10000);
  g_assert_nonnull (strstr (text, "outer"));
  g_assert_nonnull (strstr (text, "Carla"));
  g_assert_nonnull (strstr (text, "d@example.org"));
  g_assert_nonnull (strstr (text, "body"));
  g_assert_nonnull (strstr (text, "list.txt"));
  g_assert_nonnull (strstr (text, "deepest words"));
}

/* Letters in letters without end do not take all time. */
static void
test_depth (void)
{
  g_autoptr(GString) source = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (int i = 0; i < 40; i++)
    g_string_append_printf (source, "Subject: level %d.\nContent-Type: message/rfc822\n\n", i);
  g_string_append (source, "Subject: end\n\nend\n");
  text = dup_text ("Content-Type: message/rfc822", source->str, 10000);
  g_assert_nonnull (strstr (text, "level 0."));
  g_assert_null (strstr (text, "level 9."));
}

static void
test_limit (void)
{
  g_autoptr(GString) content = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (int i = 0; i < 1000; i++)
    g_string_append (content, "会");
  for (gsize limit = 99; limit < 103; limit++)
    {
      g_free (g_steal_pointer (&text));
      text = dup_text ("Content-Type: text/plain; charset=utf-8", content->str, limit);
      g_assert_cmpuint (strlen (text), <=, limit);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (g_str_has_prefix (text, "会会会"));
    }
}

static void
test_nothing (void)
{
  g_autoptr(AnserLetter) letter = test_read_text ("Subject: x\n\nonly a body\n");
  g_autofree char *text = anser_letter_dup_attached_text (letter, 1000);

  g_assert_cmpstr (text, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/attached-text/kinds", test_kinds);
  g_test_add_func ("/message/attached-text/letter", test_letter);
  g_test_add_func ("/message/attached-text/depth", test_depth);
  g_test_add_func ("/message/attached-text/limit", test_limit);
  g_test_add_func ("/message/attached-text/nothing", test_nothing);
  return g_test_run ();
}
