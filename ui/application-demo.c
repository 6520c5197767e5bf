/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "application-demo.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define SERVER "tests/servers/anser-demo-server"
#define PASSWORD "demo"

struct _AnserDemonstration
{
  GObject parent_instance;

  char *folder;
  GSubprocess *server;
  GDataInputStream *lines;
  guint64 pop3_port;
  guint64 smtp_port;
};

G_DEFINE_FINAL_TYPE (AnserDemonstration, anser_demonstration, G_TYPE_OBJECT)

/* Links are removed, never followed. */
static void
remove_tree (GFile *file)
{
  g_autoptr(GFileEnumerator) children =
    g_file_enumerate_children (file,
                               G_FILE_ATTRIBUTE_STANDARD_NAME ","
                               G_FILE_ATTRIBUTE_STANDARD_TYPE,
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info;
  GFile *child;

  while (children != NULL &&
         g_file_enumerator_iterate (children, &info, &child, NULL, NULL) && info != NULL)
    {
      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        remove_tree (child);
      else
        g_file_delete (child, NULL, NULL);
    }

  g_file_delete (file, NULL, NULL);
}

/* ANSER_DEMO_SERVER, else where the build tree has it: beside the folder of this program. */
static char *
server_path (void)
{
  const char *named = g_getenv ("ANSER_DEMO_SERVER");
  g_autofree char *program = NULL;
  g_autofree char *folder = NULL;

  if (named != NULL && *named != '\0')
    return g_strdup (named);

  program = g_file_read_link ("/proc/self/exe", NULL);
  folder = g_path_get_dirname (program != NULL ? program : ".");

  return g_build_filename (folder, "..", SERVER, NULL);
}

static gboolean
read_port (AnserDemonstration *self,
           const char         *line)
{
  if (g_str_has_prefix (line, "pop3 "))
    return g_ascii_string_to_unsigned (line + 5, 10, 1, G_MAXUINT16, &self->pop3_port, NULL);
  if (g_str_has_prefix (line, "smtp "))
    return g_ascii_string_to_unsigned (line + 5, 10, 1, G_MAXUINT16, &self->smtp_port, NULL);

  return TRUE;
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  AnserDemonstration *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (line == NULL || !read_port (self, line))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                               _("The demonstration mailbox ended before it was ready. "
                                 "Close Anser and start the demonstration again."));
      return;
    }
  if (self->pop3_port != 0 && self->smtp_port != 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT,
                                       g_task_get_cancellable (task), on_line,
                                       g_object_ref (task));
}

/* Closing its standard input ends the server. */
static void
stop_server (AnserDemonstration *self)
{
  if (self->server != NULL)
    g_output_stream_close (g_subprocess_get_stdin_pipe (self->server), NULL, NULL);

  g_clear_object (&self->lines);
  g_clear_object (&self->server);
}

static void
anser_demonstration_dispose (GObject *object)
{
  AnserDemonstration *self = ANSER_DEMONSTRATION (object);

  stop_server (self);
  if (self->folder != NULL)
    {
      g_autoptr(GFile) folder = g_file_new_for_path (self->folder);

      remove_tree (folder);
    }
  g_clear_pointer (&self->folder, g_free);

  G_OBJECT_CLASS (anser_demonstration_parent_class)->dispose (object);
}

static void
anser_demonstration_class_init (AnserDemonstrationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_demonstration_dispose;
}

static void
anser_demonstration_init (AnserDemonstration *self)
{
}

AnserDemonstration *
anser_demonstration_new (GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("anser-demo-XXXXXX", error);
  AnserDemonstration *self;

  if (folder == NULL)
    {
      g_prefix_error (error, "%s ", _("There is no room for the demonstration’s folder."));
      return NULL;
    }

  self = g_object_new (ANSER_TYPE_DEMONSTRATION, NULL);
  self->folder = g_steal_pointer (&folder);

  return self;
}

const char *
anser_demonstration_get_folder (AnserDemonstration *self)
{
  g_return_val_if_fail (ANSER_IS_DEMONSTRATION (self), NULL);

  return self->folder;
}

void
anser_demonstration_start_async (AnserDemonstration  *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (ANSER_IS_DEMONSTRATION (self));
  g_return_if_fail (self->server == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anser_demonstration_start_async);

  path = server_path ();
  self->server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                   NULL, path, NULL);
  if (self->server == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("The demonstration mailbox is a program of its own, and it is not "
                                 "at “%s”. Build Anser with its tests, or name the program in "
                                 "ANSER_DEMO_SERVER."), path);
      return;
    }

  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->server));
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, cancellable, on_line,
                                       g_object_ref (task));
}

gboolean
anser_demonstration_start_finish (AnserDemonstration  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

AnserAccount *
anser_demonstration_new_account (AnserDemonstration *self)
{
  AnserAccount *account;

  g_return_val_if_fail (ANSER_IS_DEMONSTRATION (self), NULL);

  account = anser_account_new_unsaved ();
  g_object_set (account,
                /* Translators: whom the letters of the demonstration address. */
                "name", _("Lin Yan"),
                "address", "demo@anser.example",
                "label", _("Demonstration"),
                "pop3-host", "127.0.0.1",
                "pop3-port", (guint) self->pop3_port,
                "pop3-security", ANSER_CONNECTION_NONE,
                "pop3-user", "demo@anser.example",
                "smtp-host", "127.0.0.1",
                "smtp-port", (guint) self->smtp_port,
                "smtp-security", ANSER_CONNECTION_NONE,
                "smtp-user", "demo@anser.example",
                "same-password", TRUE,
                NULL);

  return account;
}

const char *
anser_demonstration_get_password (AnserDemonstration *self)
{
  g_return_val_if_fail (ANSER_IS_DEMONSTRATION (self), NULL);

  return PASSWORD;
}
