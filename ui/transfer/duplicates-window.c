/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser"

#include "config.h"

#include "duplicates-window.h"

#include "store/duplicates.h"
#include "store/folder-name.h"
#include "store/undo.h"
#include "widgets/date-format.h"
#include "widgets/keys.h"

#include <glib/gi18n.h>

/* @work: the search whose findings are shown
 * @shown: positions in its findings, as strings: the model of the list */
struct _AnserDuplicatesWindow
{
  AdwWindow        parent_instance;
  AnserPostOffice *office;
  AnserDuplicates *work;
  GCancellable    *cancellable;
  AnserUndo       *undo;
  GtkStringList   *shown;

  AdwToastOverlay *toasts;
  AdwWindowTitle  *title;
  AdwComboRow     *account_row;
  GtkSwitch       *likely_switch;
  GtkStack        *stack;
  GtkProgressBar  *bar;
  AdwStatusPage   *none_page;
  GtkListView     *list;
};

G_DEFINE_FINAL_TYPE (AnserDuplicatesWindow, anser_duplicates_window, ADW_TYPE_WINDOW)

static AnserStore *
get_store (AnserDuplicatesWindow *self)
{
  return anser_post_office_get_store (self->office);
}

/* rows */

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A picture, two lines, and at the end what becomes of it. */
static void
on_set_up (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           AnserDuplicatesWindow    *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *fate = new_label ("dim-label");

  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_widget_set_margin_end (row, 12);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), new_label (NULL));
  gtk_box_append (GTK_BOX (lines), new_label ("caption"));
  gtk_box_append (GTK_BOX (row), gtk_image_new ());
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (row), fate);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, FALSE);
}

static const AnserDuplicate *
get_duplicate (AnserDuplicatesWindow *self,
               GtkListItem           *item)
{
  GtkStringObject *position = gtk_list_item_get_item (item);
  GPtrArray *found = anser_duplicates_get_found (self->work);

  return found->pdata[g_ascii_strtoull (gtk_string_object_get_string (position), NULL, 10)];
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         AnserDuplicatesWindow    *self)
{
  const AnserDuplicate *duplicate = get_duplicate (self, item);
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *picture = gtk_widget_get_first_child (row);
  GtkWidget *lines = gtk_widget_get_next_sibling (picture);
  GtkWidget *subject = gtk_widget_get_first_child (lines);
  GtkWidget *about = gtk_widget_get_next_sibling (subject);
  GtkWidget *fate = gtk_widget_get_next_sibling (lines);
  g_autofree char *folder =
    anser_folder_name_to_title (duplicate->folder != NULL ? duplicate->folder : "");
  g_autofree char *date = anser_date_format_long (duplicate->date, NULL);
  g_autofree char *line = g_strdup_printf ("%s · %s · %s", duplicate->sender != NULL
                                                             ? duplicate->sender : "", folder, date);
  gboolean has_subject = duplicate->subject != NULL && *duplicate->subject != '\0';

  gtk_image_set_from_icon_name (GTK_IMAGE (picture), duplicate->is_kept ? "object-select-symbolic"
                                                                        : "user-trash-symbolic");
  gtk_widget_set_margin_start (row, duplicate->is_kept ? 12 : 36);
  gtk_label_set_label (GTK_LABEL (subject), has_subject ? duplicate->subject : _("(No subject)"));
  gtk_label_set_label (GTK_LABEL (about), line);
  gtk_label_set_label (GTK_LABEL (fate), duplicate->is_kept    ? _("Stays")
                                         : duplicate->is_exact ? _("The same")
                                                               : _("Other headers"));
}

/* what is shown */

static void
say_none (AnserDuplicatesWindow *self,
          const char            *icon,
          const char            *title,
          const char            *sentence)
{
  adw_status_page_set_icon_name (self->none_page, icon);
  adw_status_page_set_title (self->none_page, title);
  adw_status_page_set_description (self->none_page, sentence);
  gtk_stack_set_visible_child_name (self->stack, "none");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.move", FALSE);
  adw_window_title_set_subtitle (self->title, "");
}

/* Whether a group has anything to move: the kept one stands alone otherwise. */
static gboolean
is_shown (AnserDuplicatesWindow *self,
          GPtrArray             *found,
          unsigned               position)
{
  const AnserDuplicate *duplicate = found->pdata[position];
  gboolean likely = gtk_switch_get_active (self->likely_switch);

  if (!duplicate->is_kept)
    return duplicate->is_exact || likely;
  for (unsigned i = position + 1; i < found->len; i++)
    {
      const AnserDuplicate *other = found->pdata[i];

      if (other->group != duplicate->group)
        return FALSE;
      if (other->is_exact || likely)
        return TRUE;
    }
  return FALSE;
}

static void
show_found (AnserDuplicatesWindow *self)
{
  GPtrArray *found = anser_duplicates_get_found (self->work);
  g_autoptr (GArray) spare =
    anser_duplicates_dup_spare (self->work, !gtk_switch_get_active (self->likely_switch));
  g_autoptr (GtkNoSelection) selection = NULL;
  g_autofree char *subtitle = NULL;

  if (spare->len == 0)
    {
      say_none (self, "object-select-symbolic", _("No Duplicates"),
                _("Each message of this account is there once."));
      return;
    }
  g_clear_object (&self->shown);
  self->shown = gtk_string_list_new (NULL);
  for (unsigned i = 0; i < found->len; i++)
    {
      g_autofree char *position = is_shown (self, found, i) ? g_strdup_printf ("%u", i) : NULL;

      if (position != NULL)
        gtk_string_list_append (self->shown, position);
    }
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  subtitle = g_strdup_printf (ngettext ("%u message too many", "%u messages too many", spare->len),
                              spare->len);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.move", TRUE);
}

/* looking */

static void
on_progress (AnserDuplicatesWindow *self,
             GParamSpec            *pspec,
             AnserWork             *work)
{
  gtk_progress_bar_set_fraction (self->bar, CLAMP (anser_work_get_fraction (work), 0, 1));
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (AnserDuplicatesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  anser_work_run_finish (ANSER_WORK (source), result, &error);
  /* Another account was chosen meanwhile, or the window closed. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      ANSER_DUPLICATES (source) != self->work)
    return;
  if (error != NULL)
    say_none (self, "dialog-warning-symbolic", _("Not Done"), error->message);
  else
    show_found (self);
}

static void
look (AnserDuplicatesWindow *self)
{
  AnserAccount *account = adw_combo_row_get_selected_item (self->account_row);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->work);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "duplicates.move", FALSE);
  if (account == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  self->work = anser_duplicates_new (get_store (self), anser_account_get_id (account));
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  g_signal_connect_object (self->work, "notify::fraction", G_CALLBACK (on_progress), self,
                           G_CONNECT_SWAPPED);
  anser_work_run_async (ANSER_WORK (self->work), self->cancellable, on_found,
                        g_object_ref (self));
}

static void
on_account_selected (AnserDuplicatesWindow *self)
{
  if (self->office != NULL)
    look (self);
}

static void
on_likely_changed (AnserDuplicatesWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  if (self->work != NULL && g_strcmp0 (page, "busy") != 0)
    show_found (self);
}

/* moving, and back */

static void
on_undone (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (AnserDuplicatesWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!anser_store_undo_finish (ANSER_STORE (source), result, &error))
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
  if (self->office != NULL)
    look (self);
}

static void
on_undo (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserDuplicatesWindow *self = ANSER_DUPLICATES_WINDOW (widget);
  g_autoptr (AnserUndo) undo = g_steal_pointer (&self->undo);

  if (undo != NULL)
    anser_store_undo_async (get_store (self), undo, NULL, on_undone, g_object_ref (self));
}

static void
offer_undo (AnserDuplicatesWindow *self)
{
  unsigned n = (unsigned) anser_undo_get_n_letters (self->undo);
  g_autofree char *text = g_strdup_printf (ngettext ("%u message moved to Trash",
                                                     "%u messages moved to Trash", n), n);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _("Undo"));
  adw_toast_set_action_name (toast, "duplicates.undo");
  adw_toast_set_timeout (toast, 15);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (AnserDuplicatesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = anser_store_move_finish (ANSER_STORE (source), result, &error);

  if (self->office == NULL)
    return;
  g_clear_pointer (&self->undo, anser_undo_unref);
  self->undo = anser_store_dup_undo (ANSER_STORE (source), result);
  if (!done)
    adw_toast_overlay_add_toast (self->toasts, adw_toast_new (error->message));
  if (self->undo != NULL)
    offer_undo (self);
  look (self);
}

static void
on_move (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  AnserDuplicatesWindow *self = ANSER_DUPLICATES_WINDOW (widget);
  g_autoptr (GArray) spare =
    anser_duplicates_dup_spare (self->work, !gtk_switch_get_active (self->likely_switch));

  gtk_widget_action_set_enabled (widget, "duplicates.move", FALSE);
  anser_store_put_away_async (get_store (self), (const gint64 *) spare->data, spare->len, NULL,
                              on_moved, g_object_ref (self));
}

static void
anser_duplicates_window_dispose (GObject *object)
{
  AnserDuplicatesWindow *self = ANSER_DUPLICATES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->work);
  g_clear_object (&self->shown);
  g_clear_pointer (&self->undo, anser_undo_unref);
  g_clear_object (&self->office);
  G_OBJECT_CLASS (anser_duplicates_window_parent_class)->dispose (object);
}

static void
anser_duplicates_window_class_init (AnserDuplicatesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_duplicates_window_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/transfer/duplicates-window.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, AnserDuplicatesWindow, name)
  BIND (toasts);
  BIND (title);
  BIND (account_row);
  BIND (likely_switch);
  BIND (stack);
  BIND (bar);
  BIND (none_page);
  BIND (list);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_account_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_likely_changed);
  gtk_widget_class_install_action (widget_class, "duplicates.move", NULL, on_move);
  gtk_widget_class_install_action (widget_class, "duplicates.undo", NULL, on_undo);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
anser_duplicates_window_init (AnserDuplicatesWindow *self)
{
  g_autoptr (GtkExpression) label = NULL;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  anser_keys_add_close (GTK_WINDOW (self));
  label = gtk_property_expression_new (ANSER_TYPE_ACCOUNT, NULL, "label");
  adw_combo_row_set_expression (self->account_row, label);
  g_signal_connect (factory, "setup", G_CALLBACK (on_set_up), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
}

GtkWidget *
anser_duplicates_window_new (GtkWindow       *parent,
                             AnserPostOffice *office)
{
  AnserDuplicatesWindow *self;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_DUPLICATES_WINDOW, "transient-for", parent, NULL);
  self->office = g_object_ref (office);
  adw_combo_row_set_model (self->account_row,
                           G_LIST_MODEL (anser_post_office_get_accounts (office)));
  look (self);
  return GTK_WIDGET (self);
}
