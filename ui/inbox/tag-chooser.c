/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/tag-chooser.h"

#include "widgets/tag-pills.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserTagChooser
{
  GtkPopover parent_instance;

  AnserStore *store;
  GtkEditable *entry;
  GtkListBox *list_box;
  GtkWidget *create;
};

G_DEFINE_FINAL_TYPE (AnserTagChooser, anser_tag_chooser, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkCheckButton *
get_check (GtkListBoxRow *row)
{
  return GTK_CHECK_BUTTON (gtk_list_box_row_get_child (row));
}

static const char *
get_name (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "name");
}

/* (transfer full): what stands in the entry, without spaces around it. */
static char *
dup_words (AnserTagChooser *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static gboolean
is_wanted (GtkListBoxRow *row,
           gpointer       user_data)
{
  g_autofree char *words = dup_words (user_data);
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_autofree char *name = g_utf8_casefold (get_name (row), -1);

  return strstr (name, folded) != NULL;
}

static void
choose (AnserTagChooser *self,
        const char      *name,
        gboolean         on)
{
  g_autofree char *chosen = g_strdup (name);

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, chosen, on);
}

static void
on_row_activated (AnserTagChooser *self,
                  GtkListBoxRow   *row)
{
  choose (self, get_name (row), !gtk_check_button_get_active (get_check (row)));
}

static void
on_create (AnserTagChooser *self)
{
  g_autofree char *words = dup_words (self);

  if (*words != '\0')
    choose (self, words, TRUE);
}

/* Return takes the tag of that name, else the one that is found alone, else it makes one. */
static void
on_entry_activate (AnserTagChooser *self)
{
  g_autofree char *words = dup_words (self);
  g_autoptr(AnserTag) tag = *words != '\0' ? anser_store_find_tag (self->store, words) : NULL;
  GtkListBoxRow *found = NULL;
  GtkListBoxRow *row;
  guint n = 0;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list_box, i)) != NULL; i++)
    {
      if (tag != NULL ? g_str_equal (get_name (row), anser_tag_get_name (tag))
                      : is_wanted (row, self))
        {
          found = row;
          n++;
        }
    }
  if (*words != '\0' && n == 1)
    on_row_activated (self, found);
  else
    on_create (self);
}

static void
on_text_changed (AnserTagChooser *self)
{
  g_autofree char *words = dup_words (self);
  g_autoptr(AnserTag) tag = *words != '\0' ? anser_store_find_tag (self->store, words) : NULL;
  /* Translators: a button that makes a tag of that name. */
  g_autofree char *label = g_strdup_printf (_("New Tag “%s”"), words);

  gtk_button_set_label (GTK_BUTTON (self->create), label);
  gtk_widget_set_visible (self->create, *words != '\0' && tag == NULL);
  gtk_list_box_invalidate_filter (self->list_box);
}

static gboolean
let_go (gpointer user_data)
{
  gtk_widget_unparent (user_data);

  return G_SOURCE_REMOVE;
}

/* The signal "chosen" is still to come. */
static void
on_closed (AnserTagChooser *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, let_go, g_object_ref (self), g_object_unref);
}

/* The row is what is chosen; the check in it only shows. */
static GtkWidget *
row_new (AnserTag *tag,
         gboolean  on)
{
  const char *name = anser_tag_get_name (tag);
  g_autofree char *style = anser_tag_pills_dup_class (name);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("anser-tag-symbolic");
  g_autofree char *spoken = g_strdup_printf (on ? _("%s, on this message") : "%s", name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (icon, "tag-icon");
  gtk_widget_add_css_class (icon, style);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), on);
  gtk_widget_set_can_target (check, FALSE);
  gtk_widget_set_can_focus (check, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), check);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (name), g_free);

  return row;
}

static void
anser_tag_chooser_dispose (GObject *object)
{
  g_clear_object (&ANSER_TAG_CHOOSER (object)->store);

  G_OBJECT_CLASS (anser_tag_chooser_parent_class)->dispose (object);
}

static void
anser_tag_chooser_class_init (AnserTagChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anser_tag_chooser_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/tag-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserTagChooser, entry);
  gtk_widget_class_bind_template_child (widget_class, AnserTagChooser, list_box);
  gtk_widget_class_bind_template_child (widget_class, AnserTagChooser, create);
  gtk_widget_class_bind_template_callback (widget_class, on_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_create);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
anser_tag_chooser_init (AnserTagChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list_box, is_wanted, self, NULL);
}

GtkWidget *
anser_tag_chooser_new (GtkWidget  *anchor,
                       AnserStore *store,
                       const char *names)
{
  g_auto(GStrv) checked = g_strsplit (names != NULL ? names : "", "\n", -1);
  g_autoptr(GListModel) tags = NULL;
  AnserTagChooser *self;

  g_return_val_if_fail (GTK_IS_WIDGET (anchor), NULL);
  g_return_val_if_fail (ANSER_IS_STORE (store), NULL);

  self = g_object_new (ANSER_TYPE_TAG_CHOOSER, NULL);
  self->store = g_object_ref (store);
  tags = anser_store_get_tags (store);
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(AnserTag) tag = g_list_model_get_item (tags, i);
      gboolean on = g_strv_contains ((const char * const *) checked, anser_tag_get_name (tag));

      gtk_list_box_append (self->list_box, row_new (tag, on));
    }
  gtk_widget_set_parent (GTK_WIDGET (self), anchor);

  return GTK_WIDGET (self);
}
