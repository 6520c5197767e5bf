/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message/address-list.h"
#include "support.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *expected;     /* one after the other, with "|" between; NULL if it is refused */
} Case;

static char *
join (GPtrArray *addresses)
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const AnserAddress *address = g_ptr_array_index (addresses, i);

      g_string_append_printf (all, "%s%s=%s", i > 0 ? "|" : "",
                              address->name != NULL ? address->name : "", address->address);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_typed (void)
{
  static const Case cases[] = {
    { "", "" },
    { " ,; \n", "" },
    { "a@example.org", "=a@example.org" },
    { "Anna <a@example.org>", "Anna=a@example.org" },
    { "Anna a@example.org", "Anna=a@example.org" },
    { "\"Doe, John\" <j@example.org>", "Doe, John=j@example.org" },
    { "a@example.org, b@example.org;c@example.org\nd@example.org",
      "=a@example.org|=b@example.org|=c@example.org|=d@example.org" },
    { "a@example.org b@example.org", "=a@example.org|=b@example.org" },
    { "张三 <z@example.cn>，李四 <l@example.cn>；w@example.cn、x@example.cn",
      "张三=z@example.cn|李四=l@example.cn|=w@example.cn|=x@example.cn" },
    { "张三＜z＠example.cn＞", "张三=z@example.cn" },
    { "Friends: a@example.org, Bo <b@example.org>;", "=a@example.org|Bo=b@example.org" },
    { "mailto:a@example.org", "=a@example.org" },
    { "<mailto:a@example.org>", "=a@example.org" },
    { "a@example.org (Anna)", "Anna=a@example.org" },
    { "\"a b\"@example.org", "=\"a b\"@example.org" },
    { "用户@例子.中国", "=用户@例子.中国" },
    { "a@[192.0.2.1]", "=a@[192.0.2.1]" },
    { "a+tag@sub.example.org", "=a+tag@sub.example.org" },
    { "a..b.@docomo.example", "=a..b.@docomo.example" },
    { "root@localhost", "=root@localhost" },
    { "\xe2\x80\x8b" "a@example.org\xe2\x80\x8e", "=a@example.org" },
    { "Anna", NULL },
    { "a@", NULL },
    { "@example.org", NULL },
    { "a@b@", NULL },
    { "a@exa mple.org", NULL },
    { "a@example..org", NULL },
    { "a@example.org.", NULL },
    { "a@.example.org", NULL },
    { "<a b@example.org>", NULL },
    { "a@example.org, nobody, b@example.org", NULL },
    { "a@[", NULL },
    { "a@exam<ple.org", NULL },
    { "a\x01@example.org", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) addresses = anser_addresses_parse (cases[i].text, &error);
      g_autofree char *joined = addresses != NULL ? join (addresses) : NULL;

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (joined, ==, cases[i].expected);
      if (cases[i].expected == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      else
        g_assert_no_error (error);
    }
}

static void
test_sentence (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (anser_addresses_parse ("a@example.org, nobody, b@example.org", &error));
  g_assert_nonnull (strstr (error->message, "“nobody”"));
  g_assert_null (strstr (error->message, "a@example.org,"));
}

static void
test_header (void)
{
  static const Case cases[] = {
    { "Anna <a@example.org>", "Anna=a@example.org" },
    { "a@example.org\r\n\t(Anna\r\n Author)", "Anna Author=a@example.org" },
    { "\"Doe, John\" <j@example.org>, b@example.org", "Doe, John=j@example.org|=b@example.org" },
    { "undisclosed-recipients:;", "" },
    { "Team: a@example.org, b@example.org; c@example.org",
      "=a@example.org|=b@example.org|=c@example.org" },
    { "<@relay.example,@other.example:a@example.org>", "=a@example.org" },
    { "=?utf-8?Q?Doe,_J=C3=B6rn?= <j@example.org>", "Doe, Jörn=j@example.org" },
    { "\"=?gb2312?B?1cXI/Q==?=\" <z@example.cn>", "张三=z@example.cn" },
    { "\"\xd5\xc5\xc8\xfd\" <z@example.cn>", "张三=z@example.cn" },
    { "Just A Name", "Just A Name=" },
    { "root", "=root" },
    { "Anna <a@example.org", "Anna=a@example.org" },
    { "\"Anna <a@example.org>", "Anna=a@example.org" },
    { "\"A \\\"x\\\" B\" <a@example.org>", "A \"x\" B=a@example.org" },
    { "<>", "" },
    { ",,,", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) addresses = anser_address_list_read (cases[i].text);
      g_autofree char *joined = join (addresses);

      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (joined, ==, cases[i].expected);
    }
}

/* What is shown can be typed again. */
static void
test_to_string (void)
{
  static const char *const names[] = {
    "Anna", "Doe, John", "A \"x\" \\ B", "张三，李四", "a@b", "Dr. Who (TV)", "x; y: z", "＜x＞",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(AnserAddress) address = anser_address_new (names[i], "a@example.org");
      g_autofree char *text = anser_address_to_string (address);
      g_autoptr(GPtrArray) again = test_addresses (text);

      g_assert_cmpuint (again->len, ==, 1);
      g_assert_cmpstr (((AnserAddress *) again->pdata[0])->name, ==, names[i]);
      g_assert_cmpstr (((AnserAddress *) again->pdata[0])->address, ==, "a@example.org");
    }
}

static gboolean
equal (const char *first,
       const char *second)
{
  g_autoptr(AnserAddress) a = anser_address_new (NULL, first);
  g_autoptr(AnserAddress) b = anser_address_new ("Other name", second);

  return anser_address_equal (a, b);
}

static void
test_equal (void)
{
  g_assert_true (equal ("a@example.org", "a@EXAMPLE.org"));
  g_assert_false (equal ("a@example.org", "A@example.org"));
  g_assert_false (equal ("a@example.org", "a@example.com"));
  g_assert_false (equal ("a@example.org", "ab@example.org"));
  g_assert_true (equal ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"));
  g_assert_false (equal ("a", "a@example.org"));
}

static void
test_label (void)
{
  g_autoptr(AnserAddress) named = anser_address_new ("Anna", "a@example.org");
  g_autoptr(AnserAddress) bare = anser_address_new ("", "a@example.org");
  g_autoptr(GPtrArray) both = test_addresses ("Anna <a@example.org>, b@example.org");
  g_autofree char *text = anser_addresses_to_string (both);

  g_assert_cmpstr (anser_address_get_label (named), ==, "Anna");
  g_assert_cmpstr (anser_address_get_label (bare), ==, "a@example.org");
  g_assert_cmpstr (text, ==, "Anna <a@example.org>, b@example.org");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/address/typed", test_typed);
  g_test_add_func ("/message/address/sentence", test_sentence);
  g_test_add_func ("/message/address/header", test_header);
  g_test_add_func ("/message/address/to-string", test_to_string);
  g_test_add_func ("/message/address/equal", test_equal);
  g_test_add_func ("/message/address/label", test_label);
  return g_test_run ();
}
