/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What no dialogue can say of the POP3 machine: how much it says at once, and what it does at rest. */

#include "engine/errors.h"
#include "engine/pop3-machine.h"

#include <malloc.h>
#include <string.h>

#define LIMIT 65536

static void
hear (AnserMachine *machine,
      const char   *text)
{
  g_autoptr (GError) error = NULL;
  gsize length = strlen (text);

  for (gsize n = 0; n < length;)
    {
      gssize n_read = anser_machine_consume (machine, text + n, length - n, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n_read, >, 0);
      n += (gsize) n_read;
    }
}

/* What the client says now; @limit as the wire would give it. */
static char *
say (AnserMachine *machine,
     gsize         limit)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_assert_true (anser_machine_produce (machine, out, limit, NULL));
  return out->len > 0 ? g_strndup ((const char *) out->data, out->len) : g_strdup ("");
}

static void
expect (AnserMachine *machine,
        const char   *words)
{
  g_autofree char *said = say (machine, LIMIT);

  g_assert_cmpstr (said, ==, words);
}

/* A session without a user: it is ready after CAPA. */
static AnserPop3Machine *
machine_new (const char *capability)
{
  g_autoptr (AnserServer) server = anser_server_new ("mail.example", 0, ANSER_SECURITY_NONE);
  AnserPop3Machine *machine = anser_pop3_machine_new (server);
  g_autofree char *listing = g_strdup_printf ("+OK\r\n%s\r\n.\r\n", capability);

  hear (ANSER_MACHINE (machine), "+OK ready\r\n");
  expect (ANSER_MACHINE (machine), "CAPA\r\n");
  hear (ANSER_MACHINE (machine), listing);

  return machine;
}

static unsigned
count_lines (const char *text)
{
  unsigned n = 0;

  for (; (text = strstr (text, "\r\n")) != NULL; text += 2)
    n++;
  return n;
}

#define MANY 5000

/* P28: what is outstanding never fills the buffers of both ends. */
static void
test_window (void)
{
  g_autoptr (AnserPop3Machine) machine = machine_new ("PIPELINING");
  unsigned n_times = 0;
  gsize outstanding = 0;
  unsigned in_flight = 0;
  unsigned answered = 0;

  for (unsigned i = 1; i <= MANY; i++)
    anser_pop3_machine_dele (machine, i, NULL, NULL);

  while (answered < MANY)
    {
      g_autofree char *said = say (ANSER_MACHINE (machine), LIMIT);
      g_autofree char *command = g_strdup_printf ("DELE %u\r\n", answered + 1);

      outstanding += strlen (said);
      in_flight += count_lines (said);
      n_times += said[0] != '\0';
      g_assert_cmpuint (outstanding, <=, 16 * 1024);
      g_assert_cmpuint (in_flight, <=, 1000);
      /* Nor does it run dry. */
      g_assert_cmpuint (in_flight, >=, MIN (500, MANY - answered));

      hear (ANSER_MACHINE (machine), "+OK\r\n");
      answered++;
      in_flight--;
      outstanding -= strlen (command);
    }

  /* Many go out together: the first thousand, then five hundred each time. */
  g_assert_cmpuint (n_times, ==, 9);
}

/* P29: a command is never split over two writes, however little room there is. */
static void
test_whole_commands (void)
{
  const gsize limits[] = { 1, 7, 10, 11, 100, LIMIT };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (AnserPop3Machine) machine = machine_new ("PIPELINING");
      g_autofree char *said = NULL;

      for (unsigned n = 1; n <= 50; n++)
        anser_pop3_machine_dele (machine, n, NULL, NULL);

      for (unsigned n_said = 0; n_said < 50; n_said += count_lines (said))
        {
          g_free (said);
          said = say (ANSER_MACHINE (machine), limits[i]);
          g_assert_true (g_str_has_suffix (said, "\r\n"));
          g_assert_true (g_str_has_prefix (said, "DELE "));
          g_assert_cmpuint (strlen (said), <, limits[i] + strlen ("DELE 50\r\n"));
        }
    }
}

/* P16: NOOP where nothing was asked for a while, and only there. */
static void
test_rest (void)
{
  g_autoptr (AnserPop3Machine) machine = machine_new ("TOP");

  g_assert_cmpint (anser_machine_get_want (ANSER_MACHINE (machine)), ==,
                   ANSER_MACHINE_WANT_NOTHING);
  g_assert_cmpuint (anser_machine_get_rest (ANSER_MACHINE (machine)), ==, 10000);
  g_assert_true (anser_machine_silence (ANSER_MACHINE (machine)));
  expect (ANSER_MACHINE (machine), "NOOP\r\n");

  /* A NOOP without an answer is the end; the next silence is not filled again. */
  g_assert_false (anser_machine_silence (ANSER_MACHINE (machine)));
  hear (ANSER_MACHINE (machine), "-ERR what?\r\n");
  expect (ANSER_MACHINE (machine), "");

  anser_pop3_machine_set_rest (machine, 0);
  g_assert_cmpuint (anser_machine_get_rest (ANSER_MACHINE (machine)), ==, 0);
  anser_pop3_machine_stat (machine, NULL, NULL);
  g_assert_false (anser_machine_silence (ANSER_MACHINE (machine)));
  expect (ANSER_MACHINE (machine), "STAT\r\n");
}

static void
test_no_rest_before_login (void)
{
  g_autoptr (AnserServer) server = anser_server_new ("mail.example", 0, ANSER_SECURITY_NONE);
  g_autoptr (AnserPop3Machine) machine = anser_pop3_machine_new (server);

  g_assert_cmpuint (anser_machine_get_rest (ANSER_MACHINE (machine)), ==, 0);
  g_assert_false (anser_machine_silence (ANSER_MACHINE (machine)));
  hear (ANSER_MACHINE (machine), "+OK ready\r\n");
  expect (ANSER_MACHINE (machine), "CAPA\r\n");
  g_assert_false (anser_machine_silence (ANSER_MACHINE (machine)));
}

static void
on_fetched (AnserPop3Machine      *machine,
            const AnserPop3Answer *answer,
            const GError          *error,
            gpointer               data)
{
  g_assert_no_error (error);
  (*(unsigned *) data)++;
}

/* P4, P5: sizes that are wrong by far cost a doubt or three, and no more. */
static void
test_doubts_end (void)
{
  g_autoptr (AnserPop3Machine) machine = machine_new ("TOP");
  g_autoptr (AnserSink) sink = anser_bytes_sink_new ();
  unsigned n_fetched = 0;

  anser_pop3_machine_list (machine, 0, NULL, NULL);
  expect (ANSER_MACHINE (machine), "LIST\r\n");
  hear (ANSER_MACHINE (machine), "+OK\r\n1 90000\r\n2 90000\r\n3 90000\r\n4 90000\r\n.\r\n");

  for (unsigned i = 1; i <= 4; i++)
    {
      g_autofree char *command = g_strdup_printf ("RETR %u\r\n", i);

      anser_pop3_machine_retr (machine, i, sink, on_fetched, &n_fetched);
      expect (ANSER_MACHINE (machine), command);
      hear (ANSER_MACHINE (machine), "+OK\r\nSubject: short\r\n.\r\n");
      if (i <= 3)
        {
          g_assert_cmpuint (n_fetched, ==, i - 1);
          g_assert_cmpuint (anser_machine_get_stage_timeout (ANSER_MACHINE (machine)), ==, 1);
          g_assert_true (anser_machine_silence (ANSER_MACHINE (machine)));
        }
      g_assert_cmpuint (n_fetched, ==, i);
    }
}

/* Of more than 4 million rows, or numbers as high as that, no size is remembered. */
static void
test_sizes_bounded (void)
{
  g_autoptr (AnserPop3Machine) machine = machine_new ("TOP");
  g_autoptr (AnserSink) sink = anser_bytes_sink_new ();
  unsigned n_fetched = 0;

  anser_pop3_machine_list (machine, 0, NULL, NULL);
  expect (ANSER_MACHINE (machine), "LIST\r\n");
  hear (ANSER_MACHINE (machine),
        "+OK\r\n4294967295 90000\r\n7 99999999999999999999\r\n8 -5\r\n.\r\n");

  anser_pop3_machine_retr (machine, 4294967295, sink, on_fetched, &n_fetched);
  expect (ANSER_MACHINE (machine), "RETR 4294967295\r\n");
  hear (ANSER_MACHINE (machine), "+OK\r\nSubject: short\r\n.\r\n");
  anser_pop3_machine_retr (machine, 7, sink, on_fetched, &n_fetched);
  expect (ANSER_MACHINE (machine), "RETR 7\r\n");
  hear (ANSER_MACHINE (machine), "+OK\r\nSubject: short\r\n.\r\n");
  g_assert_cmpuint (n_fetched, ==, 2);
}

/* The address sanitizer keeps a call stack of each allocation: that takes minutes. */
#ifdef __SANITIZE_ADDRESS__
#define MILLION 20000
#else
#define MILLION 1000000
#endif

static gsize
heap (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
on_million (AnserPop3Machine      *machine,
            const AnserPop3Answer *answer,
            const GError          *error,
            gpointer               data)
{
  g_assert_no_error (error);
  *(AnserPop3Items **) data = anser_pop3_items_ref (answer->items);
}

/* P36: a million uids of 24 characters have to fit beside all else into 64 MB. */
static void
test_million_uids (void)
{
  g_autoptr (AnserPop3Machine) machine = machine_new ("UIDL");
  g_autoptr (AnserPop3Items) items = NULL;
  g_autoptr (GString) text = g_string_new ("+OK\r\n");
  gsize before = heap ();
  g_autofree char *last_uid = g_strdup_printf ("%08x%016x", MILLION * 2654435761u, MILLION);
  AnserPop3Item last;

  anser_pop3_machine_uidl (machine, 0, on_million, &items);
  expect (ANSER_MACHINE (machine), "UIDL\r\n");
  for (unsigned i = 1; i <= MILLION; i++)
    {
      g_string_append_printf (text, "%u %08x%016x\r\n", i, i * 2654435761u, i);
      if (i % 1000 > 0)
        continue;
      hear (ANSER_MACHINE (machine), text->str);
      g_string_truncate (text, 0);
    }
  hear (ANSER_MACHINE (machine), ".\r\n");

  g_assert_nonnull (items);
  g_assert_cmpuint (heap () - before, <, 44 * 1024 * 1024);
  g_assert_cmpuint (anser_pop3_items_get_length (items), ==, MILLION);
  last = anser_pop3_items_get (items, MILLION - 1);
  g_assert_cmpuint (last.number, ==, MILLION);
  g_assert_cmpstr (last.uid, ==, last_uid);
}

/* Rows of all kinds, in any order: each column begins in the middle. */
static void
test_items (void)
{
  static const AnserPop3Item rows[] = {
    { 1, -1, NULL }, { 2, 120, NULL }, { 3, -1, "a" }, { 9, 0, "" }, { 4, -1, NULL }, { 9, 7, "b c" },
  };
  g_autoptr (AnserPop3Items) items = anser_pop3_items_new ();

  g_assert_cmpuint (anser_pop3_items_get_length (items), ==, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    anser_pop3_items_add (items, &rows[i]);
  g_assert_cmpuint (anser_pop3_items_get_length (items), ==, G_N_ELEMENTS (rows));
  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AnserPop3Item item = anser_pop3_items_get (items, i);

      g_assert_cmpuint (item.number, ==, rows[i].number);
      g_assert_cmpint (item.size, ==, rows[i].size);
      g_assert_cmpstr (item.uid, ==, rows[i].uid);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pop3-machine/p28-window", test_window);
  g_test_add_func ("/pop3-machine/p29-whole-commands", test_whole_commands);
  g_test_add_func ("/pop3-machine/p16-rest", test_rest);
  g_test_add_func ("/pop3-machine/p16-no-rest-before-login", test_no_rest_before_login);
  g_test_add_func ("/pop3-machine/p04-doubts-end", test_doubts_end);
  g_test_add_func ("/pop3-machine/p05-sizes-bounded", test_sizes_bounded);
  g_test_add_func ("/pop3-machine/p36-million-uids", test_million_uids);
  g_test_add_func ("/pop3-machine/items", test_items);

  return g_test_run ();
}
