/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-reader"

#include "config.h"

#include "reader/card-view-private.h"

/* A line that its sender broke at 72 characters is not to break again, though its letters may be
 * wider than most. */
#define COLUMN_CHARS 76

/* Of a card around its text: border and padding. */
#define FRAME (2 * (12 + 1))

/* Until the first card that is folded has been measured. */
#define GUESSED_HEIGHT 44

enum
{
  PROP_0,
  PROP_HEADER,
  N_PROPERTIES,
  PROP_HADJUSTMENT = N_PROPERTIES,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE_WITH_CODE (AnserCardView, anser_card_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* What is out of view costs nothing. */
static void
anser_card_view_snapshot (GtkWidget   *widget,
                          GtkSnapshot *snapshot)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);
  int value = anser_card_view_get_value (self);
  int height = gtk_widget_get_height (widget);

  if (self->header != NULL)
    gtk_widget_snapshot_child (widget, self->header, snapshot);
  for (guint i = 0; i < self->slots->len; i++)
    {
      const AnserCardSlot *slot = anser_card_view_get_slot (self, i);

      if (slot->card != NULL && slot->top < value + height && slot->top + slot->height > value)
        gtk_widget_snapshot_child (widget, slot->card, snapshot);
    }
}

/* The keyboard goes from card to card: what it came to is to be seen, but for a text that is in
 * view already. */
static void
show_focus (AnserCardView *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int value = anser_card_view_get_value (self);
  graphene_rect_t bounds;
  int top, bottom;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ||
      !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &bounds))
    return;

  top = (int) bounds.origin.y;
  bottom = top + (int) bounds.size.height;
  if (bottom - top > height / 2 && top < height && bottom > 0)
    return;
  gtk_adjustment_clamp_page (self->adjustments[GTK_ORIENTATION_VERTICAL],
                             value + top - ANSER_CARD_VIEW_MARGIN,
                             value + bottom + ANSER_CARD_VIEW_MARGIN);
}

static void
anser_card_view_set_focus_child (GtkWidget *widget,
                                 GtkWidget *child)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);

  GTK_WIDGET_CLASS (anser_card_view_parent_class)->set_focus_child (widget, child);

  if (child != NULL && self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    show_focus (self);
}

/* A column of so many characters of the user's font, whatever its size. */
static void
anser_card_view_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  AnserCardView *self = ANSER_CARD_VIEW (widget);
  PangoFontMetrics *metrics;

  GTK_WIDGET_CLASS (anser_card_view_parent_class)->css_changed (widget, change);

  metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  self->column_width = pango_font_metrics_get_approximate_char_width (metrics) * COLUMN_CHARS /
                       PANGO_SCALE + FRAME;
  pango_font_metrics_unref (metrics);
  gtk_widget_queue_resize (widget);
}

static void
drop_card (gpointer data)
{
  AnserCardSlot *slot = data;

  g_clear_pointer (&slot->card, gtk_widget_unparent);
}

/* One of these cards. Who goes on pressing keys after it went means the next. */
static gboolean
has_focus (AnserCardView *self,
           guint          position,
           guint          n)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  for (guint i = position; i < position + n && child != NULL; i++)
    if (anser_card_view_get_slot (self, i)->card == child)
      return TRUE;

  return FALSE;
}

static void
on_items_changed (AnserCardView *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  const AnserCardSlot slot = { NULL, 0, self->line_height };
  gboolean lost_focus = has_focus (self, position, removed);

  g_array_remove_range (self->slots, position, removed);
  for (guint i = 0; i < added; i++)
    g_array_insert_val (self->slots, position, slot);

  if (self->anchor != ANSER_CARD_VIEW_NOWHERE && self->anchor >= position + removed)
    self->anchor += added - removed;
  else if (self->anchor != ANSER_CARD_VIEW_NOWHERE && self->anchor >= position)
    self->anchor = MIN (position, self->slots->len - 1);
  anser_card_view_make_needed (self);
  if (lost_focus && self->slots->len > 0)
    gtk_widget_grab_focus (anser_card_view_make_card (self, MIN (position, self->slots->len - 1)));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
clear_model (AnserCardView *self)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_items_changed, self);
  g_clear_object (&self->model);
  g_array_set_size (self->slots, 0);
  self->anchor = ANSER_CARD_VIEW_NOWHERE;
}

static void
set_adjustment (AnserCardView  *self,
                GtkOrientation  orientation,
                GtkAdjustment  *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, anser_card_view_follow_adjustment, self);
  g_set_object (place, adjustment);
  if (adjustment != NULL && orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect_swapped (adjustment, "value-changed",
                              G_CALLBACK (anser_card_view_follow_adjustment), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_header (AnserCardView *self,
            GtkWidget     *header)
{
  g_clear_pointer (&self->header, gtk_widget_unparent);
  self->header = header;
  if (header != NULL)
    gtk_widget_insert_after (header, GTK_WIDGET (self), NULL);
}

static void
anser_card_view_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  AnserCardView *self = ANSER_CARD_VIEW (object);

  switch (id)
    {
    case PROP_HEADER:
      g_value_set_object (value, self->header);
      break;

    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;

    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[id - PROP_HSCROLL_POLICY]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_card_view_set_property (GObject      *object,
                              guint         id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  AnserCardView *self = ANSER_CARD_VIEW (object);

  switch (id)
    {
    case PROP_HEADER:
      set_header (self, g_value_get_object (value));
      break;

    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, id - PROP_HADJUSTMENT, g_value_get_object (value));
      break;

    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anser_card_view_dispose (GObject *object)
{
  AnserCardView *self = ANSER_CARD_VIEW (object);

  if (self->make_source != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->make_source);
  self->make_source = 0;
  clear_model (self);
  set_header (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++)
    set_adjustment (self, i, NULL);

  G_OBJECT_CLASS (anser_card_view_parent_class)->dispose (object);
}

static void
anser_card_view_finalize (GObject *object)
{
  AnserCardView *self = ANSER_CARD_VIEW (object);

  g_array_unref (self->slots);

  G_OBJECT_CLASS (anser_card_view_parent_class)->finalize (object);
}

static void
anser_card_view_class_init (AnserCardViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anser_card_view_get_property;
  object_class->set_property = anser_card_view_set_property;
  object_class->dispose = anser_card_view_dispose;
  object_class->finalize = anser_card_view_finalize;
  widget_class->measure = anser_card_view_measure;
  widget_class->size_allocate = anser_card_view_size_allocate;
  widget_class->snapshot = anser_card_view_snapshot;
  widget_class->set_focus_child = anser_card_view_set_focus_child;
  widget_class->css_changed = anser_card_view_css_changed;

  properties[PROP_HEADER] =
    g_param_spec_object ("header", NULL, NULL, GTK_TYPE_WIDGET,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anser_card_view_init (AnserCardView *self)
{
  self->anchor = ANSER_CARD_VIEW_NOWHERE;
  self->line_height = GUESSED_HEIGHT;
  self->slots = g_array_new (FALSE, FALSE, sizeof (AnserCardSlot));
  g_array_set_clear_func (self->slots, drop_card);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

void
anser_card_view_set_model (AnserCardView *self,
                           GListModel    *model,
                           AnserCardFunc  make,
                           gpointer       user_data)
{
  g_return_if_fail (ANSER_IS_CARD_VIEW (self));
  g_return_if_fail (model == NULL || (G_IS_LIST_MODEL (model) && make != NULL));

  clear_model (self);
  if (self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_VERTICAL], 0);
  if (model == NULL)
    return;

  self->model = g_object_ref (model);
  self->make = make;
  self->make_data = user_data;
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (self, 0, 0, g_list_model_get_n_items (model));
}

GtkWidget *
anser_card_view_get_card (AnserCardView *self,
                          guint          position)
{
  g_return_val_if_fail (ANSER_IS_CARD_VIEW (self), NULL);
  g_return_val_if_fail (position < self->slots->len, NULL);

  return anser_card_view_get_slot (self, position)->card;
}

gboolean
anser_card_view_is_in_view (AnserCardView *self,
                            GtkWidget     *card)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t bounds;
  int top, bottom;

  g_return_val_if_fail (ANSER_IS_CARD_VIEW (self), FALSE);

  if (!gtk_widget_compute_bounds (card, GTK_WIDGET (self), &bounds))
    return FALSE;
  top = (int) bounds.origin.y;
  bottom = top + (int) bounds.size.height;

  return MIN (bottom, height) - MAX (top, 0) >= MIN (bottom - top, height / 3);
}

GtkWidget *
anser_card_view_scroll_to (AnserCardView *self,
                           guint          position)
{
  GtkWidget *card;

  g_return_val_if_fail (ANSER_IS_CARD_VIEW (self), NULL);
  g_return_val_if_fail (position < self->slots->len, NULL);

  card = anser_card_view_make_card (self, position);
  self->anchor = position;
  self->anchor_offset = ANSER_CARD_VIEW_MARGIN;
  /* With the first one, what stands above it. */
  if (position == 0)
    {
      self->anchor = ANSER_CARD_VIEW_NOWHERE;
      gtk_adjustment_set_value (self->adjustments[GTK_ORIENTATION_VERTICAL], 0);
    }
  anser_card_view_make_needed (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  return card;
}
