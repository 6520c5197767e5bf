/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "intake.h"

#include "header-digest.h"

#include <string.h>

/* A letter that ended and is not committed. */
typedef struct
{
  unsigned        number;
  AnserUidRecord *record;           /* (nullable): of a message without a name */
} Ended;

struct _AnserIntake
{
  GObject            parent_instance;

  AnserDepot        *depot;
  AnserListing      *listing;
  AnserMemory       *memory;
  AnserHeaderDigest  digest;
  GArray            *ended;         /* of Ended */
  gboolean           header_only;
  unsigned           current;
  gint64             current_bytes;
  Ended              doubtful;      /* the current letter, which is not ended in the depot yet */
  unsigned           n_begun;
  unsigned           n_stored;
  unsigned           n_dropped;
  gint64             bytes;
};

static void
clear_ended (gpointer data)
{
  g_clear_pointer (&((Ended *) data)->record, anser_uid_record_free);
}

/* Takes the record of @ended. */
static gboolean
end_letter (AnserIntake  *self,
            Ended         ended,
            GError      **error)
{
  if (!anser_depot_end (self->depot, ended.record, error))
    {
      clear_ended (&ended);
      return FALSE;
    }
  g_array_append_val (self->ended, ended);

  return TRUE;
}

/* The server went on as it should. */
static gboolean
end_doubtful (AnserIntake  *self,
              GError      **error)
{
  Ended ended = self->doubtful;

  self->doubtful = (Ended) { 0, NULL };

  return ended.number == 0 || end_letter (self, ended, error);
}

/* As much as the depot takes at once. */
static gboolean
commit_batch (AnserIntake  *self,
              GError      **error)
{
  return !anser_depot_is_full (self->depot) || anser_intake_commit (self, error);
}

static gboolean
anser_intake_begin (AnserSink  *sink,
                    guint       number,
                    GError    **error)
{
  AnserIntake *self = ANSER_INTAKE (sink);

  if (!end_doubtful (self, error) || !commit_batch (self, error))
    return FALSE;

  self->current = number;
  self->current_bytes = 0;
  self->n_begun++;
  anser_header_digest_begin (&self->digest);

  return anser_depot_begin (self->depot, anser_listing_get_uid (self->listing, number),
                            self->header_only, error);
}

static gboolean
anser_intake_write (AnserSink   *sink,
                    const char  *data,
                    gsize        length,
                    GError     **error)
{
  AnserIntake *self = ANSER_INTAKE (sink);

  self->bytes += (gint64) length;
  self->current_bytes += (gint64) length;
  anser_header_digest_add (&self->digest, data, length);

  return anser_depot_write (self->depot, data, length, error);
}

/* What is to be remembered of the current letter; NULL if it has no name to be known again by. */
static AnserUidRecord *
make_record (AnserIntake  *self,
             const guint8 *digest)
{
  const char *uid = anser_listing_get_uid (self->listing, self->current);
  const AnserUidRecord *before = anser_listing_get_record (self->listing, self->current);
  AnserUidRecord *record;

  if (uid == NULL)
    return NULL;

  record = anser_uid_record_new (uid,
                                 self->header_only ? ANSER_UID_HEADER_ONLY : ANSER_UID_RECEIVED,
                                 g_get_real_time () / G_USEC_PER_SEC);
  record->size = anser_listing_get_size (self->listing, self->current);
  record->replaces_header = before != NULL && (before->state == ANSER_UID_HEADER_ONLY ||
                                               before->state == ANSER_UID_WHOLE_WANTED);
  memcpy (record->digest, digest, ANSER_DIGEST_LENGTH);

  return record;
}

/* A letter that is as long as the server said has come whole. Any other one may end at a dot that
 * was not stuffed (P4): it is not believed before the server goes on as it should. */
static gboolean
is_whole (AnserIntake *self)
{
  return self->header_only ||
         self->current_bytes == anser_listing_get_size (self->listing, self->current);
}

static gboolean
anser_intake_end (AnserSink  *sink,
                  GError    **error)
{
  AnserIntake *self = ANSER_INTAKE (sink);
  guint8 digest[ANSER_DIGEST_LENGTH];
  gboolean has_digest = anser_header_digest_end (&self->digest, digest);
  Ended ended = { .number = self->current };

  if (anser_listing_recognise (self->listing, self->current, has_digest ? digest : NULL))
    {
      self->n_dropped++;
      anser_depot_drop (self->depot);
      return TRUE;
    }

  ended.record = make_record (self, digest);
  if (!is_whole (self))
    {
      self->doubtful = ended;
      return TRUE;
    }

  return end_letter (self, ended, error) && commit_batch (self, error);
}

static void
anser_intake_sink_init (AnserSinkInterface *iface)
{
  iface->begin = anser_intake_begin;
  iface->write = anser_intake_write;
  iface->end = anser_intake_end;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserIntake, anser_intake, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ANSER_TYPE_SINK, anser_intake_sink_init))

static void
anser_intake_finalize (GObject *object)
{
  AnserIntake *self = ANSER_INTAKE (object);

  anser_header_digest_clear (&self->digest);
  clear_ended (&self->doubtful);
  g_array_unref (self->ended);
  g_clear_object (&self->depot);

  G_OBJECT_CLASS (anser_intake_parent_class)->finalize (object);
}

static void
anser_intake_class_init (AnserIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anser_intake_finalize;
}

static void
anser_intake_init (AnserIntake *self)
{
  self->ended = g_array_new (FALSE, FALSE, sizeof (Ended));
  g_array_set_clear_func (self->ended, clear_ended);
}

AnserIntake *
anser_intake_new (AnserDepot   *depot,
                  AnserListing *listing,
                  AnserMemory  *memory)
{
  AnserIntake *self;

  g_return_val_if_fail (ANSER_IS_DEPOT (depot), NULL);
  g_return_val_if_fail (listing != NULL, NULL);
  g_return_val_if_fail (memory != NULL, NULL);

  self = g_object_new (ANSER_TYPE_INTAKE, NULL);
  self->depot = g_object_ref (depot);
  self->listing = listing;
  self->memory = memory;

  return self;
}

void
anser_intake_set_header_only (AnserIntake *self,
                              gboolean     header_only)
{
  g_return_if_fail (ANSER_IS_INTAKE (self));

  self->header_only = header_only;
}

gboolean
anser_intake_is_in_doubt (AnserIntake *self)
{
  g_return_val_if_fail (ANSER_IS_INTAKE (self), FALSE);

  return self->doubtful.number != 0;
}

gboolean
anser_intake_is_far_off (AnserIntake *self)
{
  gint64 size;

  g_return_val_if_fail (ANSER_IS_INTAKE (self), FALSE);

  size = anser_listing_get_size (self->listing, self->current);
  return self->doubtful.number != 0 && self->current_bytes < MIN (size / 2, size - 1024);
}

void
anser_intake_drop_doubtful (AnserIntake *self)
{
  g_return_if_fail (ANSER_IS_INTAKE (self));

  if (self->doubtful.number == 0)
    return;

  clear_ended (&self->doubtful);
  self->doubtful.number = 0;
  anser_depot_drop (self->depot);
}

/**
 * anser_intake_commit:
 *
 * Returns: %FALSE with an error when nothing that was not committed before counts as received
 */
gboolean
anser_intake_commit (AnserIntake  *self,
                     GError      **error)
{
  gboolean committed;

  g_return_val_if_fail (ANSER_IS_INTAKE (self), FALSE);

  committed = end_doubtful (self, error) &&
              (self->ended->len == 0 || anser_depot_commit (self->depot, error));
  for (guint i = 0; committed && i < self->ended->len; i++)
    {
      Ended *ended = &g_array_index (self->ended, Ended, i);

      anser_listing_set_stored (self->listing, ended->number, g_steal_pointer (&ended->record));
      self->n_stored++;
    }
  g_array_set_size (self->ended, 0);

  return committed && anser_depot_save (self->depot, self->memory, error);
}

unsigned
anser_intake_get_n_stored (AnserIntake *self)
{
  g_return_val_if_fail (ANSER_IS_INTAKE (self), 0);

  return self->n_stored;
}

unsigned
anser_intake_get_n_dropped (AnserIntake *self)
{
  g_return_val_if_fail (ANSER_IS_INTAKE (self), 0);

  return self->n_dropped;
}

unsigned
anser_intake_get_n_begun (AnserIntake *self)
{
  g_return_val_if_fail (ANSER_IS_INTAKE (self), 0);

  return self->n_begun;
}

gint64
anser_intake_get_bytes (AnserIntake *self)
{
  g_return_val_if_fail (ANSER_IS_INTAKE (self), 0);

  return self->bytes;
}
