/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/search-provider.h"

#include "application-private.h"
#include "desktop/desktop-search.h"

/* Whoever types asks again: a process that ends after each answer would begin anew at each key. */
#define LINGER_SECONDS 60

static const char introspection[] =
  "<node>"
  "  <interface name='org.gnome.Shell.SearchProvider2'>"
  "    <method name='GetInitialResultSet'>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='as' name='results' direction='out'/>"
  "    </method>"
  "    <method name='GetSubsearchResultSet'>"
  "      <arg type='as' name='previous_results' direction='in'/>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='as' name='results' direction='out'/>"
  "    </method>"
  "    <method name='GetResultMetas'>"
  "      <arg type='as' name='identifiers' direction='in'/>"
  "      <arg type='aa{sv}' name='metas' direction='out'/>"
  "    </method>"
  "    <method name='ActivateResult'>"
  "      <arg type='s' name='identifier' direction='in'/>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='u' name='timestamp' direction='in'/>"
  "    </method>"
  "    <method name='LaunchSearch'>"
  "      <arg type='as' name='terms' direction='in'/>"
  "      <arg type='u' name='timestamp' direction='in'/>"
  "    </method>"
  "  </interface>"
  "</node>";

struct _AnserSearchProvider
{
  GObject parent_instance;

  AnserApplication *application;
  GDBusConnection *bus;
  guint registration;
  GCancellable *search;         /* what was asked for last */
  guint linger_source;          /* while it holds the application */
};

G_DEFINE_FINAL_TYPE (AnserSearchProvider, anser_search_provider, G_TYPE_OBJECT)

static gboolean
on_lingered (gpointer user_data)
{
  AnserSearchProvider *self = user_data;

  self->linger_source = 0;
  g_application_release (G_APPLICATION (self->application));

  return G_SOURCE_REMOVE;
}

static void
linger (AnserSearchProvider *self)
{
  if (self->linger_source != 0)
    g_source_remove (self->linger_source);
  else
    g_application_hold (G_APPLICATION (self->application));
  self->linger_source = g_timeout_add_seconds (LINGER_SECONDS, on_lingered, self);
}

/* NULL where the mail cannot be opened. */
static AnserStore *
get_store (AnserSearchProvider *self)
{
  AnserPostOffice *office = anser_application_get_office (self->application);

  return office != NULL ? anser_post_office_get_store (office) : NULL;
}

static void
answer_names (GDBusMethodInvocation *invocation,
              const char * const    *names)
{
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", names));
}

static void
on_searched (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  static const char * const nothing[] = { NULL };
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = anser_desktop_search_finish (result, &error);

  if (names == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("The desktop’s search finds nothing: %s", error->message);
  answer_names (invocation, names != NULL ? (const char * const *) names : nothing);
}

static void
search (AnserSearchProvider   *self,
        const char           **terms,
        GDBusMethodInvocation *invocation)
{
  static const char * const nothing[] = { NULL };
  AnserStore *store = get_store (self);

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (store == NULL)
    {
      answer_names (invocation, nothing);
      return;
    }

  self->search = g_cancellable_new ();
  anser_desktop_search_async (store, terms, self->search, on_searched, invocation);
}

static void
on_initial_result_set (AnserSearchProvider   *self,
                       GVariant              *parameters,
                       GDBusMethodInvocation *invocation)
{
  g_autofree const char **terms = NULL;

  g_variant_get (parameters, "(^a&s)", &terms);
  search (self, terms, invocation);
}

/* What was found before may not be all: only the newest were looked at. */
static void
on_subsearch_result_set (AnserSearchProvider   *self,
                         GVariant              *parameters,
                         GDBusMethodInvocation *invocation)
{
  g_autofree const char **terms = NULL;

  g_variant_get_child (parameters, 1, "^a&s", &terms);
  search (self, terms, invocation);
}

static void
on_result_metas (AnserSearchProvider   *self,
                 GVariant              *parameters,
                 GDBusMethodInvocation *invocation)
{
  AnserStore *store = get_store (self);
  g_autofree const char **names = NULL;
  GVariantBuilder metas;

  g_variant_get (parameters, "(^a&s)", &names);
  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; store != NULL && names[i] != NULL; i++)
    {
      GVariant *meta = anser_desktop_search_describe (store, names[i]);

      if (meta != NULL)
        g_variant_builder_add_value (&metas, meta);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &metas));
}

static void
write_to (AnserSearchProvider *self,
          AnserAddress        *person)
{
  g_autoptr(AnserDraft) draft = anser_draft_new ();
  g_autoptr(GPtrArray) to = g_ptr_array_new ();

  g_ptr_array_add (to, person);
  anser_draft_set_to (draft, to);
  anser_application_compose (self->application, NULL, draft, 0, 0, 0);
}

static void
on_activate_result (AnserSearchProvider   *self,
                    GVariant              *parameters,
                    GDBusMethodInvocation *invocation)
{
  const char *name;
  g_autoptr(AnserAddress) person = NULL;
  gint64 letter;

  g_variant_get_child (parameters, 0, "&s", &name);
  person = anser_desktop_search_parse_person (name);
  letter = anser_desktop_search_parse_letter (name);
  if (letter != 0)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "open-letter",
                                    g_variant_new_int64 (letter));
  else if (person != NULL)
    write_to (self, person);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_launch_search (AnserSearchProvider   *self,
                  GVariant              *parameters,
                  GDBusMethodInvocation *invocation)
{
  g_autofree const char **terms = NULL;
  g_autofree char *text = NULL;
  GtkWindow *window;

  g_variant_get_child (parameters, 0, "^a&s", &terms);
  text = g_strjoinv (" ", (char **) terms);
  g_application_activate (G_APPLICATION (self->application));
  window = anser_application_get_inbox_window (self->application);
  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "inbox.show-search", "(sss)", text, text, "");
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_method_call (GDBusConnection       *bus,
                const char            *sender,
                const char            *path,
                const char            *interface,
                const char            *method,
                GVariant              *parameters,
                GDBusMethodInvocation *invocation,
                gpointer               user_data)
{
  static const struct
  {
    const char *name;
    void (*func) (AnserSearchProvider   *self,
                  GVariant              *parameters,
                  GDBusMethodInvocation *invocation);
  } methods[] = {
    { "GetInitialResultSet", on_initial_result_set },
    { "GetSubsearchResultSet", on_subsearch_result_set },
    { "GetResultMetas", on_result_metas },
    { "ActivateResult", on_activate_result },
    { "LaunchSearch", on_launch_search },
  };

  linger (user_data);
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, method))
      methods[i].func (user_data, parameters, invocation);
}

static void
anser_search_provider_dispose (GObject *object)
{
  AnserSearchProvider *self = ANSER_SEARCH_PROVIDER (object);

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  anser_search_provider_let_go (self);
  anser_search_provider_unexport (self);

  G_OBJECT_CLASS (anser_search_provider_parent_class)->dispose (object);
}

static void
anser_search_provider_class_init (AnserSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_search_provider_dispose;
}

static void
anser_search_provider_init (AnserSearchProvider *self)
{
}

AnserSearchProvider *
anser_search_provider_new (AnserApplication *application)
{
  AnserSearchProvider *self;

  g_return_val_if_fail (ANSER_IS_APPLICATION (application), NULL);

  self = g_object_new (ANSER_TYPE_SEARCH_PROVIDER, NULL);
  self->application = application;

  return self;
}

gboolean
anser_search_provider_export (AnserSearchProvider  *self,
                              GDBusConnection      *bus,
                              const char           *path,
                              GError              **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr(GDBusNodeInfo) node = NULL;

  g_return_val_if_fail (ANSER_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (self->registration == 0, FALSE);

  node = g_dbus_node_info_new_for_xml (introspection, error);
  if (node == NULL)
    return FALSE;

  self->bus = g_object_ref (bus);
  self->registration = g_dbus_connection_register_object (bus, path, node->interfaces[0], &vtable,
                                                          self, NULL, error);
  return self->registration != 0;
}

void
anser_search_provider_unexport (AnserSearchProvider *self)
{
  g_return_if_fail (ANSER_IS_SEARCH_PROVIDER (self));

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->bus, self->registration);
  self->registration = 0;
  g_clear_object (&self->bus);
}

void
anser_search_provider_let_go (AnserSearchProvider *self)
{
  g_return_if_fail (ANSER_IS_SEARCH_PROVIDER (self));

  if (self->linger_source != 0)
    g_application_release (G_APPLICATION (self->application));
  g_clear_handle_id (&self->linger_source, g_source_remove);
}
