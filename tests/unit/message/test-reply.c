/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include <string.h>

#define LETTER \
  "From: Anna <anna@example.org>\nTo: Bob <bob@example.net>, Carl <carl@example.net>\n" \
  "Cc: dora@example.net, BOB.work@example.net\nDate: Tue, 3 Nov 2026 10:00:00 +0800\n" \
  "Message-ID: <2@example.org>\nReferences: <0@example.org> <1@example.net>\nSubject: Plan\n"
#define BODY "\nHello,\n\n> older\nnew\n\n-- \nAnna\n"

static AnserDraft *
reply_to (const char     *text,
          AnserReplyKind  kind)
{
  g_autoptr(AnserLetter) letter = test_read_text (text);
  g_autoptr(GPtrArray) own = test_addresses ("Other Me <me@example.com>, Bob <bob@example.net>, "
                                             "bob.work@example.net");

  return anser_draft_new_reply (letter, kind, own);
}

static void
assert_list (GPtrArray  *addresses,
             const char *expected)
{
  g_autofree char *text = anser_addresses_to_string (addresses);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_sender (void)
{
  g_autoptr(AnserDraft) draft = reply_to (LETTER BODY, ANSER_REPLY_SENDER);
  g_autoptr(AnserLetter) sent = NULL;
  const char **references;

  assert_list (anser_draft_get_to (draft), "Anna <anna@example.org>");
  assert_list (anser_draft_get_cc (draft), "");
  g_assert_cmpstr (anser_draft_get_from (draft)->address, ==, "bob@example.net");
  g_assert_cmpstr (anser_draft_get_subject (draft), ==, "Re: Plan");
  g_assert_cmpstr (anser_draft_get_in_reply_to (draft), ==, "2@example.org");
  g_assert_true (g_str_has_prefix (anser_draft_get_text (draft), "\n\nOn Tue, 3 Nov 2026 at "));
  g_assert_true (g_str_has_suffix (anser_draft_get_text (draft),
                                   ", Anna wrote:\n> Hello,\n>\n>> older\n> new\n"));

  sent = test_round_trip (draft, FALSE);
  references = anser_letter_get_references (sent);
  g_assert_cmpuint (g_strv_length ((GStrv) references), ==, 3);
  g_assert_cmpstr (references[0], ==, "0@example.org");
  g_assert_cmpstr (references[2], ==, "2@example.org");
  g_assert_cmpstr (anser_letter_get_in_reply_to (sent), ==, "2@example.org");
}

static void
test_all (void)
{
  g_autoptr(AnserDraft) draft = reply_to (LETTER BODY, ANSER_REPLY_ALL);

  assert_list (anser_draft_get_to (draft), "Anna <anna@example.org>, Carl <carl@example.net>");
  assert_list (anser_draft_get_cc (draft), "dora@example.net");
}

static void
test_reply_to (void)
{
  g_autoptr(AnserDraft) draft = reply_to ("Reply-To: list@example.org\n" LETTER BODY,
                                          ANSER_REPLY_SENDER);
  g_autoptr(AnserDraft) all = reply_to ("Reply-To: list@example.org\n" LETTER BODY,
                                        ANSER_REPLY_ALL);

  assert_list (anser_draft_get_to (draft), "list@example.org");
  assert_list (anser_draft_get_to (all), "list@example.org, Carl <carl@example.net>");
}

/* An answer to what one sent goes to whom it was sent. */
static void
test_own_letter (void)
{
  g_autoptr(AnserDraft) draft = reply_to ("From: bob@example.net\nTo: anna@example.org\n"
                                          "Subject: x\n\nx\n", ANSER_REPLY_SENDER);
  g_autoptr(AnserDraft) note = reply_to ("From: bob@example.net\nTo: bob@example.net\n\nx\n",
                                         ANSER_REPLY_ALL);

  assert_list (anser_draft_get_to (draft), "anna@example.org");
  g_assert_cmpstr (anser_draft_get_from (draft)->address, ==, "bob@example.net");
  assert_list (anser_draft_get_to (note), "bob@example.net");
}

static void
test_delivered_to (void)
{
  g_autoptr(AnserDraft) draft = reply_to ("Delivered-To: bob.work@example.net\n"
                                          "From: a@example.org\nTo: list@example.org\n\nx\n",
                                          ANSER_REPLY_SENDER);
  g_autoptr(AnserDraft) none = reply_to ("From: a@example.org\nTo: list@example.org\n\nx\n",
                                         ANSER_REPLY_SENDER);

  g_assert_cmpstr (anser_draft_get_from (draft)->address, ==, "bob.work@example.net");
  g_assert_cmpstr (anser_draft_get_from (none)->address, ==, "me@example.com");
}

static void
test_subjects (void)
{
  static const char *const cases[][3] = {
    { "Plan", "Re: Plan", "Fwd: Plan" },
    { "Re: Plan", "Re: Plan", "Fwd: Re: Plan" },
    { "RE: re: Re[2]: Plan", "Re: Plan", "Fwd: RE: re: Re[2]: Plan" },
    { "回复：Plan", "Re: Plan", "Fwd: 回复：Plan" },
    { "答复: AW: SV: Plan", "Re: Plan", "Fwd: 答复: AW: SV: Plan" },
    { "Fwd: Plan", "Re: Fwd: Plan", "Fwd: Plan" },
    { "转发: FW: Plan", "Re: 转发: FW: Plan", "Fwd: Plan" },
    { "Reply: Plan", "Re: Reply: Plan", "Fwd: Reply: Plan" },
    { "", "Re: ", "Fwd: " },
    { "Re:", "Re: ", "Fwd: Re:" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("From: a@example.org\nSubject: %s\n\nx\n",
                                               cases[i][0]);
      g_autoptr(AnserDraft) reply = reply_to (text, ANSER_REPLY_SENDER);
      g_autoptr(AnserDraft) forward = reply_to (text, ANSER_REPLY_FORWARD);

      g_assert_cmpstr (anser_draft_get_subject (reply), ==, cases[i][1]);
      g_assert_cmpstr (anser_draft_get_subject (forward), ==, cases[i][2]);
    }
}

static void
test_forward (void)
{
  g_autoptr(AnserLetter) letter = test_open_letter ("name-2231.eml");
  g_autoptr(AnserDraft) draft = anser_draft_new_reply (letter, ANSER_REPLY_FORWARD, NULL);
  g_autoptr(AnserDraft) copy = NULL;
  g_autoptr(AnserLetter) sent = NULL;

  g_clear_object (&letter);
  assert_list (anser_draft_get_to (draft), "");
  g_assert_null (anser_draft_get_in_reply_to (draft));
  g_assert_nonnull (strstr (anser_draft_get_text (draft),
                            "-------- Forwarded message --------\n"
                            "From: Anna <anna@example.org>\nDate: "));
  g_assert_true (g_str_has_suffix (anser_draft_get_text (draft),
                                   "\nSubject: A letter\nTo: Bob <bob@example.net>\n\n"
                                   "See the file.\n"));
  g_assert_cmpuint (anser_draft_get_n_attachments (draft), ==, 1);
  g_assert_cmpstr (anser_draft_get_attachment_type (draft, 0), ==, "application/pdf");

  copy = anser_draft_copy (draft);
  g_assert_finalize_object (g_steal_pointer (&draft));
  sent = test_round_trip (copy, FALSE);
  test_assert_bytes (anser_letter_get_attachments (sent)->pdata[0], "%PDF-1.4 test", 13);
}

/* Nothing to go by: still an answer. */
static void
test_bare (void)
{
  g_autoptr(AnserLetter) letter = test_read_text ("");
  g_autoptr(AnserDraft) reply = anser_draft_new_reply (letter, ANSER_REPLY_ALL, NULL);
  g_autoptr(AnserDraft) forward = anser_draft_new_reply (letter, ANSER_REPLY_FORWARD, NULL);

  g_assert_null (anser_draft_get_from (reply));
  g_assert_cmpstr (anser_draft_get_subject (reply), ==, "Re: ");
  g_assert_cmpstr (anser_draft_get_text (reply), ==, "\n\n");
  g_assert_nonnull (forward);
}

static void
test_mailto (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserDraft) draft = NULL;

  draft = anser_draft_new_for_mailto ("mailto:a@example.org,b@example.org?cc=c%40example.org&"
                                      "Subject=a+b%20%E4%BD%A0%0D%0ABcc:%20x&body=one%0D%0Atwo&"
                                      "bcc=d@example.org&in-reply-to=%3Cid@x%3E&"
                                      "from=evil@example.org&attach=/etc/passwd&to=e@example.org",
                                      &error);
  g_assert_no_error (error);
  assert_list (anser_draft_get_to (draft), "a@example.org, b@example.org, e@example.org");
  assert_list (anser_draft_get_cc (draft), "c@example.org");
  assert_list (anser_draft_get_bcc (draft), "d@example.org");
  g_assert_cmpstr (anser_draft_get_subject (draft), ==, "a+b 你 Bcc: x");
  g_assert_cmpstr (anser_draft_get_text (draft), ==, "one\ntwo");
  g_assert_cmpstr (anser_draft_get_in_reply_to (draft), ==, "id@x");
  g_assert_null (anser_draft_get_from (draft));
  g_assert_cmpuint (anser_draft_get_n_attachments (draft), ==, 0);
}

static void
test_mailto_refused (void)
{
  static const char *const bad[] = { "", "http://example.org", "mailto:%ff@example.org",
                                     "mailto:nobody", "mailto:a@example.org?cc=nobody",
                                     "mailto:a@example.org?subject=%E4", "mailto:a%00b@x.org" };
  static const char *const good[] = { "mailto:", "MAILTO:a@example.org", "mailto:?subject=x",
                                      "mailto:a@example.org?", "mailto:a@example.org#top",
                                      "mailto:a@example.org?subject=a&amp;body=b" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (anser_draft_new_for_mailto (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AnserDraft) draft = anser_draft_new_for_mailto (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (draft);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/reply/sender", test_sender);
  g_test_add_func ("/message/reply/all", test_all);
  g_test_add_func ("/message/reply/reply-to", test_reply_to);
  g_test_add_func ("/message/reply/own-letter", test_own_letter);
  g_test_add_func ("/message/reply/delivered-to", test_delivered_to);
  g_test_add_func ("/message/reply/subjects", test_subjects);
  g_test_add_func ("/message/reply/forward", test_forward);
  g_test_add_func ("/message/reply/bare", test_bare);
  g_test_add_func ("/message/mailto/fields", test_mailto);
  g_test_add_func ("/message/mailto/refused", test_mailto_refused);
  return g_test_run ();
}
