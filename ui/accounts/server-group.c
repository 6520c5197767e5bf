/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-accounts"

#include "config.h"

#include "accounts/server-group.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserServerGroup
{
  AdwPreferencesGroup parent_instance;

  AnserAccount    *account;
  AnserProtocol    protocol;
  GBindingGroup   *bindings;
  AnserConnectionSecurity last_security;

  AdwEntryRow     *host;
  AdwComboRow     *security;
  GtkWidget       *warning;
  AdwEntryRow     *port;
  AdwEntryRow     *user;
};

G_DEFINE_FINAL_TYPE (AnserServerGroup, anser_server_group, ADW_TYPE_PREFERENCES_GROUP)

/* The rows of the combo, the safest first. */
static const AnserConnectionSecurity choices[] = {
  ANSER_CONNECTION_TLS,
  ANSER_CONNECTION_STARTTLS,
  ANSER_CONNECTION_NONE,
};

static unsigned
get_usual_port (AnserProtocol           protocol,
                AnserConnectionSecurity security)
{
  if (protocol == ANSER_PROTOCOL_POP3)
    return security == ANSER_CONNECTION_TLS ? 995 : 110;

  return security == ANSER_CONNECTION_TLS ? 465 : 587;
}

static void
mark (AdwEntryRow *row,
      gboolean     wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

/* "" is the usual port, 0. */
static gboolean
parse_port (const char *text,
            unsigned   *port)
{
  g_autofree char *digits = g_strstrip (g_strdup (text));
  guint64 number = 0;

  if (*digits != '\0' && !g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;

  *port = number;
  return TRUE;
}

static gboolean
port_to_text (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      data)
{
  unsigned port = g_value_get_uint (from);

  g_value_take_string (to, port != 0 ? g_strdup_printf ("%u", port) : g_strdup (""));
  return TRUE;
}

/* While what is typed is no port, the account keeps the one before. */
static gboolean
text_to_port (GBinding     *binding,
              const GValue *from,
              GValue       *to,
              gpointer      data)
{
  AnserServerGroup *self = data;
  unsigned port;
  gboolean valid = parse_port (g_value_get_string (from), &port);

  mark (self->port, !valid);
  if (valid)
    g_value_set_uint (to, port);

  return valid;
}

static gboolean
security_to_choice (GBinding     *binding,
                    const GValue *from,
                    GValue       *to,
                    gpointer      data)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (choices); i++)
    if ((int) choices[i] == g_value_get_enum (from))
      g_value_set_uint (to, i);

  return TRUE;
}

static gboolean
choice_to_security (GBinding     *binding,
                    const GValue *from,
                    GValue       *to,
                    gpointer      data)
{
  unsigned choice = g_value_get_uint (from);

  if (choice >= G_N_ELEMENTS (choices))
    return FALSE;

  g_value_set_enum (to, choices[choice]);
  return TRUE;
}

static void
show_usual_port (AnserServerGroup        *self,
                 AnserConnectionSecurity  security)
{
  /* Translators: the title of an entry; %u is the port that is used when it stays empty. */
  g_autofree char *title = g_strdup_printf (_("Port (usually %u)"),
                                            get_usual_port (self->protocol, security));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->port), title);
}

/* A port that was the usual one of the other choice would now be wrong. */
static void
on_security_selected (AnserServerGroup *self)
{
  unsigned choice = adw_combo_row_get_selected (self->security);
  AnserConnectionSecurity security;
  unsigned port;

  if (self->account == NULL || choice >= G_N_ELEMENTS (choices))
    return;

  security = choices[choice];
  if (security != self->last_security &&
      parse_port (gtk_editable_get_text (GTK_EDITABLE (self->port)), &port) &&
      port == get_usual_port (self->protocol, self->last_security))
    gtk_editable_set_text (GTK_EDITABLE (self->port), "");

  self->last_security = security;
  show_usual_port (self, security);
  gtk_widget_set_visible (self->warning, security == ANSER_CONNECTION_NONE);
}

static void
on_host_changed (AnserServerGroup *self)
{
  mark (self->host, FALSE);
}

static void
bind (AnserServerGroup *self,
      const char       *name,
      gpointer          target,
      const char       *property)
{
  g_autofree char *source =
    g_strconcat (self->protocol == ANSER_PROTOCOL_POP3 ? "pop3-" : "smtp-", name, NULL);

  g_binding_group_bind (self->bindings, source, target, property,
                        G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
bind_full (AnserServerGroup      *self,
           const char            *name,
           gpointer               target,
           const char            *property,
           GBindingTransformFunc  to_target,
           GBindingTransformFunc  to_source)
{
  g_autofree char *source =
    g_strconcat (self->protocol == ANSER_PROTOCOL_POP3 ? "pop3-" : "smtp-", name, NULL);

  g_binding_group_bind_full (self->bindings, source, target, property,
                             G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                             to_target, to_source, self, NULL);
}

static void
anser_server_group_dispose (GObject *object)
{
  AnserServerGroup *self = ANSER_SERVER_GROUP (object);

  if (self->bindings != NULL)
    g_binding_group_set_source (self->bindings, NULL);
  g_clear_object (&self->bindings);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (anser_server_group_parent_class)->dispose (object);
}

static void
anser_server_group_class_init (AnserServerGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_server_group_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/accounts/server-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserServerGroup, host);
  gtk_widget_class_bind_template_child (widget_class, AnserServerGroup, security);
  gtk_widget_class_bind_template_child (widget_class, AnserServerGroup, warning);
  gtk_widget_class_bind_template_child (widget_class, AnserServerGroup, port);
  gtk_widget_class_bind_template_child (widget_class, AnserServerGroup, user);
  gtk_widget_class_bind_template_callback (widget_class, on_host_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_security_selected);
}

static void
anser_server_group_init (AnserServerGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
anser_server_group_set_account (AnserServerGroup *self,
                                AnserAccount     *account,
                                AnserProtocol     protocol)
{
  g_return_if_fail (ANSER_IS_SERVER_GROUP (self));
  g_return_if_fail (ANSER_IS_ACCOUNT (account));
  g_return_if_fail (self->account == NULL);

  self->protocol = protocol;
  self->account = g_object_ref (account);
  self->last_security = anser_account_get_security (account, protocol);

  self->bindings = g_binding_group_new ();
  bind (self, "host", self->host, "text");
  bind (self, "user", self->user, "text");
  bind_full (self, "port", self->port, "text", port_to_text, text_to_port);
  bind_full (self, "security", self->security, "selected", security_to_choice, choice_to_security);
  g_binding_group_set_source (self->bindings, account);

  on_security_selected (self);
}

gboolean
anser_server_group_check (AnserServerGroup *self)
{
  unsigned port;
  AdwEntryRow *wrong = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (ANSER_IS_SERVER_GROUP (self), FALSE);

  host = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->host))));
  if (*host == '\0' || strpbrk (host, " /:@") != NULL)
    wrong = self->host;
  else if (!parse_port (gtk_editable_get_text (GTK_EDITABLE (self->port)), &port))
    wrong = self->port;

  if (wrong == NULL)
    return TRUE;

  mark (wrong, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (wrong));
  return FALSE;
}
