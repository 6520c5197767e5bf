/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/header-digest.h"
#include "courier/listing.h"

#include <malloc.h>
#include <string.h>

#define DAY (24 * 60 * 60)

/* A depot that remembers nothing and has nothing: these tests fill the memory by hand. */
#define TEST_TYPE_DEPOT (test_depot_get_type ())
G_DECLARE_FINAL_TYPE (TestDepot, test_depot, TEST, DEPOT, GObject)

struct _TestDepot
{
  GObject parent_instance;
};

static gboolean
recall_nothing (AnserDepot  *depot,
                const char  *uid,
                gint64      *received_at,
                GError     **error)
{
  return TRUE;
}

static void
test_depot_depot_init (AnserDepotInterface *iface)
{
  iface->recall = recall_nothing;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestDepot, test_depot, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_DEPOT, test_depot_depot_init))

static void
test_depot_class_init (TestDepotClass *klass)
{
}

static void
test_depot_init (TestDepot *self)
{
}

/* A mailbox and what is remembered of it. Header blocks are told apart by a number. */
typedef struct
{
  AnserMemory    *memory;
  AnserDepot     *depot;
  AnserPop3Items *sizes;
  AnserPop3Items *uids;
  AnserListing   *listing;
} Box;

static Box *
box_new (void)
{
  Box *box = g_new0 (Box, 1);

  box->memory = anser_memory_new ();
  box->depot = g_object_new (TEST_TYPE_DEPOT, NULL);
  box->sizes = anser_pop3_items_new ();
  box->uids = anser_pop3_items_new ();

  return box;
}

static void
box_free (Box *box)
{
  g_clear_pointer (&box->listing, anser_listing_free);
  anser_pop3_items_unref (box->sizes);
  anser_pop3_items_unref (box->uids);
  g_object_unref (box->depot);
  anser_memory_free (box->memory);
  g_free (box);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Box, box_free)

static void
make_digest (unsigned header,
             guint8  *digest)
{
  memset (digest, 0, ANSER_DIGEST_LENGTH);
  memcpy (digest, &header, sizeof header);
}

static AnserUidRecord *
remember (Box           *box,
          const char    *uid,
          gint64         size,
          unsigned       header,
          AnserUidState  state)
{
  AnserUidRecord *record = anser_uid_record_new (uid, state, 1000);

  record->size = size;
  make_digest (header, record->digest);
  anser_memory_add (box->memory, record);

  return record;
}

/* @uid: (nullable): UIDL has no row for it */
static void
lie (Box        *box,
     const char *uid,
     gint64      size)
{
  unsigned number = anser_pop3_items_get_length (box->sizes) + 1;
  AnserPop3Item sized = { number, size, NULL };
  AnserPop3Item named = { number, -1, uid };

  anser_pop3_items_add (box->sizes, &sized);
  if (uid != NULL)
    anser_pop3_items_add (box->uids, &named);
}

static void
match (Box *box)
{
  g_autoptr (GError) error = NULL;

  box->listing = anser_listing_new (anser_pop3_items_ref (box->sizes), box->uids);
  anser_listing_match (box->listing, box->memory, box->depot, &error);
  g_assert_no_error (error);
}

static void
answer (Box      *box,
        unsigned  number,
        unsigned  header)
{
  guint8 digest[ANSER_DIGEST_LENGTH];

  make_digest (header, digest);
  anser_listing_answer (box->listing, number, digest);
}

static void
assert_numbers (GArray     *numbers,
                const char *expected)
{
  g_autoptr (GArray) own = numbers;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < own->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (own, unsigned, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_questions (Box        *box,
                  const char *expected)
{
  assert_numbers (anser_listing_get_questions (box->listing), expected);
}

/* Settles, and says what is to be fetched. */
static void
assert_unknown (Box        *box,
                const char *expected)
{
  anser_listing_settle (box->listing, 5000);
  assert_numbers (anser_listing_get_unknown (box->listing, TRUE), expected);
}

static void
test_uids (void)
{
  g_autoptr (Box) box = box_new ();

  remember (box, "b", 102, 2, ANSER_UID_RECEIVED);
  lie (box, "a", 101);
  lie (box, "b", 102);
  lie (box, "c", 103);
  match (box);
  g_assert_cmpstr (anser_listing_get_uid (box->listing, 2), ==, "b");
  g_assert_cmpint (anser_listing_get_size (box->listing, 3), ==, 103);
  g_assert_null (anser_listing_get_uid (box->listing, 4));
  assert_questions (box, "");
  assert_unknown (box, "1 3");
  g_assert_false (anser_memory_is_changed (box->memory));
}

/* P8: doubles, gaps, empty and over-long uids are no names; P11: numbers beyond UIDL or beyond LIST
 * are left for the next session. */
static void
test_p8_p11_poor_uids (void)
{
  g_autoptr (Box) box = box_new ();
  g_autofree char *longest = g_strnfill (1024, 'x');
  g_autofree char *over_long = g_strnfill (1025, 'y');
  AnserPop3Item beyond_list = { 9, -1, "other" };
  AnserPop3Item beyond_uidl = { 10, 5, NULL };
  AnserPop3Item again = { 1, 5, NULL };
  AnserPop3Item zero = { 0, 5, NULL };

  lie (box, "a", 1);
  lie (box, "same", 1);
  lie (box, NULL, 1);
  lie (box, "", 1);
  lie (box, "same", 1);
  lie (box, longest, 1);
  lie (box, over_long, 1);
  lie (box, "z", 1);
  anser_pop3_items_add (box->uids, &beyond_list);
  anser_pop3_items_add (box->sizes, &beyond_uidl);
  anser_pop3_items_add (box->sizes, &again);
  anser_pop3_items_add (box->sizes, &zero);
  match (box);
  assert_questions (box, "2 3 4 5 7");
  g_assert_cmpuint (anser_listing_get_n_nameless (box->listing), ==, 5);
  assert_unknown (box, "1 2 3 4 5 6 7 8");
  assert_numbers (anser_listing_get_unknown (box->listing, FALSE), "1 6 8");
}

/* P8: messages without a uid are known by their header blocks; two with the same one are two. */
static void
test_p8_by_header (void)
{
  g_autoptr (Box) first = box_new ();
  g_autoptr (Box) second = box_new ();

  for (unsigned i = 0; i < 4; i++)
    lie (first, "", 100);
  match (first);
  answer (first, 1, 1);
  answer (first, 2, 1);
  answer (first, 3, 2);
  assert_unknown (first, "1 2 3 4");
  g_assert_cmpstr (anser_listing_get_uid (first->listing, 1), !=,
                   anser_listing_get_uid (first->listing, 2));
  g_assert_null (anser_listing_get_uid (first->listing, 4));

  for (unsigned i = 1; i <= 3; i++)
    remember (second, anser_listing_get_uid (first->listing, i), 100, (i + 1) / 2,
              ANSER_UID_RECEIVED);
  for (unsigned i = 0; i < 3; i++)
    lie (second, "", 100);
  match (second);
  answer (second, 1, 2);
  answer (second, 2, 1);
  answer (second, 3, 1);
  assert_unknown (second, "");
}

static const char *
find_digest (Box        *box,
             const char *uid)
{
  static char header[8];
  const AnserUidRecord *record = anser_memory_find (box->memory, uid);
  unsigned n = 0;

  if (record == NULL)
    return NULL;
  memcpy (&n, record->digest, sizeof n);
  g_snprintf (header, sizeof header, "%u", n);

  return header;
}

/* P10: all uids are new. Headers are asked for where the size fits; what is the same message goes by
 * its new uid from now on, the rest is fetched. */
static void
test_p10_renumbered (void)
{
  g_autoptr (Box) box = box_new ();

  remember (box, "old-1", 10000, 1, ANSER_UID_RECEIVED);
  remember (box, "old-2", 20000, 2, ANSER_UID_DELETE_WANTED);
  remember (box, "old-3", 30000, 3, ANSER_UID_RECEIVED);
  lie (box, "new-2", 20300);
  lie (box, "new-1", 9900);
  lie (box, "new-4", 10000);
  lie (box, "new-5", 900000);
  match (box);
  assert_questions (box, "1 2 3");
  answer (box, 1, 2);
  answer (box, 2, 1);
  answer (box, 3, 4);
  assert_unknown (box, "3 4");
  g_assert_cmpstr (find_digest (box, "new-1"), ==, "1");
  g_assert_cmpstr (find_digest (box, "new-2"), ==, "2");
  g_assert_null (anser_memory_find (box->memory, "old-1"));
  g_assert_cmpint (anser_memory_find (box->memory, "new-2")->state, ==, ANSER_UID_DELETE_WANTED);
  g_assert_cmpstr (anser_memory_find (box->memory, "new-1")->old_uid, ==, "old-1");
}

/* Half of them is not more than half; and a first session has nothing to compare with; nor has one
 * whose letters were all deleted on the server after they had come. */
static void
test_p10_not_renumbered (void)
{
  g_autoptr (Box) half = box_new ();
  g_autoptr (Box) first = box_new ();
  g_autoptr (Box) deleting = box_new ();

  remember (half, "a", 100, 1, ANSER_UID_RECEIVED);
  remember (half, "gone", 100, 2, ANSER_UID_RECEIVED);
  lie (half, "a", 100);
  lie (half, "b", 100);
  match (half);
  assert_questions (half, "");
  assert_unknown (half, "2");

  lie (first, "a", 100);
  match (first);
  assert_questions (first, "");

  remember (deleting, "a", 100, 1, ANSER_UID_GONE);
  lie (deleting, "b", 100);
  match (deleting);
  assert_questions (deleting, "");
}

/* P10, P12: no TOP. The message is compared when it was fetched, before it is stored; each memory
 * answers for one message. */
static void
test_p12_compared_after_fetch (void)
{
  g_autoptr (Box) box = box_new ();
  guint8 digest[ANSER_DIGEST_LENGTH];

  remember (box, "old", 100, 1, ANSER_UID_RECEIVED);
  lie (box, "new-1", 100);
  lie (box, "new-2", 100);
  match (box);
  assert_questions (box, "1 2");
  assert_unknown (box, "1 2");
  make_digest (1, digest);
  g_assert_true (anser_listing_recognise (box->listing, 1, digest));
  g_assert_false (anser_listing_recognise (box->listing, 2, digest));
  g_assert_false (anser_listing_recognise (box->listing, 2, NULL));
  g_assert_cmpstr (find_digest (box, "new-1"), ==, "1");
}

/* Two messages with one header block: the nearer in size is the one. */
static void
test_p10_twins (void)
{
  g_autoptr (Box) box = box_new ();

  remember (box, "old-small", 3000, 1, ANSER_UID_RECEIVED);
  remember (box, "old-large", 3500, 1, ANSER_UID_DELETE_WANTED);
  lie (box, "new-large", 3501);
  lie (box, "new-small", 3001);
  match (box);
  answer (box, 1, 1);
  answer (box, 2, 1);
  assert_unknown (box, "");
  g_assert_cmpint (anser_memory_find (box->memory, "new-large")->state, ==,
                   ANSER_UID_DELETE_WANTED);
}

/* P10 (Cyrus): a uid that is known belongs to another message now. The old one is not forgotten. */
static void
test_p10_reused_uid (void)
{
  g_autoptr (Box) box = box_new ();
  guint8 digest[ANSER_DIGEST_LENGTH];

  remember (box, "a", 1000, 1, ANSER_UID_RECEIVED);
  remember (box, "b", 1000, 2, ANSER_UID_RECEIVED);
  remember (box, "c", 1000, 3, ANSER_UID_GONE);
  lie (box, "a", 90000);
  lie (box, "b", 1000);
  lie (box, "c", 1000);
  match (box);
  assert_questions (box, "1 3");
  answer (box, 1, 7);
  answer (box, 3, 3);
  assert_unknown (box, "1");
  g_assert_null (anser_memory_find (box->memory, "a"));
  g_assert_cmpuint (anser_memory_get_n_records (box->memory), ==, 3);

  /* A server that took a deletion back: known, and not deleted unasked. */
  g_assert_cmpint (anser_memory_find (box->memory, "c")->state, ==, ANSER_UID_RECEIVED);

  /* A header that TOP cut short: the whole message tells. */
  make_digest (1, digest);
  g_assert_false (anser_listing_recognise (box->listing, 1, digest));
}

/* A server that counts its uids anew in each session, and one letter fewer than before. */
static void
test_p10_shifted_uids (void)
{
  g_autoptr (Box) box = box_new ();

  remember (box, "1", 1000, 1, ANSER_UID_RECEIVED);
  remember (box, "2", 2000, 2, ANSER_UID_RECEIVED);
  remember (box, "3", 3000, 3, ANSER_UID_RECEIVED);
  lie (box, "1", 2000);
  lie (box, "2", 3000);
  match (box);
  assert_questions (box, "1 2");
  answer (box, 1, 2);
  answer (box, 2, 3);
  assert_unknown (box, "");
  g_assert_cmpstr (find_digest (box, "1"), ==, "2");
  g_assert_cmpstr (find_digest (box, "2"), ==, "3");
  g_assert_null (anser_memory_find (box->memory, "3"));
  g_assert_cmpuint (anser_memory_get_n_records (box->memory), ==, 3);
}

/* P5: a size that changed is worth a question, and is then believed. */
static void
test_p5_size_changed (void)
{
  g_autoptr (Box) box = box_new ();

  remember (box, "a", 1000, 1, ANSER_UID_RECEIVED);
  lie (box, "a", 1024);
  match (box);
  assert_questions (box, "1");
  answer (box, 1, 1);
  assert_unknown (box, "");
  g_assert_cmpint (anser_memory_find (box->memory, "a")->size, ==, 1024);
}

/* P7: UIDL is away for a session. What was known by its uid is known by its header. */
static void
test_p7_uidl_away (void)
{
  g_autoptr (Box) box = box_new ();
  AnserListing *listing;

  remember (box, "a", 100, 1, ANSER_UID_RECEIVED);
  lie (box, NULL, 100);
  lie (box, NULL, 100);
  listing = box->listing = anser_listing_new (anser_pop3_items_ref (box->sizes), NULL);
  g_assert_true (anser_listing_match (listing, box->memory, box->depot, NULL));
  answer (box, 1, 1);
  answer (box, 2, 2);
  assert_unknown (box, "2");
}

/* Numbers that do not rise. */
static void
test_any_order (void)
{
  g_autoptr (Box) box = box_new ();
  AnserPop3Item late = { 7, 101, NULL };
  AnserPop3Item early = { 2, 102, NULL };
  AnserPop3Item late_uid = { 7, -1, "a" };
  AnserPop3Item its_uid = { 2, -1, "b" };

  anser_pop3_items_add (box->sizes, &late);
  anser_pop3_items_add (box->uids, &late_uid);
  anser_pop3_items_add (box->sizes, &early);
  anser_pop3_items_add (box->sizes, &early);
  anser_pop3_items_add (box->uids, &its_uid);
  match (box);
  assert_unknown (box, "7 2");
  g_assert_cmpstr (anser_listing_get_uid (box->listing, 7), ==, "a");
  g_assert_cmpint (anser_listing_get_size (box->listing, 2), ==, 102);
}

/* P36: a mailbox of 100,000 whose uids are all new, and then one whose uids are all known. */
static void
test_p36_hundred_thousand (void)
{
  const unsigned n = 100000;

  for (int renumbered = 0; renumbered < 2; renumbered++)
    {
      g_autoptr (Box) box = box_new ();
      g_autoptr (GArray) questions = NULL;

      for (unsigned i = 1; i <= n; i++)
        {
          g_autofree char *old = g_strdup_printf ("uid-%u", i);
          g_autofree char *new = g_strdup_printf ("%s-%u", renumbered ? "new" : "uid", i);

          remember (box, old, 1000 + i % 5000, i, ANSER_UID_RECEIVED);
          lie (box, new, 1000 + i % 5000);
        }
      match (box);
      questions = anser_listing_get_questions (box->listing);
      g_assert_cmpuint (questions->len, ==, renumbered ? n : 0);
      for (unsigned i = 0; i < questions->len; i++)
        answer (box, g_array_index (questions, unsigned, i), g_array_index (questions, unsigned, i));
      assert_unknown (box, "");
    }
}

static gsize
heap (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* P36: what a million messages take before any of them is remembered. Two have one uid. */
static void
test_p36_million (void)
{
  const unsigned n = 1000000;
  gsize before = heap ();
  g_autoptr (Box) box = box_new ();
  g_autoptr (GArray) unknown = NULL;

  for (unsigned i = 1; i <= n; i++)
    {
      AnserPop3Item sized = { i, 1000 + i % 5000, NULL };
      char uid[32];
      AnserPop3Item named = { i, -1, uid };

      g_snprintf (uid, sizeof uid, "%024u", i == n ? 1 : i);
      anser_pop3_items_add (box->sizes, &sized);
      anser_pop3_items_add (box->uids, &named);
    }
  match (box);
  g_assert_cmpuint (heap () - before, <, 80 * 1024 * 1024);
  g_assert_cmpuint (anser_listing_get_n_nameless (box->listing), ==, 2);
  assert_questions (box, "1 1000000");
  unknown = anser_listing_get_unknown (box->listing, FALSE);
  g_assert_cmpuint (unknown->len, ==, n - 2);
  g_assert_cmpstr (anser_listing_get_uid (box->listing, 77), ==, "000000000000000000000077");
}

static void
settle_without (Box   *box,
                gint64 now)
{
  anser_memory_find (box->memory, "a")->listed = FALSE;
  anser_memory_note_listing (box->memory, now);
}

/* B3: three listings and thirty days; neither alone. */
static void
test_b3_forget (void)
{
  g_autoptr (Box) box = box_new ();
  const AnserUidRecord *record = remember (box, "a", 100, 1, ANSER_UID_RECEIVED);

  for (int i = 0; i < 5; i++)
    settle_without (box, 100);
  anser_memory_settle (box->memory);
  g_assert_cmpuint (record->missing, ==, 3);
  settle_without (box, 100 + 30 * DAY - 1);
  g_assert_false (anser_memory_is_changed (box->memory));
  settle_without (box, 100 + 30 * DAY);
  g_assert_true (record->forgotten);
  anser_memory_settle (box->memory);
  g_assert_cmpuint (anser_memory_get_n_records (box->memory), ==, 0);
}

static void
test_b3_three_listings (void)
{
  g_autoptr (Box) box = box_new ();
  const AnserUidRecord *record = remember (box, "a", 100, 1, ANSER_UID_RECEIVED);

  settle_without (box, 100);
  settle_without (box, 100 + 40 * DAY);
  g_assert_false (record->forgotten);
  settle_without (box, 100 + 40 * DAY);
  g_assert_true (record->forgotten);
}

/* B2: an empty listing once, then all is as before: counting begins anew. */
static void
test_b2_empty_listing (void)
{
  g_autoptr (Box) empty = box_new ();
  AnserUidRecord *record = remember (empty, "a", 100, 1, ANSER_UID_RECEIVED);

  match (empty);
  assert_unknown (empty, "");
  g_assert_cmpuint (record->missing, ==, 1);

  anser_listing_free (g_steal_pointer (&empty->listing));
  lie (empty, "a", 100);
  match (empty);
  assert_questions (empty, "");
  assert_unknown (empty, "");
  g_assert_cmpuint (record->missing, ==, 0);
}

/* P14: wanted until it is absent, and then not again. */
static void
test_p14_gone (void)
{
  g_autoptr (Box) box = box_new ();
  const AnserUidRecord *record = remember (box, "a", 100, 1, ANSER_UID_DELETE_WANTED);

  match (box);
  assert_unknown (box, "");
  g_assert_cmpint (record->state, ==, ANSER_UID_GONE);
}

/* Header blocks */

static void
assert_same_header (const char *a,
                    const char *b,
                    gboolean    same)
{
  g_auto (AnserHeaderDigest) header = { NULL };
  guint8 first[ANSER_DIGEST_LENGTH], second[ANSER_DIGEST_LENGTH];

  anser_header_digest_begin (&header);
  anser_header_digest_add (&header, a, strlen (a));
  g_assert_true (anser_header_digest_end (&header, first));

  /* Byte by byte. */
  anser_header_digest_begin (&header);
  for (; *b != '\0'; b++)
    anser_header_digest_add (&header, b, 1);
  g_assert_true (anser_header_digest_end (&header, second));
  g_assert_cmpint (memcmp (first, second, sizeof first) == 0, ==, same);
}

static void
test_header_digest (void)
{
  static const char plain[] = "From: a\r\nSubject: b\r\n c\r\n\r\ntext";
  g_autofree char *large = g_strnfill (300000, 'x');
  g_autofree char *longer = g_strconcat (large, "y", NULL);

  assert_same_header (plain, plain, TRUE);
  assert_same_header (plain, "From: a\nSubject: b\n c\n\nother text\n\n", TRUE);
  assert_same_header (plain, "From: a\r\nSubject: b\r\n c\r\n", TRUE);
  assert_same_header (plain, "From: a\r\nSubject: b\r\n c", TRUE);
  assert_same_header (plain, "From: a\r\nSubject: b\r\n d\r\n\r\ntext", FALSE);
  assert_same_header (plain, "From a@b Fri\r\nFrom: a\r\nStatus: RO\r\nX-UIDL: 7\r\n 8\r\nSubject: b\r\n"
                      " c\r\nLines: 3\r\n\r\ntext", TRUE);
  assert_same_header (plain, "From: a\r\nX-Statuses: 1\r\nSubject: b\r\n c\r\n\r\n", FALSE);
  assert_same_header (large, longer, TRUE);
}

static void
test_no_header (void)
{
  g_auto (AnserHeaderDigest) header = { NULL };
  guint8 digest[ANSER_DIGEST_LENGTH];

  anser_header_digest_begin (&header);
  g_assert_false (anser_header_digest_end (&header, digest));
  anser_header_digest_begin (&header);
  anser_header_digest_add (&header, "\r\ntext\r\n", 8);
  g_assert_false (anser_header_digest_end (&header, digest));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listing/uids", test_uids);
  g_test_add_func ("/listing/p8-p11-poor-uids", test_p8_p11_poor_uids);
  g_test_add_func ("/listing/p8-by-header", test_p8_by_header);
  g_test_add_func ("/listing/p10-renumbered", test_p10_renumbered);
  g_test_add_func ("/listing/p10-not-renumbered", test_p10_not_renumbered);
  g_test_add_func ("/listing/p12-compared-after-fetch", test_p12_compared_after_fetch);
  g_test_add_func ("/listing/p10-twins", test_p10_twins);
  g_test_add_func ("/listing/p10-reused-uid", test_p10_reused_uid);
  g_test_add_func ("/listing/p10-shifted-uids", test_p10_shifted_uids);
  g_test_add_func ("/listing/p5-size-changed", test_p5_size_changed);
  g_test_add_func ("/listing/p7-uidl-away", test_p7_uidl_away);
  g_test_add_func ("/listing/any-order", test_any_order);
  g_test_add_func ("/listing/p36-hundred-thousand", test_p36_hundred_thousand);
  g_test_add_func ("/listing/p36-million", test_p36_million);
  g_test_add_func ("/listing/b3-forget", test_b3_forget);
  g_test_add_func ("/listing/b3-three-listings", test_b3_three_listings);
  g_test_add_func ("/listing/b2-empty-listing", test_b2_empty_listing);
  g_test_add_func ("/listing/p14-gone", test_p14_gone);
  g_test_add_func ("/listing/header-digest", test_header_digest);
  g_test_add_func ("/listing/no-header", test_no_header);

  return g_test_run ();
}
