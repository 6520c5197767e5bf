/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "account.h"

#include "account-private.h"
#include "account-properties.h"

#include <string.h>

#define ACCOUNT_SCHEMA "io.github.ansermail.Anser.Account"
#define ACCOUNT_PATH "/io/github/ansermail/Anser/accounts/"
#define MAX_ID_LENGTH 100

/* The properties are alike, so each value is kept as a GValue in the place of its property. */
struct _AnserAccount
{
  GObject    parent_instance;

  GSettings *settings;              /* NULL while it is unsaved */
  GValue     values[N_PROPERTIES];
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (AnserAccount, anser_account, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (AnserConnectionSecurity, anser_connection_security,
                    G_DEFINE_ENUM_VALUE (ANSER_CONNECTION_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (ANSER_CONNECTION_STARTTLS, "starttls"),
                    G_DEFINE_ENUM_VALUE (ANSER_CONNECTION_TLS, "tls"))

static const char *
get_string (AnserAccount         *self,
            AnserAccountProperty  property)
{
  const char *value = g_value_get_string (&self->values[property]);

  return value != NULL ? value : "";
}

/* Settings can be written by any program: a line end in a host, a name or a user would reach a
 * header or a command. Only the signature has lines. */
static char *
clean_string (AnserAccountProperty  property,
              const char           *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);
  GString *clean;

  if (property == PROP_SIGNATURE)
    return g_steal_pointer (&valid);

  clean = g_string_new (NULL);
  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_iscntrl (g_utf8_get_char (c)))
      g_string_append_unichar (clean, g_utf8_get_char (c));

  return g_string_free (clean, FALSE);
}

static void
set_string (AnserAccount         *self,
            AnserAccountProperty  property,
            const char           *value)
{
  g_autofree char *clean = clean_string (property, value);

  /* A label that says what the address says follows the address. */
  if (property == PROP_LABEL && strcmp (clean, get_string (self, PROP_ADDRESS)) == 0)
    clean[0] = '\0';
  if (strcmp (clean, get_string (self, property)) == 0)
    return;

  g_value_take_string (&self->values[property], g_steal_pointer (&clean));
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);

  if (property == PROP_ADDRESS && *get_string (self, PROP_LABEL) == '\0')
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

/* The property "label" reads as the address while there is none: what is saved is the label. */
static GVariant *
label_to_settings (const GValue       *value,
                   const GVariantType *type,
                   gpointer            user_data)
{
  return g_variant_new_string (get_string (user_data, PROP_LABEL));
}

static gboolean
label_from_settings (GValue   *value,
                     GVariant *variant,
                     gpointer  user_data)
{
  g_value_set_string (value, g_variant_get_string (variant, NULL));
  return TRUE;
}

static void
bind_to_settings (AnserAccount *self)
{
  for (unsigned i = PROP_NAME; i < N_PROPERTIES; i++)
    if (i == PROP_LABEL)
      g_settings_bind_with_mapping (self->settings, "label", self, "label",
                                    G_SETTINGS_BIND_DEFAULT, label_from_settings,
                                    label_to_settings, self, NULL);
    else
      g_settings_bind (self->settings, properties[i]->name, self, properties[i]->name,
                       G_SETTINGS_BIND_DEFAULT);
}

static void
anser_account_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  AnserAccount *self = ANSER_ACCOUNT (object);

  if (property_id == 0 || property_id >= N_PROPERTIES)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
  else if (property_id == PROP_LABEL)
    g_value_set_string (value, anser_account_get_label (self));
  else
    g_value_copy (&self->values[property_id], value);
}

static void
anser_account_set_property (GObject      *object,
                            guint         property_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  AnserAccount *self = ANSER_ACCOUNT (object);

  if (property_id == 0 || property_id >= N_PROPERTIES)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
  else if (property_id == PROP_ID)
    {
      g_value_copy (value, &self->values[PROP_ID]);
    }
  else if (G_VALUE_HOLDS_STRING (value))
    {
      set_string (self, property_id, g_value_get_string (value));
    }
  else if (g_param_values_cmp (pspec, value, &self->values[property_id]) != 0)
    {
      g_value_copy (value, &self->values[property_id]);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
anser_account_constructed (GObject *object)
{
  AnserAccount *self = ANSER_ACCOUNT (object);
  const char *id = g_value_get_string (&self->values[PROP_ID]);

  G_OBJECT_CLASS (anser_account_parent_class)->constructed (object);

  if (id != NULL)
    {
      g_autofree char *path = g_strconcat (ACCOUNT_PATH, id, "/", NULL);

      self->settings = g_settings_new_with_path (ACCOUNT_SCHEMA, path);
      bind_to_settings (self);
    }
}

static void
anser_account_finalize (GObject *object)
{
  AnserAccount *self = ANSER_ACCOUNT (object);

  for (unsigned i = PROP_ID; i < N_PROPERTIES; i++)
    g_value_unset (&self->values[i]);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_account_parent_class)->finalize (object);
}

static void
anser_account_class_init (AnserAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = anser_account_constructed;
  object_class->finalize = anser_account_finalize;
  object_class->get_property = anser_account_get_property;
  object_class->set_property = anser_account_set_property;

  anser_account_describe_properties (properties);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
anser_account_init (AnserAccount *self)
{
  for (unsigned i = PROP_ID; i < N_PROPERTIES; i++)
    {
      g_value_init (&self->values[i], properties[i]->value_type);
      g_param_value_set_default (properties[i], &self->values[i]);
    }
}

/**
 * anser_account_new_unsaved:
 *
 * Returns: (transfer full): an account without id, in no list and no settings
 */
AnserAccount *
anser_account_new_unsaved (void)
{
  return g_object_new (ANSER_TYPE_ACCOUNT, NULL);
}

/**
 * anser_account_id_is_valid:
 * @id: what a settings key says
 *
 * Returns: whether it can be an account's id
 */
gboolean
anser_account_id_is_valid (const char *id)
{
  g_return_val_if_fail (id != NULL, FALSE);

  if (*id == '\0' || *id == '.' || strlen (id) > MAX_ID_LENGTH)
    return FALSE;

  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("._-", *c) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * anser_account_new_saved:
 * @id: a valid id
 *
 * Returns: (transfer full): the account with what its settings hold
 */
AnserAccount *
anser_account_new_saved (const char *id)
{
  g_return_val_if_fail (anser_account_id_is_valid (id), NULL);

  return g_object_new (ANSER_TYPE_ACCOUNT, "id", id, NULL);
}

/**
 * anser_account_copy_values:
 * @other: where the values come from
 */
void
anser_account_copy_values (AnserAccount *self,
                           AnserAccount *other)
{
  g_return_if_fail (ANSER_IS_ACCOUNT (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (other));

  for (unsigned i = PROP_NAME; i < N_PROPERTIES; i++)
    g_object_set_property (G_OBJECT (self), properties[i]->name, &other->values[i]);
}

/**
 * anser_account_detach:
 * @forget: whether to reset the keys
 */
void
anser_account_detach (AnserAccount *self,
                      gboolean      forget)
{
  g_return_if_fail (ANSER_IS_ACCOUNT (self));

  if (self->settings == NULL)
    return;

  for (unsigned i = PROP_NAME; i < N_PROPERTIES; i++)
    {
      g_settings_unbind (self, properties[i]->name);
      if (forget)
        g_settings_reset (self->settings, properties[i]->name);
    }
  g_clear_object (&self->settings);
}

/**
 * anser_account_get_id:
 *
 * Returns: (nullable): its id; %NULL while it is unsaved
 */
const char *
anser_account_get_id (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return g_value_get_string (&self->values[PROP_ID]);
}

const char *
anser_account_get_name (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, PROP_NAME);
}

const char *
anser_account_get_address (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, PROP_ADDRESS);
}

/**
 * anser_account_get_label:
 *
 * Returns: the account's name in the sidebar
 */
const char *
anser_account_get_label (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, *get_string (self, PROP_LABEL) != '\0' ? PROP_LABEL : PROP_ADDRESS);
}

const char *
anser_account_get_signature (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, PROP_SIGNATURE);
}

gboolean
anser_account_get_leave_on_server (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), TRUE);

  return g_value_get_boolean (&self->values[PROP_LEAVE_ON_SERVER]);
}

/**
 * anser_account_get_trash_days:
 *
 * Returns: days after which messages in Trash are deleted for good, counted from when they were put
 *   there; 0 for never
 */
unsigned
anser_account_get_trash_days (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_uint (&self->values[PROP_TRASH_DAYS]);
}

/**
 * anser_account_get_junk_days:
 *
 * Returns: the same for Junk
 */
unsigned
anser_account_get_junk_days (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_uint (&self->values[PROP_JUNK_DAYS]);
}

/**
 * anser_account_get_leave_days:
 *
 * Returns: days after which letters are deleted on the server although they stay there at first,
 *   counted from their download; 0 for never
 */
unsigned
anser_account_get_leave_days (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_uint (&self->values[PROP_LEAVE_DAYS]);
}

/**
 * anser_account_get_follow_deletion:
 *
 * Returns: whether letters that are thrown away here are deleted on the server
 */
gboolean
anser_account_get_follow_deletion (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_FOLLOW_DELETION]);
}

/**
 * anser_account_get_follow_moves:
 *
 * Returns: whether letters that leave the inbox here are deleted on the server
 */
gboolean
anser_account_get_follow_moves (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_FOLLOW_MOVES]);
}

/**
 * anser_account_get_max_size:
 *
 * Returns: bytes above which only the header of a letter is downloaded; 0 for no limit
 */
gint64
anser_account_get_max_size (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_int64 (&self->values[PROP_MAX_SIZE]);
}

/**
 * anser_account_get_headers_only:
 *
 * Returns: whether only headers are downloaded
 */
gboolean
anser_account_get_headers_only (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_HEADERS_ONLY]);
}

/**
 * anser_account_get_check_interval:
 *
 * Returns: minutes between two checks, 0 for never
 */
unsigned
anser_account_get_check_interval (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_uint (&self->values[PROP_CHECK_INTERVAL]);
}

const char *
anser_account_get_ca_file (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, PROP_CA_FILE);
}

gboolean
anser_account_get_same_password (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), TRUE);

  return g_value_get_boolean (&self->values[PROP_SAME_PASSWORD]);
}

/**
 * anser_account_get_last_check:
 *
 * Returns: seconds since 1970, 0 for never
 */
gint64
anser_account_get_last_check (AnserAccount *self)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_int64 (&self->values[PROP_LAST_CHECK]);
}

const char *
anser_account_get_host (AnserAccount  *self,
                        AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_HOST : PROP_SMTP_HOST);
}

unsigned
anser_account_get_port (AnserAccount  *self,
                        AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), 0);

  return g_value_get_uint (&self->values[protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_PORT
                                                                         : PROP_SMTP_PORT]);
}

AnserConnectionSecurity
anser_account_get_security (AnserAccount  *self,
                            AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), ANSER_CONNECTION_TLS);

  return g_value_get_enum (&self->values[protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_SECURITY
                                                                         : PROP_SMTP_SECURITY]);
}

const char *
anser_account_get_user (AnserAccount  *self,
                        AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_USER : PROP_SMTP_USER);
}

const char *
anser_account_get_mechanism (AnserAccount  *self,
                             AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_MECHANISM
                                                           : PROP_SMTP_MECHANISM);
}

const char *
anser_account_get_pin (AnserAccount  *self,
                       AnserProtocol  protocol)
{
  g_return_val_if_fail (ANSER_IS_ACCOUNT (self), NULL);

  return get_string (self, protocol == ANSER_PROTOCOL_POP3 ? PROP_POP3_PIN : PROP_SMTP_PIN);
}
