/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "judge.h"

#include "header-digest.h"

/* A header block that is longer is none that one would judge by. */
#define HEADER_MAX (256 * 1024)

struct _AnserJudge
{
  GObject       parent_instance;

  AnserDepot   *depot;
  AnserListing *listing;
  GHashTable   *verdicts;           /* number to AnserVerdict; what is to be fetched is not in it */
  GHashTable   *digests;            /* number to the digest of its header block; of these */
  GByteArray   *header;
  unsigned      number;
};

static void
note_verdict (AnserJudge   *self,
              unsigned      number,
              AnserVerdict  verdict)
{
  if (verdict != ANSER_VERDICT_FETCH)
    g_hash_table_insert (self->verdicts, GUINT_TO_POINTER (number), GINT_TO_POINTER (verdict));
}

/* FALSE for a message without any header field. */
static gboolean
note_digest (AnserJudge *self)
{
  g_auto (AnserHeaderDigest) header = { NULL };
  g_autofree guint8 *digest = g_malloc (ANSER_DIGEST_LENGTH);

  anser_header_digest_begin (&header);
  anser_header_digest_add (&header, (const char *) self->header->data, self->header->len);
  if (!anser_header_digest_end (&header, digest))
    return FALSE;

  g_hash_table_insert (self->digests, GUINT_TO_POINTER (self->number), g_steal_pointer (&digest));
  return TRUE;
}

static gboolean
anser_judge_begin (AnserSink  *sink,
                   guint       number,
                   GError    **error)
{
  AnserJudge *self = ANSER_JUDGE (sink);

  self->number = number;
  g_byte_array_set_size (self->header, 0);

  return TRUE;
}

static gboolean
anser_judge_write (AnserSink   *sink,
                   const char  *data,
                   gsize        length,
                   GError     **error)
{
  AnserJudge *self = ANSER_JUDGE (sink);

  if (self->header->len <= HEADER_MAX)
    g_byte_array_append (self->header, (const guint8 *) data, MIN (length, HEADER_MAX + 1));

  return TRUE;
}

static gboolean
anser_judge_end (AnserSink  *sink,
                 GError    **error)
{
  AnserJudge *self = ANSER_JUDGE (sink);
  g_autoptr (GBytes) header = g_bytes_new (self->header->data, self->header->len);
  gint64 size = anser_listing_get_size (self->listing, self->number);
  AnserVerdict verdict;

  if (self->header->len > 0 && self->header->len <= HEADER_MAX &&
      anser_depot_judge (self->depot, header, size, &verdict) &&
      verdict != ANSER_VERDICT_FETCH && note_digest (self))
    note_verdict (self, self->number, verdict);

  return TRUE;
}

static void
anser_judge_sink_init (AnserSinkInterface *iface)
{
  iface->begin = anser_judge_begin;
  iface->write = anser_judge_write;
  iface->end = anser_judge_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserJudge, anser_judge, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, anser_judge_sink_init))

static void
anser_judge_finalize (GObject *object)
{
  AnserJudge *self = ANSER_JUDGE (object);

  g_clear_object (&self->depot);
  g_hash_table_unref (self->verdicts);
  g_hash_table_unref (self->digests);
  g_byte_array_unref (self->header);

  G_OBJECT_CLASS (anser_judge_parent_class)->finalize (object);
}

static void
anser_judge_class_init (AnserJudgeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_judge_finalize;
}

static void
anser_judge_init (AnserJudge *self)
{
  self->verdicts = g_hash_table_new (NULL, NULL);
  self->digests = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->header = g_byte_array_new ();
}

AnserJudge *
anser_judge_new (AnserDepot   *depot,
                 AnserListing *listing)
{
  AnserJudge *self;

  g_return_val_if_fail (ANSER_IS_DEPOT (depot), NULL);
  g_return_val_if_fail (listing != NULL, NULL);

  self = g_object_new (ANSER_TYPE_JUDGE, NULL);
  self->depot = g_object_ref (depot);
  self->listing = listing;

  return self;
}

GArray *
anser_judge_consider (AnserJudge *self,
                      GArray     *numbers)
{
  GArray *questions = g_array_new (FALSE, FALSE, sizeof (unsigned));

  g_return_val_if_fail (ANSER_IS_JUDGE (self), questions);

  for (guint i = 0; i < numbers->len; i++)
    {
      unsigned number = g_array_index (numbers, unsigned, i);
      gint64 size = anser_listing_get_size (self->listing, number);
      AnserVerdict verdict;

      if (anser_depot_judge (self->depot, NULL, size, &verdict))
        note_verdict (self, number, verdict);
      else
        g_array_append_val (questions, number);
    }

  return questions;
}

AnserVerdict
anser_judge_get_verdict (AnserJudge *self,
                         unsigned    number)
{
  g_return_val_if_fail (ANSER_IS_JUDGE (self), ANSER_VERDICT_FETCH);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->verdicts, GUINT_TO_POINTER (number)));
}

const guint8 *
anser_judge_get_digest (AnserJudge *self,
                        unsigned    number)
{
  g_return_val_if_fail (ANSER_IS_JUDGE (self), NULL);

  return g_hash_table_lookup (self->digests, GUINT_TO_POINTER (number));
}

void
anser_judge_distrust (AnserJudge *self)
{
  GHashTableIter iter;
  gpointer number;

  g_return_if_fail (ANSER_IS_JUDGE (self));

  g_hash_table_iter_init (&iter, self->digests);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    g_hash_table_remove (self->verdicts, number);
  g_hash_table_remove_all (self->digests);
}
