/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "courier/progress.h"

#include <string.h>

static void
assert_sentence (AnserCourierProgress  progress,
                 gint64                now,
                 const char           *expected)
{
  g_autofree char *sentence = anser_courier_progress_to_string (&progress, "pop.example.org", now);

  /* Sizes hold a no-break space. */
  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_sentences (void)
{
  const gint64 second = G_USEC_PER_SEC;

  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_IDLE }, 0, "");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_CONNECTING }, 0,
                   "Connecting to pop.example.org");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_RECEIVING }, 0,
                   "Looking for new messages");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_RECEIVING, 312, 1204, 10000000,
                                            50000000, second },
                   2 * second, "Getting message 312 of 1204 · 40.0\302\240MB left");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_RECEIVING, 312, 1204, 10000000,
                                            50000000, second },
                   11 * second, "Getting message 312 of 1204 · 40.0\302\240MB left, 40 seconds");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_SENDING, 1, 2, 10000000, 50000000,
                                            second },
                   31 * second, "Sending message 1 of 2 · 40.0\302\240MB left, 2 minutes");
  assert_sentence ((AnserCourierProgress) { ANSER_COURIER_SENDING, 1, 1, 0, 0, second },
                   second, "Sending message 1 of 1");
}

static void
test_fraction (void)
{
  AnserCourierProgress progress = { ANSER_COURIER_CONNECTING };

  g_assert_cmpfloat (anser_courier_progress_get_fraction (&progress), ==, -1);
  progress = (AnserCourierProgress) { ANSER_COURIER_RECEIVING, 1, 2, 25, 100, 1 };
  g_assert_cmpfloat (anser_courier_progress_get_fraction (&progress), ==, 0.25);

  /* Servers say less than they give. */
  progress.bytes = 500;
  g_assert_cmpfloat (anser_courier_progress_get_fraction (&progress), ==, 1);
  g_assert_cmpint (anser_courier_progress_get_seconds_left (&progress, 10 * G_USEC_PER_SEC), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/progress/sentences", test_sentences);
  g_test_add_func ("/progress/fraction", test_fraction);

  return g_test_run ();
}
