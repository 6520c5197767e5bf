/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/tag-pills.h"

#include "store/tags.h"

#include <glib/gi18n.h>

/* Letters of a name in a pill. */
#define LONGEST_NAME 14

struct _AnserTagPills
{
  GtkWidget parent_instance;

  char *names;
  guint most;
};

G_DEFINE_FINAL_TYPE (AnserTagPills, anser_tag_pills, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_MOST,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
clear (AnserTagPills *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static GtkWidget *
add_label (AnserTagPills *self,
           const char    *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LONGEST_NAME);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "tag-pill");
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static void
show_names (AnserTagPills *self)
{
  g_auto(GStrv) names = g_strsplit (self->names != NULL ? self->names : "", "\n", -1);
  guint n = g_strv_length (names);
  guint shown = n > self->most ? self->most : n;

  clear (self);
  for (guint i = 0; i < shown && *names[i] != '\0'; i++)
    {
      g_autofree char *style = anser_tag_pills_dup_class (names[i]);
      GtkWidget *label = add_label (self, names[i]);

      gtk_widget_add_css_class (label, style);
      gtk_widget_set_tooltip_text (label, names[i]);
    }
  if (n > shown)
    {
      /* Translators: so many tags of a message are not shown. */
      g_autofree char *text = g_strdup_printf (_("+%u"), n - shown);

      add_label (self, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->names != NULL && *self->names != '\0');
}

static void
anser_tag_pills_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  AnserTagPills *self = ANSER_TAG_PILLS (object);

  if (id == PROP_MOST)
    self->most = g_value_get_uint (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anser_tag_pills_dispose (GObject *object)
{
  clear (ANSER_TAG_PILLS (object));

  G_OBJECT_CLASS (anser_tag_pills_parent_class)->dispose (object);
}

static void
anser_tag_pills_finalize (GObject *object)
{
  g_free (ANSER_TAG_PILLS (object)->names);

  G_OBJECT_CLASS (anser_tag_pills_parent_class)->finalize (object);
}

static void
anser_tag_pills_class_init (AnserTagPillsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = anser_tag_pills_set_property;
  object_class->dispose = anser_tag_pills_dispose;
  object_class->finalize = anser_tag_pills_finalize;

  properties[PROP_MOST] = g_param_spec_uint ("most", NULL, NULL, 1, G_MAXUINT, 2,
                                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT |
                                             G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
anser_tag_pills_init (AnserTagPills *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
anser_tag_pills_set_names (AnserTagPills *self,
                           const char    *names)
{
  g_return_if_fail (ANSER_IS_TAG_PILLS (self));

  if (g_strcmp0 (self->names, names) == 0)
    return;

  g_free (self->names);
  self->names = g_strdup (names);
  show_names (self);
}

char *
anser_tag_pills_dup_class (const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return g_strdup_printf ("tag-%08x", g_str_hash (folded));
}

/* Black words on a light colour, white ones on a dark one. */
static const char *
choose_words (const char *colour)
{
  GdkRGBA rgba;

  if (!gdk_rgba_parse (&rgba, colour))
    return "white";

  return 0.299 * rgba.red + 0.587 * rgba.green + 0.114 * rgba.blue > 0.6 ? "black" : "white";
}

void
anser_tag_pills_set_colours (GdkDisplay *display,
                             GListModel *tags)
{
  static GtkCssProvider *provider;
  g_autoptr(GString) css = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(AnserTag) tag = g_list_model_get_item (tags, i);
      g_autofree char *style = anser_tag_pills_dup_class (anser_tag_get_name (tag));
      const char *colour = anser_tag_get_colour (tag);
      GdkRGBA rgba;

      if (!gdk_rgba_parse (&rgba, colour) || strpbrk (colour, ";{}") != NULL)
        continue;
      g_string_append_printf (css, ".tag-pill.%s { background-color: %s; color: %s; }\n"
                              ".tag-icon.%s { color: %s; }\n", style, colour,
                              choose_words (colour), style, colour);
    }
  if (provider == NULL)
    {
      provider = gtk_css_provider_new ();
      gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
    }
  gtk_css_provider_load_from_data (provider, css->str, css->len);
}
