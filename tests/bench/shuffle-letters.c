/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shuffle-letters ROOT ACCOUNT SEED ERASED: does what a restless user does to the letters of a store:
 * moves, marks, tags, makes, renames and throws away folders, and erases letters for good, until it
 * is killed. Before a letter is erased its field X-Number is written to the end of the file ERASED. */

#include "courier/describe.h"
#include "store/folder-tree.h"
#include "store/letter-roll.h"
#include "store/tags.h"
#include "store/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LETTERS 20

typedef struct
{
  AnserStore *store;
  const char *account;
  GRand      *dice;
  FILE       *erased;
  AnserUndo  *undo;             /* (nullable): of the last work */
} Shuffle;

static void
on_done (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static AnserFolder *
choose_folder (Shuffle *self)
{
  g_autoptr (GListModel) folders = anser_store_get_folders (self->store, self->account);
  guint n = g_list_model_get_n_items (folders);

  return g_list_model_get_item (folders, (guint) g_rand_int_range (self->dice, 0, (int) n));
}

/* (nullable) */
static AnserFolder *
find_folder (Shuffle    *self,
             const char *name)
{
  g_autoptr (GListModel) folders = anser_store_get_folders (self->store, self->account);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (AnserFolder) folder = g_list_model_get_item (folders, i);

      if (g_str_equal (anser_folder_get_name (folder), name))
        return g_steal_pointer (&folder);
    }
  return NULL;
}

/* Some letters of a folder, one after the other from somewhere on. */
static GArray *
choose_letters (Shuffle     *self,
                AnserFolder *folder,
                guint        most)
{
  g_autoptr (AnserLetterRoll) roll = anser_letter_roll_new (self->store, folder);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = (guint) g_rand_int_range (self->dice, 1, (int) most + 1);
  gint64 letter;

  while ((letter = anser_letter_roll_next (roll, NULL)) != 0)
    g_array_append_val (all, letter);
  if (all->len > n)
    {
      g_array_remove_range (all, 0, (guint) g_rand_int_range (self->dice, 0, (int) (all->len - n)));
      g_array_set_size (all, n);
    }
  return all;
}

/* TRUE if the letter has a number and it was written down. */
static gboolean
note_erased (Shuffle *self,
             gint64   letter)
{
  g_autofree char *path = anser_store_dup_path (self->store, letter, NULL);
  g_autofree char *text = NULL;
  const char *number = NULL;

  if (path != NULL && g_file_get_contents (path, &text, NULL, NULL))
    number = strstr (text, "X-Number: ");
  if (number == NULL)
    return FALSE;
  fprintf (self->erased, "%d\n", atoi (number + strlen ("X-Number: ")));
  return fflush (self->erased) == 0;
}

static void
erase (Shuffle *self)
{
  g_autoptr (AnserFolder) folder = choose_folder (self);
  g_autoptr (GArray) letters = choose_letters (self, folder, 2);
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < letters->len; i++)
    if (!note_erased (self, g_array_index (letters, gint64, i)))
      return;
  anser_store_erase_async (self->store, (const gint64 *) (gpointer) letters->data, letters->len, NULL,
                           on_done, &result);
  wait_for (&result);
}

static void
keep_undo (Shuffle      *self,
           GAsyncResult *result)
{
  g_clear_pointer (&self->undo, anser_undo_unref);
  self->undo = anser_store_dup_undo (self->store, result);
}

static void
move (Shuffle *self)
{
  g_autoptr (AnserFolder) from = choose_folder (self);
  g_autoptr (AnserFolder) to = choose_folder (self);
  g_autoptr (GArray) letters = choose_letters (self, from, MOST_LETTERS);
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_move_to_async (self->store, (const gint64 *) (gpointer) letters->data, letters->len, to,
                             NULL, on_done, &result);
  wait_for (&result);
  keep_undo (self, result);
}

static void
mark (Shuffle *self)
{
  static const AnserLetterFlags flags[] = { ANSER_LETTER_SEEN, ANSER_LETTER_FLAGGED,
                                            ANSER_LETTER_REPLIED };
  g_autoptr (AnserFolder) folder = choose_folder (self);
  g_autoptr (GArray) letters = choose_letters (self, folder, MOST_LETTERS);
  g_autoptr (GAsyncResult) result = NULL;
  AnserLetterFlags flag = flags[g_rand_int_range (self->dice, 0, G_N_ELEMENTS (flags))];
  gboolean on = g_rand_boolean (self->dice);

  anser_store_flag_async (self->store, (const gint64 *) (gpointer) letters->data, letters->len,
                          on ? flag : 0, on ? 0 : flag, NULL, on_done, &result);
  wait_for (&result);
  keep_undo (self, result);
}

static void
tag (Shuffle *self)
{
  static const char * const names[] = { "work", "later", "旅行" };
  g_autoptr (AnserFolder) folder = choose_folder (self);
  g_autoptr (GArray) letters = choose_letters (self, folder, MOST_LETTERS);
  g_autoptr (GAsyncResult) result = NULL;

  anser_store_tag_async (self->store, (const gint64 *) (gpointer) letters->data, letters->len,
                         names[g_rand_int_range (self->dice, 0, G_N_ELEMENTS (names))], NULL,
                         g_rand_boolean (self->dice), NULL, on_done, &result);
  wait_for (&result);
  keep_undo (self, result);
}

static void
take_back (Shuffle *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (self->undo == NULL)
    return;
  anser_store_undo_async (self->store, self->undo, NULL, on_done, &result);
  wait_for (&result);
  g_clear_pointer (&self->undo, anser_undo_unref);
}

/* "Work" comes, becomes "Play", and that goes to Trash. */
static void
change_folder (Shuffle *self)
{
  g_autoptr (AnserFolder) work = find_folder (self, "Work");
  g_autoptr (AnserFolder) play = find_folder (self, "Play");
  g_autoptr (AnserFolder) made = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (work == NULL)
    {
      made = anser_store_create_folder (self->store, self->account, NULL, "Work", TRUE, NULL);
      return;
    }
  if (play != NULL)
    anser_store_discard_folder_async (self->store, play, NULL, on_done, &result);
  else
    anser_store_rename_folder_async (self->store, work, "Play", NULL, on_done, &result);
  wait_for (&result);
}

int
main (int    argc,
      char **argv)
{
  static void (* const works[]) (Shuffle *self) = {
    move, move, move, mark, mark, tag, tag, take_back, erase, change_folder
  };
  Shuffle self = { NULL };
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (argc == 5, EXIT_FAILURE);

  self.account = argv[2];
  self.dice = g_rand_new_with_seed ((guint32) atoi (argv[3]));
  self.erased = fopen (argv[4], "a");
  g_return_val_if_fail (self.erased != NULL, EXIT_FAILURE);
  self.store = anser_store_open (argv[1], anser_describe_letter, NULL, &error);
  if (self.store == NULL || !anser_store_add_account (self.store, self.account, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }
  for (;;)
    works[g_rand_int_range (self.dice, 0, G_N_ELEMENTS (works))] (&self);
}
