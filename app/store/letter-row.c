/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "letter-row-private.h"

struct _AnserLetterRow
{
  GObject          parent_instance;
  AnserLetterData *data;
};

G_DEFINE_FINAL_TYPE (AnserLetterRow, anser_letter_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ID,
  PROP_ACCOUNT,
  PROP_ROLE,
  PROP_SENDER,
  PROP_RECIPIENTS,
  PROP_SUBJECT,
  PROP_SNIPPET,
  PROP_DATE,
  PROP_SIZE,
  PROP_FLAGS,
  PROP_COUNT,
  PROP_TAGS,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
anser_letter_row_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  const AnserLetterData *data = ANSER_LETTER_ROW (object)->data;

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, data->id);
      break;
    case PROP_ACCOUNT:
      g_value_set_string (value, data->account);
      break;
    case PROP_ROLE:
      g_value_set_int (value, data->role);
      break;
    case PROP_SENDER:
      g_value_set_string (value, data->sender);
      break;
    case PROP_RECIPIENTS:
      g_value_set_string (value, data->recipients);
      break;
    case PROP_SUBJECT:
      g_value_set_string (value, data->subject);
      break;
    case PROP_SNIPPET:
      g_value_set_string (value, data->snippet);
      break;
    case PROP_DATE:
      g_value_set_int64 (value, data->date);
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, data->size);
      break;
    case PROP_FLAGS:
      g_value_set_uint (value, data->flags);
      break;
    case PROP_COUNT:
      g_value_set_uint (value, data->count);
      break;
    case PROP_TAGS:
      g_value_set_string (value, data->tags);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_letter_row_finalize (GObject *object)
{
  AnserLetterRow *self = ANSER_LETTER_ROW (object);

  anser_letter_data_unref (self->data);
  G_OBJECT_CLASS (anser_letter_row_parent_class)->finalize (object);
}

static GParamSpec *
string_property (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static GParamSpec *
number_property (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
anser_letter_row_class_init (AnserLetterRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_letter_row_get_property;
  object_class->finalize = anser_letter_row_finalize;

  properties[PROP_ID] = number_property ("id");
  properties[PROP_ACCOUNT] = string_property ("account");
  properties[PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, 0, ANSER_FOLDER_OTHER, 0, flags);
  properties[PROP_SENDER] = string_property ("sender");
  properties[PROP_RECIPIENTS] = string_property ("recipients");
  properties[PROP_SUBJECT] = string_property ("subject");
  properties[PROP_SNIPPET] = string_property ("snippet");
  properties[PROP_DATE] = number_property ("date");
  properties[PROP_SIZE] = number_property ("size");
  properties[PROP_FLAGS] = g_param_spec_uint ("flags", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 1, flags);
  properties[PROP_TAGS] = string_property ("tags");
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_letter_row_init (AnserLetterRow *self)
{
}

static void
notify_text (AnserLetterRow *self,
             int             property,
             const char     *before,
             const char     *now)
{
  if (g_strcmp0 (before, now) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
notify_number (AnserLetterRow *self,
               int             property,
               gint64          before,
               gint64          now)
{
  if (before != now)
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

AnserLetterRow *
anser_letter_row_new (AnserLetterData *data)
{
  AnserLetterRow *self = g_object_new (ANSER_TYPE_LETTER_ROW, NULL);

  self->data = anser_letter_data_ref (data);
  return self;
}

void
anser_letter_row_update (AnserLetterRow  *self,
                         AnserLetterData *data)
{
  g_autoptr (AnserLetterData) before = self->data;

  self->data = anser_letter_data_ref (data);
  g_object_freeze_notify (G_OBJECT (self));
  notify_text (self, PROP_SENDER, before->sender, data->sender);
  notify_text (self, PROP_RECIPIENTS, before->recipients, data->recipients);
  notify_text (self, PROP_SUBJECT, before->subject, data->subject);
  notify_text (self, PROP_SNIPPET, before->snippet, data->snippet);
  notify_text (self, PROP_TAGS, before->tags, data->tags);
  notify_number (self, PROP_ROLE, before->role, data->role);
  notify_number (self, PROP_DATE, before->date, data->date);
  notify_number (self, PROP_SIZE, before->size, data->size);
  notify_number (self, PROP_COUNT, before->count, data->count);
  notify_number (self, PROP_FLAGS, before->flags, data->flags);
  g_object_thaw_notify (G_OBJECT (self));
}

gint64
anser_letter_row_get_id (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), 0);

  return self->data->id;
}

const char *
anser_letter_row_get_account (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->account;
}

AnserFolderRole
anser_letter_row_get_role (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), ANSER_FOLDER_OTHER);

  return self->data->role;
}

const char *
anser_letter_row_get_sender (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->sender;
}

const char *
anser_letter_row_get_recipients (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->recipients;
}

const char *
anser_letter_row_get_subject (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->subject;
}

const char *
anser_letter_row_get_snippet (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->snippet;
}

gint64
anser_letter_row_get_date (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), 0);

  return self->data->date;
}

gint64
anser_letter_row_get_size (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), 0);

  return self->data->size;
}

AnserLetterFlags
anser_letter_row_get_flags (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), 0);

  return self->data->flags;
}

unsigned
anser_letter_row_get_count (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), 1);

  return self->data->count;
}

const char *
anser_letter_row_get_tags (AnserLetterRow *self)
{
  g_return_val_if_fail (ANSER_IS_LETTER_ROW (self), NULL);

  return self->data->tags;
}
