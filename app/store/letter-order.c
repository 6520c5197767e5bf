/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-order.h"

#include <string.h>

/* Entries in a piece; when it is full it becomes two. */
#define PIECE 1024

typedef struct
{
  char    *data;
  unsigned length;
} Piece;

struct _AnserLetterOrder
{
  AnserLetterSort sort;
  gboolean        reversed;
  gsize           size;       /* of an entry */
  GArray         *pieces;     /* (element-type Piece): none is empty */
  GArray         *starts;     /* (element-type unsigned): position of the first entry of each */
  unsigned        n_starts;   /* so many of them are right */
  unsigned        length;
};

static Piece *
get_piece (const AnserLetterOrder *self,
           unsigned                i)
{
  return &g_array_index (self->pieces, Piece, i);
}

static char *
at (const AnserLetterOrder *self,
    const Piece            *piece,
    unsigned                i)
{
  return piece->data + i * self->size;
}

static void
clear_piece (gpointer data)
{
  g_free (((Piece *) data)->data);
}

static void
add_piece (AnserLetterOrder *self,
           unsigned          i)
{
  Piece piece = { .data = g_malloc (PIECE * self->size) };

  g_array_insert_val (self->pieces, i, piece);
  g_array_set_size (self->starts, self->pieces->len);
  self->n_starts = MIN (self->n_starts, i);
}

static unsigned *
get_starts (AnserLetterOrder *self)
{
  unsigned *starts = (unsigned *) (gpointer) self->starts->data;

  for (unsigned i = self->n_starts; i < self->pieces->len; i++)
    starts[i] = i == 0 ? 0 : starts[i - 1] + get_piece (self, i - 1)->length;
  self->n_starts = self->pieces->len;
  return starts;
}

/* The piece in which @position is, which becomes the place in it. The end is in the last piece. */
static unsigned
locate (AnserLetterOrder *self,
        unsigned         *position)
{
  const unsigned *starts = get_starts (self);
  unsigned low = 0, high = self->pieces->len;

  while (high - low > 1)
    {
      unsigned middle = low + (high - low) / 2;

      if (starts[middle] <= *position)
        low = middle;
      else
        high = middle;
    }
  *position -= starts[low];
  return low;
}

static int
compare_numbers (gint64 a,
                 gint64 b)
{
  return a == b ? 0 : a > b ? -1 : 1;
}

AnserLetterOrder *
anser_letter_order_new (AnserLetterSort sort,
                        gboolean        reversed)
{
  AnserLetterOrder *self = g_new0 (AnserLetterOrder, 1);
  gboolean by_key = sort == ANSER_LETTER_SORT_SENDER || sort == ANSER_LETTER_SORT_SUBJECT;

  self->sort = sort;
  self->reversed = reversed;
  self->size = by_key ? sizeof (AnserLetterEntry) : G_STRUCT_OFFSET (AnserLetterEntry, key);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, clear_piece);
  self->starts = g_array_new (FALSE, FALSE, sizeof (unsigned));
  return self;
}

void
anser_letter_order_free (AnserLetterOrder *self)
{
  g_array_unref (self->pieces);
  g_array_unref (self->starts);
  g_free (self);
}

int
anser_letter_order_compare (const AnserLetterOrder *self,
                            const AnserLetterEntry *a,
                            const AnserLetterEntry *b)
{
  int order = 0;

  if (self->size == sizeof (AnserLetterEntry))
    order = memcmp (a->key, b->key, ANSER_SORT_KEY_LENGTH);
  if (order == 0)
    order = compare_numbers (a->number, b->number);
  if (order == 0)
    order = compare_numbers (a->id, b->id);
  return self->reversed ? -order : order;
}

unsigned
anser_letter_order_get_length (const AnserLetterOrder *self)
{
  return self->length;
}

gint64
anser_letter_order_get_id (AnserLetterOrder *self,
                           unsigned          position)
{
  unsigned piece;

  g_assert (position < self->length);
  piece = locate (self, &position);
  return ((AnserLetterEntry *) (gpointer) at (self, get_piece (self, piece), position))->id;
}

unsigned
anser_letter_order_find_id (AnserLetterOrder *self,
                            gint64            id)
{
  unsigned position = 0;

  for (unsigned i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = get_piece (self, i);

      for (unsigned j = 0; j < piece->length; j++, position++)
        if (((AnserLetterEntry *) (gpointer) at (self, piece, j))->id == id)
          return position;
    }
  return G_MAXUINT;
}

/* Of @n entries that lie side by side, how many come before @entry. */
static unsigned
count_before (AnserLetterOrder       *self,
              const char             *data,
              gsize                   stride,
              unsigned                n,
              const AnserLetterEntry *entry)
{
  unsigned low = 0, high = n;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;
      const AnserLetterEntry *other = (gpointer) (data + middle * stride);

      if (anser_letter_order_compare (self, other, entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The last piece whose first entry comes before @entry. */
static unsigned
find_piece (AnserLetterOrder       *self,
            const AnserLetterEntry *entry)
{
  unsigned low = 0, high = self->pieces->len;

  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;
      const AnserLetterEntry *first = (gpointer) get_piece (self, middle)->data;

      if (anser_letter_order_compare (self, first, entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return MAX (low, 1) - 1;
}

unsigned
anser_letter_order_lower_bound (AnserLetterOrder       *self,
                                const AnserLetterEntry *entry)
{
  unsigned i = find_piece (self, entry);
  const Piece *piece;

  if (self->length == 0)
    return 0;
  piece = get_piece (self, i);
  return get_starts (self)[i] + count_before (self, piece->data, self->size, piece->length, entry);
}

gboolean
anser_letter_order_holds (AnserLetterOrder       *self,
                          const AnserLetterEntry *entry)
{
  unsigned position = anser_letter_order_lower_bound (self, entry);
  const AnserLetterEntry *found;
  unsigned piece;

  if (position == self->length)
    return FALSE;
  piece = locate (self, &position);
  found = (gpointer) at (self, get_piece (self, piece), position);
  return anser_letter_order_compare (self, found, entry) == 0;
}

void
anser_letter_order_append (AnserLetterOrder       *self,
                           const AnserLetterEntry *entry)
{
  unsigned last = self->pieces->len;
  Piece *piece;

  if (last == 0 || get_piece (self, last - 1)->length == PIECE)
    add_piece (self, last++);
  piece = get_piece (self, last - 1);
  memcpy (at (self, piece, piece->length), entry, self->size);
  piece->length++;
  self->length++;
}

/* What follows @place in the piece becomes a piece of its own. */
static void
split (AnserLetterOrder *self,
       unsigned          i,
       unsigned          place)
{
  Piece *first, *second;

  add_piece (self, i + 1);
  first = get_piece (self, i);
  second = get_piece (self, i + 1);
  second->length = first->length - place;
  memcpy (second->data, at (self, first, place), second->length * self->size);
  first->length = place;
}

/* Makes room for one entry, and says in which piece, at which place. */
static Piece *
make_room (AnserLetterOrder *self,
           unsigned         *position)
{
  unsigned i;

  if (self->pieces->len == 0)
    add_piece (self, 0);
  i = locate (self, position);
  if (get_piece (self, i)->length == PIECE)
    {
      split (self, i, PIECE / 2);
      if (*position > PIECE / 2)
        {
          *position -= PIECE / 2;
          i++;
        }
    }
  self->n_starts = MIN (self->n_starts, i + 1);
  return get_piece (self, i);
}

void
anser_letter_order_insert (AnserLetterOrder       *self,
                           unsigned                position,
                           const AnserLetterEntry *entries,
                           unsigned                n)
{
  g_assert (position <= self->length);

  for (unsigned i = 0; i < n; i++)
    {
      unsigned place = position + i;
      Piece *piece = make_room (self, &place);

      memmove (at (self, piece, place + 1), at (self, piece, place),
               (piece->length - place) * self->size);
      memcpy (at (self, piece, place), &entries[i], self->size);
      piece->length++;
      self->length++;
    }
}

void
anser_letter_order_remove (AnserLetterOrder *self,
                           unsigned          position,
                           unsigned          n)
{
  g_assert (position + n <= self->length);

  self->length -= n;
  while (n > 0)
    {
      unsigned place = position;
      unsigned i = locate (self, &place);
      Piece *piece = get_piece (self, i);
      unsigned n_here = MIN (n, piece->length - place);

      memmove (at (self, piece, place), at (self, piece, place + n_here),
               (piece->length - place - n_here) * self->size);
      piece->length -= n_here;
      n -= n_here;
      self->n_starts = MIN (self->n_starts, i + 1);
      if (piece->length == 0)
        {
          g_array_remove_index (self->pieces, i);
          g_array_set_size (self->starts, self->pieces->len);
          self->n_starts = MIN (self->n_starts, i);
        }
    }
}
