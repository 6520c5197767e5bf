/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/keys.h"

#include "widgets/inner-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define CONTEXT "shortcuts"
#define CLOSE "window.close"

typedef enum
{
  MESSAGES,
  WAY,
  WRITING,
  PROGRAM,
} Group;

/* Keys as gtk_accelerator_parse() reads them, separated by spaces:
 * @action: NULL if the keys are made where they act
 * @keys: act wherever the focus is
 * @plain, @letters: only while nobody types; letters not everybody wants
 */
typedef struct
{
  Group       group;
  const char *title;
  const char *action;
  const char *keys;
  const char *plain;
  const char *letters;
} Row;

static const char *const groups[] = {
  [MESSAGES] = NC_("shortcuts", "Messages"),
  [WAY] = NC_("shortcuts", "Finding the way"),
  [WRITING] = NC_("shortcuts", "Writing"),
  [PROGRAM] = NC_("shortcuts", "Anser"),
};

static const Row rows[] = {
  { MESSAGES, NC_("shortcuts", "Write"), "app.compose", "<Control>n" },
  { MESSAGES, NC_("shortcuts", "Reply"), "letter.reply", "<Control>r" },
  { MESSAGES, NC_("shortcuts", "Reply to all"), "letter.reply-all", "<Control><Shift>r" },
  { MESSAGES, NC_("shortcuts", "Forward"), "letter.forward", "<Control>l" },
  { MESSAGES, NC_("shortcuts", "Move to Trash"), "letter.delete", .plain = "Delete" },
  { MESSAGES, NC_("shortcuts", "Archive"), "letter.archive", .letters = "a" },
  { MESSAGES, NC_("shortcuts", "Move to Junk"), "letter.junk", .letters = "j" },
  { MESSAGES, NC_("shortcuts", "Move to a folder"), "letter.move", .letters = "m" },
  { MESSAGES, NC_("shortcuts", "Tags"), "letter.tag", .letters = "t" },
  { MESSAGES, NC_("shortcuts", "Undo"), "inbox.undo", "<Control>z" },
  { MESSAGES, NC_("shortcuts", "Mark read or unread"), "letter.toggle-unread", .letters = "u" },
  { MESSAGES, NC_("shortcuts", "Star"), "letter.toggle-star", .letters = "s" },
  { MESSAGES, NC_("shortcuts", "Source"), "letter.source", "<Control>u" },
  { MESSAGES, NC_("shortcuts", "Import a message file"), "letter-file.import", "<Control>i" },
  { MESSAGES, NC_("shortcuts", "Make a rule from it"), "letter.make-rule", "<Control><Shift>k" },
  { WAY, NC_("shortcuts", "Next unread message"), "letter.next-unread", .letters = "n" },
  { WAY, NC_("shortcuts", "Previous unread message"), "letter.previous-unread", .letters = "p" },
  { WAY, NC_("shortcuts", "Next message of the conversation"), "conversation.next", "<Alt>Down" },
  { WAY, NC_("shortcuts", "Previous message of the conversation"), "conversation.previous",
    "<Alt>Up" },
  { WAY, NC_("shortcuts", "Unfold or fold the conversation"), "conversation.toggle-all",
    .letters = "o" },
  { WAY, NC_("shortcuts", "Sort and show"), "inbox.show-order", .letters = "v" },
  { WAY, NC_("shortcuts", "Select all"), NULL, "<Control>a" },
  { WAY, NC_("shortcuts", "Search"), "inbox.search", "<Control>f", .letters = "slash" },
  { WAY, NC_("shortcuts", "Rename a folder"), NULL, "F2" },
  { WAY, NC_("shortcuts", "Menu of a folder"), NULL, "<Shift>F10" },
  { WAY, NC_("shortcuts", "Next pane"), "inbox.next-pane", "F6" },
  { WAY, NC_("shortcuts", "Previous pane"), "inbox.previous-pane", "<Shift>F6" },
  { WRITING, NC_("shortcuts", "Send"), "compose.send", "<Control>Return" },
  { WRITING, NC_("shortcuts", "Attach files"), "compose.attach", "<Control><Shift>a" },
  { WRITING, NC_("shortcuts", "Save the draft"), "compose.save", "<Control>s" },
  { PROGRAM, NC_("shortcuts", "Check mail"), "app.check", "F5 <Control><Shift>f" },
  { PROGRAM, NC_("shortcuts", "Settings"), "app.settings", "<Control>comma" },
  { PROGRAM, NC_("shortcuts", "Accounts"), "app.accounts", "<Control><Alt>a" },
  { PROGRAM, NC_("shortcuts", "Rules"), "app.rules", "<Control><Shift>l" },
  { PROGRAM, NC_("shortcuts", "Import messages"), "app.import", "<Control><Alt>i" },
  { PROGRAM, NC_("shortcuts", "Export messages"), "app.export", "<Control><Alt>e" },
  { PROGRAM, NC_("shortcuts", "Back up"), "app.back-up", "<Control><Alt>b" },
  { PROGRAM, NC_("shortcuts", "Restore a backup"), "app.restore", "<Control><Alt>r" },
  { PROGRAM, NC_("shortcuts", "Find duplicates"), "app.find-duplicates", "<Control><Alt>u" },
  { PROGRAM, NC_("shortcuts", "Shortcuts"), "app.shortcuts", "<Control>question F1" },
  { PROGRAM, NC_("shortcuts", "Close the window"), CLOSE, "<Control>w" },
  { PROGRAM, NC_("shortcuts", "Quit"), "app.quit", "<Control>q" },
};

/* The key of the number block that does the same. */
static const struct
{
  const char *name;
  const char *twin;
} twins[] = {
  { "Delete", "KP_Delete" },
  { "Return", "KP_Enter" },
};

/* (nullable) (transfer full) */
static char *
dup_twin (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (twins); i++)
    if (g_str_has_suffix (key, twins[i].name))
      return g_strdup_printf ("%.*s%s", (int) (strlen (key) - strlen (twins[i].name)), key,
                              twins[i].twin);

  return NULL;
}

/* (transfer full): the keys, and those that do the same */
static GStrv
split_keys (const char *keys)
{
  g_auto (GStrv) words = g_strsplit (keys, " ", -1);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *twin = dup_twin (*word);

      g_strv_builder_add (all, *word);
      if (twin != NULL)
        g_strv_builder_add (all, twin);
    }

  return g_strv_builder_end (all);
}

void
anser_keys_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].action != NULL && rows[i].keys != NULL)
      {
        g_auto (GStrv) keys = split_keys (rows[i].keys);

        gtk_application_set_accels_for_action (application, rows[i].action,
                                               (const char *const *) keys);
      }
}

void
anser_keys_add_plain (GtkShortcutController *controller,
                      gboolean               letters)
{
  g_return_if_fail (GTK_IS_SHORTCUT_CONTROLLER (controller));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *text = letters ? rows[i].letters : rows[i].plain;
      g_auto (GStrv) keys = split_keys (text != NULL ? text : "");

      for (char **key = keys; *key != NULL; key++)
        gtk_shortcut_controller_add_shortcut (
          controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (*key),
                                        gtk_named_action_new (rows[i].action)));
    }
}

static void
add_close (GtkWindow  *window,
           const char *keys)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys),
                                                          gtk_named_action_new (CLOSE)));
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
}

void
anser_keys_add_close (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_strcmp0 (rows[i].action, CLOSE) == 0)
      add_close (window, rows[i].keys);
}

/* As they are written on the keys: "Ctrl+F / /". */
static char *
describe_keys (const char *keys)
{
  g_auto (GStrv) words = g_strsplit (keys, " ", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  GdkModifierType modifiers;
  guint key;

  for (char **word = words; *word != NULL; word++)
    if (gtk_accelerator_parse (*word, &key, &modifiers))
      {
        g_autofree char *name = gtk_accelerator_get_label (key, modifiers);

        g_strv_builder_add (names, name);
      }
  all = g_strv_builder_end (names);

  return g_strjoinv (" / ", all);
}

/* All that act; none may be left. */
static char *
join_keys (const Row *row,
           gboolean   letters)
{
  GString *keys = g_string_new (row->keys);

  if (row->plain != NULL)
    g_string_append_printf (keys, " %s", row->plain);
  if (row->letters != NULL && letters)
    g_string_append_printf (keys, " %s", row->letters);

  return g_strchug (g_string_free (keys, FALSE));
}

static GtkWidget *
new_line (const Row  *row,
          const char *keys)
{
  GtkWidget *line = adw_action_row_new ();
  GtkWidget *label = gtk_shortcut_label_new (keys);
  g_autofree char *description = describe_keys (keys);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line),
                                 g_dpgettext2 (NULL, CONTEXT, row->title));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (line), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);

  return line;
}

static GtkWidget *
new_group (Group    group,
           gboolean letters)
{
  GtkWidget *self = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   g_dpgettext2 (NULL, CONTEXT, groups[group]));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *keys = join_keys (&rows[i], letters);

      if (rows[i].group == group && *keys != '\0')
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), new_line (&rows[i], keys));
    }

  return self;
}

/* GTK's own window of shortcuts is as wide as it likes, and its rows say nothing to a screen reader. */
GtkWindow *
anser_keys_window_new (GtkWindow *parent,
                       gboolean   letters)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWindow *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "title", _("Shortcuts"),
                                    "transient-for", parent, "modal", TRUE,
                                    "destroy-with-parent", TRUE, "default-width", 640,
                                    "default-height", 640, NULL);

  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (page), gtk_window_get_title (window));
  for (Group group = 0; group < G_N_ELEMENTS (groups); group++)
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                              ADW_PREFERENCES_GROUP (new_group (group, letters)));
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  anser_inner_button_name (GTK_WIDGET (window), "edit-find-symbolic", _("Search"));
  anser_keys_add_close (window);
  add_close (window, "Escape");

  return window;
}
