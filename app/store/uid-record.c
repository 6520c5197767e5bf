/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "uid-record.h"

#include <string.h>

AnserUidRecord *
anser_uid_record_new (const char    *uid,
                      AnserUidState  state,
                      gint64         received_at)
{
  AnserUidRecord *self = g_new0 (AnserUidRecord, 1);

  self->uid = g_strdup (uid);
  self->state = state;
  self->received_at = received_at;
  return self;
}

AnserUidRecord *
anser_uid_record_copy (const AnserUidRecord *self)
{
  AnserUidRecord *copy = g_memdup2 (self, sizeof *self);

  copy->uid = g_strdup (self->uid);
  copy->old_uid = g_strdup (self->old_uid);
  copy->lent = FALSE;
  copy->uid_lent = FALSE;
  return copy;
}

void
anser_uid_record_free (AnserUidRecord *self)
{
  g_free (self->old_uid);
  if (!self->uid_lent)
    g_free (self->uid);
  if (!self->lent)
    g_free (self);
}

void
anser_uid_record_rename (AnserUidRecord *self,
                         const char     *uid)
{
  g_autofree char *before = self->uid_lent ? g_strdup (self->uid) : self->uid;

  self->uid = g_strdup (uid);
  self->uid_lent = FALSE;
  if (self->old_uid == NULL)
    self->old_uid = g_steal_pointer (&before);
  if (strcmp (self->uid, self->old_uid) == 0)
    g_clear_pointer (&self->old_uid, g_free);
}

gboolean
anser_uid_record_has_digest (const AnserUidRecord *self)
{
  static const guint8 none[ANSER_DIGEST_LENGTH] = { 0 };

  return memcmp (self->digest, none, sizeof none) != 0;
}
