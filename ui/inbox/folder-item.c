/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/folder-item.h"

#include "store/folder-name.h"

#include <glib/gi18n.h>

struct _AnserFolderItem
{
  GObject parent_instance;

  AnserAccount *account;
  AnserTag *tag;
  GPtrArray *folders;
  AnserFolderRole role;
  unsigned count;
  gboolean unread;
  gboolean shown;
};

G_DEFINE_FINAL_TYPE (AnserFolderItem, anser_folder_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_COUNT,
  PROP_UNREAD,
  PROP_SHOWN,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

/* What one writes counts whole, what one receives by what is unread. */
static gboolean
counts_all (AnserFolderItem *self)
{
  return self->role == ANSER_FOLDER_DRAFTS || self->role == ANSER_FOLDER_OUTBOX;
}

static void
update_counts (AnserFolderItem *self)
{
  unsigned total = 0;
  unsigned unread = 0;
  unsigned count;
  gboolean shown;

  for (guint i = 0; i < self->folders->len; i++)
    {
      AnserFolder *folder = g_ptr_array_index (self->folders, i);

      total += anser_folder_get_total (folder);
      unread += anser_folder_get_unread (folder);
    }

  count = counts_all (self) ? total : unread;
  shown = self->role != ANSER_FOLDER_OUTBOX || total > 0;
  if (count != self->count)
    {
      self->count = count;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
    }
  if (self->unread != (unread > 0 && !counts_all (self)))
    {
      self->unread = !self->unread;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
    }
  if (shown != self->shown)
    {
      self->shown = shown;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
    }
}

static void
add_folder (AnserFolderItem *self,
            AnserFolder     *folder)
{
  g_ptr_array_add (self->folders, g_object_ref (folder));
  g_signal_connect_object (folder, "notify::total", G_CALLBACK (update_counts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (folder, "notify::unread", G_CALLBACK (update_counts), self,
                           G_CONNECT_SWAPPED);
}

static void
anser_folder_item_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserFolderItem *self = ANSER_FOLDER_ITEM (object);

  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, self->count);
      break;

    case PROP_UNREAD:
      g_value_set_boolean (value, self->unread);
      break;

    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_folder_item_finalize (GObject *object)
{
  AnserFolderItem *self = ANSER_FOLDER_ITEM (object);

  g_clear_object (&self->account);
  g_clear_object (&self->tag);
  g_clear_pointer (&self->folders, g_ptr_array_unref);

  G_OBJECT_CLASS (anser_folder_item_parent_class)->finalize (object);
}

static void
anser_folder_item_class_init (AnserFolderItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = anser_folder_item_get_property;
  object_class->finalize = anser_folder_item_finalize;

  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_UNREAD] = g_param_spec_boolean ("unread", NULL, NULL, FALSE, flags);
  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_folder_item_init (AnserFolderItem *self)
{
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = TRUE;
}

AnserFolderItem *
anser_folder_item_new (AnserAccount *account,
                       AnserFolder  *folder)
{
  AnserFolderItem *self;

  g_return_val_if_fail (ANSER_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (ANSER_IS_FOLDER (folder), NULL);

  self = g_object_new (ANSER_TYPE_FOLDER_ITEM, NULL);
  self->account = g_object_ref (account);
  self->role = anser_folder_get_role (folder);
  add_folder (self, folder);
  update_counts (self);

  return self;
}

AnserFolderItem *
anser_folder_item_new_all (GPtrArray *inboxes)
{
  AnserFolderItem *self;

  g_return_val_if_fail (inboxes != NULL, NULL);

  self = g_object_new (ANSER_TYPE_FOLDER_ITEM, NULL);
  self->role = ANSER_FOLDER_INBOX;
  for (guint i = 0; i < inboxes->len; i++)
    add_folder (self, g_ptr_array_index (inboxes, i));
  update_counts (self);

  return self;
}

/* NULL for one of the user's own. */
static const char *
role_title (AnserFolderRole role)
{
  switch (role)
    {
    case ANSER_FOLDER_INBOX:
      return _("Inbox");

    case ANSER_FOLDER_DRAFTS:
      return _("Drafts");

    case ANSER_FOLDER_OUTBOX:
      return _("Outbox");

    case ANSER_FOLDER_SENT:
      return _("Sent");

    case ANSER_FOLDER_ARCHIVE:
      return _("Archive");

    case ANSER_FOLDER_JUNK:
      return _("Junk");

    case ANSER_FOLDER_TRASH:
      return _("Trash");

    case ANSER_FOLDER_OTHER:
    default:
      return NULL;
    }
}

AnserFolderItem *
anser_folder_item_new_for_tag (AnserTag  *tag,
                               GPtrArray *folders)
{
  AnserFolderItem *self;

  g_return_val_if_fail (ANSER_IS_TAG (tag), NULL);
  g_return_val_if_fail (folders != NULL, NULL);

  self = g_object_new (ANSER_TYPE_FOLDER_ITEM, NULL);
  self->tag = g_object_ref (tag);
  self->role = ANSER_FOLDER_OTHER;
  for (guint i = 0; i < folders->len; i++)
    g_ptr_array_add (self->folders, g_object_ref (g_ptr_array_index (folders, i)));

  return self;
}

AnserTag *
anser_folder_item_get_tag (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  return self->tag;
}

const char *
anser_folder_item_get_title (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  if (self->tag != NULL)
    return anser_tag_get_name (self->tag);
  if (self->account == NULL)
    return _("All Inboxes");
  if (anser_folder_item_is_own (self))
    return anser_folder_get_title (anser_folder_item_get_folder (self));

  return role_title (self->role);
}

AnserFolder *
anser_folder_item_get_folder (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  return self->account != NULL ? g_ptr_array_index (self->folders, 0) : NULL;
}

gboolean
anser_folder_item_is_own (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), FALSE);

  return self->account != NULL && !anser_folder_is_main (anser_folder_item_get_folder (self));
}

unsigned
anser_folder_item_get_depth (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), 0);

  if (self->account == NULL)
    return 0;

  return anser_folder_name_get_depth (
    anser_folder_get_name (anser_folder_item_get_folder (self)));
}

char *
anser_folder_item_dup_path (AnserFolderItem *self)
{
  g_auto(GStrv) parts = NULL;
  GString *path;

  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  if (!anser_folder_item_is_own (self))
    return g_strdup (anser_folder_item_get_title (self));

  parts = g_strsplit (anser_folder_get_name (anser_folder_item_get_folder (self)), "/", -1);
  path = g_string_new (NULL);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *title = anser_folder_name_to_title (parts[i]);
      gboolean is_main = i == 0 && anser_folder_name_is_main (parts[0]);

      g_string_append_printf (path, "%s%s", i > 0 ? " / " : "",
                              is_main ? role_title (anser_folder_name_get_role (parts[0])) : title);
    }

  return g_string_free (path, FALSE);
}

const char *
anser_folder_item_get_icon_name (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  if (self->tag != NULL)
    return "anser-tag-symbolic";
  if (self->account == NULL)
    return "anser-inboxes-symbolic";

  if (anser_folder_item_is_own (self))
    return "folder-symbolic";

  switch (self->role)
    {
    case ANSER_FOLDER_INBOX:
      return "anser-inbox-symbolic";

    case ANSER_FOLDER_DRAFTS:
      return "document-edit-symbolic";

    case ANSER_FOLDER_OUTBOX:
      return "document-send-symbolic";

    case ANSER_FOLDER_SENT:
      return "mail-send-symbolic";

    case ANSER_FOLDER_ARCHIVE:
      return "anser-archive-symbolic";

    case ANSER_FOLDER_JUNK:
      return "anser-junk-symbolic";

    case ANSER_FOLDER_TRASH:
      return "user-trash-symbolic";

    case ANSER_FOLDER_OTHER:
    default:
      return "folder-symbolic";
    }
}

AnserFolderRole
anser_folder_item_get_role (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), ANSER_FOLDER_INBOX);

  return self->role;
}

AnserAccount *
anser_folder_item_get_account (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  return self->account;
}

GPtrArray *
anser_folder_item_get_folders (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  return self->folders;
}

char *
anser_folder_item_dup_place (AnserFolderItem *self)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), NULL);

  if (self->tag != NULL)
    return g_strconcat ("tag:", anser_tag_get_name (self->tag), NULL);
  if (self->account == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%s/%s", anser_account_get_id (self->account),
                          anser_folder_get_name (g_ptr_array_index (self->folders, 0)));
}

gboolean
anser_folder_item_equal (AnserFolderItem *self,
                         AnserFolderItem *other)
{
  g_autofree char *place = NULL;
  g_autofree char *other_place = NULL;

  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), FALSE);
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (other), FALSE);

  if (self->tag != NULL && other->tag != NULL)
    return anser_tag_get_id (self->tag) == anser_tag_get_id (other->tag);

  place = anser_folder_item_dup_place (self);
  other_place = anser_folder_item_dup_place (other);

  return g_str_equal (place, other_place);
}

gboolean
anser_folder_item_is_same (AnserFolderItem *self,
                           AnserFolderItem *other)
{
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (self), FALSE);
  g_return_val_if_fail (ANSER_IS_FOLDER_ITEM (other), FALSE);

  if (self->account != other->account || self->folders->len != other->folders->len ||
      !anser_folder_item_equal (self, other))
    return FALSE;
  for (guint i = 0; i < self->folders->len; i++)
    if (g_ptr_array_index (self->folders, i) != g_ptr_array_index (other->folders, i))
      return FALSE;

  return TRUE;
}
