/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/autostart.h"

#include "desktop/portal.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define BACKGROUND_INTERFACE "org.freedesktop.portal.Background"
#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

/* The user may think about it as long as he likes; a portal answers at once that it has asked. */
#define CALL_MS 10000

struct _AnserAutostart
{
  GObject parent_instance;

  GSettings *settings;
  GCancellable *cancellable;
  GDBusConnection *bus;         /* while the portal is asked */
  guint response_id;
  guint n_requests;
  gboolean turning_off;
};

G_DEFINE_FINAL_TYPE (AnserAutostart, anser_autostart, G_TYPE_OBJECT)

enum
{
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (AnserAutostart *self,
      const char     *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
turn_off (AnserAutostart *self,
          const char     *key)
{
  self->turning_off = TRUE;
  g_settings_set_boolean (self->settings, key, FALSE);
  self->turning_off = FALSE;
}

/* Outside a sandbox */

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", ANSER_APPLICATION_ID ".desktop",
                           NULL);
}

/* The program as a word of Exec: Desktop Entry Specification, "The Exec key". */
static char *
dup_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  GString *word = g_string_new ("\"");

  for (const char *c = program != NULL ? program : "anser"; *c != '\0'; c++)
    {
      if (strchr ("\"`$\\", *c) != NULL)
        g_string_append_c (word, '\\');
      g_string_append_c (word, *c);
      if (*c == '%')
        g_string_append_c (word, '%');
    }
  g_string_append_c (word, '"');

  return g_string_free (word, FALSE);
}

static gboolean
write_file (const char  *path,
            GError     **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *program = dup_program ();
  g_autofree char *command = g_strconcat (program, " --background", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  const char *group = G_KEY_FILE_DESKTOP_GROUP;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error_literal (error, G_IO_ERROR, (gint) g_io_error_from_errno (code),
                           g_strerror (code));
      return FALSE;
    }

  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_NAME, "Anser");
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_string (file, group, G_KEY_FILE_DESKTOP_KEY_ICON, ANSER_APPLICATION_ID);

  return g_key_file_save_to_file (file, path, error);
}

static void
change_file (AnserAutostart *self)
{
  g_autofree char *path = dup_path ();
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!g_settings_get_boolean (self->settings, "start-at-login"))
    {
      g_remove (path);
      return;
    }
  if (write_file (path, &error))
    return;

  /* Translators: a file, and why it cannot be written. */
  sentence = g_strdup_printf (_("Anser cannot be started when you log in: “%s” cannot be written "
                                "(%s)."), path, error->message);
  turn_off (self, "start-at-login");
  tell (self, sentence);
}

/* Inside one */

static void
forget_request (AnserAutostart *self)
{
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response_id);
  self->response_id = 0;
}

/* (u, a{sv}): 0 if the user agreed, and what is allowed. */
static void
on_response (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  AnserAutostart *self = user_data;
  g_autoptr(GVariant) results = NULL;
  guint32 response = 1;
  gboolean background = FALSE;
  gboolean autostart = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    {
      g_variant_lookup (results, "background", "b", &background);
      g_variant_lookup (results, "autostart", "b", &autostart);
    }
  forget_request (self);

  if (g_settings_get_boolean (self->settings, "start-at-login") && !autostart)
    {
      turn_off (self, "start-at-login");
      tell (self, _("Your desktop does not allow Anser to start when you log in. You can change "
                    "that in its settings."));
    }
  if (g_settings_get_boolean (self->settings, "run-in-background") && !background)
    {
      turn_off (self, "run-in-background");
      tell (self, _("Your desktop does not allow Anser to run in the background. You can change "
                    "that in its settings."));
    }
}

static void
on_requested (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  AnserAutostart *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) handle =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || handle != NULL)
    return;

  g_message ("The Background portal does not answer: %s", error->message);
  forget_request (self);
  turn_off (self, "start-at-login");
  tell (self, _("Your desktop has no portal for background programs. Anser goes on without a "
                "window as long as the desktop lets it, and does not start when you log in."));
}

/* The path of a request is known before it is made (Portal documentation, "Request"). */
static char *
dup_request_path (GDBusConnection *bus,
                  const char      *token)
{
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1),
                                          ".", '_');

  return g_strconcat (PORTAL_PATH "/request/", sender, "/", token, NULL);
}

static GVariant *
new_request (AnserAutostart *self,
             const char     *token)
{
  static const char * const command[] = { "anser", "--background", NULL };
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_("Anser checks your mail while its window is "
                                                 "closed.")));
  g_variant_builder_add (&options, "{sv}", "autostart",
                         g_variant_new_boolean (g_settings_get_boolean (self->settings,
                                                                        "start-at-login")));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));

  return g_variant_new ("(sa{sv})", "", &options);
}

static void
on_bus (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  AnserAutostart *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_finish (result, &error);
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;

  if (bus == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("There is no session bus: %s", error->message);
      return;
    }

  forget_request (self);
  g_set_object (&self->bus, bus);
  token = g_strdup_printf ("anser%u", ++self->n_requests);
  path = dup_request_path (bus, token);
  self->response_id =
    g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, REQUEST_INTERFACE, "Response", path, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, on_response, self, NULL);
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, BACKGROUND_INTERFACE, "RequestBackground",
                          new_request (self, token), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, CALL_MS, self->cancellable, on_requested, self);
}

static void
on_changed (AnserAutostart *self,
            const char     *key)
{
  if (self->turning_off)
    return;

  if (anser_portal_is_used ())
    g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, on_bus, self);
  else if (g_str_equal (key, "start-at-login"))
    change_file (self);
}

static void
anser_autostart_dispose (GObject *object)
{
  AnserAutostart *self = ANSER_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  forget_request (self);
  g_clear_object (&self->bus);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_autostart_parent_class)->dispose (object);
}

static void
anser_autostart_finalize (GObject *object)
{
  g_object_unref (ANSER_AUTOSTART (object)->cancellable);

  G_OBJECT_CLASS (anser_autostart_parent_class)->finalize (object);
}

static void
anser_autostart_class_init (AnserAutostartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anser_autostart_dispose;
  object_class->finalize = anser_autostart_finalize;

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anser_autostart_init (AnserAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}

AnserAutostart *
anser_autostart_new (GSettings *settings)
{
  AnserAutostart *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (ANSER_TYPE_AUTOSTART, NULL);
  self->settings = g_object_ref (settings);

  g_signal_connect_object (settings, "changed::run-in-background", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::start-at-login", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);

  /* A setting that nobody reads does not tell of its changes. */
  g_settings_get_boolean (settings, "run-in-background");
  g_settings_get_boolean (settings, "start-at-login");

  return self;
}
