/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-info.h"

AnserLetterInfo *
anser_letter_info_new (void)
{
  return g_new0 (AnserLetterInfo, 1);
}

void
anser_letter_info_clear (AnserLetterInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->sender);
  g_free (self->sender_address);
  g_free (self->recipients);
  g_free (self->subject);
  g_free (self->snippet);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_free (self->references);
  g_free (self->writers);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->text);
  g_free (self->attachment_names);
  g_free (self->attached_text);
  *self = (AnserLetterInfo) { 0 };
}

void
anser_letter_info_free (AnserLetterInfo *self)
{
  if (self == NULL)
    return;
  anser_letter_info_clear (self);
  g_free (self);
}
