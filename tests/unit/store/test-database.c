/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/database.h"

static const char * const first_migrations[] = {
  "CREATE TABLE a (x INTEGER, t TEXT, b BLOB)",
  NULL
};
static const char * const both_migrations[] = {
  "CREATE TABLE a (x INTEGER, t TEXT, b BLOB)",
  "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7; UPDATE a SET x = x + 1",
  NULL
};
static const char * const broken_migrations[] = {
  "CREATE TABLE a (x INTEGER, t TEXT, b BLOB)",
  "UPDATE a SET x = 99; NONSENSE",
  NULL
};

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
place_set_up (Place         *self,
              gconstpointer  data)
{
  self->folder = g_dir_make_tmp ("anser-store-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "x.db", NULL);
}

static void
place_tear_down (Place         *self,
                 gconstpointer  data)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

static AnserDatabase *
open_with (Place              *self,
           const char * const *migrations)
{
  g_autoptr (GError) error = NULL;
  AnserDatabase *database = anser_database_open (self->path, migrations, TRUE, &error);

  g_assert_no_error (error);
  return database;
}

static gint64
get (AnserDatabase *database,
     const char    *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  anser_database_get (database, &value, &error, sql, "");
  g_assert_no_error (error);
  return value;
}

static void
test_migrations (Place         *self,
                 gconstpointer  data)
{
  g_autoptr (AnserDatabase) database = open_with (self, first_migrations);
  g_autoptr (GError) error = NULL;

  g_assert_true (anser_database_run (database, NULL, "INSERT INTO a (x) VALUES (?)", "i",
                                     (gint64) 4));
  g_assert_cmpint (get (database, "PRAGMA user_version"), ==, 1);
  g_clear_pointer (&database, anser_database_free);
  g_assert_null (anser_database_open (self->path, broken_migrations, TRUE, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  for (int i = 0; i < 2; i++)
    {
      database = open_with (self, both_migrations);
      g_assert_cmpint (get (database, "PRAGMA user_version"), ==, 2);
      g_assert_cmpint (get (database, "SELECT x FROM a"), ==, 5);
      g_assert_cmpint (get (database, "SELECT y FROM a"), ==, 7);
      g_clear_pointer (&database, anser_database_free);
    }
  g_assert_null (anser_database_open (self->path, first_migrations, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, self->path));
}

static void
test_binding (Place         *self,
              gconstpointer  data)
{
  g_autoptr (AnserDatabase) database = open_with (self, first_migrations);
  g_autoptr (AnserStatement) row = NULL;

  g_assert_true (anser_database_run (database, NULL, "INSERT INTO a VALUES (?, ?, ?)", "itb",
                                     G_MININT64, "'); DROP TABLE a; --", "\xff\x01"));
  g_assert_true (anser_database_run (database, NULL, "INSERT INTO a VALUES (?, ?, ?)", "itb",
                                     (gint64) 1, NULL, ""));
  row = anser_database_query (database, NULL, "SELECT x, t, b FROM a WHERE b = ?", "b", "\xff\x01");
  g_assert_cmpint (anser_database_step (database, row, NULL), ==, ANSER_STEP_ROW);
  g_assert_cmpint (sqlite3_column_int64 (row, 0), ==, G_MININT64);
  g_assert_cmpstr ((const char *) sqlite3_column_text (row, 1), ==, "'); DROP TABLE a; --");
  g_assert_cmpint (anser_database_step (database, row, NULL), ==, ANSER_STEP_DONE);
  g_assert_cmpint (get (database, "SELECT count(*) FROM a WHERE t IS NULL"), ==, 1);
}

static void
test_transactions (Place         *self,
                   gconstpointer  data)
{
  g_autoptr (AnserDatabase) database = open_with (self, first_migrations);
  g_autoptr (AnserDatabase) reader = anser_database_open_reader (self->path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (anser_database_begin (database, TRUE, NULL));
  g_assert_true (anser_database_run (database, NULL, "INSERT INTO a (x) VALUES (1)", ""));
  g_assert_cmpint (get (reader, "SELECT count(*) FROM a"), ==, 0);
  anser_database_roll_back (database);
  anser_database_roll_back (database);
  g_assert_true (anser_database_begin (database, TRUE, NULL));
  g_assert_true (anser_database_run (database, NULL, "INSERT INTO a (x) VALUES (1)", ""));
  g_assert_true (anser_database_commit (database, NULL));
  g_assert_cmpint (get (reader, "SELECT count(*) FROM a"), ==, 1);
  g_assert_false (anser_database_run (reader, &error, "DELETE FROM a", ""));
  g_assert_nonnull (error);
}

static void
test_damage (Place         *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  AnserDatabase *database;

  g_assert_true (g_file_set_contents (self->path, "this is no database, far from it, and longer "
                                      "than the one hundred bytes of a header, so that it counts",
                                      -1, NULL));
  g_assert_null (anser_database_open (self->path, first_migrations, FALSE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  anser_database_delete (self->path);
  database = open_with (self, first_migrations);
  anser_database_free (database);
}

static void
test_folder_missing (Place         *self,
                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->folder, "missing", "x.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anser_database_open (path, first_migrations, FALSE, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/store/database/" name, Place, NULL, place_set_up, function, place_tear_down)
  ADD ("migrations", test_migrations);
  ADD ("binding", test_binding);
  ADD ("transactions", test_transactions);
  ADD ("damage", test_damage);
  ADD ("folder-missing", test_folder_missing);

  return g_test_run ();
}
