/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-inbox"

#include "config.h"

#include "inbox/search-bar.h"

#include "compose/wrap-layout.h"
#include "store/query.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AnserSearchBar
{
  GtkWidget parent_instance;

  GPtrArray *operators;   /* (element-type utf8): the chips, in order */
  GSimpleActionGroup *actions;
  gboolean search_mode;
  gboolean everywhere;
  gboolean by_relevance;
  gboolean filling;

  GtkSearchBar *bar;
  GtkEditable *entry;
  GtkWidget *chips;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (AnserSearchBar, anser_search_bar, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SEARCH_MODE,
  PROP_EVERYWHERE,
  PROP_BY_RELEVANCE,
  N_PROPERTIES
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

static void update_chips (AnserSearchBar *self);

static void
tell_changed (AnserSearchBar *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_chip_clicked (GtkButton      *chip,
                 AnserSearchBar *self)
{
  guint position = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (chip), "anser-position"));

  g_ptr_array_remove_index (self->operators, position);
  update_chips (self);
  anser_search_bar_focus (self);
  tell_changed (self);
}

static GtkWidget *
make_chip (AnserSearchBar *self,
           guint           position)
{
  const char *operator = g_ptr_array_index (self->operators, position);
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (operator);
  /* Translators: an operator of a search, as "from:anna", that is taken away. */
  g_autofree char *name = g_strdup_printf (_("Remove %s"), operator);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "search-chip");
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (chip), "anser-position", GUINT_TO_POINTER (position));
  g_signal_connect (chip, "clicked", G_CALLBACK (on_chip_clicked), self);
  return chip;
}

static void
update_chips (AnserSearchBar *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), chip);
  for (guint i = 0; i < self->operators->len; i++)
    gtk_box_append (GTK_BOX (self->chips), make_chip (self, i));
  gtk_widget_set_visible (self->chips, self->operators->len > 0);
}

/* Takes the operators of @text over into chips; returns the rest. (transfer full) */
static char *
take_operators (AnserSearchBar *self,
                const char     *text,
                gboolean        finished)
{
  g_auto(GStrv) operators = NULL;
  char *rest = NULL;

  anser_query_split (text, finished, &operators, &rest);
  for (guint i = 0; operators[i] != NULL; i++)
    g_ptr_array_add (self->operators, g_strdup (operators[i]));
  if (operators[0] != NULL)
    update_chips (self);
  return rest;
}

/* What was typed is an operator now: the rest stays, with the cursor where it was from the end. */
static void
on_entry_changed (AnserSearchBar *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  glong from_end = g_utf8_strlen (text, -1) - gtk_editable_get_position (self->entry);
  guint n_before = self->operators->len;
  g_autofree char *rest = NULL;

  if (self->filling)
    return;
  rest = take_operators (self, text, TRUE);
  if (self->operators->len == n_before)
    return;
  self->filling = TRUE;
  gtk_editable_set_text (self->entry, rest);
  gtk_editable_set_position (self->entry, MAX (g_utf8_strlen (rest, -1) - from_end, 0));
  self->filling = FALSE;
  tell_changed (self);
}

static void
on_search_changed (AnserSearchBar *self)
{
  tell_changed (self);
}

/* Return ends an operator as a blank does. */
static void
on_activate (AnserSearchBar *self)
{
  g_autofree char *rest = take_operators (self, gtk_editable_get_text (self->entry), FALSE);

  self->filling = TRUE;
  gtk_editable_set_text (self->entry, rest);
  gtk_editable_set_position (self->entry, -1);
  self->filling = FALSE;
  tell_changed (self);
}

/* Backspace at the beginning makes the last chip text again. */
static gboolean
on_key_pressed (AnserSearchBar  *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  g_autofree char *text = NULL;
  const char *operator;

  if (key != GDK_KEY_BackSpace || self->operators->len == 0 ||
      gtk_editable_get_position (self->entry) > 0 ||
      gtk_editable_get_selection_bounds (self->entry, NULL, NULL))
    return GDK_EVENT_PROPAGATE;

  operator = g_ptr_array_index (self->operators, self->operators->len - 1);
  text = g_strconcat (operator, gtk_editable_get_text (self->entry), NULL);
  self->filling = TRUE;
  gtk_editable_set_text (self->entry, text);
  gtk_editable_set_position (self->entry, g_utf8_strlen (operator, -1));
  self->filling = FALSE;
  g_ptr_array_set_size (self->operators, self->operators->len - 1);
  update_chips (self);
  tell_changed (self);
  return GDK_EVENT_STOP;
}

static void
anser_search_bar_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  AnserSearchBar *self = ANSER_SEARCH_BAR (object);

  switch (id)
    {
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, self->search_mode);
      break;

    case PROP_EVERYWHERE:
      g_value_set_boolean (value, self->everywhere);
      break;

    case PROP_BY_RELEVANCE:
      g_value_set_boolean (value, self->by_relevance);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_search_mode (AnserSearchBar *self,
                 gboolean        search_mode)
{
  if (self->search_mode == search_mode)
    return;
  self->search_mode = search_mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH_MODE]);
  if (search_mode)
    anser_search_bar_focus (self);
  else
    anser_search_bar_set_text (self, "");
}

static void
anser_search_bar_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  AnserSearchBar *self = ANSER_SEARCH_BAR (object);
  gboolean *field = id == PROP_EVERYWHERE ? &self->everywhere : &self->by_relevance;

  if (id == PROP_SEARCH_MODE)
    set_search_mode (self, g_value_get_boolean (value));
  else if (*field != g_value_get_boolean (value))
    {
      *field = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      tell_changed (self);
    }
}

static void
anser_search_bar_dispose (GObject *object)
{
  AnserSearchBar *self = ANSER_SEARCH_BAR (object);
  GtkWidget *child;

  self->filling = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (anser_search_bar_parent_class)->dispose (object);
}

static void
anser_search_bar_finalize (GObject *object)
{
  g_ptr_array_unref (ANSER_SEARCH_BAR (object)->operators);

  G_OBJECT_CLASS (anser_search_bar_parent_class)->finalize (object);
}

static void
anser_search_bar_class_init (AnserSearchBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = anser_search_bar_get_property;
  object_class->set_property = anser_search_bar_set_property;
  object_class->dispose = anser_search_bar_dispose;
  object_class->finalize = anser_search_bar_finalize;

  properties[PROP_SEARCH_MODE] =
    g_param_spec_boolean ("search-mode", NULL, NULL, FALSE, flags);
  properties[PROP_EVERYWHERE] = g_param_spec_boolean ("everywhere", NULL, NULL, FALSE, flags);
  properties[PROP_BY_RELEVANCE] = g_param_spec_boolean ("by-relevance", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/inbox/search-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserSearchBar, bar);
  gtk_widget_class_bind_template_child (widget_class, AnserSearchBar, entry);
  gtk_widget_class_bind_template_child (widget_class, AnserSearchBar, chips);
  gtk_widget_class_bind_template_child (widget_class, AnserSearchBar, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
}

static void
anser_search_bar_init (AnserSearchBar *self)
{
  g_autoptr(GPropertyAction) by_relevance = NULL;

  self->operators = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->chips, anser_wrap_layout_new (6));
  gtk_search_bar_connect_entry (self->bar, self->entry);
  self->actions = g_simple_action_group_new ();
  by_relevance = g_property_action_new ("by-relevance", self, "by-relevance");
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (by_relevance));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "bar", G_ACTION_GROUP (self->actions));
}

char *
anser_search_bar_dup_text (AnserSearchBar *self)
{
  GString *text;

  g_return_val_if_fail (ANSER_IS_SEARCH_BAR (self), NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < self->operators->len; i++)
    g_string_append_printf (text, "%s ", (char *) g_ptr_array_index (self->operators, i));
  g_string_append (text, gtk_editable_get_text (self->entry));
  return g_strstrip (g_string_free (text, FALSE));
}

void
anser_search_bar_set_text (AnserSearchBar *self,
                           const char     *text)
{
  g_autofree char *rest = NULL;

  g_return_if_fail (ANSER_IS_SEARCH_BAR (self));

  self->filling = TRUE;
  g_ptr_array_set_size (self->operators, 0);
  rest = take_operators (self, text, FALSE);
  update_chips (self);
  gtk_editable_set_text (self->entry, rest);
  gtk_editable_set_position (self->entry, -1);
  self->filling = FALSE;
  tell_changed (self);
}

void
anser_search_bar_set_problem (AnserSearchBar *self,
                              const char     *sentence)
{
  g_return_if_fail (ANSER_IS_SEARCH_BAR (self));

  gtk_label_set_label (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

void
anser_search_bar_focus (AnserSearchBar *self)
{
  g_return_if_fail (ANSER_IS_SEARCH_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
