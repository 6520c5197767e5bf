/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-store"

#include "config.h"

#include "folder-private.h"

#include "folder-name.h"

struct _AnserFolder
{
  GObject         parent_instance;
  gint64          id;
  gint64          version;
  char           *account;
  const char     *name;      /* interned: other threads may look at it while it changes */
  char           *title;
  AnserFolderRole role;
  unsigned        total;
  unsigned        unread;
};

G_DEFINE_FINAL_TYPE (AnserFolder, anser_folder, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACCOUNT,
  PROP_NAME,
  PROP_ROLE,
  PROP_TOTAL,
  PROP_UNREAD,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
anser_folder_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  AnserFolder *self = ANSER_FOLDER (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      g_value_set_string (value, self->account);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ROLE:
      g_value_set_int (value, self->role);
      break;
    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;
    case PROP_UNREAD:
      g_value_set_uint (value, self->unread);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_folder_finalize (GObject *object)
{
  AnserFolder *self = ANSER_FOLDER (object);

  g_free (self->account);
  g_free (self->title);
  G_OBJECT_CLASS (anser_folder_parent_class)->finalize (object);
}

static void
anser_folder_class_init (AnserFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_folder_get_property;
  object_class->finalize = anser_folder_finalize;

  properties[PROP_ACCOUNT] = g_param_spec_string ("account", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_ROLE] = g_param_spec_int ("role", NULL, NULL, 0, ANSER_FOLDER_OTHER, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_folder_init (AnserFolder *self)
{
}

static void
take_name (AnserFolder *self,
           const char  *name)
{
  self->name = (char *) g_intern_string (name);
  g_free (self->title);
  self->title = anser_folder_name_to_title (name);
  self->role = anser_folder_name_get_role (name);
}

AnserFolder *
anser_folder_new (gint64           id,
                  const char      *account,
                  const char      *name)
{
  AnserFolder *self = g_object_new (ANSER_TYPE_FOLDER, NULL);

  self->id = id;
  self->account = g_strdup (account);
  take_name (self, name);
  return self;
}

void
anser_folder_set_name (AnserFolder *self,
                       const char  *name)
{
  AnserFolderRole role = self->role;

  take_name (self, name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (role != self->role)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
}

gint64
anser_folder_get_id (AnserFolder *self)
{
  return self->id;
}

gint64
anser_folder_get_version (AnserFolder *self)
{
  return self->version;
}

void
anser_folder_update (AnserFolder *self,
                     unsigned     total,
                     unsigned     unread,
                     gint64       version)
{
  gboolean total_changes = self->total != total;
  gboolean unread_changes = self->unread != unread;

  self->total = total;
  self->unread = unread;
  self->version = version;
  if (total_changes)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  if (unread_changes)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

const char *
anser_folder_get_account (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), NULL);

  return self->account;
}

const char *
anser_folder_get_name (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), NULL);

  return self->name;
}

const char *
anser_folder_get_title (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), NULL);

  return self->title;
}

gboolean
anser_folder_is_main (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), FALSE);

  return anser_folder_name_is_main (self->name);
}

AnserFolderRole
anser_folder_get_role (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), ANSER_FOLDER_OTHER);

  return self->role;
}

unsigned
anser_folder_get_total (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), 0);

  return self->total;
}

unsigned
anser_folder_get_unread (AnserFolder *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER (self), 0);

  return self->unread;
}

const char *
anser_folder_role_get_name (AnserFolderRole role)
{
  static const char * const names[] = {
    [ANSER_FOLDER_INBOX] = "Inbox",
    [ANSER_FOLDER_DRAFTS] = "Drafts",
    [ANSER_FOLDER_OUTBOX] = "Outbox",
    [ANSER_FOLDER_SENT] = "Sent",
    [ANSER_FOLDER_ARCHIVE] = "Archive",
    [ANSER_FOLDER_JUNK] = "Junk",
    [ANSER_FOLDER_TRASH] = "Trash",
  };

  g_return_val_if_fail (role < G_N_ELEMENTS (names), NULL);

  return names[role];
}
