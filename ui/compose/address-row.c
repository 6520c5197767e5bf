/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-compose"

#include "config.h"

#include "compose/address-row.h"

#include "widgets/focus-children.h"

struct _AnserAddressRow
{
  GtkWidget     parent_instance;

  GtkSizeGroup *label_group;

  GtkWidget    *line;
  GtkLabel     *label;
  GtkEntry     *entry;
  GtkWidget    *revealer;
  GtkLabel     *problem;
};

G_DEFINE_FINAL_TYPE (AnserAddressRow, anser_address_row, GTK_TYPE_WIDGET)

enum
{
  PROP_LABEL = 1,
  PROP_TEXT,
  PROP_LABEL_GROUP,
  N_PROPERTIES
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

/* The separators of anser_addresses_parse() that can stand in an unfinished line. */
static gboolean
is_separator (gunichar character)
{
  return character == ',' || character == ';' || character == 0xff0c || character == 0xff1b ||
         character == '\n' || character == '\r';
}

static void
mark (AnserAddressRow *self,
      gboolean         wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");

  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_changed (AnserAddressRow *self)
{
  anser_address_row_set_problem (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Only the colour: a sentence here would push the letter down under the hands of who goes on. */
static void
on_leave (AnserAddressRow *self)
{
  g_autoptr (GPtrArray) addresses = anser_address_row_parse (self, NULL);

  if (addresses == NULL)
    mark (self, TRUE);
}

static void
on_activate (AnserAddressRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_signal_emit_by_name (root, "move-focus", GTK_DIR_TAB_FORWARD);
}

/* One part of a line: an address or, where it is none yet, its words in the place of one. */
static void
add_part (GPtrArray  *addresses,
          const char *start,
          const char *end)
{
  g_autofree char *part = g_strstrip (g_strndup (start, end - start));
  g_autoptr (GPtrArray) parsed = NULL;

  if (*part == '\0')
    return;

  parsed = anser_addresses_parse (part, NULL);
  if (parsed == NULL)
    g_ptr_array_add (addresses, anser_address_new (NULL, part));
  else
    g_ptr_array_extend (addresses, parsed, (GCopyFunc) (void (*) (void)) anser_address_copy, NULL);
}

static void
anser_address_row_get_property (GObject    *object,
                                guint       property,
                                GValue     *value,
                                GParamSpec *pspec)
{
  AnserAddressRow *self = ANSER_ADDRESS_ROW (object);

  switch (property)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;

    case PROP_TEXT:
      g_value_set_string (value, anser_address_row_get_text (self));
      break;

    case PROP_LABEL_GROUP:
      g_value_set_object (value, self->label_group);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static void
anser_address_row_set_property (GObject      *object,
                                guint         property,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  AnserAddressRow *self = ANSER_ADDRESS_ROW (object);

  switch (property)
    {
    case PROP_LABEL:
      gtk_label_set_label (self->label, g_value_get_string (value));
      break;

    case PROP_TEXT:
      anser_address_row_set_text (self, g_value_get_string (value));
      break;

    case PROP_LABEL_GROUP:
      if (g_set_object (&self->label_group, g_value_get_object (value)) &&
          self->label_group != NULL)
        gtk_size_group_add_widget (self->label_group, GTK_WIDGET (self->label));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
    }
}

static gboolean
anser_address_row_grab_focus (GtkWidget *widget)
{
  AnserAddressRow *self = ANSER_ADDRESS_ROW (widget);

  return gtk_entry_grab_focus_without_selecting (self->entry);
}

static void
anser_address_row_dispose (GObject *object)
{
  AnserAddressRow *self = ANSER_ADDRESS_ROW (object);

  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->label_group);

  G_OBJECT_CLASS (anser_address_row_parent_class)->dispose (object);
}

static void
anser_address_row_class_init (AnserAddressRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_address_row_get_property;
  object_class->set_property = anser_address_row_set_property;
  object_class->dispose = anser_address_row_dispose;
  widget_class->grab_focus = anser_address_row_grab_focus;
  widget_class->focus = anser_focus_children;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "",
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL_GROUP] = g_param_spec_object ("label-group", NULL, NULL,
                                                      GTK_TYPE_SIZE_GROUP,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/compose/address-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserAddressRow, line);
  gtk_widget_class_bind_template_child (widget_class, AnserAddressRow, label);
  gtk_widget_class_bind_template_child (widget_class, AnserAddressRow, entry);
  gtk_widget_class_bind_template_child (widget_class, AnserAddressRow, revealer);
  gtk_widget_class_bind_template_child (widget_class, AnserAddressRow, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
anser_address_row_init (AnserAddressRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * anser_address_row_parse:
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type AnserAddress): the addresses, an empty array
 *   for an empty row, or %NULL with a sentence that names the part that is none.
 */
GPtrArray *
anser_address_row_parse (AnserAddressRow *self,
                         GError         **error)
{
  g_return_val_if_fail (ANSER_IS_ADDRESS_ROW (self), NULL);

  return anser_addresses_parse (anser_address_row_get_text (self), error);
}

GPtrArray *
anser_address_row_parse_loose (AnserAddressRow *self)
{
  g_autoptr (GPtrArray) addresses = NULL;
  gboolean quoted = FALSE;
  const char *text, *start;

  g_return_val_if_fail (ANSER_IS_ADDRESS_ROW (self), NULL);

  addresses = anser_address_row_parse (self, NULL);
  if (addresses != NULL)
    return g_steal_pointer (&addresses);

  addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_address_free);
  start = text = anser_address_row_get_text (self);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (*text == '"')
        quoted = !quoted;

      if (!quoted && is_separator (g_utf8_get_char (text)))
        {
          add_part (addresses, start, text);
          start = g_utf8_next_char (text);
        }
    }
  add_part (addresses, start, text);

  return g_steal_pointer (&addresses);
}

const char *
anser_address_row_get_text (AnserAddressRow *self)
{
  g_return_val_if_fail (ANSER_IS_ADDRESS_ROW (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
anser_address_row_set_text (AnserAddressRow *self,
                            const char      *text)
{
  g_return_if_fail (ANSER_IS_ADDRESS_ROW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

void
anser_address_row_set_problem (AnserAddressRow *self,
                               const char      *problem)
{
  g_return_if_fail (ANSER_IS_ADDRESS_ROW (self));

  mark (self, problem != NULL);
  if (problem != NULL)
    gtk_label_set_label (self->problem, problem);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), problem != NULL);
}

GtkWidget *
anser_address_row_get_entry (AnserAddressRow *self)
{
  g_return_val_if_fail (ANSER_IS_ADDRESS_ROW (self), NULL);

  return GTK_WIDGET (self->entry);
}
