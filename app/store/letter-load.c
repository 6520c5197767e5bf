/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-load.h"

/* So many are read at once: a thread would not be quicker. */
#define FEW 2000

/* So many letters can be looked through for words while somebody types. */
#define FEW_TO_SEARCH 20000

/* So far from both ends of a list, rows stay empty until it is loaded, rather than have the window
 * wait for them. */
#define FAR 150000

/* Entries between two looks whether anybody still waits. */
#define STRIDE 4096

struct _AnserLetterLoad
{
  gatomicrefcount      references;
  int                  is_ended;
  AnserDatabase       *index;      /* its own connection, inside a transaction */
  AnserStatement      *rows;
  AnserLetterPlan      plan;
  AnserLetterOrder    *order;
  gboolean             begins_again;   /* the thread reads what is in @order, too */
  GMainContext        *context;
  AnserLetterLoadFunc  func;
  gpointer             user_data;
};

static void
drop_connection (AnserLetterLoad *self)
{
  g_clear_pointer (&self->rows, anser_statement_reset);
  g_clear_pointer (&self->index, anser_database_free);
}

static void
unref (gpointer data)
{
  AnserLetterLoad *self = data;

  if (!g_atomic_ref_count_dec (&self->references))
    return;
  drop_connection (self);
  g_clear_pointer (&self->order, anser_letter_order_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

/* Reads at most @n entries (-1: all); FALSE with an error. */
static gboolean
read_entries (AnserLetterLoad  *self,
              AnserDatabase    *index,
              AnserStatement   *rows,
              gint64            n,
              GError          **error)
{
  AnserStep step = ANSER_STEP_ROW;

  for (gint64 i = 0; i != n; i++)
    {
      AnserLetterEntry entry;

      if (i % STRIDE == 0 && g_atomic_int_get (&self->is_ended))
        return g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, ""), FALSE;
      step = anser_database_step (index, rows, error);
      if (step != ANSER_STEP_ROW)
        break;
      anser_letter_query_read (rows, &entry);
      anser_letter_order_append (self->order, &entry);
    }
  return step != ANSER_STEP_FAILED;
}

static gboolean
is_quick (const AnserLetterPlan *plan)
{
  return plan->has_words ? plan->n_letters <= FEW_TO_SEARCH : plan->n_shown <= FEW;
}

/* The whole list with the connection that is there; FALSE without an error if it is too long. */
static gboolean
read_at_once (AnserLetterLoad   *self,
              AnserLetterQuery  *query,
              GError           **error)
{
  AnserStore *store = anser_letter_query_get_store (query);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->read_lock);
  g_autoptr (AnserStatement) rows = NULL;
  gboolean done = FALSE;

  if (!anser_database_begin (store->reader, FALSE, error))
    return FALSE;
  if (anser_letter_query_plan (query, store->reader, &self->plan, error) && is_quick (&self->plan))
    rows = anser_letter_query_select (query, store->reader, &self->plan, -1, 0, FALSE, error);
  if (rows != NULL)
    done = read_entries (self, store->reader, rows, -1, error);
  g_clear_pointer (&rows, anser_statement_reset);
  anser_database_roll_back (store->reader);
  return done;
}

static gboolean
select_rows (AnserLetterLoad   *self,
             AnserLetterQuery  *query,
             gint64             limit,
             GError           **error)
{
  g_clear_pointer (&self->rows, anser_statement_reset);
  self->rows = anser_letter_query_select (query, self->index, &self->plan, limit, 0, FALSE, error);
  return self->rows != NULL;
}

/* Where no index has the order, all are put in order in the thread, and before that the first. */
static gboolean
read_first (AnserLetterLoad   *self,
            AnserLetterQuery  *query,
            GError           **error)
{
  if (!select_rows (self, query, ANSER_LETTER_LOAD_HEAD, error) ||
      !read_entries (self, self->index, self->rows, -1, error))
    return FALSE;
  self->begins_again = TRUE;
  self->plan.is_sparse = TRUE;
  return select_rows (self, query, -1, error);
}

/* The beginning, with a connection of its own, on which the thread goes on. Whoever looks for words
 * waits for all of it. */
static gboolean
read_head (AnserLetterLoad   *self,
           AnserLetterQuery  *query,
           GError           **error)
{
  AnserStore *store = anser_letter_query_get_store (query);
  g_autofree char *path = g_build_filename (store->root, "index.db", NULL);

  self->index = anser_database_open_reader (path, error);
  if (self->index == NULL || !anser_database_begin (self->index, FALSE, error) ||
      !anser_letter_query_plan (query, self->index, &self->plan, error))
    return FALSE;
  if (!self->plan.has_words && !self->plan.is_covered)
    return read_first (self, query, error);
  return select_rows (self, query, -1, error) &&
         read_entries (self, self->index, self->rows,
                       self->plan.has_words ? 0 : ANSER_LETTER_LOAD_HEAD, error);
}

static gboolean
on_done (gpointer data)
{
  AnserLetterLoad *self = data;

  if (!g_atomic_int_get (&self->is_ended))
    self->func (g_steal_pointer (&self->order), self->user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
run (gpointer data)
{
  AnserLetterLoad *self = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  g_autoptr (GError) error = NULL;

  if (!read_entries (self, self->index, self->rows, -1, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("List not read: %s", error->message);
      g_clear_pointer (&self->order, anser_letter_order_free);
    }
  drop_connection (self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "anser-letter-load");
  g_source_set_callback (source, on_done, self, unref);
  g_source_attach (source, self->context);
  return NULL;
}

/* The way from the nearer end is shorter. */
static gboolean
is_nearer_to_end (const AnserLetterPlan *plan,
                  gint64                 offset,
                  gint64                 n)
{
  return offset > plan->n_shown - offset - n;
}

static gboolean
is_far (const AnserLetterPlan *plan,
        gint64                 offset)
{
  return MIN (offset, plan->n_shown - offset) > FAR;
}

static void
reverse (GArray *ids)
{
  for (unsigned i = 0, j = ids->len; i + 1 < j; i++, j--)
    {
      gint64 id = g_array_index (ids, gint64, i);

      g_array_index (ids, gint64, i) = g_array_index (ids, gint64, j - 1);
      g_array_index (ids, gint64, j - 1) = id;
    }
}

GArray *
anser_letter_load_peek (AnserLetterQuery      *query,
                        const AnserLetterPlan *plan,
                        unsigned               offset,
                        unsigned               n)
{
  AnserStore *store = anser_letter_query_get_store (query);
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&store->read_lock);
  gboolean backwards = is_nearer_to_end (plan, offset, n);
  GArray *ids = g_array_sized_new (FALSE, TRUE, sizeof (gint64), n);
  g_autoptr (AnserStatement) rows = NULL;

  if (!is_far (plan, offset))
    rows = anser_letter_query_select (query, store->reader, plan, n,
                                      backwards ? plan->n_shown - offset - n : offset, backwards,
                                      NULL);
  while (rows != NULL && anser_database_step (store->reader, rows, NULL) == ANSER_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (rows, 0);

      g_array_append_val (ids, id);
    }
  if (backwards)
    reverse (ids);
  g_array_set_size (ids, n);
  return ids;
}

AnserLetterLoad *
anser_letter_load_begin (AnserLetterQuery  *query,
                         GError           **error)
{
  g_autoptr (AnserLetterLoad) self = g_new0 (AnserLetterLoad, 1);
  g_autoptr (GError) fault = NULL;

  g_atomic_ref_count_init (&self->references);
  self->order = anser_letter_query_new_order (query);
  self->context = g_main_context_ref_thread_default ();
  if (read_at_once (self, query, &fault) || (fault == NULL && read_head (self, query, &fault)))
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

void
anser_letter_load_end (AnserLetterLoad *self)
{
  g_atomic_int_set (&self->is_ended, TRUE);
  unref (self);
}

const AnserLetterPlan *
anser_letter_load_get_plan (AnserLetterLoad *self)
{
  return &self->plan;
}

AnserLetterOrder *
anser_letter_load_steal (AnserLetterLoad *self)
{
  return self->index == NULL ? g_steal_pointer (&self->order) : NULL;
}

AnserLetterOrder *
anser_letter_load_get_head (AnserLetterLoad *self)
{
  return self->order;
}

void
anser_letter_load_go_on (AnserLetterLoad     *self,
                         AnserLetterLoadFunc  func,
                         gpointer             user_data)
{
  g_return_if_fail (self->index != NULL);

  self->func = func;
  self->user_data = user_data;
  if (self->begins_again)
    anser_letter_order_remove (self->order, 0, anser_letter_order_get_length (self->order));
  g_atomic_ref_count_inc (&self->references);
  g_thread_unref (g_thread_new ("anser-list", run, self));
}
